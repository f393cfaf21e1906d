import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '@tact/store';
import { openTestStore, type TestStore } from '@tact/store/testing';
import { sealSettled, sealWaiting } from '../src/keep-sealed.ts';
import { createSettling } from '../src/proof/settling.ts';
import { verifyProof } from '../src/proof/verify-proof.ts';

/** A record is there when its transaction ends, which may be long after it was recorded: until then nothing beside it is sealed (ADR 0014; `recording.test` has commits that wait). */
let testStore: TestStore;
beforeAll(async () => {
  testStore = await openTestStore();
});
afterAll(() => testStore.close());

const DECISION = `insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record, salt)
  values ($1, gen_random_uuid(), now(), 'c', '+1', 'call', true, 'sha256:x', '{}', gen_random_uuid())`;

/** A connection of the owner within a transaction, which has done these statements. */
async function begun(
  address: string,
  ...statements: readonly (readonly [text: string, values?: readonly unknown[]])[]
): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: address, options: '-c search_path=tact' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  for (const [text, values = []] of statements) await client.query(text, [...values]);
  return client;
}

async function ended(client: pg.Client): Promise<void> {
  await client.query('commit');
  await client.end();
}

async function checked(store: Store, organizationId: OrganizationId) {
  const known = { organizationId, checkpoints: [], publicKeys: null };
  const { findings, counted } = await verifyProof(store.proof.lines(organizationId), known);
  return { findings, sealed: counted.sealed, open: counted.open };
}

test('what was recorded beside a transaction that goes on is sealed with its records, once it has ended', async () => {
  const own = await testStore.newOrganization();
  const late = await begun(testStore.connectionString, [DECISION, [own]]);
  await testStore.query(DECISION, [own]);
  expect(await sealWaiting(testStore.store, own, 0)).toBe(0);
  await ended(late);
  expect(await sealWaiting(testStore.store, own, 0)).toBe(2);
  expect(await checked(testStore.store, own)).toEqual({ findings: [], sealed: 2, open: 0 });
});

test('transactions that follow one another, each of them long, hold up no record from before them', async () => {
  const own = await testStore.newOrganization();
  const settling = createSettling(testStore.store, 0);
  const first = await begun(testStore.connectionString, [DECISION, [own]]);
  expect(await sealSettled(testStore.store, own, settling)).toBe(0);
  expect(settling.waitingMs()).toBeGreaterThan(0);
  const second = await begun(testStore.connectionString, [DECISION, [own]]);
  await ended(first);
  expect(await sealSettled(testStore.store, own, settling)).toBe(1);
  expect(settling.waitingMs()).toBe(0);
  await ended(second);
  expect(await sealSettled(testStore.store, own, settling)).toBe(1);
  expect(await checked(testStore.store, own)).toEqual({ findings: [], sealed: 2, open: 0 });
});

test('who only reads records, or writes something else, holds up nothing', async () => {
  const own = await testStore.newOrganization();
  await testStore.query(DECISION, [own]);
  const reading = await begun(testStore.connectionString, ['select from decisions']);
  const writing = await begun(testStore.connectionString, [
    'update organizations set name = name where organization_id = $1',
    [own],
  ]);
  expect(await sealWaiting(testStore.store, own, 0)).toBe(1);
  await Promise.all([ended(reading), ended(writing)]);
});

test('told to end, sealing does not wait for who goes on', async () => {
  const own = await testStore.newOrganization();
  const late = await begun(testStore.connectionString, [DECISION, [own]]);
  expect(await sealWaiting(testStore.store, own, 0, AbortSignal.abort())).toBe(0);
  await ended(late);
});
