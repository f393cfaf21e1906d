import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId, RuleId, SuppressionListId } from '@tact/engine';
import type { CampaignTemplateId, DialingProfileId, Store } from '../src/ports.ts';
import { groupFields, profileFields, templateFields, TEN_TO_SIX } from './campaign-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { refuses } from './refusals.ts';
import { allPages, listFields, loadOne, NOBODY, NO_LIST, NO_RULE, queryOf, ruleFields } from './samples.ts';

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

const optional = async (name: string, priority: number) =>
  store.rules.create(own, 'attempt', ruleFields(name, priority, { required: false }), TEST_ACTOR);
const optionalList = (name: string) =>
  store.suppression.create(own, listFields(name, { required: false }), TEST_ACTOR);
const profile = (name: string, ruleIds: readonly RuleId[] = [], lists: readonly SuppressionListId[] = []) =>
  store.dialingProfiles.create(own, { name, ruleIds, suppressionListIds: lists }, TEST_ACTOR);
const NO_PROFILE = NOBODY as DialingProfileId;

describe('a campaign group', () => {
  test('comes back with its hours, profile and template, and keeps what a change leaves out', async () => {
    const { id: dialingProfileId } = await profile('p');
    // The template is only said to be where it came from: no foreign key holds it.
    const templateId = NOBODY as CampaignTemplateId;
    const group = await store.campaignGroups.create(
      own,
      groupFields('g', {
        campaignHours: TEN_TO_SIX,
        timezoneSource: 'contact',
        dialingProfileId,
        templateId,
      }),
      TEST_ACTOR,
    );
    expect(group).toMatchObject({
      campaignHours: TEN_TO_SIX,
      timezoneSource: 'contact',
      dialingProfileId,
      templateId,
    });
    const renamed = await store.campaignGroups.update(own, group.id, 1, { name: 'h' }, TEST_ACTOR);
    expect({ ...renamed, updatedAt: 0 }).toEqual({ ...group, name: 'h', version: 2, updatedAt: 0 });
    const bare = await store.campaignGroups.update(
      own,
      group.id,
      2,
      { campaignHours: null, dialingProfileId: null },
      TEST_ACTOR,
    );
    expect(bare).toMatchObject({ campaignHours: null, dialingProfileId: null, templateId });
  });

  test('that names a profile which is not there is refused', async () => {
    const group = groupFields('g', { dialingProfileId: NO_PROFILE });
    await refuses(store.campaignGroups.create(own, group, TEST_ACTOR), 'not_found');
    const other = await testStore.newOrganization();
    const foreign = await store.dialingProfiles.create(other, profileFields('foreign'), TEST_ACTOR);
    const named = { ...group, dialingProfileId: foreign.id };
    await refuses(store.campaignGroups.create(own, named, TEST_ACTOR), 'not_found');
  });
});

describe('the rules in force for a group with a dialing profile', () => {
  test('are its own picks and those that the profile has at this moment, lists too', async () => {
    const [mine, profiles, later] = [await optional('mine', 1), await optional('profile', 2), await optional('later', 3)]; // prettier-ignore
    const [myList, profileList] = [await optionalList('mine'), await optionalList('profile')];
    const { id } = await profile('p', [profiles.id], [profileList.id]);
    const picks = { ruleIds: [mine.id], suppressionListIds: [myList.id] };
    const group = await store.campaignGroups.create(
      own,
      groupFields('g', { ...picks, dialingProfileId: id }),
      TEST_ACTOR,
    );
    const names = async () => {
      const inForce = await store.rules.rulesInForce(own, group.id);
      return [inForce?.rules, inForce?.suppressionLists].map((ones) => ones?.map(({ name }) => name));
    };
    expect(await names()).toEqual([['mine', 'profile'], ['mine', 'profile']]); // prettier-ignore
    await store.dialingProfiles.pickRule(own, id, later.id, TEST_ACTOR);
    expect(await names()).toEqual([['mine', 'profile', 'later'], ['mine', 'profile']]); // prettier-ignore
    await store.dialingProfiles.update(
      own,
      id,
      2,
      { ruleIds: [mine.id], suppressionListIds: [] },
      TEST_ACTOR,
    );
    expect(await names()).toEqual([['mine'], ['mine']]);
    const without = await store.campaignGroups.create(own, groupFields('without'), TEST_ACTOR);
    expect((await store.rules.rulesInForce(own, without.id))?.rules).toEqual([]);
    expect((await store.rules.rulesInForce(own, null))?.rules).toEqual([]);
  });

  test('has the group’s own hours, which nobody else has', async () => {
    const { id } = await store.campaignGroups.create(
      own,
      groupFields('g', { campaignHours: TEN_TO_SIX }),
      TEST_ACTOR,
    );
    expect((await store.rules.rulesInForce(own, id))?.campaignHours).toEqual(TEN_TO_SIX);
    expect((await store.rules.rulesInForce(own, null))?.campaignHours).toBeNull();
  });
});

/** The three kinds behind one face, so that each case runs on all. */
const kinds = [
  { kind: 'campaign group', port: () => store.campaignGroups, fields: groupFields },
  { kind: 'dialing profile', port: () => store.dialingProfiles, fields: profileFields },
  { kind: 'campaign template', port: () => store.campaignTemplates, fields: templateFields },
] as const;

describe.each(kinds)('a $kind', ({ kind, port: portOf, fields }) => {
  // The ports differ only in the types of their ids and of fields that are not looked at here.
  const port = () => portOf() as unknown as Store['dialingProfiles'];
  const create = (name: string) => port().create(own, fields(name), TEST_ACTOR);

  test('picks one rule and gives it back, each with a new version', async () => {
    const rule = await optional('r', 1);
    const object = await create('one');
    const picked = await port().pickRule(own, object.id, rule.id, TEST_ACTOR);
    expect(picked).toMatchObject({ ruleIds: [rule.id], version: 2 });
    expect(await port().pickRule(own, object.id, rule.id, TEST_ACTOR)).toEqual(picked);
    const given = await port().unpickRule(own, object.id, rule.id, TEST_ACTOR);
    expect(given).toMatchObject({ ruleIds: [], version: 3 });
    await refuses(port().unpickRule(own, object.id, rule.id, TEST_ACTOR), 'not_found');
    await refuses(port().pickRule(own, object.id, NO_RULE, TEST_ACTOR), 'not_found');
    expect(await port().get(own, object.id)).toEqual(given);
  });

  test('is refused with a name that is taken, picks that are not there, and on an older version', async () => {
    const object = await create('twice');
    await refuses(create('twice'), 'name_taken');
    const nowhere = { ...fields('other'), ruleIds: [NO_RULE] };
    await refuses(port().create(own, nowhere, TEST_ACTOR), 'not_found');
    const noList = { ...fields('other'), suppressionListIds: [NO_LIST] };
    await refuses(port().create(own, noList, TEST_ACTOR), 'not_found');
    await refuses(port().update(own, object.id, 2, { name: 'x' }, TEST_ACTOR), 'version_conflict');
    for (const id of [NOBODY, 'no uuid', ''])
      await refuses(port().delete(own, id as DialingProfileId, TEST_ACTOR), 'not_found');
  });

  test('holds a rule that it has picked: the rule is not deleted, and the refusal names it', async () => {
    const rule = await optional('held', 1);
    const object = await create('holder');
    await port().pickRule(own, object.id, rule.id, TEST_ACTOR);
    await refuses(store.rules.delete(own, 'attempt', rule.id, TEST_ACTOR), 'still_used');
    await expect(store.rules.delete(own, 'attempt', rule.id, TEST_ACTOR)).rejects.toThrow(
      `the rule is used by the ${kind} \`holder\`; take it out there first`,
    );
    const { items } = await store.rules.uses(own, rule.id, { limit: 9, cursor: null });
    expect(items).toEqual([{ kind: kind.replace(' ', '-'), id: object.id, name: 'holder', through: null }]);
    await port().delete(own, object.id, TEST_ACTOR);
    await store.rules.delete(own, 'attempt', rule.id, TEST_ACTOR);
  });

  test('holds a suppression list that it has picked', async () => {
    const list = await optionalList('held');
    const object = await create('holder');
    const { version } = (await port().get(own, object.id)) ?? { version: 0 };
    await port().update(own, object.id, version, { suppressionListIds: [list.id] }, TEST_ACTOR);
    await expect(store.suppression.delete(own, list.id, TEST_ACTOR)).rejects.toMatchObject({
      code: 'still_used',
      message: `the suppression list is used by the ${kind} \`holder\`; take it out there first`,
    });
    expect(await store.suppression.get(own, list.id)).toMatchObject({ uses: 1 });
    await port().delete(own, object.id, TEST_ACTOR);
    await store.suppression.delete(own, list.id, TEST_ACTOR);
  });

  test('leaves an audit entry for each change', async () => {
    const rule = await optional('r', 1);
    const { id } = await create('told');
    await port().update(own, id, 1, { name: 'told again' }, TEST_ACTOR);
    await port().pickRule(own, id, rule.id, TEST_ACTOR);
    await port().unpickRule(own, id, rule.id, TEST_ACTOR);
    await port().delete(own, id, TEST_ACTOR);
    const entity = kind.replace(' ', '-');
    const { items } = await store.audit.list(own, { limit: 9, cursor: null }, { entity, entityId: id });
    expect(items.map(({ action }) => action)).toEqual(
      ['delete', 'unpick-rule', 'pick-rule', 'update', 'create'].map((action) => `${entity}.${action}`),
    );
    expect(items[2]).toMatchObject({ before: { ruleIds: [] }, after: { ruleIds: [rule.id] } });
  });

  test('is listed by name, page by page', async () => {
    for (const name of ['b', 'c', 'a']) await create(name);
    const names = (await allPages((page) => port().list(own, page))).map(({ name }) => name);
    expect(names).toEqual(['a', 'b', 'c']);
    await refuses(port().list(own, { limit: 1, cursor: 'x' }), 'cursor_invalid');
  });

  test('raises the ruleset epoch with each change, unless it is a template, which decides nothing', async () => {
    const epoch = async () => (await loadOne(store, own, queryOf('x'))).epochs.rulesetEpoch;
    const rule = await optional('r', 1);
    const { id } = await create('g2');
    const before = await epoch();
    await port().update(own, id, 1, { name: 'g3' }, TEST_ACTOR);
    await port().pickRule(own, id, rule.id, TEST_ACTOR);
    await port().unpickRule(own, id, rule.id, TEST_ACTOR);
    await port().delete(own, id, TEST_ACTOR);
    expect((await epoch()) - before).toBe(kind === 'campaign template' ? 0 : 4);
  });
});

test('a dialing profile that groups name is not deleted; the refusal names five of them and counts the rest', async () => {
  const { id } = await profile('p');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    await store.campaignGroups.create(own, groupFields(name, { dialingProfileId: id }), TEST_ACTOR);
  const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `the campaign group \`${name}\``).join(', ');
  await expect(store.dialingProfiles.delete(own, id, TEST_ACTOR)).rejects.toThrow(
    `the dialing profile is used by ${names} and 2 more; take it out there first`,
  );
  await refuses(store.dialingProfiles.delete(own, id, TEST_ACTOR), 'still_used');
});

test('where a rule is used: by itself and through profiles, by kind and name, page by page', async () => {
  const rule = await optional('r', 1);
  const picks = { ruleIds: [rule.id] };
  const { id: profileId, name } = await profile('profile', [rule.id]);
  const fields = { ...picks, dialingProfileId: profileId };
  await store.campaignGroups.create(own, groupFields('both', fields), TEST_ACTOR);
  await store.campaignGroups.create(own, groupFields('a', { dialingProfileId: profileId }), TEST_ACTOR);
  await store.campaignGroups.create(own, groupFields('z', picks), TEST_ACTOR);
  await store.campaignGroups.create(own, groupFields('nothing'), TEST_ACTOR);
  await store.campaignTemplates.create(own, { ...templateFields('template'), ...picks }, TEST_ACTOR);
  const uses = (limit: number) => allPages((page) => store.rules.uses(own, rule.id, page), limit);
  const through = { id: profileId, name };
  for (const limit of [1, 2, 9])
    expect((await uses(limit)).map((use) => [use.kind, use.name, use.through])).toEqual([
      ['campaign-group', 'a', through],
      ['campaign-group', 'both', null],
      ['campaign-group', 'both', through],
      ['campaign-group', 'z', null],
      ['campaign-template', 'template', null],
      ['dialing-profile', 'profile', null],
    ]);
  const other = await testStore.newOrganization();
  expect((await store.rules.uses(other, rule.id, { limit: 9, cursor: null })).items).toEqual([]);
  expect((await store.rules.uses(own, 'no uuid' as RuleId, { limit: 9, cursor: null })).items).toEqual([]);
});

describe('what a copy of a rule can be called', () => {
  test('is the first name and the first priority after the original’s that are free in its kind', async () => {
    await optional('r', 5);
    await optional('r 1', 6);
    await optional('r 3', 8);
    await store.rules.create(own, 'contact-times', ruleFields('r 2', 7), TEST_ACTOR);
    const names = ['r 1', 'r 2', 'r 3'];
    expect(await store.rules.freeFor(own, 'attempt', names, 5)).toEqual({ name: 'r 2', priority: 7 });
    expect(await store.rules.freeFor(own, 'attempt', ['r 1', 'r 3'], 999)).toEqual({
      name: null,
      priority: 1,
    });
    expect(await store.rules.freeFor(own, 'attempt', [], 4)).toEqual({ name: null, priority: 7 });
  });
});

test('rules of several kinds are found by their ids, and nothing that is none', async () => {
  const [one, other] = [await optional('a', 1), await store.rules.create(own, 'contact-times', ruleFields('b', 1), TEST_ACTOR)]; // prettier-ignore
  const found = await store.rules.getMany(own, [one.id, other.id, NO_RULE, 'no uuid' as RuleId]);
  expect(found.map(({ name }) => name).toSorted()).toEqual(['a', 'b']);
  expect(await store.rules.getMany(await testStore.newOrganization(), [one.id])).toEqual([]);
});
