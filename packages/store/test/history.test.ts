import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, type ClientId, type Instant, type OrganizationId } from '@tact/engine';
import type { HistoryRequest, HistoryRow, Store } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { addContact, client, device, importedAttempt, NOON, noonPlus } from './samples.ts';

let testStore: TestStore;
let store: Store;
let own: OrganizationId;
const ONE = '+12125550100';
const TWO = '+12125550101';
const ATTEMPTS = 12_345;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
  own = await testStore.newOrganization();
  await addContact(store, own, 'ann', ONE);
  const samples = [
    importedAttempt('bob', TWO, noonPlus(2), { externalId: '1' }),
    importedAttempt('ann', ONE, noonPlus(3), { externalId: '2' }),
    importedAttempt('ann', TWO, noonPlus(1), { externalId: '3' }),
    importedAttempt('é\t"', ONE, noonPlus(4), { externalId: '4' }),
  ];
  await store.attempts.importMany(own, samples, TEST_ACTOR);
});
afterAll(() => testStore.close());

const span = { from: noonPlus(-DAY_MS), until: noonPlus(DAY_MS) };
const whole: HistoryRequest = { after: null, upTo: null, questionsFrom: span.from, ...span };

async function walked(
  organizationId: OrganizationId,
  request: Partial<HistoryRequest> = {},
): Promise<HistoryRow[]> {
  const rows: HistoryRow[] = [];
  for await (const block of store.history.walk(organizationId, { ...whole, ...request }))
    rows.push(...block.rows);
  return rows;
}

describe('walking through the history', () => {
  test('gives each client one after the other, in the order of time, with all that was recorded', async () => {
    const rows = await walked(own);
    expect(rows.map(({ clientId, at }) => [clientId, at - NOON])).toEqual([
      ['ann', 1],
      ['ann', 3],
      ['bob', 2],
      ['é\t"', 4],
    ]);
    const listed = await store.attempts.list(own, { limit: 10, cursor: null }, { clientId: client('bob') });
    const { id, callResult, channel, direction, state } = listed.items[0] ?? {};
    expect(rows[2]).toMatchObject({
      id,
      callResult,
      channel,
      direction,
      state,
      deviceKey: TWO,
      isDecided: false,
      record: null,
    });
  });

  test('gives the clients of a range, and the time that was asked for', async () => {
    const later = await walked(own, { after: client('ann') });
    expect(later.map(({ clientId }) => clientId)).toEqual(['bob', 'é\t"']);
    expect(await walked(own, { upTo: client('ann'), from: noonPlus(2) })).toHaveLength(1);
    expect(await walked(own, { until: noonPlus(1) })).toEqual([]);
  });

  test('cuts a long history into blocks, whole clients each, and may be left early', async () => {
    const many = await testStore.newOrganization();
    await testStore.query(
      `insert into tact.attempts (organization_id, id, at, client_id, device_key, channel, direction, state, origin)
        select $1, gen_random_uuid(), $2::timestamptz + n * interval '1 second', 'c' || n % 700, '+1', 'call', 'outbound', 'finished', 'import'
        from generate_series(1, ${ATTEMPTS}) as n`,
      [many, new Date(NOON)],
    );
    const seen = new Set<ClientId>();
    let rows = 0;
    for await (const block of store.history.walk(many, whole)) {
      expect(block.endsClient).toBe(true);
      const clients = new Set(block.rows.map(({ clientId }) => clientId));
      for (const one of clients) {
        expect(seen.has(one)).toBe(false);
        seen.add(one);
      }
      rows += block.rows.length;
    }
    expect([rows, seen.size]).toEqual([ATTEMPTS, 700]);
    for await (const block of store.history.walk(many, whole)) {
      expect(block.rows.length).toBeGreaterThan(0);
      break;
    }
    expect(await walked(own)).toHaveLength(4);
  });

  test('says what is wrong where the database refuses', async () => {
    const bad = { ...whole, until: 1e15 as Instant };
    await expect(store.history.walk(own, bad).next()).rejects.toThrow();
  });
});

test('what several clients share is found with all of its attempts, and nothing else', async () => {
  const shared = await store.history.shared(own, 'device', [ONE, TWO], span);
  expect(shared.map(({ deviceKey, at }) => [deviceKey, at - NOON])).toEqual([
    [TWO, 1],
    [TWO, 2],
    [ONE, 3],
    [ONE, 4],
  ]);
  expect(await store.history.shared(own, 'device', [ONE], { ...span, until: noonPlus(4) })).toEqual([]);
  expect(await store.history.shared(own, 'account', ['no id'], span)).toEqual([]);
});

test('contacts come with their devices, and attributes where they are asked for', async () => {
  const [ann] = await store.history.contacts(own, [client('ann'), client('nobody')], false);
  expect(ann).toMatchObject({
    clientId: 'ann',
    attributes: {},
    devices: [{ position: 1, key: device(ONE) }],
  });
});

test('another organization sees nothing of it', async () => {
  const other = await testStore.newOrganization();
  expect(await store.history.ranges(other, span.from, span.until, 4)).toEqual({
    ranges: [{ after: null, upTo: null }],
    marks: [],
  });
  expect(await walked(other)).toEqual([]);
  expect(await store.history.contacts(other, [client('ann')], true)).toEqual([]);
  expect(await store.history.shared(other, 'device', [ONE, TWO], span)).toEqual([]);
  expect(await store.decisions.sample(other, [span.from, NOON], span.until)).toEqual([]);
});
