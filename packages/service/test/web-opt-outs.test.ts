import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebAdmin, type Opened, type WebAdmin } from './web-admin.ts';

/** What an officer reads and does with contacts' own wishes, in a real Chromium. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 20 });
});
afterAll(() => admin.stop());

/** Runs work on a page of a new operator, and closes it; the page must not have complained. */
async function asOperator(
  work: (opened: Opened & { readonly email: string }) => Promise<void>,
): Promise<void> {
  const opened = await admin.signedIn('operator');
  await work(opened);
  await opened.expectSound();
  await opened.page.context().close();
}

test('a client id that no contact has is said before and after the opt-out is recorded; how it was told is kept', async () => {
  await admin.client.contacts.create({ body: { clientId: 'KNOWN-1', devices: [] } });
  await asOperator(async ({ page, go }) => {
    await go('/opt-outs');
    await page.getByRole('button', { name: 'Record an opt-out' }).click();
    const dialog = page.getByRole('dialog');
    const hint = dialog.getByText('No contact is stored under this client id.');
    await dialog.getByLabel('Client id').fill('KNOWN-2');
    await hint.waitFor();
    await dialog.getByLabel('Client id').fill('KNOWN-1');
    await hint.waitFor({ state: 'detached' });
    await dialog.getByLabel('Client id').fill('KNOWN-2');
    await dialog.getByLabel('Reason').fill('asked us to stop');
    await dialog.getByLabel('How it was told').selectOption('On a call');
    await dialog.getByRole('button', { name: 'Record an opt-out' }).click();
    await page.getByText('No contact has this client id yet; it holds for one that comes.').waitFor();
    await page.getByRole('row', { name: 'KNOWN-2' }).getByText('On a call').waitFor();
  });
  const { items } = await admin.client.optOuts.list({ query: { clientId: 'KNOWN-2' } });
  expect(items).toMatchObject([{ source: 'call', reason: 'asked us to stop' }]);
});

test('who lifted an opt-out, when and why stands in the list', async () => {
  const body = { clientId: 'LIFTED-1', reason: 'asked us to stop', source: 'letter' };
  await admin.client.optOuts.create({ body });
  await asOperator(async ({ page, go, email }) => {
    await go('/opt-outs?client=LIFTED-1');
    const row = page.getByRole('row', { name: 'LIFTED-1' });
    await row.getByText('By letter').waitFor();
    await row.getByRole('button', { name: 'Lift opt-out' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('signed a form');
    await page.getByRole('dialog').getByRole('button', { name: 'Lift opt-out' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByText('Lifted', { exact: true }).click();
    await row.getByText(new RegExp(`^Lifted .*:.* by ${email}: signed a form$`)).waitFor();
  });
});

test('a contact with several opt-outs says that lifting takes one of them, and leads to all', async () => {
  const body = { clientId: 'TWICE-1', devices: [{ address: '+12125550169' }] };
  const { id } = await admin.client.contacts.create({ body });
  for (const channel of ['sms', 'email'] as const)
    await admin.client.optOuts.create({
      body: { clientId: 'TWICE-1', channels: [channel], reason: `no ${channel}`, source: 'call' },
    });
  await asOperator(async ({ page, go }) => {
    await go(`/contacts/${id}`);
    await page.getByRole('button', { name: 'Lift opt-out' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText('This one: no sms (On a call). Another opt-out of this contact stays in force.')
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'All 2 opt-outs of this contact' }).click();
    await page.getByRole('row', { name: 'TWICE-1' }).nth(1).waitFor();
  });
});
