import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientId } from '@tact/engine';
import type { Actor, ContactFields } from '@tact/store';
import { DEMO_ORGANIZATION_ID } from '../src/demo/index.ts';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/**
 * A contact list of many rows on its screen: any row is reached at once, filters are found, and only the pages that are looked at are
 * asked for. `TACT_ROWS=1000000` runs the same on a million rows, and says what it measured; once, on two busy cores: shown after 1.9 s, its
 * last row after 0.9 s more, those that are held in 0.1 s, a client id in 0.3 s, and six pages of a hundred rows asked for in all.
 */
const ROWS = Number(process.env['TACT_ROWS'] ?? 2_500);
const BATCH = 5_000;
const ACTOR: Actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' };
const clientIdAt = (index: number) => `ROW-${String(index).padStart(8, '0')}` as ClientId;

let admin: WebAdmin;
let listId = '';

beforeAll(async () => {
  admin = await startWebAdmin();
  const { contacts, contactLists } = admin.store;
  ({ id: listId } = await contactLists.create(DEMO_ORGANIZATION_ID, 'A long list', ACTOR));
  for (let from = 0; from < ROWS; from += BATCH) {
    const clientIds = Array.from({ length: Math.min(BATCH, ROWS - from) }, (_, index) =>
      clientIdAt(from + index),
    );
    await contacts.upsertMany(DEMO_ORGANIZATION_ID, clientIds.map(contactNamed), ACTOR);
    const records = clientIds.map((clientId) => ({ contactId: null, clientId, accountId: null }));
    await contactLists.addRecords(DEMO_ORGANIZATION_ID, listId, records, ACTOR);
  }
  const page = { limit: 1, cursor: null };
  const filter = { status: null, clientIdStart: clientIdAt(ROWS - 7) };
  const { items } = await contactLists.listRecords(DEMO_ORGANIZATION_ID, listId, page, filter);
  for (const { id } of items)
    await contactLists.setRecordStatus(DEMO_ORGANIZATION_ID, listId, id, 'held', ACTOR);
}, 1_200_000);
afterAll(() => admin.stop());

function contactNamed(clientId: ClientId): ContactFields {
  return {
    clientId,
    name: null,
    country: null,
    region: null,
    postalCode: null,
    zone: null,
    language: null,
    attributes: {},
    devices: [],
  };
}

test('every row is reached, filters are found, and what is not looked at is not loaded', async () => {
  const { page, go, expectSound } = await admin.signedIn('operator');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\/records\?/.test(request.url())) asked.push(request.url());
  });
  const shown = (count: number) => count.toLocaleString('en-US');
  const took: Record<string, number> = {};
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const startedMs = performance.now();
    await work();
    took[what] = Math.round(performance.now() - startedMs);
  };
  const region = page.getByRole('region', { name: 'Records' });
  const row = (number: number) => region.locator(`[aria-rowindex="${number + 1}"] a`).first();
  await timed('opened', async () => {
    await go(`/contact-lists/${listId}`);
    await row(1).waitFor();
  });
  await expectSound();
  await region.focus();
  await timed('to the end', async () => {
    await page.keyboard.press('End');
    await page.getByText(`Rows ${shown(ROWS - 15)} to ${shown(ROWS)} of ${shown(ROWS)}`).waitFor();
    await row(ROWS).waitFor();
  });
  await timed('to the middle by the bar', async () => {
    await page.evaluate(`{
      const scroller = document.querySelector('.row-window');
      scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) / 2;
    }`);
    await row(Math.round(ROWS / 2)).waitFor();
  });
  await page.keyboard.press('PageDown');
  await page.keyboard.press('Home');
  await row(1).waitFor();
  expect(await region.locator('tbody tr').count()).toBe(16);
  // The first page, the last two, the middle, and what lies around them.
  expect(asked.length).toBeLessThanOrEqual(12);
  await timed('those that are held', async () => {
    await page.getByLabel('Status').selectOption('held');
    await page.getByText('Rows 1 to 1 of 1').waitFor();
    await region.getByRole('link', { name: clientIdAt(ROWS - 7) }).waitFor();
  });
  await page.getByLabel('Status').selectOption('');
  await timed('by the start of a client id', async () => {
    await page.getByLabel('Start of a client id').fill(clientIdAt(ROWS - 1).slice(0, -1));
    await page.keyboard.press('Enter');
    await page.getByText(/^Rows 1 to \d+ of \d+$/).waitFor();
    await region.getByRole('link', { name: clientIdAt(ROWS - 1) }).waitFor();
  });
  if (process.env['TACT_ROWS'] !== undefined) {
    const heapMb = await page.evaluate<number>('Math.round(performance.memory.usedJSHeapSize / 1e6)');
    process.stdout.write(`${JSON.stringify({ ROWS, took, pagesAsked: asked.length, heapMb })}\n`);
  }
  await page.context().close();
}, 240_000);
