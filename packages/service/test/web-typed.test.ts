import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCampaignSetting } from './campaign-setting.ts';
import { startWebAdmin, type Opened, type WebAdmin } from './web-admin.ts';

/** What was typed is not lost by one key or one click, done in a real Chromium. */
let admin: WebAdmin;
const ids: Record<string, string> = {};

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 20 });
  const { client } = admin;
  Object.assign(ids, await addCampaignSetting(client));
  const [contact] = (await client.contacts.list()).items;
  ids['contact'] = contact?.id ?? '';
  ids['client'] = contact?.clientId ?? '';
  await client.optOuts.create({
    body: { clientId: ids['client'], channels: ['sms'], reason: 'no messages', source: 'letter' },
  });
  await client.dispositions.create({ body: { code: 'PTP', name: 'Promise to pay' } });
});
afterAll(() => admin.stop());

/** Runs work on a page of a new administrator, and closes it; the page must not have complained. */
async function asAdministrator(work: (opened: Opened) => Promise<void>): Promise<void> {
  const opened = await admin.signedIn('administrator');
  await work(opened);
  await opened.expectSound();
  await opened.page.context().close();
}

const DIALOGS: readonly (readonly [path: string, button: string, field: string, typed: string])[] = [
  ['/opt-outs', 'Record an opt-out', 'Reason', 'asked by letter'],
  ['/opt-outs', 'Lift opt-out', 'Reason; it is kept in the audit trail', 'asked for it'],
  ['/contacts/{contact}', 'Erase this person', 'Reason, without a name', 'asked for it'],
  ['/settings/treatments', 'New treatment', 'Name', 'Try again'],
  ['/settings/dispositions', 'New disposition', 'Code', 'ABC'],
  ['/settings/dispositions', 'Edit PTP', 'Description', 'a day is named'],
  ['/settings/users', 'Invite a user', 'E-mail address', 'someone@example.com'],
  ['/settings/api-keys', 'New API key', 'Name', 'Dialer'],
  ['/custom-timezones', 'New custom timezone', 'Area code', '212'],
  ['/custom-timezones', 'Import CSV', 'CSV', '1,212,,America/New_York'],
  ['/contact-dates', 'Add a date', 'Label', 'Founding day'],
  ['/contact-lists', 'New contact list', 'Name', 'July'],
  ['/contact-lists/{list}', 'Add contacts', 'Client id', 'C-1'],
  ['/execution', 'Limit SMS', 'Dispatches a minute, at most', '30'],
];

test.each(DIALOGS)('on %s, "%s" asks before what was typed goes', async (path, button, field, typed) => {
  await asAdministrator(async ({ page, go, expectSound }) => {
    await go(path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? ''));
    await page.getByRole('button', { name: button, exact: true }).first().click();
    const input = page.getByRole('dialog').getByRole('textbox', { name: field }).first();
    await input.fill(typed);
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    for (const leave of [
      () => page.keyboard.press('Escape'),
      () => page.mouse.click(5, 400),
      () => page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click(),
    ]) {
      await leave();
      await question.waitFor();
      // Esc takes the question away alone.
      await page.keyboard.press('Escape');
      await question.waitFor({ state: 'detached' });
      expect(await input.inputValue()).toBe(typed);
    }
    await page.keyboard.press('Escape');
    await expectSound('[role=dialog]');
    await question.getByRole('button', { name: 'Leave' }).click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });
});

test('going back in the browser asks too while something is typed in a dialog, once', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go('/contact-lists');
    await page.getByRole('link', { name: 'Opt-outs', exact: true }).click();
    await page.getByRole('button', { name: 'Record an opt-out' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('asked by letter');
    await page.goBack();
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Stay here' }).click();
    expect(await page.getByRole('dialog').getByLabel('Reason').inputValue()).toBe('asked by letter');
    await page.goBack();
    await question.getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL('**/contact-lists');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

test('numbers for opt-outs and the settings of an import are not left behind without a question', async () => {
  const body = { name: 'Imported numbers', type: 'device' as const, required: false };
  const { id } = await admin.client.suppressionLists.create({ body });
  await asAdministrator(async ({ page, go }) => {
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await go(`/settings/compliance?list=${id}`);
    const phones = page.getByLabel('Numbers', { exact: true });
    await phones.fill('+12125550123');
    const away = page.getByRole('link', { name: 'Dispositions', exact: true });
    await away.click();
    await question.getByRole('button', { name: 'Stay here' }).click();
    await phones.fill('');
    await page.getByLabel('File', { exact: true }).setInputFiles({
      name: 'numbers.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('phone\n+12125550123\n'),
    });
    await page.getByLabel('Name of the version').fill('July');
    await away.click();
    await question.getByRole('button', { name: 'Stay here' }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.waitForURL('**/imports/*');
  });
});
