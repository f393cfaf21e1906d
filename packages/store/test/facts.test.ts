import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountId, AttemptId, EntryId, Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import type { FactsQuery, FactsScope, Store, StoredFacts } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  accountFields,
  ALL_ATTEMPTS,
  client,
  contactFields,
  device,
  importedAttempt,
  listFields,
  loadOne,
  NOBODY,
  NOON,
  noonPlus,
  optOutFields,
  queryOf,
  reserve,
} from './samples.ts';

let testStore: TestStore;
let store: Store;
let own: OrganizationId;
let accountId: AccountId;
let contactId: string;
let lists: Readonly<Record<'device' | 'client' | 'other', SuppressionListId>>;

const [PHONE, MOBILE, EMAIL, ELSEWHERE] = ['+12125550101', '+12125550102', 'ann@example.com', '+12125550199'];

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
  own = await testStore.newOrganization();
  const ann = contactFields('ann', PHONE, MOBILE, EMAIL);
  ({ id: contactId } = await store.contacts.create(own, ann, TEST_ACTOR));
  await store.contacts.create(own, contactFields('mail only', 'only@example.com', PHONE), TEST_ACTOR);
  await store.contacts.create(own, contactFields('without devices'), TEST_ACTOR);
  ({ id: accountId } = await store.accounts.create(
    own,
    accountFields(contactId, { status: 'promise_active' }),
    TEST_ACTOR,
  ));
  await addAttempts();
  await store.optOuts.create(
    own,
    optOutFields('ann', { channels: ['sms'], until: { date: '2027-01-31' } }),
    NOON,
    TEST_ACTOR,
  );
  lists = {
    device: await addList('device', PHONE),
    client: await addList('client', 'ann'),
    other: await addList('device', 'ann'),
  };
});
afterAll(() => testStore.close());

/** Named by what they share with the question about Ann's first phone: client, device, account. */
async function addAttempts(): Promise<void> {
  const rows: readonly [
    name: string,
    clientId: string,
    deviceKey: string,
    ms: number,
    isOnAccount: boolean,
  ][] = [
    ['cd', 'ann', PHONE, -3000, false],
    ['c', 'ann', MOBILE, -2000, false],
    ['d', 'bob', PHONE, -1000, false],
    ['cda', 'ann', PHONE, 0, true],
    ['a', 'carl', ELSEWHERE, 1, true],
    ['none', 'carl', ELSEWHERE, 2, false],
  ];
  for (const [name, clientId, deviceKey, ms, isOnAccount] of rows) {
    const given = { disposition: name, accountId: isOnAccount ? accountId : null };
    await store.attempts.importMany(
      own,
      [importedAttempt(clientId, deviceKey, noonPlus(ms), given)],
      TEST_ACTOR,
    );
  }
  const released = await reserve(store, own, 'ann', PHONE, { at: noonPlus(-500) });
  await store.attempts.release(own, released, NOON, TEST_ACTOR);
}

async function addList(type: 'device' | 'client', value: string): Promise<SuppressionListId> {
  const { id } = await store.suppression.create(own, listFields(`${type} ${value}`, { type }), TEST_ACTOR);
  const spans = [
    { value, from: null, until: null, reason: 'x' },
    { value, from: { instant: NOON }, until: { date: '2026-12-31' }, reason: null },
    { value: 'somebody else', from: null, until: null, reason: null },
  ];
  await store.suppression.addEntries(own, id, spans, TEST_ACTOR);
  return id;
}

/** The same facts by the call of one question and by the survey of many: both ways must agree. */
async function factsOf(query: FactsQuery, scope: Partial<FactsScope> = {}): Promise<StoredFacts> {
  const { epochs, facts } = await loadOne(store, own, query, scope);
  const survey = await store.decisions.survey(own, [query, queryOf('somebody'), query], {
    ...ALL_ATTEMPTS,
    ...scope,
  });
  const { guards, contact, ...rest } = facts;
  expect(guards.client).toBeGreaterThanOrEqual(0);
  for (const i of [0, 2]) {
    const { contact: surveyed, ...other } = survey.facts[i] ?? { contact: undefined };
    expect(inOrder(other)).toEqual(inOrder(rest));
    expect(contact).toEqual(surveyed === undefined ? undefined : expect.objectContaining({ ...surveyed }));
  }
  expect(survey).toMatchObject({
    rulesetEpoch: epochs.rulesetEpoch,
    suppressionEpoch: epochs.suppressionEpoch,
  });
  return facts;
}

/** Entries have no order of their own. */
function inOrder(facts: Partial<StoredFacts>): unknown {
  return {
    ...facts,
    entries: facts.entries?.toSorted((one, other) => (one.entryId < other.entryId ? -1 : 1)),
  };
}

const annInline = queryOf('ann', { contact: { by: 'inline', clientId: client('ann') } });
const attemptsOf = async (query: FactsQuery, scope: Partial<FactsScope>) =>
  (await factsOf(query, scope)).attempts.map(({ disposition }) => disposition);

describe('which device a question is about', () => {
  const rows: readonly [name: string, query: () => FactsQuery, deviceKey: string | null][] = [
    ['the first phone', () => queryOf('ann'), PHONE],
    ['the first e-mail address', () => queryOf('ann', { prefers: 'email' }), EMAIL],
    ['the first phone after an e-mail address', () => queryOf('mail only'), PHONE],
    ['by position', () => queryOf('ann', { devicePosition: 2 }), MOBILE],
    ['by a position that the contact does not have', () => queryOf('ann', { devicePosition: 9 }), null],
    ['by key', () => queryOf('ann', { deviceKey: device(MOBILE) }), MOBILE],
    ['by key, which goes before the position', () => queryOf('ann', { deviceKey: device(MOBILE), devicePosition: 1 }), MOBILE],
    ['by a key that the contact does not have', () => queryOf('ann', { deviceKey: device(ELSEWHERE) }), ELSEWHERE],
    ['a contact without devices', () => queryOf('without devices'), null],
    ['no such contact', () => queryOf('nobody'), null],
    ['no such contact, but a device', () => queryOf('nobody', { deviceKey: device(PHONE) }), PHONE],
    ['inline, where nothing is looked up', () => annInline, null],
    ['by the contact\'s id', () => queryOf('', { contact: { by: 'id', id: contactId } }), PHONE],
    ['by an id that nobody has', () => queryOf('', { contact: { by: 'id', id: NOBODY } }), null],
    ['by an id that is none', () => queryOf('', { contact: { by: 'id', id: 'no uuid' } }), null],
  ]; // prettier-ignore
  test.each(rows)('%s', async (_, query, deviceKey) => {
    expect((await factsOf(query())).deviceKey).toBe(deviceKey);
  });
});

describe('the contact of a question', () => {
  test('is as it is stored', async () => {
    const { clientId, zone, country, region, postalCode, attributes, devices, id } =
      (await store.contacts.get(own, contactId)) ?? {};
    const byId = (named: string) => queryOf('', { contact: { by: 'id', id: named } });
    for (const query of [queryOf('ann'), byId(contactId), byId(contactId.toUpperCase())]) {
      const { contact } = await factsOf(query);
      expect(contact).toEqual({ id, clientId, zone, country, region, postalCode, attributes, devices });
    }
  });

  test('is not looked up where it is inline or not there', async () => {
    for (const query of [annInline, queryOf('nobody')])
      expect((await factsOf(query)).contact).toBeUndefined();
  });
});

describe('which earlier attempts are loaded', () => {
  const [C, D, A] = [{ byClient: true }, { byDevice: true }, { byAccount: true }];
  const none = { byClient: false, byDevice: false, byAccount: false };
  const rows: readonly [name: string, scope: Partial<FactsScope>, expected: readonly string[]][] = [
    ['by client', { ...none, ...C }, ['cd', 'c', 'cda']],
    ['by device', { ...none, ...D }, ['cd', 'd', 'cda']],
    ['by account', { ...none, ...A }, ['cda', 'a']],
    ['by client and device, each once', { ...none, ...C, ...D }, ['cd', 'c', 'd', 'cda']],
    ['by client and account, each once', { ...none, ...C, ...A }, ['cd', 'c', 'cda', 'a']],
    ['by device and account, each once', { ...none, ...D, ...A }, ['cd', 'd', 'cda', 'a']],
    ['by all three, each once', { ...none, ...C, ...D, ...A }, ['cd', 'c', 'd', 'cda', 'a']],
    ['by nothing', none, []],
    ['since null: none', { ...none, ...C, since: null }, []],
    ['since is in: the millisecond itself', { ...none, ...C, since: noonPlus(-2000) }, ['c', 'cda']],
    ['since is in: one after', { ...none, ...C, since: noonPlus(-1999) }, ['cda']],
    ['since after the latest', { ...none, ...C, since: noonPlus(1) }, []],
    ['until is in: the millisecond itself', { ...none, ...C, until: noonPlus(-2000) }, ['cd', 'c']],
    ['until is in: one before', { ...none, ...C, until: noonPlus(-2001) }, ['cd']],
    ['since and until', { ...none, ...C, ...D, since: noonPlus(-2999), until: noonPlus(-1000) }, ['c', 'd']],
  ];
  test.each(rows)('%s', async (_, scope, expected) => {
    expect(await attemptsOf(queryOf('ann', { accountId }), scope)).toEqual(expected);
  });

  test('by account none where none is named, or one that does not exist', async () => {
    for (const id of [null, NOBODY as AccountId, 'no uuid' as AccountId])
      expect(await attemptsOf(queryOf('ann', { accountId: id }), { ...none, ...A })).toEqual([]);
  });

  test('of the client alone where there is no device', async () => {
    expect(await attemptsOf(annInline, { ...none, ...C, ...D })).toEqual(['cd', 'c', 'cda']);
  });

  test('an attempt comes back as it was told', async () => {
    const [first] = (await factsOf(queryOf('ann'))).attempts;
    const { externalId, devicePosition, ...told } = importedAttempt('ann', PHONE, noonPlus(-3000), {
      disposition: 'cd',
    });
    expect([externalId, devicePosition]).toEqual([null, 1]);
    expect(first).toEqual({ ...told, id: first?.id, state: 'finished', expiresAt: null });
  });

  test('a reservation comes back with its expiry', async () => {
    const id: AttemptId = await reserve(store, own, 'dora', ELSEWHERE, { at: noonPlus(7) });
    const { attempts } = await factsOf(
      queryOf('dora', { contact: { by: 'inline', clientId: client('dora') } }),
    );
    expect(attempts).toMatchObject([
      { id, at: noonPlus(7), state: 'reserved', expiresAt: noonPlus(900_007) },
    ]);
  });
});

describe('the account of a question', () => {
  test.each<[name: string, id: () => string, expected: () => unknown]>([
    [
      'is there with its contact',
      () => accountId,
      () => ({ id: accountId, clientId: 'ann', status: 'promise_active' }),
    ],
    [
      'is found by its id in capitals',
      () => accountId.toUpperCase(),
      () => ({ id: accountId, clientId: 'ann', status: 'promise_active' }),
    ],
    ['is undefined where it does not exist', () => NOBODY, () => undefined],
    ['is undefined where the id is none', () => 'no uuid', () => undefined],
  ])('%s', async (_, id, expected) => {
    expect((await factsOf(queryOf('mail only', { accountId: id() as AccountId }))).account).toEqual(
      expected(),
    );
  });
});

describe('suppression', () => {
  const onLists = async (query: FactsQuery, ids: readonly SuppressionListId[]) =>
    (await factsOf(query, { suppressionListIds: ids })).entries.map(({ listId }) => listId);

  test('entries of a device list by the device, of a client list by the client, with their spans', async () => {
    const { entries } = await factsOf(queryOf('ann'), { suppressionListIds: [lists.device, lists.client] });
    const spans = [
      { from: null, until: null },
      { from: { instant: NOON }, until: { date: '2026-12-31' } },
    ];
    for (const listId of [lists.device, lists.client]) {
      const found = entries.filter((entry) => entry.listId === listId);
      const withoutIds = found.map(({ from, until }) => ({ from, until }));
      expect(withoutIds).toEqual(expect.arrayContaining(spans));
      expect(new Set(found.map(({ entryId }): EntryId => entryId)).size).toBe(2);
    }
    expect(entries).toHaveLength(4);
  });

  test('only of the lists that are asked for', async () => {
    expect(new Set(await onLists(queryOf('ann'), [lists.client]))).toEqual(new Set([lists.client]));
    expect(await onLists(queryOf('ann'), [])).toEqual([]);
  });

  test('a client id on a list of devices, and the other way, says nothing', async () => {
    expect(await onLists(queryOf('ann'), [lists.other])).toEqual([]);
    expect(await onLists(queryOf(PHONE), [lists.client])).toEqual([]);
  });

  test("a contact's own opt-out is told once, by client, though its device is covered too", async () => {
    expect((await factsOf(queryOf('ann'))).optOuts).toMatchObject([
      { by: 'client', channels: ['sms'], from: { instant: NOON }, until: { date: '2027-01-31' } },
    ]);
    expect((await factsOf(queryOf('mail only'))).optOuts).toMatchObject([
      { by: 'device', channels: ['sms'] },
    ]);
  });
});

test('a batch has one answer for each question, in order', async () => {
  const ids = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 'ann' : `batch-${i}`));
  const { facts } = await store.decisions.load(
    own,
    ids.map((id) => queryOf(id)),
    ALL_ATTEMPTS,
  );
  expect(facts.map(({ contact }) => contact?.clientId)).toEqual(
    ids.map((id) => (id === 'ann' ? id : undefined)),
  );
  expect(facts.map(({ attempts }) => attempts.length)).toEqual(ids.map((id) => (id === 'ann' ? 4 : 0)));
});

test('an instant is exact to the millisecond over many years', async () => {
  const instants = [1, 999, 1_700_000_000_001, 4_102_444_799_999].map((ms) => ms as Instant);
  for (const at of instants)
    await store.attempts.importMany(own, [importedAttempt('clock', ELSEWHERE, at)], TEST_ACTOR);
  const { attempts } = await factsOf(
    queryOf('clock', { contact: { by: 'inline', clientId: client('clock') } }),
  );
  expect(attempts.map(({ at }) => at)).toEqual(instants);
});
