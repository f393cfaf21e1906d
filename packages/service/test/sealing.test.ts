import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, type ClientId, type DeviceKey, type Instant, type OrganizationId } from '@tact/engine';
import type { AttemptToImport } from '@tact/store';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { sealWaiting } from '../src/keep-sealed.ts';
import { verifyProof } from '../src/proof/verify-proof.ts';
import { sealAsBefore } from './seal-as-before.ts';

/** The records of a kind that the storage seals at once. */
const BATCH = 2_500;
/** What is left for the next batch. */
const MORE = 7;

let testStore: TestStore;
let own: OrganizationId;
beforeAll(async () => {
  testStore = await openTestStore();
  own = await testStore.newOrganization();
  // Three instants for all of them, so that an edge between two batches lies within one; months ago and now, so that several tables are merged.
  await testStore.query(
    `insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record, recorded_at)
       select $1, md5('d' || n)::uuid, now() - (n % 3) * interval '40 days', 'c' || n, '+1', 'call', true, 'sha256:x', '{"a":"\\\\ ü"}',
         timestamptz '2026-03-01' + (n / 1000) * interval '1 second'
       from generate_series(1, $2::int) as n`,
    [own, BATCH + MORE],
  );
  await testStore.query(
    `insert into attempts (organization_id, id, at, client_id, device_key, channel, direction, state, origin, regions, salt)
       select $1, md5('a' || n)::uuid, now() - (n % 3) * interval '40 days', 'c' || n, '+1', 'call', 'outbound',
         case when n % 2 = 0 then 'finished' else 'reserved' end, case when n % 2 = 0 then 'import' else 'reservation' end, '{US-NY,US-CA}', case when n % 5 > 0 then gen_random_uuid() end
       from generate_series(1, 100) as n`,
    [own],
  );
});
afterAll(() => testStore.close());

test('what is younger than it may be is left', async () => {
  expect(await sealWaiting(testStore.store, own, 86_400_000)).toBe(BATCH + MORE);
});

test('more than a batch is sealed in several, of records of one instant too, and every record is as its seal says', async () => {
  expect(await sealWaiting(testStore.store, own, 0)).toBe(100);
  expect(await sealWaiting(testStore.store, own, 0)).toBe(0);
  const seals = await testStore.query<{ kind: string; rows: number }>(
    'select kind, rows from seals where organization_id = $1 order by seq',
    [own],
  );
  expect(seals).toEqual([
    { kind: 'decision', rows: BATCH },
    { kind: 'decision', rows: MORE },
    { kind: 'attempt', rows: 100 },
  ]);
  const known = { organizationId: own, checkpoints: [], publicKeys: null };
  const { findings, counted } = await verifyProof(testStore.store.proof.lines(own), known);
  expect(findings).toEqual([]);
  expect(counted).toMatchObject({ seals: 3, sealed: BATCH + MORE + 100, open: 0 });
});

test('decisions that an older version sealed are as their seals say beside newer ones, and a changed record of either is found', async () => {
  const both = await testStore.newOrganization();
  for (const round of ['0', '1']) {
    await testStore.query(
      `insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record, salt)
         select $1, md5($2 || '/' || n)::uuid, now(), 'c' || n, '+1', 'call', true, 'sha256:x', '{"a":"\\\\ ü\\n"}', case when n % 2 = 0 then gen_random_uuid() end
         from generate_series(1, 40) as n`,
      [both, round],
    );
    await sealWaiting(testStore.store, both, 0);
    if (round === '0') await sealAsBefore((text, values) => testStore.query(text, [...values]), both);
  }
  const check = () =>
    verifyProof(testStore.store.proof.lines(both), {
      organizationId: both,
      checkpoints: [],
      publicKeys: null,
    });
  const { findings, counted } = await check();
  expect(findings).toEqual([]);
  expect(counted).toMatchObject({ seals: 2, sealed: 80, open: 0 });
  const forms = 'select form from seals where organization_id = $1 order by seq';
  expect(await testStore.query(forms, [both])).toEqual([{ form: 1 }, { form: 2 }]);
  for (const round of ['0', '1'])
    await testStore.query(
      `update decisions set record = '{"a":"forged"}' where organization_id = $1 and id = md5($2 || '/7')::uuid`,
      [both, round],
    );
  expect((await check()).findings.map(({ sentence }) => sentence)).toEqual([
    'a record of seal 1 was changed, or two were swapped',
    'a record of seal 2 was changed, or two were swapped',
  ]);
});

async function addDecisions(organizationId: OrganizationId, count: number): Promise<void> {
  await testStore.query(
    `insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record, salt)
       select $1, gen_random_uuid(), now(), 'c' || n, '+1', 'call', true, 'sha256:x', '{}', gen_random_uuid()
       from generate_series(1, $2::int) as n`,
    [organizationId, count],
  );
}

test('several processes that seal at once seal each record once, in seals without a gap', async () => {
  const busy = await testStore.newOrganization();
  await addDecisions(busy, 2 * BATCH + MORE);
  const sealed = await Promise.all([1, 2, 3, 4].map(() => sealWaiting(testStore.store, busy, 0)));
  // Whoever finds another one sealing leaves it to that one; what is left then is left for the next time.
  const rest = await sealWaiting(testStore.store, busy, 0);
  expect(sealed.reduce((sum, rows) => sum + rows, rest)).toBe(2 * BATCH + MORE);
  const known = { organizationId: busy, checkpoints: [], publicKeys: null };
  const { findings, counted } = await verifyProof(testStore.store.proof.lines(busy), known);
  expect(findings).toEqual([]);
  expect(counted).toMatchObject({ sealed: 2 * BATCH + MORE, open: 0 });
});

test('sealing that is told to end leaves the rest for the next time', async () => {
  const left = await testStore.newOrganization();
  await addDecisions(left, BATCH + MORE);
  expect(await sealWaiting(testStore.store, left, 0, AbortSignal.abort())).toBe(BATCH);
  expect(await sealWaiting(testStore.store, left, 0)).toBe(MORE);
});

test('what is reported and changed while it is read is no finding: all is read as it was', async () => {
  const busy = await testStore.newOrganization();
  const { store } = testStore;
  const attempts = ['a', 'b', 'c', 'd'].map((name) => attemptOf(name));
  await store.attempts.importMany(busy, attempts, TEST_ACTOR);
  await sealWaiting(store, busy, 0);
  const { items } = await store.attempts.list(busy, { limit: 10, cursor: null }, { clientId: null });
  const waiting = items.map(({ id }) => id);
  async function* meanwhile() {
    for await (const line of store.proof.lines(busy)) {
      yield line;
      await store.contactLists
        .create(busy, `list ${waiting.length} ${line.line}`, TEST_ACTOR)
        .catch(() => undefined);
      const id = line.line === 'record' ? waiting.pop() : undefined;
      if (id === undefined) continue;
      const at = Date.now() as Instant;
      await store.attempts.recordResult(busy, id, { callResult: 'Busy', disposition: null, at }, TEST_ACTOR);
    }
  }
  const known = { organizationId: busy, checkpoints: [], publicKeys: null };
  const { findings, counted } = await verifyProof(meanwhile(), known);
  expect(findings).toEqual([]);
  expect(counted).toMatchObject({ sealed: attempts.length, open: 0 });
  expect(waiting).toEqual([]);
  // What came meanwhile is there for the next one.
  expect((await verifyProof(store.proof.lines(busy), known)).counted.open).toBeGreaterThan(0);
});

function attemptOf(name: string): AttemptToImport {
  return {
    externalId: null,
    at: (Date.now() - DAY_MS) as Instant,
    clientId: name as ClientId,
    deviceKey: '+12125550101' as DeviceKey,
    devicePosition: 1,
    accountId: null,
    campaignGroupId: null,
    channel: 'call',
    direction: 'outbound',
    callResult: 'No Answer',
    disposition: null,
    place: { country: null, regions: [], areaCode: '212', postalCode: null },
  };
}
