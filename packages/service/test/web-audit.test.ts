import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, type Instant } from '@tact/engine';
import { runAsOwner } from '@tact/store/testing';
import { createClock } from '../src/deciding/clock.ts';
import { DEMO_ORGANIZATION_ID } from '../src/demo/index.ts';
import { verifyNight } from '../src/keep-verified.ts';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** The audit trail as an officer looks something up in it, in a real Chromium. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 40 });
});
afterAll(() => admin.stop());

test('the audit trail is narrowed by who, what, how and when, and the address says so', async () => {
  const { client } = admin;
  const made = await client.suppressionLists.create({
    body: { name: 'Traced', type: 'device', required: false },
  });
  const { page, go, settled, expectSound, email } = await admin.signedIn('administrator');
  await go('/audit');
  await expectSound();
  const table = page.getByRole('region', { name: 'Audit trail' });
  const row = table.getByRole('row', { name: 'Traced' });
  await row.getByText('Suppression list created').waitFor();
  await row.getByText('API key, by a program').waitFor();
  const address = () => Object.fromEntries(new URL(page.url()).searchParams);
  const cells = async (column: number) =>
    (await table.locator(`tbody td:nth-child(${column})`).allTextContents()).map((text) => text.trim());

  await row.getByRole('button', { name: 'test', exact: true }).click();
  await settled();
  expect(Object.keys(address())).toEqual(['by']);
  expect((await cells(2)).every((text) => text.startsWith('test'))).toBe(true);
  expect(await page.getByRole('combobox', { name: 'Who' }).inputValue()).toBe('test');

  await page.getByRole('combobox', { name: 'Who' }).fill('Any user');
  await page.getByRole('option', { name: 'Any user' }).click();
  await settled();
  expect(address()).toEqual({ kind: 'user' });
  expect((await cells(2)).every((text) => text.includes('user, '))).toBe(true);
  await page.getByRole('combobox', { name: 'Who' }).fill(email);
  await page.getByRole('option', { name: email, exact: true }).click();
  await settled();
  expect(new Set(await cells(2)).size).toBe(1);

  await go('/audit?source=api&from=2020-01-01&to=2098-12-31&action=suppression-list.create');
  expect((await cells(3)).every((text) => text.startsWith('Suppression list created'))).toBe(true);
  expect(await page.getByLabel('From').inputValue()).toBe('2020-01-01');
  await row.getByRole('button', { name: 'Traced' }).click();
  await settled();
  expect(address()).toMatchObject({ entity: 'suppression-list', id: made.id, source: 'api' });
  expect(await cells(3)).toHaveLength(1);
  await go('/audit?from=2020-01-01&to=2020-12-31');
  await page.getByText('No change fits these filters.').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await row.waitFor();
  expect(address()).toEqual({});
  await page.context().close();
});

test('what is filtered is downloaded, as the API gives it', async () => {
  const { page, go } = await admin.signedIn('analyst');
  await go('/audit?entity=suppression-list&source=bulk');
  const query = { entity: 'suppression-list', source: 'bulk' } as const;
  for (const [name, expected] of [
    ['Download CSV', await admin.client.audit.csv({ query })],
    ['Download NDJSON', await admin.client.audit.ndjson({ query })],
  ] as const) {
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const path = await (await downloading).path();
    expect((await readFile(path, 'utf8')) === expected, name).toBe(true);
  }
  await page.context().close();
});

test('a changed rule shows the conditions that changed, and opens to all of a new one', async () => {
  const { client } = admin;
  const { items } = await client.attemptRules.list();
  const [stored] = items;
  if (stored === undefined) throw new Error('the demo has no attempt rule');
  const { id, version, conditions } = stored;
  await client.attemptRules.update({
    params: { id },
    body: { version, conditions: { ...conditions, count: 77 } },
  });
  const { page, go, expectSound } = await admin.signedIn('analyst', { width: 390, colorScheme: 'dark' });
  await go(`/audit?entity=rule&id=${id}`);
  const changed = page.getByRole('row', { name: 'Rule changed' });
  expect((await changed.locator('.change-lines').textContent())?.trim()).toBe(`Count ${conditions.count} 77`);
  const created = page.getByRole('row', { name: 'Rule created' });
  const before = await created.locator('.change-lines > div').count();
  await created.getByRole('button', { name: /^and \d+ more$/ }).click();
  expect(await created.locator('.change-lines > div').count()).toBeGreaterThan(before);
  expect(await created.textContent()).not.toMatch(/[{}]/);
  await created.getByRole('button', { name: 'Show fewer' }).waitFor();
  await expectSound();
  await page.context().close();
});

test('says since when and how far the chain is verified, and sounds an alarm where something is not as it was written', async () => {
  const { page, go, expectSound } = await admin.signedIn('analyst');
  const { store } = admin;
  await go('/audit');
  const verified = page.getByTestId('verified');
  await verified.getByText('Not verified yet.').waitFor();
  const clock = createClock();
  const night = async (at: Instant) => {
    const parts = { store, clock: () => at, logger: pino({ level: 'silent' }), onVerified: () => undefined };
    await verifyNight(parts, new AbortController().signal);
    await page.reload();
    await verified.waitFor();
  };
  await night(clock());
  const { entries, lastVerification } = await admin.client.audit.chain();
  await expect
    .poll(() => verified.textContent())
    .toMatch(
      new RegExp(
        String.raw`^ ?Verified from entry 1 to ${lastVerification?.entries.to.toLocaleString('en-US')} on \w{3} \d+ \w{3} \d{4}, \d\d:\d\d \(.+\); nothing changed\.$`,
      ),
    );
  expect(lastVerification?.entries.to).toBeLessThanOrEqual(entries.number);
  expect(await page.getByTestId('verified-extent').textContent()).toContain('By the nightly check, with');
  expect(await page.getByRole('alert').count()).toBe(0);
  await expectSound('[data-testid=verified], [data-testid=verified-extent], [data-testid=chain]');

  await runAsOwner(
    admin.connectionString,
    `update audit_log set reason = 'forged' where organization_id = $1 and seq = 2`,
    [DEMO_ORGANIZATION_ID],
  );
  await night((clock() + DAY_MS) as Instant);
  const alarm = page.getByRole('alert');
  await alarm.getByText('1 thing is not as written').waitFor();
  await alarm.getByText('audit entry 2: it, or the one before it, was changed').waitFor();
  await expect.poll(() => verified.textContent()).toContain(': 1 thing is not as written.');
  expect(await verified.textContent()).not.toContain('Verified');
  await expectSound('[role=alert]');
  await alarm.getByRole('link', { name: 'Show what was found' }).click();
  await page.getByRole('cell', { name: /^Something is not as it was written/ }).waitFor();
  expect(new URL(page.url()).searchParams.get('action')).toBe('verification.mismatch');
  await page.context().close();
});

test('where the state of the chain cannot be read, the note says so, and what cannot be read of it is a warning', async () => {
  const { page, go } = await admin.signedIn('analyst');
  const answer = await admin.client.audit.chain();
  await page.route('**/api/v1/audit/chain', (route) => route.abort());
  await go('/audit');
  await page.getByTestId('chain-unknown').getByText('is not known').waitFor();
  await page.unroute('**/api/v1/audit/chain');
  await page.route('**/api/v1/audit/chain', (route) =>
    route.fulfill({
      json: {
        ...answer,
        ...{
          alarm: null,
          lastVerification: null,
          isOverdue: true,
          checkpoint: null,
          unreadable: ['checkpoint'],
        },
      },
    }),
  );
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('alert').getByText('signature over the chain cannot be read').waitFor();
  expect(await page.getByTestId('verified').textContent()).toContain('more than two days late');
  expect(await page.getByTestId('chain-unknown').count()).toBe(0);
  await page.context().close();
});

test('says how far the chain goes, how it is checked, and where a decision did not follow from its record', async () => {
  const { page, go } = await admin.signedIn('analyst');
  await go('/audit');
  const { items } = await admin.client.audit.list({ query: { limit: 1 } });
  const note = page.getByTestId('chain');
  await expect
    .poll(() => note.textContent())
    .toContain(`${items[0]?.number.toLocaleString('en-US')} entries`);
  expect(await note.textContent()).toContain('tact audit verify');
  expect(await note.textContent()).toContain('none was found');
  await page.context().close();
});

test('every kind of thing that the service writes of can be filtered by', async () => {
  const written = new Set<string>();
  for (const file of globSync('packages/{store,service,cli}/src/**/*.ts'))
    for (const [, kind = ''] of readFileSync(file, 'utf8').matchAll(/\bentity: '([a-z-]+)'/g))
      written.add(kind);
  expect(written.size).toBeGreaterThan(20);
  const { page, go } = await admin.signedIn('analyst');
  await go('/audit');
  const kinds = page.getByLabel('Kind of thing');
  const missing: string[] = [];
  for (const kind of written)
    if ((await kinds.locator(`option[value="${kind}"]`).count()) === 0) missing.push(kind);
  expect(missing).toEqual([]);
  await page.context().close();
});
