import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttemptId, CallResult, CountryCode, OrganizationId, RegionCode } from '@tact/engine';
import type { Attempt, Store } from '../src/ports.ts';
import { timeOfUuidV7 } from '../src/uuid-v7.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { refuses } from './refusals.ts';
import {
  client,
  importedAttempt,
  loadOne,
  newClientId,
  NOON,
  noonPlus,
  queryOf,
  reserve,
} from './samples.ts';

let testStore: TestStore;
let store: Store;
let own: OrganizationId;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
  own = await testStore.newOrganization();
});
afterAll(() => testStore.close());

const DEVICE = '+12125550123';
const known = (callResult: CallResult | null, disposition: string | null = null, ms = 60_000) =>
  ({ callResult, disposition, at: noonPlus(ms) }) as const;
const inlineQuery = (clientId: string) =>
  queryOf(clientId, { contact: { by: 'inline', clientId: client(clientId) } });
const guardOf = async (clientId: string) =>
  (await loadOne(store, own, inlineQuery(clientId))).facts.guards.client;
const countedOf = async (clientId: string) =>
  (await loadOne(store, own, inlineQuery(clientId))).facts.attempts.map(
    ({ state, callResult, disposition }) => [state, callResult, disposition],
  );
const eventsOf = async (id: AttemptId) =>
  (
    await testStore.query<{ event: string }>(
      `select concat_ws(' ', sequence, kind, call_result, disposition) as event from attempt_events
       where organization_id = $1 and attempt_id = $2 order by sequence`,
      [own, id],
    )
  ).map(({ event }) => event);

describe('what becomes known of a reservation', () => {
  interface Row {
    readonly name: string;
    readonly steps: readonly (readonly [CallResult | null, string | null] | 'release')[];
    readonly ends: Pick<Attempt, 'state' | 'callResult' | 'disposition'>;
    readonly events: readonly string[];
    /** How far the client's guard has moved: once for each change of what is counted. */
    readonly raised: number;
  }
  const rows: readonly Row[] = [
    {
      name: 'nothing yet: it counts as reserved',
      steps: [],
      ends: { state: 'reserved', callResult: null, disposition: null },
      events: [],
      raised: 0,
    },
    {
      name: 'a result',
      steps: [['Busy', null]],
      ends: { state: 'finished', callResult: 'Busy', disposition: null },
      events: ['0 finished Busy'],
      raised: 1,
    },
    {
      name: 'the same result twice changes nothing',
      steps: [['Busy', 'D1'], ['Busy', 'D1']],
      ends: { state: 'finished', callResult: 'Busy', disposition: 'D1' },
      events: ['0 finished Busy D1'],
      raised: 1,
    },
    {
      name: 'another result corrects the first',
      steps: [['Busy', null], ['Answer', null], ['Answer', 'promise']],
      ends: { state: 'finished', callResult: 'Answer', disposition: 'promise' },
      events: ['0 finished Busy', '1 finished Answer', '2 finished Answer promise'],
      raised: 3,
    },
    {
      name: 'that it was made, and nothing else',
      steps: [[null, null]],
      ends: { state: 'finished', callResult: null, disposition: null },
      events: ['0 finished'],
      raised: 1,
    },
    {
      name: 'a release',
      steps: ['release'],
      ends: { state: 'released', callResult: null, disposition: null },
      events: ['0 released'],
      raised: 1,
    },
    {
      name: 'a release twice changes nothing',
      steps: ['release', 'release'],
      ends: { state: 'released', callResult: null, disposition: null },
      events: ['0 released'],
      raised: 1,
    },
  ]; // prettier-ignore
  test.each(rows)('$name', async ({ steps, ends, events, raised }) => {
    const clientId = newClientId();
    const id = await reserve(store, own, clientId, DEVICE);
    const before = await guardOf(clientId);
    for (const [i, step] of steps.entries()) {
      if (step === 'release') await store.attempts.release(own, id, noonPlus(i), TEST_ACTOR);
      else await store.attempts.recordResult(own, id, known(step[0], step[1], i), TEST_ACTOR);
    }
    expect(await store.attempts.get(own, id)).toMatchObject({ ...ends, id, origin: 'reservation' });
    expect(await eventsOf(id)).toEqual(events);
    expect((await guardOf(clientId)) - before).toBe(raised);
    const { state, callResult, disposition } = ends;
    expect(await countedOf(clientId)).toEqual(state === 'released' ? [] : [[state, callResult, disposition]]);
  });

  test('a release after a result, and a result after a release, leave what was there', async () => {
    const [finished, released] = [newClientId(), newClientId()];
    const [one, other] = [
      await reserve(store, own, finished, DEVICE),
      await reserve(store, own, released, DEVICE),
    ];
    await store.attempts.recordResult(own, one, known('Busy'), TEST_ACTOR);
    await store.attempts.release(own, other, NOON, TEST_ACTOR);
    await refuses(store.attempts.release(own, one, NOON, TEST_ACTOR), 'already_finished');
    await refuses(store.attempts.recordResult(own, other, known('Busy'), TEST_ACTOR), 'already_released');
    expect(await countedOf(finished)).toEqual([['finished', 'Busy', null]]);
    expect(await countedOf(released)).toEqual([]);
  });

  test('a reservation goes on counting when its time is over, and still takes its result (S7)', async () => {
    const clientId = newClientId();
    const id = await reserve(store, own, clientId, DEVICE, { at: noonPlus(-40 * 86_400_000) });
    expect(await countedOf(clientId)).toEqual([['reserved', null, null]]);
    const { state } = await store.attempts.recordResult(own, id, known('Answer'), TEST_ACTOR);
    expect(state).toBe('finished');
  });

  const filled: readonly [
    given: CallResult | null,
    disposition: string | null,
    after: CallResult,
    events: number,
  ][] = [
    [null, null, 'Answer', 1],
    ['Unknown', 'D', 'Answer', 2],
    ['Ok', null, 'Answer', 2],
    ['Wrong Party', 'WP', 'Wrong Party', 1],
  ];
  test.each(filled)(
    'the network’s word after `%s` and `%s`: `%s`',
    async (given, disposition, after, events) => {
      const id = await reserve(store, own, newClientId(), DEVICE);
      if (given !== null) await store.attempts.recordResult(own, id, known(given, disposition), TEST_ACTOR);
      const result = { callResult: 'Answer', at: noonPlus(90_000) } as const;
      expect(await store.attempts.fillInResult(own, id, result, TEST_ACTOR)).toBe(after === 'Answer');
      expect(await store.attempts.fillInResult(own, id, result, TEST_ACTOR)).toBe(false);
      expect(await store.attempts.get(own, id)).toMatchObject({ callResult: after, disposition });
      expect(await eventsOf(id)).toHaveLength(events);
    },
  );

  test('ten reports at once: the history is in one order, without a gap', async () => {
    const clientId = newClientId();
    const id = await reserve(store, own, clientId, DEVICE);
    const reports = Array.from({ length: 10 }, (_, i) =>
      store.attempts.recordResult(own, id, known('Busy', `d${i}`), TEST_ACTOR),
    );
    await Promise.all(reports);
    expect((await eventsOf(id)).map((event) => event.split(' ')[0])).toEqual(
      Array.from({ length: 10 }, (_, i) => `${i}`),
    );
  });
});

describe('history from elsewhere', () => {
  test('is there as it was told, and counts from the commit on', async () => {
    const clientId = newClientId();
    const told = importedAttempt(clientId, DEVICE, noonPlus(-1), {
      externalId: `x-${clientId}`,
      direction: 'inbound',
      channel: 'sms',
      disposition: 'D7',
      place: {
        country: 'CA' as CountryCode,
        regions: ['CA-ON' as RegionCode, 'CA-QC' as RegionCode],
        areaCode: '416',
        postalCode: null,
      },
    });
    const before = await guardOf(clientId);
    expect(await store.attempts.importMany(own, [told], TEST_ACTOR)).toEqual({
      imported: 1,
      alreadyThere: 0,
    });
    const { items } = await store.attempts.list(
      own,
      { limit: 5, cursor: null },
      { clientId: client(clientId) },
    );
    const { externalId, ...expected } = told;
    expect(items).toMatchObject([{ ...expected, state: 'finished', origin: 'import', decisionId: null }]);
    expect(externalId).toBe(`x-${clientId}`);
    expect(items.map(({ id }) => timeOfUuidV7(id))).toEqual([told.at]);
    expect(await countedOf(clientId)).toEqual([['finished', 'No Answer', 'D7']]);
    expect((await guardOf(clientId)) - before).toBe(1);
  });

  const twice: readonly [name: string, externalIds: readonly (string | null)[], imported: number][] = [
    ['the same external id in one batch is one attempt', ['a', 'a', 'b'], 2],
    ['attempts without an external id are all different', [null, null], 2],
    ['a mixture of both', ['c', null, 'c', null], 3],
    ['an empty batch', [], 0],
  ];
  test.each(twice)(
    '%s, and importing it again changes nothing but for those without',
    async (_, ids, imported) => {
      const clientId = newClientId();
      const batch = ids.map((id, i) =>
        importedAttempt(clientId, DEVICE, noonPlus(i), {
          externalId: id === null ? null : `${clientId}-${id}`,
        }),
      );
      const first = await store.attempts.importMany(own, batch, TEST_ACTOR);
      expect(first).toEqual({ imported, alreadyThere: ids.length - imported });
      const anonymous = ids.filter((id) => id === null).length;
      const again = await store.attempts.importMany(own, batch, TEST_ACTOR);
      expect(again).toEqual({ imported: anonymous, alreadyThere: ids.length - anonymous });
      expect(await countedOf(clientId)).toHaveLength(imported + anonymous);
    },
  );

  test('the same batch from twelve callers at once, in two orders, comes in once', async () => {
    const clientId = newClientId();
    const batch = Array.from({ length: 500 }, (_, i) =>
      importedAttempt(`${clientId}-${i}`, DEVICE, noonPlus(i), { externalId: `${clientId}-${i}` }),
    );
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        store.attempts.importMany(own, i % 2 === 0 ? batch : batch.toReversed(), TEST_ACTOR),
      ),
    );
    expect(results.reduce((sum, { imported }) => sum + imported, 0)).toBe(500);
  });

  test('an external id of another organization is not taken', async () => {
    const other = await testStore.newOrganization();
    const batch = [importedAttempt('c', DEVICE, NOON, { externalId: 'shared' })];
    for (const organization of [own, other])
      expect(await store.attempts.importMany(organization, batch, TEST_ACTOR)).toMatchObject({ imported: 1 });
  });
});
