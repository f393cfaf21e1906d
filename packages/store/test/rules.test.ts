import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CampaignGroupId, OrganizationId } from '@tact/engine';
import type { Store, StoredRuleKind } from '../src/ports.ts';
import { openTestStore, OPEN_RULES, TEST_ACTOR, type TestStore } from './database.ts';
import { refuses } from './refusals.ts';
import {
  accountFields,
  addContact,
  contactFields,
  importedAttempt,
  listFields,
  loadOne,
  NOBODY,
  NOON,
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
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
});

const page = { limit: 50, cursor: null };
const rule = (name: string, priority: number, given = {}, kind: StoredRuleKind = 'attempt') =>
  store.rules.create(own, kind, ruleFields(name, priority, given), TEST_ACTOR);
const list = (name: string, given = {}) => store.suppression.create(own, listFields(name, given), TEST_ACTOR);

test('every saved state of a rule stays: who, when, what, and that it was deleted', async () => {
  const first = await rule('one', 5, { dispositionCode: 'D1' });
  const conditions = { count: 7, period: { kind: 'rolling', amount: 3, unit: 'days' } };
  const second = await store.rules.update(
    own, 'attempt', first.id, 1, ruleFields('two', 6, { required: false, conditions }), { ...TEST_ACTOR, id: 'u-2', name: 'Urs' },
  ); // prettier-ignore
  await store.rules.delete(own, 'attempt', first.id, TEST_ACTOR);
  expect(await store.rules.get(own, 'attempt', first.id)).toBeUndefined();
  const { items } = await store.rules.versions(own, 'attempt', first.id, page);
  expect((await store.rules.versions(own, 'location', first.id, page)).items).toEqual([]);
  const { id, kind, createdAt, updatedAt, ...fields } = second;
  expect([id, kind, createdAt <= updatedAt]).toEqual([first.id, 'attempt', true]);
  expect(items).toMatchObject([
    { ...fields, version: 3, deleted: true, savedBy: 'u-1', savedByName: 'Tess' },
    { ...fields, version: 2, deleted: false, savedBy: 'u-2', savedByName: 'Urs' },
    {
      name: 'one',
      priority: 5,
      required: true,
      dispositionCode: 'D1',
      version: 1,
      deleted: false,
      savedBy: 'u-1',
    },
  ]);
});

test('the conditions of a rule come back as they were given', async () => {
  const conditions = { deep: [{ zero: 0, text: 'é "quoted" \\ 電', yes: true, nothing: null }], count: 1.5 };
  const { id } = await rule('deep', 1, { conditions });
  expect((await store.rules.get(own, 'attempt', id))?.conditions).toEqual(conditions);
});

describe('the rules in force', () => {
  test('without a group: the required ones, by kind and priority, with what the organization says', async () => {
    await rule('third', 3);
    await rule('first', 1);
    await rule('optional', 2, { required: false });
    await rule('hours', 1, {}, 'contact-times');
    await rule('places', 1, {}, 'location');
    await rule('condition', 1, {}, 'custom');
    await list('everybody');
    await list('picked only', { required: false });
    const inForce = await store.rules.rulesInForce(own, null);
    expect(inForce?.rules.map(({ kind, name }) => [kind, name])).toEqual([
      ['attempt', 'first'],
      ['attempt', 'third'],
      ['contact-times', 'hours'],
      ['custom', 'condition'],
      ['location', 'places'],
    ]);
    expect(inForce?.suppressionLists.map(({ name }) => name)).toEqual(['everybody']);
    expect(inForce).toMatchObject({ organization: OPEN_RULES, defaultCountry: 'US', timezoneSource: null });
  });

  test('contact dates: all there are, by date and label, whatever the group', async () => {
    const dates = [
      { label: 'b', date: '2026-12-25' },
      { label: 'B', date: '2026-12-25' },
      { label: 'a', date: '2026-12-26' },
      { label: 'z', date: '2020-01-01' },
    ];
    for (const date of dates) await store.contactDates.create(own, date, TEST_ACTOR);
    await store.contactDates.create(
      await testStore.newOrganization(),
      { label: 'other', date: '2026-12-25' },
      TEST_ACTOR,
    );
    const group = { name: 'g', timezoneSource: null, ruleIds: [], suppressionListIds: [] };
    const { id } = await store.campaignGroups.create(own, group, TEST_ACTOR);
    for (const asked of [null, id]) {
      const inForce = await store.rules.rulesInForce(own, asked);
      expect(inForce?.contactDates.map(({ label, date }) => `${date} ${label}`)).toEqual([
        '2020-01-01 z',
        '2026-12-25 B',
        '2026-12-25 b',
        '2026-12-26 a',
      ]);
    }
  });

  test('with a group: what it has picked too, and its timezone source', async () => {
    await rule('required', 2);
    const picked = await rule('picked', 1, { required: false });
    await rule('not picked', 3, { required: false });
    const pickedList = await list('picked', { required: false, type: 'client' });
    await list('not picked', { required: false });
    const group = await store.campaignGroups.create(
      own,
      {
        name: 'g',
        timezoneSource: 'contact',
        ruleIds: [picked.id, picked.id],
        suppressionListIds: [pickedList.id],
      },
      TEST_ACTOR,
    );
    expect(group).toMatchObject({ ruleIds: [picked.id], suppressionListIds: [pickedList.id], version: 1 });
    const inForce = await store.rules.rulesInForce(own, group.id);
    expect(inForce?.rules.map(({ name }) => name)).toEqual(['picked', 'required']);
    expect(inForce?.suppressionLists.map(({ name }) => name)).toEqual(['picked']);
    expect(inForce?.timezoneSource).toBe('contact');
    await store.campaignGroups.update(own, group.id, 1, { ruleIds: [], suppressionListIds: [] }, TEST_ACTOR);
    expect((await store.rules.rulesInForce(own, group.id))?.rules.map(({ name }) => name)).toEqual([
      'required',
    ]);
  });

  test('of a list that a group has picked: it is not deleted until the group lets it go', async () => {
    const goneList = await list('gone', { required: false });
    const fields = { name: 'g', timezoneSource: null, ruleIds: [], suppressionListIds: [goneList.id] };
    const { id } = await store.campaignGroups.create(own, fields, TEST_ACTOR);
    await refuses(store.suppression.delete(own, goneList.id, TEST_ACTOR), 'still_used');
    expect((await store.rules.rulesInForce(own, id))?.suppressionLists).toHaveLength(1);
    await store.campaignGroups.update(own, id, 1, { suppressionListIds: [] }, TEST_ACTOR);
    await store.suppression.delete(own, goneList.id, TEST_ACTOR);
    expect(await store.rules.rulesInForce(own, id)).toMatchObject({ rules: [], suppressionLists: [] });
    expect(await store.campaignGroups.get(own, id)).toMatchObject({ suppressionListIds: [] });
  });

  test('of a group that is not there, deleted, or another organization\'s: undefined, never "no rules"', async () => {
    const fields = { name: 'g', timezoneSource: null, ruleIds: [], suppressionListIds: [] };
    const { id } = await store.campaignGroups.create(own, fields, TEST_ACTOR);
    const other = await testStore.newOrganization();
    expect(await store.rules.rulesInForce(own, id)).toBeDefined();
    expect(await store.rules.rulesInForce(other, id)).toBeUndefined();
    await store.campaignGroups.delete(own, id, TEST_ACTOR);
    for (const none of [id, NOBODY, 'no uuid'])
      expect(await store.rules.rulesInForce(own, none as CampaignGroupId)).toBeUndefined();
  });

  test('a registry list with its coverage and age, and a list of either type and edge, come back as they are', async () => {
    const registry = { ageMsMax: 31 * 86_400_000, versionAt: NOON, coverage: ['+1212', '+1646'] };
    const one = await list('registry', { registry, expires: { instant: noonPlus(1) }, channels: ['call'] });
    const other = await list('clients', { type: 'client', expires: { date: '2027-02-28' } });
    expect(one).toMatchObject({ registry, expires: { instant: noonPlus(1) }, channels: ['call'], size: 0 });
    expect(other).toMatchObject({
      type: 'client',
      registry: null,
      expires: { date: '2027-02-28' },
      channels: 'any',
    });
    const inForce = await store.rules.rulesInForce(own, null);
    expect(inForce?.suppressionLists).toEqual([other, one]);
  });
});

test('a ruleset is kept byte for byte under its fingerprint; saving it again changes nothing', async () => {
  const source = '{"a":1,  "b":"é\\u0000"}\n';
  await store.rules.saveRuleset(own, 'sha256:x', source);
  await store.rules.saveRuleset(own, 'sha256:x', 'something else');
  expect(await store.rules.findRuleset(own, 'sha256:x')).toBe(source);
});

describe('which epoch a change raises (G2)', () => {
  const device = { value: '+12125550100', from: null, until: null, reason: null };
  const group = { name: 'g', timezoneSource: null, ruleIds: [], suppressionListIds: [] };
  type Raised = readonly [ruleset: number, suppression: number];
  /** Makes what is needed, and gives the change. */
  const rows: readonly [name: string, raised: Raised, make: () => Promise<() => Promise<unknown>>][] = [
    ['organizations.update', [1, 0], async () => Promise.resolve(() => store.organizations.update(own, 1, { name: 'x' }, TEST_ACTOR))],
    ['rules.create', [1, 0], async () => Promise.resolve(() => rule('one', 1))],
    ['rules.update', [1, 0], async () => {
      const { id } = await rule('one', 1);
      return () => store.rules.update(own, 'attempt', id, 1, ruleFields('one', 2), TEST_ACTOR);
    }],
    ['rules.delete', [1, 0], async () => {
      const { id } = await rule('one', 1);
      return () => store.rules.delete(own, 'attempt', id, TEST_ACTOR);
    }],
    ['contactDates.create', [1, 0], async () =>
      Promise.resolve(() => store.contactDates.create(own, { label: 'day', date: '2026-12-25' }, TEST_ACTOR))],
    ['contactDates.delete', [1, 0], async () => {
      const { id } = await store.contactDates.create(own, { label: 'day', date: '2026-12-25' }, TEST_ACTOR);
      return () => store.contactDates.delete(own, id, TEST_ACTOR);
    }],
    ['campaignGroups.update', [1, 0], async () => {
      const { id } = await store.campaignGroups.create(own, group, TEST_ACTOR);
      return () => store.campaignGroups.update(own, id, 1, { name: 'h' }, TEST_ACTOR);
    }],
    ['campaignGroups.delete', [1, 0], async () => {
      const { id } = await store.campaignGroups.create(own, group, TEST_ACTOR);
      return () => store.campaignGroups.delete(own, id, TEST_ACTOR);
    }],
    ['suppression.create', [1, 0], async () => Promise.resolve(() => list('one'))],
    ['suppression.update', [1, 0], async () => {
      const { id } = await list('one');
      return () => store.suppression.update(own, id, 1, { required: false }, TEST_ACTOR);
    }],
    ['suppression.delete', [1, 0], async () => {
      const { id } = await list('one');
      return () => store.suppression.delete(own, id, TEST_ACTOR);
    }],
    ['suppression.addEntries', [0, 1], async () => {
      const { id } = await list('one');
      return () => store.suppression.addEntries(own, id, [device], TEST_ACTOR);
    }],
    ['suppression.removeEntry', [0, 1], async () => {
      const { id } = await list('one');
      const [entry] = await store.suppression.addEntries(own, id, [device], TEST_ACTOR);
      return () => store.suppression.removeEntry(own, id, entry?.id ?? (NOBODY as never), TEST_ACTOR);
    }],
    ['optOuts.create', [0, 1], async () => Promise.resolve(() => store.optOuts.create(own, optOutFields('ann'), NOON, TEST_ACTOR))],
    ['optOuts.lift', [0, 1], async () => {
      const { id } = await store.optOuts.create(own, optOutFields('ann'), NOON, TEST_ACTOR);
      return () => store.optOuts.lift(own, id, 'form', NOON, TEST_ACTOR);
    }],
    ['a contact that gets a device and is not opted out', [0, 0], async () => Promise.resolve(() => addContact(store, own, 'ann', '+12125550100'))],
    ['a contact that gets a device and is opted out', [0, 1], async () => {
      await store.optOuts.create(own, optOutFields('ann'), NOON, TEST_ACTOR);
      return () => store.contacts.upsertMany(own, [contactFields('ann', '+12125550100')], TEST_ACTOR);
    }],
    ['the status of an account', [0, 1], async () => {
      const { id } = await store.accounts.create(own, accountFields(await addContact(store, own, 'ann')), TEST_ACTOR);
      return () => store.accounts.update(own, id, 1, { status: 'paid' }, TEST_ACTOR);
    }],
    ['another field of an account', [0, 0], async () => {
      const { id } = await store.accounts.create(own, accountFields(await addContact(store, own, 'ann')), TEST_ACTOR);
      return () => store.accounts.update(own, id, 1, { reference: 'x' }, TEST_ACTOR);
    }],
    ['history from elsewhere, which the guards hold', [0, 0], async () =>
      Promise.resolve(() => store.attempts.importMany(own, [importedAttempt('ann', '+12125550100', NOON)], TEST_ACTOR))],
  ]; // prettier-ignore
  test.each(rows)('%s: %j', async (_, [ruleset, suppression], make) => {
    const epochs = async () => (await loadOne(store, own, queryOf('x'))).epochs;
    const change = await make();
    const before = await epochs();
    await change();
    const after = await epochs();
    expect([
      after.rulesetEpoch - before.rulesetEpoch,
      after.suppressionEpoch - before.suppressionEpoch,
    ]).toEqual([ruleset, suppression]);
    expect((await store.rules.rulesInForce(own, null))?.rulesetEpoch).toBe(after.rulesetEpoch);
  });
});

describe('the entries of a list', () => {
  test('come back with their spans and reasons, count in its size, and go one by one', async () => {
    const { id } = await list('entries');
    const given = [
      { value: '+12125550100', from: null, until: null, reason: 'asked' },
      { value: '+12125550101', from: { instant: NOON }, until: { instant: noonPlus(1) }, reason: null },
      { value: '+12125550102', from: { date: '2026-01-01' }, until: { date: '2026-01-31' }, reason: null },
    ];
    const added = await store.suppression.addEntries(own, id, given, TEST_ACTOR);
    expect(added.map(({ value, from, until, reason }) => ({ value, from, until, reason }))).toEqual(given);
    expect((await store.suppression.get(own, id))?.size).toBe(3);
    const [first] = added;
    if (first === undefined) throw new Error('nothing was added');
    await store.suppression.removeEntry(own, id, first.id, TEST_ACTOR);
    const { items } = await store.suppression.listEntries(own, id, page);
    expect(items.map(({ value }) => value).toSorted()).toEqual(['+12125550101', '+12125550102']);
    expect((await store.suppression.list(own, page)).items).toMatchObject([{ id, size: 2 }]);
  });

  test('none added is none', async () => {
    const { id } = await list('empty');
    expect(await store.suppression.addEntries(own, id, [], TEST_ACTOR)).toEqual([]);
  });
});

test('a contact date comes back as it was made, and is gone when it is deleted', async () => {
  const made = await store.contactDates.create(
    own,
    { label: "New Year's Day", date: '2027-01-01' },
    TEST_ACTOR,
  );
  expect(made).toMatchObject({ label: "New Year's Day", date: '2027-01-01', createdBy: TEST_ACTOR.id });
  expect(await store.contactDates.get(own, made.id)).toEqual(made);
  await store.contactDates.delete(own, made.id, TEST_ACTOR);
  expect(await store.contactDates.get(own, made.id)).toBeUndefined();
  expect((await store.rules.rulesInForce(own, null))?.contactDates).toEqual([]);
});

test('one name and one priority in each kind of rule', async () => {
  const kinds: readonly StoredRuleKind[] = ['location', 'contact-times', 'attempt', 'custom'];
  for (const kind of kinds) await rule('same', 1, {}, kind);
  for (const kind of kinds) await refuses(rule('same', 2, {}, kind), 'name_taken');
});
