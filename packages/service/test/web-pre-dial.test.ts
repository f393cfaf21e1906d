import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startPreDialService, type PreDialService } from './pre-dial-service.ts';
import { channelParts } from './running-channels.ts';
import { startWebAdmin, type Look, type Opened, type WebAdmin } from './web-admin.ts';

/** The screens of pre-dial validations in a real Chromium: made, refused, tried, changed by two, picked, deleted; and what is never shown. */
let admin: WebAdmin;
let service: PreDialService;
const PATH = '/pre-dial-validations';
const TOKEN = 'Bearer of-a-token-that-nobody-sees';
const NARROW: Look = { width: 390, colorScheme: 'dark' };

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 20, channels: channelParts() });
  service = await startPreDialService();
});
afterAll(async () => {
  await service.stop();
  await admin.stop();
});
beforeEach(async () => {
  service.reply = () => 200;
  for (const { id } of (await admin.client.preDialValidations.list()).items)
    await admin.client.preDialValidations.delete({ params: { id } });
});

/** Runs work on a page of a new administrator; only refusals that are part of the work may be complained of. */
async function asAdministrator(work: (opened: Opened) => Promise<void>): Promise<void> {
  const opened = await admin.signedIn('administrator');
  await work(opened);
  expect(opened.complaints.filter((line) => !/\b(400|409|422)\b/.test(line))).toEqual([]);
  await opened.page.context().close();
}
const make = (name: string, priority: number, given: object = {}) =>
  admin.client.preDialValidations.create({
    body: {
      name,
      required: false,
      priority,
      url: service.url,
      headers: [{ name: 'authorization', value: TOKEN }],
      ...given,
    },
  });

test('none yet: the list says what one is for, and leads to a new one', async () => {
  await asAdministrator(async ({ page, go, expectSound, look }) => {
    await go('/decide');
    await page.getByRole('link', { name: 'Pre-dial validations' }).click();
    await page.getByText('No pre-dial validation: nobody is asked.').waitFor();
    await expectSound();
    await look(NARROW);
    await expectSound();
    await page.getByRole('link', { name: 'New pre-dial validation' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'New pre-dial validation' }).waitFor();
    await expectSound();
  });
});

describe('a form', () => {
  test('makes one, says beside the field what it refuses, and shows no header again', async () => {
    await admin.client.dispositions.create({ body: { code: 'PAID', name: 'Has paid' } });
    await asAdministrator(async ({ page, go, look, expectSound, complaints }) => {
      const field = (label: string) => page.getByLabel(label, { exact: true });
      await go(`${PATH}/new`);
      await field('Name').fill('Payment office');
      await field('Priority').fill('3');
      await field('Address').fill('nowhere');
      await field('Answer within, milliseconds').fill('700');
      await field('Records at once').fill('4');
      await page.getByLabel('Required: asked for every campaign').check();
      await page.getByRole('combobox', { name: 'Apply disposition code' }).click();
      await page.getByRole('option', { name: 'PAID: Has paid' }).click();
      await page.getByRole('button', { name: 'Add a header' }).click();
      await field('Name of header 1').fill('content-type');
      await field('Value of header 1').fill(TOKEN);
      const save = page.getByRole('button', { name: 'Save' });
      await save.click();
      await expect.poll(() => field('Address').getAttribute('aria-invalid')).toBe('true');
      await field('Address').fill(service.url);
      await save.click();
      await expect.poll(() => field('Name of header 1').getAttribute('aria-invalid')).toBe('true');
      await field('Name of header 1').fill('authorization');
      await save.click();
      await page.getByRole('heading', { level: 1, name: 'Payment office' }).waitFor();
      await page.getByText('Kept: authorization. Their values are never shown.').waitFor();
      expect(await page.content()).not.toContain(TOKEN);
      expect(complaints.every((line) => line.includes('422'))).toBe(true);
      (complaints as string[]).length = 0;
      await expectSound();
      await look(NARROW);
      await expectSound();
    });
    const [made] = (await admin.client.preDialValidations.list()).items;
    expect(made).toMatchObject({
      name: 'Payment office',
      required: true,
      priority: 3,
      url: service.url,
      timeoutMs: 700,
      connectionsMax: 4,
      callResult: 'General Error',
      dispositionCode: 'PAID',
      headerNames: ['authorization'],
    });
  });

  test('offers the same disposition codes as a rule that was looked at before, and the rule the same after it', async () => {
    await admin.client.dispositions.create({ body: { code: 'MOVED', name: 'Has moved' } });
    await asAdministrator(async ({ page, go }) => {
      const offered = async () => {
        await page.getByRole('combobox', { name: 'Apply disposition code' }).click();
        await page.getByRole('option', { name: 'MOVED: Has moved' }).waitFor();
        await page.keyboard.press('Escape');
      };
      const opens = async (list: string, button: string) => {
        await page.getByRole('link', { name: list, exact: true }).click();
        await page.getByRole('link', { name: button }).first().click();
        await page.getByRole('heading', { level: 1, name: button }).waitFor();
      };
      await go('/rules/location/new');
      await offered();
      await opens('Pre-dial validations', 'New pre-dial validation');
      await offered();
      await opens('Location rules', 'New location rule');
      await offered();
    });
  });

  test('keeps headers where nothing is said of them, and asks for them where the address changes', async () => {
    const { id } = await make('Register', 1);
    await asAdministrator(async ({ page, go }) => {
      const field = (label: string) => page.getByLabel(label, { exact: true });
      await go(`${PATH}/${id}`);
      await field('Answer within, milliseconds').fill('900');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('link', { name: 'Register', exact: true }).click();
      await field('Address').fill(`${service.url}/elsewhere`);
      await page.getByRole('button', { name: 'Save' }).click();
      await page
        .getByText(/send `?authorization`? again with it/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Write all headers anew' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: 'Pre-dial validations' }).waitFor();
    });
    expect(await admin.client.preDialValidations.get({ params: { id } })).toMatchObject({
      timeoutMs: 900,
      url: `${service.url}/elsewhere`,
      headerNames: [],
    });
  });

  test('that somebody else saved meanwhile shows both, without a header, and keeps mine', async () => {
    const { id } = await make('Shared', 1);
    await asAdministrator(async ({ page, go }) => {
      await go(`${PATH}/${id}`);
      await page.getByLabel('Priority', { exact: true }).fill('7');
      await admin.client.preDialValidations.update({
        params: { id },
        body: { version: 1, timeoutMs: 1_234 },
      });
      await page.getByRole('button', { name: 'Save' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('1234').or(dialog.getByText('1,234')).first().waitFor();
      expect(await dialog.textContent()).not.toContain(TOKEN);
      await dialog.getByRole('button', { name: 'Save mine over theirs' }).click();
      await page.getByRole('heading', { level: 1, name: 'Pre-dial validations' }).waitFor();
    });
    expect(await admin.client.preDialValidations.get({ params: { id } })).toMatchObject({
      priority: 7,
      version: 3,
    });
  });

  test.each([
    ['It answered: yes', 200, 'The service answered with HTTP 200.'],
    ['It answered: no', 409, 'The service answered with HTTP 409.'],
    ['No usable answer', 503, 'The service answered with HTTP 503.'],
  ] as const)('is tried: %s', async (title, reply, sentence) => {
    const { id } = await make('Tried', 1);
    service.reply = () => reply;
    await asAdministrator(async ({ page, go, expectSound }) => {
      await go(`${PATH}/${id}`);
      await page.getByRole('button', { name: 'Test' }).click();
      const told = page.getByRole('status').filter({ hasText: title });
      await told.waitFor();
      expect(await told.textContent()).toMatch(new RegExp(`${sentence} It took \\d+ ms\\.$`));
      await expectSound();
    });
  });
});

test('the list shows the order in which they are asked, and deletes one that nothing has picked', async () => {
  await make('Second', 20, { required: true });
  await make('First', 10);
  await asAdministrator(async ({ page, go, expectSound }) => {
    await go(PATH);
    const rows = page.getByRole('region', { name: 'Pre-dial validations' }).getByRole('row');
    await rows.nth(2).waitFor();
    expect((await rows.allTextContents()).map((text) => /First|Second/.exec(text)?.[0])).toEqual([
      undefined,
      'First',
      'Second',
    ]);
    await expectSound();
    await page.getByRole('button', { name: 'Delete First' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => rows.count()).toBe(2);
  });
  expect((await admin.client.preDialValidations.list()).items.map(({ name }) => name)).toEqual(['Second']);
});

test('a campaign group shows the required ones, and picks an optional one', async () => {
  await make('Must', 1, { required: true });
  const { id } = await make('May', 2);
  const group = await admin.client.campaignGroups.create({ body: { name: 'Validated' } });
  await asAdministrator(async ({ page, go, expectSound }) => {
    await go(`/campaign-groups/${group.id}`);
    const part = page.getByRole('region', { name: 'Pre-dial validations' });
    await part.first().getByRole('link', { name: 'Must' }).waitFor();
    await page.getByRole('combobox', { name: 'Pick an optional validation' }).click();
    await page.getByRole('option', { name: /^May: / }).click();
    await part.first().getByRole('link', { name: 'May' }).waitFor();
    await expectSound();
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText(/1 pre-dial validation$/)
      .first()
      .waitFor();
  });
  const params = { id: group.id };
  const saved = await admin.client.campaignGroups.get({ params });
  expect(saved).toMatchObject({ preDialValidationIds: [id] });
  await admin.client.campaignGroups.delete({ params });
});

test('an operator reads them, and can change nothing', async () => {
  const { id } = await make('Read', 1);
  const { page, go, expectSound } = await admin.signedIn('operator');
  await go(`${PATH}/${id}`);
  await page.getByText('may look at this and not change it').waitFor();
  for (const name of ['Save', 'Test', 'Write all headers anew'])
    expect(await page.getByRole('button', { name }).count()).toBe(0);
  await expectSound();
  await page.context().close();
});
