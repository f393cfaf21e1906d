import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** Erasing a person on the contact's screen, in a real Chromium. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin();
});
afterAll(() => admin.stop());

test('a person is erased by an administrator, after the client id was typed once more', async () => {
  const contact = await admin.client.contacts.create({
    body: { clientId: 'GONE-1', name: 'Gwen Gone', devices: [{ address: '+12125550177' }] },
  });
  const operator = await admin.signedIn('operator');
  await operator.go(`/contacts/${contact.id}`);
  await operator.page.getByRole('button', { name: 'Opt out' }).waitFor();
  expect(await operator.page.getByRole('button', { name: 'Erase this person' }).count()).toBe(0);
  await operator.page.context().close();

  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go(`/contacts/${contact.id}`);
  await page.getByRole('button', { name: 'Erase this person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Opt-outs and suppressions go on blocking').waitFor();
  const erase = dialog.getByRole('button', { name: 'Erase this person' });
  await dialog.getByLabel('Reason, without a name').fill('asked in writing');
  await dialog.getByLabel('Type GONE-1 to erase').fill('GONE');
  expect(await erase.isDisabled()).toBe(true);
  await expectSound();
  await dialog.getByLabel('Type GONE-1 to erase').fill('GONE-1');
  await erase.click();
  await dialog.getByText('The person is erased').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('heading', { name: 'Contacts' }).waitFor();
  const { items } = await admin.client.contacts.list({ query: { search: 'GONE-1' } });
  expect(items).toEqual([]);
  await page.context().close();
});
