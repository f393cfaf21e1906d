import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** A file of contacts brought in in a real Chromium: looked at, mapped, imported, its bad rows told, taken back. */
let admin: WebAdmin;
let folder: string;

beforeAll(async () => {
  admin = await startWebAdmin();
  folder = await mkdtemp(join(tmpdir(), 'tact-test-people-'));
});
afterAll(async () => {
  await admin.stop();
  await rm(folder, { recursive: true, force: true });
});

const HOSTILE = '"><img src=x onerror="window.hacked=1">';
const PEOPLE = `Client ID;Full name;Handy;Loan;Segment
web-1;Ada Sample;(212) 555-0171;L-1;early
web-2;"${HOSTILE.replaceAll('"', '""')}";12;L-2;late
web-3;Cy Sample;+12125550173;;late
`;

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const contactOf = (clientId: string) => admin.client.contacts.getByClientId({ params: { clientId } });

test('an operator brings in a file: previewed, its columns mapped, into a list, with what was left out, and undone', async () => {
  const { id: listId } = await admin.client.contactLists.create({ body: { name: 'March people' } });
  const { page, go, expectSound } = await admin.signedIn('operator');
  await go('/contacts');
  await page.getByRole('link', { name: 'Import a file' }).click();
  await page.getByRole('heading', { name: 'Import contacts' }).waitFor();
  await page.getByText('No file of contacts was imported yet.').waitFor();
  await page.getByLabel('File', { exact: true }).setInputFiles(await fileOf('people.csv', PEOPLE));
  await page.getByText('In the whole file: 2 good, 1 left out').waitFor();
  await page.getByText('2 contacts; none of them is there yet.').waitFor();
  await page.getByText('separated by semicolon').waitFor();
  expect(await page.getByLabel('Read Handy as').inputValue()).toBe('device1');
  expect(await page.getByLabel('Read Segment as').inputValue()).toBe('attribute:Segment');
  await page.getByLabel('Read Loan as').selectOption('Reference of an account');
  await page.getByRole('cell', { name: 'L-1', exact: true }).waitFor();
  await page.getByLabel('Read Segment as').selectOption('Not read');
  await expect.poll(() => page.getByLabel('Read Segment as').inputValue()).toBe('ignore');
  await page.getByRole('combobox', { name: 'Contact list' }).click();
  await page.getByRole('option', { name: 'March people' }).click();
  await expectSound();
  expect((await admin.client.contacts.list({ query: { search: 'web-' } })).items).toEqual([]);

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Import of people.csv' }).waitFor();
  await page.getByText('Finished').waitFor();
  await page.getByRole('cell', { name: '12', exact: true }).waitFor();
  expect(await contactOf('web-1')).toMatchObject({
    name: 'Ada Sample',
    attributes: {},
    devices: [{ position: 1, address: '+12125550171', type: 'mobile' }],
  });
  expect(await admin.client.contactLists.get({ params: { id: listId } })).toMatchObject({ size: 2 });
  await expectSound();
  const href = await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href');
  const csv = await page.evaluate<string>(`fetch(${JSON.stringify(href)}).then((answer) => answer.text())`);
  expect(csv.split('\n').slice(0, 2)).toEqual([
    'line,column,value,code,sentence',
    expect.stringMatching(/^3,Handy,12,number_too_short,/),
  ]);

  await page.getByRole('button', { name: 'Undo this import' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The 2 contacts that it made go').waitFor();
  await dialog.getByLabel('Reason; it is kept in the audit trail').fill('the wrong file');
  await dialog.getByRole('button', { name: 'Undo this import' }).click();
  await page.getByText('2 contacts are gone.').waitFor();
  await expect
    .poll(async () => (await admin.client.contacts.list({ query: { search: 'web-' } })).items)
    .toEqual([]);
  await expectSound();
  await go('/contacts/import');
  await page.getByRole('cell', { name: 'Taken back' }).waitFor();
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  await page.context().close();
}, 120_000);

test('a column that is chosen keeps the rows above the names, and what an undo took from others is told', async () => {
  await admin.client.contacts.put({
    params: { clientId: 'own-1' },
    body: { devices: [{ address: '+1 212 555 0181' }] },
  });
  await admin.client.contactLists.create({ body: { name: 'April people' } });
  const { page, go, expectSound } = await admin.signedIn('operator');
  await go('/contacts/import');
  const text = 'Export of April\n\nClient ID;Handy;Segment\nown-1;+12125550181;late\n';
  await page.getByLabel('File', { exact: true }).setInputFiles(await fileOf('april.csv', text));
  await page.getByText('In the whole file: 1 good, 0 left out').waitFor();
  await page.getByLabel('Read Segment as').selectOption('Not read');
  await expect.poll(() => page.getByLabel('Read Segment as').inputValue()).toBe('ignore');
  await page.getByText('In the whole file: 1 good, 0 left out').waitFor();
  await page.getByRole('combobox', { name: 'Contact list' }).click();
  await page.getByRole('option', { name: 'April people' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Finished').waitFor();
  await page.getByRole('button', { name: 'Undo this import' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('the wrong file');
  await dialog.getByRole('button', { name: 'Undo this import' }).click();
  await page
    .getByText(
      'Of contacts that were there before, 1 places in the contact list and 0 new accounts are gone.',
    )
    .waitFor();
  await expectSound();
});

test('what is open is said before anything can be imported, on a narrow dark screen too', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator', {
    width: 390,
    colorScheme: 'dark',
  });
  await go('/contacts/import');
  const name = '<img src=x onerror=alert(1)>.csv';
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles(await fileOf(name, 'who,phone\nweb-9,+12125550179\n'));
  await page.getByText('To be settled first').waitFor();
  expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
  await expectSound();
  await page.getByLabel('Read who as').selectOption('Client id');
  await page.getByRole('cell', { name: '+12125550179' }).last().waitFor();
  await expectSound();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Every row was taken.').waitFor();
  expect(await page.locator('img').count()).toBe(0);
  await expectSound();
  await page.context().close();
}, 120_000);

test('an analyst sees imports, and cannot begin one', async () => {
  const { page, go, expectSound } = await admin.signedIn('analyst');
  await go('/contacts');
  expect(await page.getByRole('link', { name: 'Import a file' }).count()).toBe(0);
  await go('/contacts/import');
  await page.getByText('may look at this and not change it').waitFor();
  await page.getByRole('heading', { name: 'Imports' }).waitFor();
  await expectSound();
  await page.context().close();
}, 120_000);
