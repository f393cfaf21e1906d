import { afterAll, beforeAll, expect, test } from 'vitest';
import { numberSetBuilder, type SuppressionListId } from '@tact/engine';
import { piecesOf } from '@tact/store';
import { TEST_ACTOR } from '@tact/store/testing';
import { DEMO_ORGANIZATION_ID } from '../src/demo/index.ts';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** What the source product says of a rule's choices and copies (seeds A3, A5, A7), and fields that other things have there, done by hand in a real Chromium. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 20 });
});
afterAll(() => admin.stop());

const NOT_IN_212 = {
  determineBy: 'device',
  locations: [{ areaCode: '212' }],
  unknownLocation: 'block',
  devices: 'any',
  deviceTypes: 'any',
} as const;

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

test('a rule is duplicated on its own form too, which asks first where something is typed', async () => {
  const body = { name: 'To be copied', required: false, priority: 71, conditions: NOT_IN_212 };
  const rule = await admin.client.locationRules.create({ body });
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go(`/rules/location/${rule.id}`);
  await page.getByLabel('Name', { exact: true }).fill('Another name');
  await page.getByRole('button', { name: 'Duplicate', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await question.getByRole('button', { name: 'Stay here' }).click();
  await question.waitFor({ state: 'detached' });
  const { items } = await admin.client.locationRules.list();
  expect(items.some(({ name }) => name === 'To be copied_duplicate1')).toBe(false);
  await page.getByRole('button', { name: 'Duplicate', exact: true }).click();
  await question.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('heading', { level: 1, name: 'To be copied_duplicate1' }).waitFor();
  await expectSound();
  await page.context().close();
});

test('the saved states of a rule say who saved them, by name, and what each said', async () => {
  const { client } = admin;
  const body = { name: 'Elsewhere', required: false, priority: 81, conditions: NOT_IN_212 };
  const rule = await client.locationRules.create({ body });
  const { page, go, email, expectSound } = await admin.signedIn('administrator');
  await go(`/rules/location/${rule.id}`);
  await page.getByLabel('Everywhere').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/rules/location');
  await go(`/rules/location/${rule.id}`);
  const states = page.getByRole('region', { name: 'Saved states' });
  await states.getByText(new RegExp(`^Version 2, .*, ${email}$`)).waitFor();
  // The key of this test has that name.
  await states.getByText(/^Version 1, .*, test$/).waitFor();
  await states.getByText('Not to everywhere (by device)').waitFor();
  await states.getByText('Not to area code 212 (by device)').waitFor();
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

test('a custom rule has a priority, which is its place in the list', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go('/rules/custom/new');
  await page.getByRole('textbox', { name: 'Expression, true where contact is allowed' }).click();
  await page.keyboard.type('2 < 3');
  await page.getByLabel('Name', { exact: true }).fill('Always');
  await page.getByLabel('Priority', { exact: true }).fill('8');
  await expectSound();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: 'Always' }).getByRole('cell', { name: '8', exact: true }).waitFor();
  await page.context().close();
});

test('attributes of a contact are written by name, kind and value, and shown on its page', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go('/contacts/new');
  await page.getByLabel('Client id').fill('ATTRIBUTED');
  const line = async (number: number, name: string, kind: string, value: string) => {
    await page.getByRole('button', { name: 'Add an attribute' }).click();
    await page.getByLabel(`Attribute ${number}`, { exact: true }).fill(name);
    await page.getByLabel(`Kind of attribute ${number}`).selectOption(kind);
    if (value !== '') await page.getByLabel(`Value ${number}`).fill(value);
  };
  await line(1, 'code', 'Text', '007');
  await line(2, 'balance', 'Number', 'twelve');
  await line(3, 'isKnown', 'Yes', '');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This is not a number.').waitFor();
  await page.locator(':focus').and(page.getByLabel('Value 2')).fill('12.5');
  await expectSound();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('region', { name: 'Attributes' }).getByText('007').waitFor();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Remove attribute 1' }).click();
  await page.getByLabel('Attribute 1', { exact: true }).fill('not a name');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('That did not work').waitFor();
  await page.getByLabel('Attribute 1', { exact: true }).fill('digits');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('region', { name: 'Attributes' }).getByText('digits').waitFor();
  await page.context().close();
  const { items } = await admin.client.contacts.list({ query: { search: 'ATTRIBUTED' } });
  expect(items.map(({ attributes }) => attributes)).toEqual([{ digits: '007', isKnown: true }]);
});

test('entries of a suppression list are given from an instant on, and a wrong one is told beside it', async () => {
  const body = { name: 'From an instant on', type: 'client' as const, required: false };
  const { id } = await admin.client.suppressionLists.create({ body });
  const { page, go } = await admin.signedIn('administrator');
  await go(`/suppression-lists/${id}`);
  await page.getByRole('button', { name: 'Add entries' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Value').fill('A-1\nA-2');
  await dialog.getByLabel('From').fill('2030-02-01T09:00');
  await dialog.getByLabel('Until').fill('2030-01-01');
  const add = () => dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await add();
  await expect.poll(() => dialog.getByLabel('Until').getAttribute('aria-invalid')).toBe('true');
  expect(await dialog.getByLabel('Value').getAttribute('aria-invalid')).not.toBe('true');
  // The clock of New York leaps over it.
  await dialog.getByLabel('From').fill('2029-03-11T02:30');
  await add();
  await expect.poll(() => dialog.getByLabel('From').getAttribute('aria-invalid')).toBe('true');
  await dialog.getByLabel('From').fill('2029-12-01T09:00');
  await add();
  await page.getByRole('row', { name: 'A-2' }).getByText('Sat 1 Dec 2029, 09:00 (New York)').waitFor();
  const { items } = await admin.client.suppressionLists.listEntries({ params: { id } });
  expect(items.map(({ from, until }) => [from, until])).toEqual([
    ['2029-12-01T14:00:00Z', '2030-01-01'],
    ['2029-12-01T14:00:00Z', '2030-01-01'],
  ]);
  await page.context().close();
});

test('an entry is looked for by its number in any writing, and so is an imported number', async () => {
  const { client, store } = admin;
  const body = { name: 'Looked through', type: 'device' as const, required: false };
  const { id } = await client.suppressionLists.create({ body });
  const entries = ['+12125550123', '+12125550124', '@example.com'].map((value) => ({ value }));
  await client.suppressionLists.addEntries({ params: { id }, body: { entries } });
  const numbers = numberSetBuilder();
  numbers.add(12_125_550_177);
  const listId = id as SuppressionListId;
  const given = { importId: null, dataAt: null };
  const { id: versionId } = await store.numberSets.begin(DEMO_ORGANIZATION_ID, listId, given, TEST_ACTOR);
  const reference = { listId, versionId };
  await store.numberSets.write(DEMO_ORGANIZATION_ID, reference, [...piecesOf(numbers.chunks())]);
  await store.numberSets.putInForce(DEMO_ORGANIZATION_ID, reference, TEST_ACTOR);
  const { page, go, expectSound } = await admin.signedIn('analyst');
  await go(`/suppression-lists/${id}`);
  const field = page.getByRole('textbox', { name: 'Number, e-mail address or @domain' });
  const look = async (text: string) => {
    await field.fill(text);
    await field.press('Enter');
  };
  const rows = page.getByRole('region', { name: 'Entries' }).locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(3);
  await look('(212) 555-0124');
  await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('+12125550124')]);
  // What is looked for stands where no browser sends it.
  expect(new URL(page.url()).hash).toBe('#(212)%20555-0124');
  expect(new URL(page.url()).search).toBe('');
  await look('212 555 0177');
  await page.getByRole('status').getByText('+12125550177 is on this list').waitFor();
  await page.getByText('No entry fits.').waitFor();
  await expectSound('main');
  await look('212 55');
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  await look('somebody@example.com');
  await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('@example.com')]);
  await look('+1 212 555 0199');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect.poll(() => rows.count()).toBe(3);
  await page.context().close();
});

test('a key is given fewer scopes than its role has, and an end on the organization’s clock', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go('/settings/api-keys');
  await page.getByRole('button', { name: 'New API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Only asks');
  await dialog.getByRole('combobox', { name: 'Scopes' }).click();
  await page.getByRole('option', { name: 'queue:write', exact: true }).click();
  await page.getByRole('option', { name: 'decisions:write', exact: true }).click();
  await page.keyboard.press('Tab');
  // A role that may not do it takes it away.
  await dialog.getByLabel('Role').selectOption('analyst');
  await dialog.getByLabel('Expires').fill('2031-01-31T12:00');
  await dialog.getByRole('button', { name: 'New API key' }).click();
  await page.getByRole('row', { name: 'Only asks' }).getByText('decisions:write', { exact: true }).waitFor();
  const key = (await admin.client.apiKeys.list()).items.find(({ name }) => name === 'Only asks');
  expect(Date.parse(key?.expiresAt ?? '')).toBe(Date.UTC(2031, 0, 31, 17));
  await expectSound();
  await page.context().close();
});
