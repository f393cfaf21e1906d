import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountId, Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import type { FactsQuery, FactsScope } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  accountFields,
  addContact,
  ALL_ATTEMPTS,
  client,
  contactFields,
  device,
  importedAttempt,
  listFields,
  NOBODY,
  noonPlus,
  optOutFields,
  queryOf,
  reserve,
} from './samples.ts';

let database: TestStore | undefined;
let organizationId: OrganizationId | undefined;
let account: AccountId | undefined;
let ada = '';
const lists: SuppressionListId[] = [];

const SHARED = '+12125550100';
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  database = await openTestStore();
  const { store } = database;
  const id = await database.newOrganization();
  organizationId = id;
  ada = await addContact(store, id, 'ada', SHARED, '+12125550101', 'ada@example.com');
  await addContact(store, id, 'bo', '+12125550102', SHARED);
  await addContact(store, id, 'cy', 'cy@example.com');
  await addContact(store, id, 'di', '+12125550104');
  await store.contacts.create(id, { ...contactFields('em'), attributes: {} }, TEST_ACTOR);
  account = (await store.accounts.create(id, accountFields(ada), TEST_ACTOR)).id;
  await store.optOuts.create(id, optOutFields('ada'), noonPlus(0), TEST_ACTOR);
  await store.optOuts.create(
    id,
    optOutFields('bo', { channels: ['sms'], contactOnly: true, until: { date: '2026-12-31' } }),
    noonPlus(0),
    TEST_ACTOR,
  );
  const lifted = await store.optOuts.create(id, optOutFields('di'), noonPlus(0), TEST_ACTOR);
  await store.optOuts.lift(id, lifted.id, 'a mistake', noonPlus(1), TEST_ACTOR);
  for (const type of ['device', 'client'] as const) {
    const list = await store.suppression.create(id, listFields(`of ${type}s`, { type }), TEST_ACTOR);
    lists.push(list.id);
    const entry = { from: { date: '2026-01-01' }, until: { instant: noonPlus(HOUR_MS) }, reason: null };
    // A client id on a list of devices names nobody, and the other way round.
    const values = [SHARED, '+12125550104', 'cy', 'bo'];
    await store.suppression.addEntries(
      id,
      list.id,
      values.map((value) => ({ value, ...entry })),
      TEST_ACTOR,
    );
  }
  await store.attempts.importMany(
    id,
    [
      importedAttempt('ada', SHARED, noonPlus(-1 * HOUR_MS), { accountId: account }),
      importedAttempt('ada', '+12125550101', noonPlus(-2 * HOUR_MS)),
      importedAttempt('bo', SHARED, noonPlus(-3 * HOUR_MS), { disposition: 'CALL_BACK' }),
      importedAttempt('di', '+12125550104', noonPlus(-4 * HOUR_MS), { accountId: account }),
      importedAttempt('di', '+12125550104', noonPlus(-90 * 24 * HOUR_MS)),
    ],
    TEST_ACTOR,
  );
  await reserve(store, id, 'di', '+12125550104');
});

afterAll(() => database?.close());

const QUERIES: readonly FactsQuery[] = [
  queryOf('ada'),
  queryOf('ada'),
  queryOf('ada', { devicePosition: 2 }),
  queryOf('ada', { devicePosition: 9 }),
  queryOf('ada', { prefers: 'email' }),
  queryOf('ada', { deviceKey: device('+12125550104') }),
  queryOf('bo'),
  queryOf('bo', { deviceKey: device(SHARED) }),
  queryOf('cy'),
  queryOf('cy', { prefers: 'email' }),
  queryOf('di'),
  queryOf('em'),
  queryOf('nobody'),
  queryOf('', { contact: { by: 'id', id: 'no uuid' } }),
  queryOf('', { contact: { by: 'id', id: NOBODY } }),
  queryOf('', { contact: { by: 'inline', clientId: client('di') }, deviceKey: device(SHARED) }),
  queryOf('', { contact: { by: 'inline', clientId: client('new') }, deviceKey: device('+12125550199') }),
  queryOf('di', { accountId: NOBODY as AccountId }),
  queryOf('di', { accountId: 'no uuid' as AccountId }),
];

describe('a survey gives what a load gives, but the guards, and of a contact only what it is decided by', () => {
  test.each<[string, Partial<FactsScope>]>([
    ['attempts by client and device', {}],
    ['attempts by client', { byDevice: false }],
    ['attempts by device', { byClient: false }],
    ['attempts by account', { byClient: false, byDevice: false, byAccount: true }],
    ['attempts by all', { byAccount: true }],
    ['no attempts', { since: null }],
    ['attempts since an instant, which is out', { since: noonPlus(-2 * HOUR_MS) }],
    ['attempts up to a past instant, which is in', { until: noonPlus(-3 * HOUR_MS) }],
    ['one list', { suppressionListIds: [] }],
    ['both lists', { suppressionListIds: [] }],
  ])('%s', async (name, given) => {
    const store = database?.store;
    if (store === undefined || organizationId === undefined || account === undefined)
      throw new Error('not prepared');
    const suppressionListIds = name === 'one list' ? lists.slice(0, 1) : name === 'both lists' ? lists : [];
    const scope = { ...ALL_ATTEMPTS, ...given, suppressionListIds };
    const queries = [
      ...QUERIES,
      queryOf('', { contact: { by: 'id', id: ada } }),
      queryOf('ada', { accountId: account }),
      queryOf('di', { accountId: account }),
    ];
    const loaded = await store.decisions.load(organizationId, queries, scope);
    const survey = await store.decisions.survey(organizationId, queries, scope);
    expect(survey.rulesetEpoch).toBe(loaded.rulesetEpoch);
    expect(survey.suppressionEpoch).toBe(loaded.suppressionEpoch);
    expect(survey.facts).toEqual(
      loaded.facts.map(({ guards, contact, ...facts }) => {
        expect(guards).toBeDefined();
        if (contact === undefined) return { contact, ...facts };
        const { clientId, zone, country, region, postalCode, attributes, devices } = contact;
        return { contact: { clientId, zone, country, region, postalCode, attributes, devices }, ...facts };
      }),
    );
  });
});

test('the samples have something of everything', async () => {
  if (organizationId === undefined || account === undefined) throw new Error('not prepared');
  const scope = { ...ALL_ATTEMPTS, byAccount: true, suppressionListIds: lists };
  const found = await database?.store.decisions.survey(
    organizationId,
    [queryOf('ada', { accountId: account }), queryOf('bo', { deviceKey: device(SHARED) })],
    scope,
  );
  const [ofAda, ofBo] = found?.facts ?? [];
  expect(ofAda).toMatchObject({ account: { id: account }, optOuts: [{ by: 'client' }], entries: [{}] });
  expect(ofAda?.attempts).toHaveLength(4);
  expect(ofBo?.optOuts.map(({ by }) => by).toSorted()).toEqual(['client', 'device']);
  expect(ofBo?.entries).toHaveLength(2);
});

test('attributes that no rule reads are not loaded', async () => {
  const store = database?.store;
  if (store === undefined || organizationId === undefined) throw new Error('not prepared');
  const attributesOf = async (attributes: boolean) => {
    const scope = { ...ALL_ATTEMPTS, attributes };
    const { facts } = await store.decisions.survey(organizationId as OrganizationId, [queryOf('ada')], scope);
    return facts[0]?.contact?.attributes;
  };
  expect(await attributesOf(true)).toEqual(contactFields('ada').attributes);
  expect(await attributesOf(false)).toEqual({});
});

test('more than ten thousand queries are refused', async () => {
  const many = Array.from({ length: 10_001 }, () => queryOf('ada'));
  await expect(
    database?.store.decisions.survey(organizationId as OrganizationId, many, {
      ...ALL_ATTEMPTS,
      since: 0 as Instant,
    }),
  ).rejects.toThrow(RangeError);
});
