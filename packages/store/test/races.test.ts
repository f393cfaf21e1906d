import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { ensurePartitions } from '../src/partitions.ts';
import type { FactsQuery, Store } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  accountFields,
  addContact,
  client,
  contactFields,
  decisionOf,
  device,
  loadOne,
  noonPlus,
  optOutFields,
  queryOf,
  ruleFields,
} from './samples.ts';

let testStore: TestStore;
let stores: readonly Store[];
let organization: OrganizationId;

beforeAll(async () => {
  testStore = await openTestStore();
  await ensurePartitions(testStore.connectionString, noonPlus(0));
  stores = [testStore.store, await testStore.another(8)];
  organization = await testStore.newOrganization();
});
afterAll(() => testStore.close());

const storeOf = (i: number): Store => stores[i % stores.length] ?? testStore.store;
const times = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

/** Rounds one after the other in each of a few organizations, which do not see each other. */
async function inLanes(
  rounds: number,
  work: (round: number, own: OrganizationId) => Promise<void>,
): Promise<void> {
  const lanes = 4;
  await Promise.all(
    times(lanes, async (lane) => {
      const own = await testStore.newOrganization();
      for (let round = lane; round < rounds; round += lanes) await work(round, own);
    }),
  );
}

const ATTEMPTS_MAX = 3;

/** A dialer as the service is one: read, count, and write on what was read; again where that moved. True: it may dial. */
async function dial(store: Store, clientId: string, deviceKey: string): Promise<boolean> {
  const query: FactsQuery = queryOf(clientId, {
    contact: { by: 'inline', clientId: client(clientId) },
    deviceKey: device(deviceKey),
  });
  for (;;) {
    const { epochs, facts } = await loadOne(store, organization, query);
    if (facts.attempts.length >= ATTEMPTS_MAX) return false;
    const results = await store.decisions.commit(organization, epochs, [
      decisionOf(clientId, deviceKey, facts.guards),
    ]);
    if (results !== 'epochs moved' && results[0] === 'committed') return true;
  }
}

const countAttempts = async (column: 'client_id' | 'device_key', values: readonly string[]) => {
  const rows = await testStore.query<{ value: string; count: number }>(
    `select ${column} as value, count(*)::int as count from attempts
     where organization_id = $1 and ${column} = any ($2) group by 1 order by 1`,
    [organization, values],
  );
  return rows.map(({ count }) => count);
};

describe('many dialers at once', () => {
  test('64 of them get exactly three attempts on each of five contacts', async () => {
    const clients = times(5, (i) => `five-${i}`);
    const allowed = await Promise.all(
      times(64, (i) => dial(storeOf(i), clients[i % 5] ?? '', `+1212555010${i % 5}`)),
    );
    expect(allowed.filter(Boolean)).toHaveLength(15);
    expect(await countAttempts('client_id', clients)).toEqual([3, 3, 3, 3, 3]);
  });

  test('a device that two contacts share gets three attempts, whoever is asked for', async () => {
    const shared = '+12125550199';
    const allowed = await Promise.all(times(64, (i) => dial(storeOf(i), `share-${i % 2}`, shared)));
    expect(allowed.filter(Boolean)).toHaveLength(3);
    expect(await countAttempts('device_key', [shared])).toEqual([3]);
  });

  test('each allowed answer has its decision and its attempt, and no blocked race leaves either', async () => {
    const [row] = await testStore.query<{ decisions: number; attempts: number; together: number }>(
      `select (select count(*)::int from decisions where organization_id = $1) as decisions,
         (select count(*)::int from attempts where organization_id = $1) as attempts,
         (select count(*)::int from attempts a join decisions d on d.organization_id = a.organization_id and d.id = a.decision_id
           where a.organization_id = $1) as together`,
      [organization],
    );
    expect(row).toEqual({ decisions: 18, attempts: 18, together: 18 });
  });

  test('batches over the same contacts in different orders do not deadlock, and each is all decided', async () => {
    const clients = times(12, (i) => `batch-${i}`);
    const deviceOf = (clientId: string) => `+13125550${clientId.slice('batch-'.length).padStart(3, '0')}`;
    const round = async (i: number) => {
      const order = i % 2 === 0 ? clients : clients.toReversed();
      const store = storeOf(i);
      const loaded = await store.decisions.load(
        organization,
        order.map((id) =>
          queryOf(id, {
            contact: { by: 'inline', clientId: client(id) },
            deviceKey: device(deviceOf(id)),
          }),
        ),
        {
          since: null,
          until: null,
          byClient: true,
          byDevice: true,
          byAccount: false,
          suppressionListIds: [],
          attributes: true,
        },
      );
      return store.decisions.commit(
        organization,
        loaded,
        order.map((id, place) => decisionOf(id, deviceOf(id), loaded.facts[place]?.guards ?? null)),
      );
    };
    const results = (await Promise.all(times(40, round))).flat();
    expect(new Set(results)).toEqual(new Set(['committed', 'moved']));
    const written = (await countAttempts('client_id', clients)).reduce((sum, count) => sum + count, 0);
    expect(written).toBe(results.filter((result) => result === 'committed').length);
  });
});

const keyOf = (round: number) => `+1646555${String(round).padStart(4, '0')}`;
const bulkFields = (...keys: readonly string[]) => ({
  numbers: keys.map(device),
  reason: 'list',
  source: 'bulk',
  storeUnmatched: true,
});
const noonPlusDay = (ms: number) => ({ at: noonPlus(ms), date: '2026-03-04' });

describe('a change of rules or suppressions against commits on what was read before', () => {
  const changes: readonly [
    name: string,
    make: (round: number, store: Store, own: OrganizationId) => Promise<() => Promise<unknown>>,
  ][] = [
    [
      'an opt-out',
      (round, store, own) =>
        Promise.resolve(() =>
          store.optOuts.create(own, optOutFields(`wish-${round}`), noonPlus(round), TEST_ACTOR),
        ),
    ],
    [
      'a bulk opt-out of a number that a contact has',
      async (round, store, own) => {
        const key = keyOf(round);
        await addContact(store, own, `wish-${round}`, key);
        return () => store.optOuts.bulk(own, bulkFields(key), noonPlusDay(round), TEST_ACTOR);
      },
    ],
    [
      'a bulk opt-out of a number that nobody has',
      (round, store, own) =>
        Promise.resolve(() =>
          store.optOuts.bulk(own, bulkFields(keyOf(round)), noonPlusDay(round), TEST_ACTOR),
        ),
    ],
    [
      'the lift of an opt-out',
      async (round, store, own) => {
        await store.optOuts.create(own, optOutFields(`wish-${round}`), noonPlus(0), TEST_ACTOR);
        return () =>
          store.optOuts.liftAll(own, client(`wish-${round}`), 'form', noonPlusDay(round), TEST_ACTOR);
      },
    ],
    [
      'a rule',
      (round, store, own) =>
        Promise.resolve(() =>
          store.rules.create(own, 'attempt', ruleFields(`rule ${round}`, round + 1), TEST_ACTOR),
        ),
    ],
    [
      'the status of an account',
      async (round, store, own) => {
        const contactId = await addContact(store, own, `debtor-${round}`);
        const account = await store.accounts.create(own, accountFields(contactId), TEST_ACTOR);
        return () => store.accounts.update(own, account.id, account.version, { status: 'paid' }, TEST_ACTOR);
      },
    ],
    [
      'whose account it is',
      async (round, store, own) => {
        const contactId = await addContact(store, own, `debtor-${round}`);
        const account = await store.accounts.create(own, accountFields(contactId), TEST_ACTOR);
        const other = await addContact(
          store,
          own,
          `other-debtor-${round}`,
          `+1718555${String(round).padStart(4, '0')}`,
        );
        return () =>
          store.accounts.update(own, account.id, account.version, { contactId: other }, TEST_ACTOR);
      },
    ],
  ];

  test.each(changes)('%s: none succeeds after it was acknowledged, in 300 rounds', async (_, make) => {
    const before: string[] = [];
    const after: string[] = [];
    await inLanes(300, async (round, own) => {
      const [writer, other] = [storeOf(round), storeOf(round + 1)];
      const deviceKey = keyOf(round);
      const clientId = `wish-${round}`;
      const change = await make(round, writer, own);
      const query = queryOf(clientId, {
        contact: { by: 'inline', clientId: client(clientId) },
        deviceKey: device(deviceKey),
      });
      const { epochs, facts } = await loadOne(other, own, query);
      const commit = async () => {
        const result = await other.decisions.commit(own, epochs, [
          decisionOf(clientId, deviceKey, facts.guards),
        ]);
        return result === 'epochs moved' ? result : String(result[0]);
      };
      const [raced] = await Promise.all([commit(), change()]);
      before.push(raced);
      after.push(await commit());
    });
    // Where the commit came first it stands; it is the one after the acknowledgement that counts.
    expect(new Set(after)).toEqual(new Set(['epochs moved']));
    expect(before.filter((result) => result !== 'committed' && result !== 'epochs moved')).toEqual([]);
  });

  test('an opt-out with devices and reservations of the same contact at once do not deadlock', async () => {
    for (let round = 0; round < 40; round++) {
      const clientId = `both-${round}`;
      const deviceKey = `+1917555${String(round).padStart(4, '0')}`;
      await addContact(testStore.store, organization, clientId, deviceKey);
      const work = [
        storeOf(0).optOuts.create(organization, optOutFields(clientId), noonPlus(0), TEST_ACTOR),
        ...times(6, (i) => dial(storeOf(i), clientId, deviceKey)),
      ];
      await Promise.all(work);
    }
    expect(
      await countAttempts(
        'client_id',
        times(40, (round) => `both-${round}`),
      ),
    ).toEqual(times(40, () => 3));
  });
});

describe('a contact that gets a device while it is opted out', () => {
  type Give = (store: Store, own: OrganizationId, clientId: string, deviceKey: string) => Promise<unknown>;
  const ways: readonly [name: string, give: Give][] = [
    [
      'created',
      (store, own, clientId, key) => store.contacts.create(own, contactFields(clientId, key), TEST_ACTOR),
    ],
    [
      'imported',
      (store, own, clientId, key) =>
        store.contacts.upsertMany(own, [contactFields(clientId, key)], TEST_ACTOR),
    ],
    [
      'replaced',
      async (store, own, clientId, key) => {
        const { id, version } = await store.contacts.create(own, contactFields(clientId), TEST_ACTOR);
        await store.contacts.replace(own, id, version, contactFields(clientId, key), TEST_ACTOR);
      },
    ],
  ];

  test.each(ways)('is covered on that device, %s, in 100 rounds', async (way, give) => {
    const uncovered: string[] = [];
    await inLanes(100, async (round, own) => {
      const clientId = `${way}-${round}`;
      const key = `${way}-${round}@example.com`;
      await Promise.all([
        give(storeOf(round), own, clientId, key),
        storeOf(round + 1).optOuts.create(own, optOutFields(clientId), noonPlus(0), TEST_ACTOR),
      ]);
      const { facts } = await loadOne(
        testStore.store,
        own,
        queryOf('somebody else', { deviceKey: device(key) }),
      );
      if (facts.optOuts.length !== 1) uncovered.push(clientId);
    });
    expect(uncovered).toEqual([]);
  });
});

test('imports of the same contacts in different orders do not deadlock', async () => {
  const contacts = times(60, (i) => contactFields(`import-${i}`, `+1718555${String(i).padStart(4, '0')}`));
  const round = (i: number) => {
    const changed = contacts.map((contact) => ({ ...contact, name: `name ${i}` }));
    return storeOf(i).contacts.upsertMany(
      organization,
      i % 2 === 0 ? changed : changed.toReversed(),
      TEST_ACTOR,
    );
  };
  const results = await Promise.all(times(24, round));
  expect(results.reduce((sum, { created }) => sum + created, 0)).toBe(60);
});

describe('bulk opt-outs', () => {
  test('and contacts that come with the number at once: it is blocked there either way, in 100 rounds', async () => {
    const free: string[] = [];
    await inLanes(100, async (round, own) => {
      const key = keyOf(round);
      const clientId = `comes-${round}`;
      await Promise.all([
        storeOf(round).contacts.create(own, contactFields(clientId, key), TEST_ACTOR),
        storeOf(round + 1).optOuts.bulk(own, bulkFields(key), noonPlusDay(0), TEST_ACTOR),
      ]);
      const listId = await testStore.store.suppression.ownListId(own);
      const { facts } = await loadOne(testStore.store, own, queryOf(clientId), {
        suppressionListIds: listId === null ? [] : [listId],
      });
      if (facts.optOuts.length + facts.entries.length !== 1) free.push(clientId);
    });
    expect(free).toEqual([]);
  });

  test('of the same numbers at once make one list and one opt-out each', async () => {
    const own = await testStore.newOrganization();
    const keys = times(20, keyOf);
    for (const [i, key] of keys.slice(0, 10).entries())
      await addContact(testStore.store, own, `once-${i}`, key);
    const results = await Promise.all(
      times(8, (i) => {
        const order = i % 2 === 0 ? keys : keys.toReversed();
        return storeOf(i).optOuts.bulk(own, bulkFields(...order), noonPlusDay(0), TEST_ACTOR);
      }),
    );
    const made = results.map(({ contacts }) => contacts.filter(({ optOutId }) => optOutId !== null).length);
    expect(made.toSorted((one, other) => other - one)).toEqual([10, 0, 0, 0, 0, 0, 0, 0]);
    expect(new Set(results.map(({ listId }) => listId)).size).toBe(1);
    expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(10);
  });

  test('and lifts of the same contacts at once do not deadlock', async () => {
    const own = await testStore.newOrganization();
    await addContact(testStore.store, own, 'both', keyOf(0));
    const work = (i: number): Promise<unknown> =>
      i % 2 === 0
        ? storeOf(i).optOuts.bulk(own, bulkFields(keyOf(0)), noonPlusDay(0), TEST_ACTOR)
        : storeOf(i).optOuts.liftAll(own, client('both'), 'form', noonPlusDay(1), TEST_ACTOR);
    await Promise.all(times(40, work));
    await work(0);
    const { facts } = await loadOne(testStore.store, own, queryOf('both'));
    expect(facts.optOuts).toHaveLength(1);
  });
});
