import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** A file brought into a list in a real Chromium: looked at, mapped, imported, its bad rows told, taken back. */
let admin: WebAdmin;
let folder: string;
let listId: string;

beforeAll(async () => {
  admin = await startWebAdmin();
  folder = await mkdtemp(join(tmpdir(), 'tact-test-files-'));
  const body = { name: 'State registry', type: 'device', required: true } as const;
  listId = (await admin.client.suppressionLists.create({ body })).id;
});
afterAll(async () => {
  await admin.stop();
  await rm(folder, { recursive: true, force: true });
});

const HOSTILE = '"><img src=x onerror="window.hacked=1">';
const ROWS = `phone,note\n(212) 555-0191,asked by letter\nhello,\n1.23E+10,\n+12125550192,"${HOSTILE.replaceAll('"', '""')}"\n`;

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function isBlocked(address: string): Promise<boolean> {
  const contact = { clientId: `of ${address}`, devices: [{ address }] };
  const { blocking, deciding } = await admin.client.decisions.ask({ body: { contact, channel: 'call' } });
  return [deciding, ...blocking].some((verdict) => verdict?.code === 'on_suppression_list');
}

test('from Settings: a file is previewed, its columns mapped, imported with progress, and undone', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go(`/settings/compliance?list=${listId}`);
  await page.getByLabel('File', { exact: true }).setInputFiles(await fileOf('dnc.csv', ROWS));
  await page.getByRole('cell', { name: '+12125550191' }).waitFor();
  await page.getByText('In the whole file: 2 good, 2 not taken').waitFor();
  await page.getByLabel('Read note as').selectOption('reason');
  await page.getByRole('cell', { name: 'asked by letter' }).last().waitFor();
  await expectSound();
  expect(await isBlocked('+12125550191')).toBe(false);

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: 'Import of dnc.csv' }).waitFor();
  await page.getByText('Finished').waitFor();
  await page.getByRole('cell', { name: 'hello' }).waitFor();
  expect(await isBlocked('+12125550191')).toBe(true);
  await expectSound();
  const href = await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href');
  const csv = await page.evaluate<string>(`fetch(${JSON.stringify(href)}).then((answer) => answer.text())`);
  expect(csv.split('\n').slice(0, 2)).toEqual([
    'member,line,column,value,code,sentence',
    expect.stringMatching(/^dnc\.csv,3,phone,hello,/),
  ]);

  await page.getByRole('button', { name: 'Undo this import' }).click();
  await page.getByLabel('Reason; it is kept in the audit trail').fill('the wrong file');
  await page.getByRole('dialog').getByRole('button', { name: 'Undo this import' }).click();
  await page.getByText('the wrong file').waitFor();
  expect(await isBlocked('+12125550191')).toBe(false);
  await page.getByRole('link', { name: 'To the list' }).click();
  await page.getByRole('cell', { name: 'Taken back' }).waitFor();
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  await page.context().close();
});

test('what is open is said before anything can be imported, on a narrow dark screen too', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator', {
    width: 390,
    colorScheme: 'dark',
  });
  await go(`/suppression-lists/${listId}/import`);
  const name = '<img src=x onerror=alert(1)>.csv';
  await page.getByLabel('File', { exact: true }).setInputFiles(await fileOf(name, 'a,b\nx,y\nz,w\n'));
  await page.getByText('To be settled first').waitFor();
  expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
  expect(await page.locator('img').count()).toBe(0);
  await expectSound();
  await page.context().close();
});

test.each(['operator', 'analyst'] as const)('%s sees imports, and cannot begin one', async (role) => {
  const { page, go, expectSound } = await admin.signedIn(role);
  await go(`/suppression-lists/${listId}`);
  await page.getByRole('heading', { name: 'Imports' }).waitFor();
  expect(await page.getByRole('link', { name: 'Import a file' }).count()).toBe(0);
  await go(`/suppression-lists/${listId}/import`);
  await page.getByText('may look at this and not change it').waitFor();
  await expectSound();
  await page.context().close();
});
