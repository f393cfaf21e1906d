import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Page, PageRequest, Store } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { refuses } from './refusals.ts';
import {
  accountFields,
  addContact,
  allPages,
  client,
  decisionOf,
  importedAttempt,
  listFields,
  loadOne,
  noonPlus,
  optOutFields,
  queryOf,
  ruleFields,
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

interface Listing {
  readonly name: string;
  /** Adds the i-th of five, in an order of its own. Gives what the listing shows of it. */
  readonly add: (i: number) => Promise<string>;
  readonly list: (page: PageRequest) => Promise<Page<unknown>>;
  readonly shown: (item: never) => string;
  /** `added` where the listing goes by the instant of making: the newest comes first. */
  readonly order: 'ascending' | 'descending';
  /** Cursors that another listing may have given, or nobody. */
  readonly foreign: readonly string[];
}

const cursor = (...key: readonly unknown[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');
const NO_CURSORS = [
  '',
  'x',
  '!!!',
  'bnVsbA',
  cursor(),
  cursor(null),
  cursor({}),
  cursor('a', 'b'),
  cursor('a\u0000'),
];
const NO_IDS = [...NO_CURSORS, cursor(1), cursor('not-an-id'), cursor('')];
const NO_NUMBERS = [...NO_CURSORS, cursor('1'), cursor(1.5), cursor(1e300), cursor(-1e12)];
const NO_NAMES = [...NO_CURSORS, cursor(1)];
const SHUFFLED = [3, 1, 4, 0, 2];
const everywhere = { entity: null, entityId: null };
let group = '';

const listings: readonly Listing[] = [
  {
    name: 'contacts',
    add: async (i) => {
      await addContact(store, own, `page-${i}`);
      return `page-${i}`;
    },
    list: (page) => store.contacts.list(own, page, 'page-'),
    shown: (item: { clientId: string }) => item.clientId,
    order: 'ascending',
    foreign: NO_NAMES,
  },
  {
    name: 'accounts',
    add: async (i) => {
      group = group === '' ? await addContact(store, own, 'debtor') : group;
      return (await store.accounts.create(own, accountFields(group, { reference: String(i) }), TEST_ACTOR))
        .id;
    },
    list: (page) => store.accounts.list(own, page, null),
    shown: (item: { id: string }) => item.id,
    order: 'ascending',
    foreign: NO_IDS,
  },
  {
    name: 'rules',
    add: async (i) => {
      await store.rules.create(own, 'attempt', ruleFields(`rule ${i}`, i + 1), TEST_ACTOR);
      return `rule ${i}`;
    },
    list: (page) => store.rules.list(own, 'attempt', page),
    shown: (item: { name: string }) => item.name,
    order: 'ascending',
    foreign: NO_NUMBERS,
  },
  {
    name: 'contact dates',
    // By date, then label: the first two are of one day.
    add: async (i) => {
      const date = { label: `label ${i}`, date: `2026-11-${10 + Math.max(i, 1)}` };
      await store.contactDates.create(own, date, TEST_ACTOR);
      return `${date.date} ${date.label}`;
    },
    list: (page) => store.contactDates.list(own, page),
    shown: ({ date, label }: { date: string; label: string }) => `${date} ${label}`,
    order: 'ascending',
    foreign: [
      ...NO_CURSORS,
      cursor('2026-11-10'),
      cursor('label', '2026-11-10'),
      cursor('2026-02-30', 'x'),
      cursor('2026-11-10', 1),
    ],
  },
  {
    name: 'campaign groups',
    add: async (i) => {
      const fields = { name: `group ${i}`, timezoneSource: null, ruleIds: [], suppressionListIds: [] };
      return (await store.campaignGroups.create(own, fields, TEST_ACTOR)).name;
    },
    list: (page) => store.campaignGroups.list(own, page),
    shown: (item: { name: string }) => item.name,
    order: 'ascending',
    foreign: NO_NAMES,
  },
  {
    name: 'suppression lists',
    add: async (i) => (await store.suppression.create(own, listFields(`list ${i}`), TEST_ACTOR)).name,
    list: (page) => store.suppression.list(own, page),
    shown: (item: { name: string }) => item.name,
    order: 'ascending',
    foreign: NO_NAMES,
  },
  {
    name: 'API keys',
    add: async (i) => {
      const key = {
        name: `key ${i}`,
        role: 'operator',
        scopes: null,
        prefix: 'tk_',
        expiresAt: null,
      } as const;
      return (await store.access.createApiKey(own, { ...key, keyHash: `hash ${i}` }, TEST_ACTOR)).id;
    },
    list: (page) => store.access.listApiKeys(own, page),
    shown: (item: { id: string }) => item.id,
    order: 'ascending',
    foreign: NO_IDS,
  },
  {
    name: 'users',
    add: async (i) => {
      const user = { email: `user-${i}@example.com`, role: 'analyst', passwordHash: 'argon' } as const;
      return (await store.users.createUser(own, user, TEST_ACTOR)).id;
    },
    list: (page) => store.users.listUsers(own, page),
    shown: (item: { id: string }) => item.id,
    order: 'ascending',
    foreign: NO_IDS,
  },
  {
    name: 'opt-outs',
    add: async (i) =>
      (await store.optOuts.create(own, optOutFields(`wish-${i}`), noonPlus(i), TEST_ACTOR)).clientId,
    list: (page) => store.optOuts.list(own, page, { clientId: null, active: null }),
    shown: (item: { clientId: string }) => item.clientId,
    order: 'descending',
    foreign: NO_IDS,
  },
  {
    name: 'attempts',
    add: async (i) => {
      await store.attempts.importMany(
        own,
        [importedAttempt('tried', `+1212555000${i}`, noonPlus(i))],
        TEST_ACTOR,
      );
      return `+1212555000${i}`;
    },
    list: (page) => store.attempts.list(own, page, { clientId: client('tried') }),
    shown: (item: { deviceKey: string }) => item.deviceKey,
    order: 'descending',
    foreign: NO_IDS,
  },
  {
    name: 'decisions',
    add: async (i) => {
      const { epochs } = await loadOne(store, own, queryOf('x'));
      await store.decisions.commit(own, epochs, [
        decisionOf('x', `+1212555000${i}`, null, { at: noonPlus(i), ruleset: `${i}` }),
      ]);
      return `${i}`;
    },
    list: (page) => store.decisions.list(own, page, { clientId: null, decision: 'blocked' }),
    shown: (item: { ruleset: string }) => item.ruleset,
    order: 'descending',
    foreign: NO_IDS,
  },
];

describe.each(listings)('the listing of $name', ({ add, list, shown, order, foreign }) => {
  test('gives everything once in its order, page by page, and says where it ends', async () => {
    const added: string[] = [];
    for (const i of SHUFFLED) added.push(await add(i));
    const expected = order === 'ascending' ? added.toSorted() : added.toSorted().toReversed();
    for (const limit of [1, 2, 4, 5, 200]) {
      const items = await allPages(list, limit);
      expect(
        items.map((item) => shown(item as never)),
        `by ${limit}`,
      ).toEqual(expected);
    }
    expect((await list({ limit: 5, cursor: null })).next).toBeNull();
    expect((await list({ limit: 4, cursor: null })).next).not.toBeNull();
  });

  test('refuses a cursor that it did not give', async () => {
    for (const one of foreign) await refuses(list({ limit: 2, cursor: one }), 'cursor_invalid');
  });
});

describe('the other listings', () => {
  test('versions of a rule: the newest first', async () => {
    const rule = await store.rules.create(own, 'attempt', ruleFields('versioned', 900), TEST_ACTOR);
    for (const version of [1, 2, 3, 4])
      await store.rules.update(own, 'attempt', rule.id, version, ruleFields('versioned', 900), TEST_ACTOR);
    const list = (page: PageRequest) => store.rules.versions(own, 'attempt', rule.id, page);
    expect((await allPages(list)).map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
    for (const one of NO_NUMBERS) await refuses(list({ limit: 2, cursor: one }), 'cursor_invalid');
  });

  test('entries of a list: each once', async () => {
    const { id } = await store.suppression.create(own, listFields('paged entries'), TEST_ACTOR);
    const values = Array.from({ length: 7 }, (_, i) => `+121255501${i}0`);
    const entries = values.map((value) => ({ value, from: null, until: null, reason: null }));
    await store.suppression.addEntries(own, id, entries, TEST_ACTOR);
    const list = (page: PageRequest) => store.suppression.listEntries(own, id, page);
    expect((await allPages(list, 3)).map(({ value }) => value).toSorted()).toEqual(values);
    for (const one of NO_IDS) await refuses(list({ limit: 2, cursor: one }), 'cursor_invalid');
  });

  test('the audit log: each entry once, the newest first', async () => {
    const items = await allPages((page) => store.audit.list(own, page, everywhere), 7);
    expect(items.length).toBeGreaterThan(40);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.map(({ id }) => id)).toEqual(
      items
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    for (const one of NO_IDS)
      await refuses(store.audit.list(own, { limit: 2, cursor: one }, everywhere), 'cursor_invalid');
  });
});
