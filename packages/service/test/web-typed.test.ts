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
  const list = { name: 'Typed into', type: 'device', required: false } as const;
  ids['suppression'] = (await client.suppressionLists.create({ body: list })).id;
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
  ['/suppression-lists/{suppression}', 'Add entries', 'Value', '+1 212 555 0177'],
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
  const registry = { ageHoursMax: 744, versionAt: null, coverage: ['+1212'] };
  const body = { name: 'Imported numbers', type: 'device' as const, required: false, registry };
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
    await page.getByLabel('The file is of').fill('2026-11-01T08:00');
    await away.click();
    await question.getByRole('button', { name: 'Stay here' }).click();
    const begun = page.waitForRequest((one) => one.method() === 'POST' && one.url().includes('versionAt='));
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    // In winter time of New York, which began six hours before.
    expect(new URL((await begun).url()).searchParams.get('versionAt')).toMatch(/^2026-11-01T13:00/);
    await page.waitForURL('**/imports/*');
  });
});

test('a tick that is taken back brings back the locations; a part that does not fit is said beside its field', async () => {
  await asAdministrator(async ({ page, go, complaints }) => {
    await go('/rules/location/new');
    const areaCode = page.getByLabel('Area code');
    await areaCode.fill('212');
    await page.getByLabel('Everywhere').check();
    await areaCode.waitFor({ state: 'detached' });
    await page.getByLabel('Everywhere').uncheck();
    expect(await areaCode.inputValue()).toBe('212');
    await page.getByLabel('Determine the location by').selectOption('Contact');
    await page.getByLabel('Name', { exact: true }).fill('Not there');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[aria-invalid=true]').and(areaCode).waitFor();
    expect(await page.getByRole('combobox', { name: 'Country' }).getAttribute('aria-invalid')).not.toBe(
      'true',
    );
    await areaCode.fill('');
    await areaCode.waitFor({ state: 'detached' });
    await page.getByLabel('Postal code').fill('90*');
    // The browser tells of every request that is refused.
    expect(complaints.every((one) => /\b4\d\d\b/.test(one))).toBe(true);
    (complaints as string[]).length = 0;
  });
});

test('Strict and “all days the same” bring back the days that differed, unless hours were changed since', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go('/rules/contact-times/new');
    const same = page.getByLabel('All days have the same times');
    await same.uncheck();
    await page.getByLabel('Tuesday').fill('8-11');
    for (const tick of [same, page.getByLabel('Strict:')]) {
      await tick.check();
      expect(await page.getByLabel('Every day').inputValue()).toBe('09:00-19:00');
      await tick.uncheck();
      expect(await page.getByLabel('Tuesday').inputValue()).toBe('08:00-11:00');
      expect(await page.getByLabel('Wednesday').inputValue()).toBe('09:00-19:00');
    }
    await same.check();
    await page.getByLabel('Every day').fill('10-12');
    await same.uncheck();
    expect(await page.getByLabel('Tuesday').inputValue()).toBe('10:00-12:00');
  });
});

test('an attempt rule keeps what was chosen while another way to count or another time is looked at', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go('/rules/attempt/new');
    await page.getByRole('combobox', { name: 'Who is not contacted' }).waitFor();
    const countBy = page.getByLabel('Count by');
    await page.getByRole('combobox', { name: 'Call results that count' }).press('Backspace');
    const chosen = page.getByText(/^with \d+ call results$/);
    const before = await chosen.textContent();
    await countBy.selectOption('Disposition codes');
    await page.getByRole('combobox', { name: 'Disposition codes that count' }).click();
    await page.getByRole('option', { name: 'PTP: Promise to pay', exact: true }).click();
    await page.keyboard.press('Escape');
    await countBy.selectOption('Any result');
    await countBy.selectOption('Disposition codes');
    await page.getByText('with 1 disposition codes').waitFor();
    await countBy.selectOption('Call results');
    expect(await chosen.textContent()).toBe(before);
    const period = page.getByRole('combobox', { name: 'were made' });
    await period.selectOption('today');
    await page.getByLabel('Count attempts between times').check();
    const start = page.getByLabel('Start', { exact: true });
    await start.fill('11:00');
    await page.getByLabel('Count attempts between times').uncheck();
    await page.getByLabel('Count attempts between times').check();
    expect(await start.inputValue()).toBe('11:00');
    await period.selectOption('in the last');
    await period.selectOption('today');
    expect(await start.inputValue()).toBe('11:00');
  });
});

test('hours of its own and a script come back with the next tick', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go(`/campaign-groups/${ids['group'] ?? ''}`);
    const tick = page.getByLabel('It has hours of its own');
    await tick.check();
    await page.getByLabel('Every day').fill('8-10');
    await tick.uncheck();
    await tick.check();
    expect(await page.getByLabel('Every day').inputValue()).toBe('08:00-10:00');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await go(`/campaigns/${ids['campaign'] ?? ''}/edit`);
    const script = page.getByLabel('Treatment script', { exact: true });
    await page.getByRole('checkbox', { name: /script/i }).check();
    await script.fill('states');
    await page.getByRole('checkbox', { name: /script/i }).uncheck();
    await page.getByRole('checkbox', { name: /script/i }).check();
    expect(await script.inputValue()).toBe('states');
  });
});
