import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** What the source product says of a rule's choices and copies (seeds A3, A5, A7), done by hand in a real Chromium. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 20 });
});
afterAll(() => admin.stop());

test('"any device" stands alone: it gives way to a choice, and comes back with the last one taken out', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go('/rules/contact-times/new');
  const devices = page.getByRole('combobox', { name: 'Devices', exact: true });
  expect(await devices.getAttribute('placeholder')).toBe('Any device');
  await devices.click();
  expect(await page.getByRole('option', { name: 'Any device' }).count()).toBe(0);
  await page.getByRole('option', { name: 'Device 2', exact: true }).click();
  await page.getByRole('option', { name: 'Device 3', exact: true }).click();
  expect(await devices.getAttribute('placeholder')).toBe('');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  expect(await devices.getAttribute('placeholder')).toBe('Any device');
  await page.keyboard.press('Escape');
  await expectSound();
  await page.context().close();
});

test('a location rule for all types and all devices warns before it is saved, and one for a type does not', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go('/rules/location/new');
  await page.getByLabel('Everywhere').check();
  const warning = page.getByText('With any device and any type, nobody can be contacted at all.');
  await warning.waitFor();
  const finding = page.getByText(/suppresses everything: it is for any country, all devices and all types/);
  await finding.waitFor();
  await page.getByRole('combobox', { name: 'Device types', exact: true }).click();
  await page.getByRole('option', { name: 'mobile', exact: true }).click();
  await warning.waitFor({ state: 'detached' });
  await finding.waitFor({ state: 'detached' });
  await expectSound();
  await page.context().close();
});

test('copies of a rule are numbered', async () => {
  const [rule] = (await admin.client.attemptRules.list()).items;
  if (rule === undefined) throw new Error('the demo has no attempt rule');
  const { page, go, expectSound } = await admin.signedIn('administrator');
  for (const number of [1, 2]) {
    await go('/rules/attempt');
    await page.getByRole('button', { name: `Duplicate ${rule.name}`, exact: true }).click();
    await page.waitForURL(/\/rules\/attempt\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { level: 1, name: `${rule.name}_duplicate${number}` }).waitFor();
  }
  await expectSound();
  await page.context().close();
});

test('the editor of a custom rule offers what contacts have, the fields of the record, and functions', async () => {
  await admin.client.contacts.put({
    params: { clientId: 'COMPLETED' },
    body: { devices: [{ address: '+12125550188' }], attributes: { hasPromised: true } },
  });
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go('/rules/custom/new');
  const editor = page.getByRole('textbox', { name: 'Expression, true where contact is allowed' });
  await editor.click();
  for (const [typed, offered] of [
    ['$hasP', '$hasPromised'],
    [' && $cd_st', '$cd_state_code'],
    [' == NY && Days', 'DaysSinceLastConversation()'],
  ] as const) {
    await page.keyboard.type(typed);
    await page.getByRole('option', { name: offered }).waitFor();
    await page.keyboard.press('Enter');
  }
  await page.keyboard.type(' > 3');
  await page.getByText('The expression is right.').waitFor();
  await expectSound();
  await page.context().close();
});
