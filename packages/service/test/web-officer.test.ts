import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** What an officer looks for at an account and at a record: a wish not to be contacted, its own report, who was given it. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 40, execution: 'channels' });
});
afterAll(() => admin.stop());

describe('an account', () => {
  test('says in the list and on its own screen that its contact wishes not to be contacted, and whose it is', async () => {
    const { client } = admin;
    const contact = await client.contacts.create({
      body: { clientId: 'DEBT-1', name: 'Dora Debtor', devices: [] },
    });
    const account = await client.accounts.create({ body: { contactId: contact.id, reference: 'L-900' } });
    const { page, go, expectSound } = await admin.signedIn('operator');
    await go(`/accounts/${account.id}`);
    await page.getByRole('link', { name: 'Dora Debtor (DEBT-1)' }).waitFor();
    expect(await page.getByText('Do not contact').count()).toBe(0);
    await client.optOuts.create({
      body: { clientId: 'DEBT-1', reason: 'asked on the phone', source: 'call' },
    });
    await page.reload();
    await page.getByText('Do not contact', { exact: true }).waitFor();
    await expectSound();
    await go('/accounts');
    const row = page.getByRole('row', { name: 'L-900' });
    await row.getByText('Do not contact', { exact: true }).waitFor();
    const field = page.getByRole('textbox', { name: 'Client id, or beginning of a reference' });
    const rows = page.getByRole('region', { name: 'Accounts' }).locator('tbody tr');
    for (const text of ['DEBT-1', 'L-90']) {
      await field.fill(text);
      await field.press('Enter');
      await expect.poll(() => rows.count(), { message: text }).toBe(1);
      await row.waitFor();
    }
    await field.fill('DEBT');
    await field.press('Enter');
    await page.getByText('No account fits.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await row.waitFor();
    expect(await field.inputValue()).toBe('');
    await page.goBack();
    await page.getByText('No account fits.').waitFor();
    expect(await field.inputValue()).toBe('DEBT');
    await page.goForward();
    await row.getByRole('link', { name: 'DEBT-1', exact: true }).click();
    await page.getByRole('heading', { name: 'Dora Debtor' }).waitFor();
    await page.context().close();
  });

  test('has a compliance report of its own', async () => {
    const { client } = admin;
    const contact = await client.contacts.create({ body: { clientId: 'DEBT-2', devices: [] } });
    const [one, other] = [
      await client.accounts.create({ body: { contactId: contact.id, reference: 'L-901' } }),
      await client.accounts.create({ body: { contactId: contact.id, reference: 'L-902' } }),
    ];
    const { page, go, settled, expectSound } = await admin.signedIn('analyst');
    await go(`/accounts/${one.id}`);
    const asked = page.waitForRequest((request) => request.url().includes(`accountId=${one.id}`));
    await page.getByRole('link', { name: 'Compliance report' }).last().click();
    await asked;
    await settled();
    const choice = page.getByRole('combobox', { name: 'Account' });
    expect(await choice.inputValue()).toBe('L-901');
    await go('/reports/compliance?client=DEBT-2');
    await choice.click();
    await page.getByRole('option', { name: 'L-902' }).click();
    await page.waitForURL(new RegExp(`account=${other.id}`));
    await expectSound();
    await page.context().close();
  });
});

test('a record that a treatment gave to somebody is found by who has it', async () => {
  const { client } = admin;
  // Outside the hours of the organization; without a disposition that leads to the treatment of `Cancel Record`.
  const { version } = await client.organization.get();
  await client.organization.update({ body: { version, allowedHours: { everyDay: 'closed' } } });
  const body = {
    name: 'To the team',
    callResults: ['Cancel Record'],
    action: 'assign',
    assignee: 'Team 2',
  } as const;
  await client.treatments.create({ body: { ...body, dispositionCodes: [] } });
  const { items } = await client.campaigns.list();
  const id = items[0]?.id ?? '';
  await client.campaigns.activate({ params: { id } });
  await client.campaigns.enqueue({ params: { id } });
  const given = () => client.queue.listItems({ query: { assignee: 'Team 2', limit: 1 } });
  await expect.poll(async () => (await given()).items.length, { timeout: 60_000 }).toBe(1);
  const { page, go, settled, expectSound } = await admin.signedIn('operator');
  await go('/execution');
  const table = page.getByRole('region', { name: 'Queue' });
  await table.getByRole('columnheader', { name: 'Given to' }).waitFor();
  await page.getByLabel('Given to').fill('Team 2');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.waitForURL(/assignee=Team/);
  await settled();
  await table.getByRole('cell', { name: 'Team 2', exact: true }).first().waitFor();
  await expectSound();
  await page.getByLabel('Given to').fill('Team 3');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByText('Nothing in the queue fits these filters.').waitFor();
  await page.context().close();
});
