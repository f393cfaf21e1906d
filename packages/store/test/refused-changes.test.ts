import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountId, AttemptId, CampaignGroupId, EntryId, OrganizationId } from '@tact/engine';
import type { Store, StoreErrorCode } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { refuses } from './refusals.ts';
import type { NO_LIST, NO_OPT_OUT, NO_RULE } from './samples.ts';
import {
  accountFields,
  addContact,
  client,
  contactFields,
  listFields,
  newClientId,
  NOBODY,
  NOON,
  noonPlus,
  optOutFields,
  reserve,
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

const group = { name: 'group', timezoneSource: null, ruleIds: [], suppressionListIds: [] };
const result = { callResult: 'Busy', disposition: null, at: NOON } as const;
let priority = 0;
const newRule = (name = newClientId()) =>
  store.rules.create(own, 'attempt', ruleFields(name, ++priority), TEST_ACTOR);
const newList = () => store.suppression.create(own, listFields(newClientId()), TEST_ACTOR);
const newGroup = (name = newClientId()) => store.campaignGroups.create(own, { ...group, name }, TEST_ACTOR);

describe('what is not there is `not_found`, be the id a UUID or any text', () => {
  const changes: readonly [name: string, change: (id: string) => Promise<unknown>][] = [
    ['contacts.replace', (id) => store.contacts.replace(own, id, 1, contactFields('x'), TEST_ACTOR)],
    ['contacts.delete', (id) => store.contacts.delete(own, id, TEST_ACTOR)],
    ['accounts.create', (id) => store.accounts.create(own, accountFields(id), TEST_ACTOR)],
    ['accounts.update', (id) => store.accounts.update(own, id as AccountId, 1, {}, TEST_ACTOR)],
    ['accounts.delete', (id) => store.accounts.delete(own, id as AccountId, TEST_ACTOR)],
    ['rules.update', (id) => store.rules.update(own, 'attempt', id as typeof NO_RULE, 1, ruleFields('x', 1), TEST_ACTOR)],
    ['rules.delete', (id) => store.rules.delete(own, 'attempt', id as typeof NO_RULE, TEST_ACTOR)],
    ['contactDates.delete', (id) => store.contactDates.delete(own, id as typeof NO_RULE, TEST_ACTOR)],
    ['campaignGroups.update', (id) => store.campaignGroups.update(own, id as CampaignGroupId, 1, {}, TEST_ACTOR)],
    ['campaignGroups.delete', (id) => store.campaignGroups.delete(own, id as CampaignGroupId, TEST_ACTOR)],
    ['campaignGroups.create with a rule', (id) => store.campaignGroups.create(own, { ...group, name: newClientId(), ruleIds: [id as typeof NO_RULE] }, TEST_ACTOR)],
    ['campaignGroups.create with a list', (id) => store.campaignGroups.create(own, { ...group, name: newClientId(), suppressionListIds: [id as typeof NO_LIST] }, TEST_ACTOR)],
    ['suppression.update', (id) => store.suppression.update(own, id as typeof NO_LIST, 1, {}, TEST_ACTOR)],
    ['suppression.delete', (id) => store.suppression.delete(own, id as typeof NO_LIST, TEST_ACTOR)],
    ['suppression.addEntries', (id) => store.suppression.addEntries(own, id as typeof NO_LIST, [], TEST_ACTOR)],
    ['suppression.listEntries', (id) => store.suppression.listEntries(own, id as typeof NO_LIST, { limit: 1, cursor: null })],
    ['suppression.removeEntry, the list', (id) => store.suppression.removeEntry(own, id as typeof NO_LIST, NOBODY as EntryId, TEST_ACTOR)],
    ['suppression.removeEntry, the entry', async (id) => store.suppression.removeEntry(own, (await newList()).id, id as EntryId, TEST_ACTOR)],
    ['optOuts.lift', (id) => store.optOuts.lift(own, id as typeof NO_OPT_OUT, 'x', NOON, TEST_ACTOR)],
    ['attempts.recordResult', (id) => store.attempts.recordResult(own, id as AttemptId, result, TEST_ACTOR)],
    ['attempts.release', (id) => store.attempts.release(own, id as AttemptId, NOON, TEST_ACTOR)],
    ['access.revokeApiKey', (id) => store.access.revokeApiKey(own, id, TEST_ACTOR)],
  ]; // prettier-ignore
  test.each(changes)('%s', async (_, change) => {
    for (const id of [NOBODY, 'no uuid', '']) await refuses(change(id), 'not_found');
  });

  const reads: readonly [name: string, read: (id: string) => Promise<unknown>][] = [
    ['contacts.get', (id) => store.contacts.get(own, id)],
    ['contacts.getByClientId', (id) => store.contacts.getByClientId(own, client(id))],
    ['accounts.get', (id) => store.accounts.get(own, id as AccountId)],
    ['rules.get', (id) => store.rules.get(own, 'attempt', id as typeof NO_RULE)],
    ['contactDates.get', (id) => store.contactDates.get(own, id as typeof NO_RULE)],
    ['rules.rulesInForce', (id) => store.rules.rulesInForce(own, id as CampaignGroupId)],
    ['rules.findRuleset', (id) => store.rules.findRuleset(own, id)],
    ['campaignGroups.get', (id) => store.campaignGroups.get(own, id as CampaignGroupId)],
    ['suppression.get', (id) => store.suppression.get(own, id as typeof NO_LIST)],
    ['optOuts.get', (id) => store.optOuts.get(own, id as typeof NO_OPT_OUT)],
    ['attempts.get', (id) => store.attempts.get(own, id as AttemptId)],
    ['decisions.get', (id) => store.decisions.get(own, id)],
    ['access.findApiKey', (id) => store.access.findApiKey(id)],
  ];
  test.each(reads)('%s gives undefined instead', async (_, read) => {
    for (const id of [NOBODY, 'no uuid', '']) expect(await read(id)).toBeUndefined();
  });

  const organizationReads: readonly [name: string, read: (id: OrganizationId) => Promise<unknown>][] = [
    ['organizations.get', (id) => store.organizations.get(id)],
    ['organizations.update', (id) => store.organizations.update(id, 1, {}, TEST_ACTOR)],
    ['rules.rulesInForce', (id) => store.rules.rulesInForce(id, null)],
    ['decisions.load', (id) => store.decisions.load(id, [{ contact: { by: 'id', id: NOBODY }, deviceKey: null, devicePosition: null, prefers: 'phone', accountId: null }], { since: null, until: null, byClient: true, byDevice: true, byAccount: true, suppressionListIds: [], attributes: true })],
    ['decisions.survey', (id) => store.decisions.survey(id, [], { since: null, until: null, byClient: true, byDevice: true, byAccount: true, suppressionListIds: [], attributes: true })],
  ]; // prettier-ignore
  test.each(organizationReads)('%s, the organization itself', async (_, read) => {
    await refuses(read(NOBODY as OrganizationId), 'not_found');
  });
});

describe('what is taken is refused, and nothing is changed', () => {
  const rows: readonly [name: string, code: StoreErrorCode, change: () => Promise<unknown>][] = [
    ['a rule with the name of another of its kind', 'name_taken', async () => {
      await newRule('twice');
      return store.rules.create(own, 'attempt', ruleFields('twice', ++priority), TEST_ACTOR);
    }],
    ['a rule that gets the name of another', 'name_taken', async () => {
      await newRule('thrice');
      const { id, version, priority: same } = await newRule();
      return store.rules.update(own, 'attempt', id, version, ruleFields('thrice', same), TEST_ACTOR);
    }],
    ['a rule with the priority of another of its kind', 'priority_taken', async () => {
      const { priority: same } = await newRule();
      return store.rules.create(own, 'attempt', ruleFields(newClientId(), same), TEST_ACTOR);
    }],
    ['a contact date with the label of another on its day', 'name_taken', async () => {
      const date = { label: 'twice', date: '2026-12-25' };
      await store.contactDates.create(own, date, TEST_ACTOR);
      return store.contactDates.create(own, date, TEST_ACTOR);
    }],
    ['a campaign group with the name of another', 'name_taken', async () => {
      await newGroup('group twice');
      return newGroup('group twice');
    }],
    ['a suppression list with the name of another', 'name_taken', async () => {
      const { name } = await newList();
      return store.suppression.create(own, listFields(name), TEST_ACTOR);
    }],
    ['a suppression list that gets the name of another', 'name_taken', async () => {
      const [{ name }, { id, version }] = [await newList(), await newList()];
      return store.suppression.update(own, id, version, { name }, TEST_ACTOR);
    }],
    ['a user with the address of another, in other letters', 'name_taken', async () => {
      const user = { email: 'one@example.com', role: 'analyst', passwordHash: 'x' } as const;
      await store.users.createUser(own, user, TEST_ACTOR);
      return store.users.createUser(own, { ...user, email: 'ONE@example.com' }, TEST_ACTOR);
    }],
    ['an organization with the id of another', 'name_taken', async () => {
      const organization = await store.organizations.get(own);
      return store.organizations.create(organization, TEST_ACTOR);
    }],
    ['a contact with the client id of another', 'client_id_taken', async () => {
      await addContact(store, own, 'taken');
      return addContact(store, own, 'taken');
    }],
    ['a contact that gets another client id', 'client_id_taken', async () => {
      const id = await addContact(store, own, newClientId());
      return store.contacts.replace(own, id, 1, contactFields(newClientId()), TEST_ACTOR);
    }],
    ['a contact with one device twice', 'device_taken_twice', () =>
      addContact(store, own, newClientId(), '+12125550100', '+12125550100')],
    ['a contact that gets one device twice', 'device_taken_twice', async () => {
      const clientId = newClientId();
      const id = await addContact(store, own, clientId);
      const fields = contactFields(clientId, '+12125550100', '+12125550100');
      return store.contacts.replace(own, id, 1, fields, TEST_ACTOR);
    }],
    ['a contact with one position twice', 'device_taken_twice', () => {
      const fields = contactFields(newClientId(), '+12125550100', '+12125550101');
      const devices = fields.devices.map((one) => ({ ...one, position: 1 }));
      return store.contacts.create(own, { ...fields, devices }, TEST_ACTOR);
    }],
    ['a contact of an import with one device twice', 'device_taken_twice', () =>
      store.contacts.upsertMany(own, [contactFields(newClientId(), '+12125550100', '+12125550100')], TEST_ACTOR)],
    ['the deletion of a contact that has an account', 'still_used', async () => {
      const id = await addContact(store, own, newClientId());
      await store.accounts.create(own, accountFields(id), TEST_ACTOR);
      return store.contacts.delete(own, id, TEST_ACTOR);
    }],
    ['an opt-out that is lifted twice', 'already_lifted', async () => {
      const { id } = await store.optOuts.create(own, optOutFields('lifted'), NOON, TEST_ACTOR);
      await store.optOuts.lift(own, id, 'once', noonPlus(1), TEST_ACTOR);
      return store.optOuts.lift(own, id, 'twice', noonPlus(2), TEST_ACTOR);
    }],
    ['the release of an attempt that has a result', 'already_finished', async () => {
      const id = await reserve(store, own, newClientId(), '+12125550100');
      await store.attempts.recordResult(own, id, result, TEST_ACTOR);
      return store.attempts.release(own, id, NOON, TEST_ACTOR);
    }],
    ['the result of an attempt that was released', 'already_released', async () => {
      const id = await reserve(store, own, newClientId(), '+12125550100');
      await store.attempts.release(own, id, NOON, TEST_ACTOR);
      return store.attempts.recordResult(own, id, result, TEST_ACTOR);
    }],
  ]; // prettier-ignore
  test.each(rows)('%s: `%s`', async (_, code, change) => {
    await refuses(change(), code);
  });

  test('the same name and priority are free for a rule of another kind', async () => {
    const { name, priority: same } = await newRule();
    const other = await store.rules.create(own, 'contact-times', ruleFields(name, same), TEST_ACTOR);
    expect(other).toMatchObject({ kind: 'contact-times', name, priority: same });
    expect(await store.rules.get(own, 'attempt', other.id)).toBeUndefined();
  });
});

describe('a change on another version than the one that is there', () => {
  type Change = (version: number) => Promise<{ readonly version: number }>;
  const rows: readonly [name: string, make: () => Promise<Change>][] = [
    ['contact', async () => {
      const before = await store.contacts.create(own, contactFields(newClientId()), TEST_ACTOR);
      return (version) => store.contacts.replace(own, before.id, version, { ...before, name: `${version}` }, TEST_ACTOR);
    }],
    ['account', async () => {
      const contactId = await addContact(store, own, newClientId());
      const { id } = await store.accounts.create(own, accountFields(contactId), TEST_ACTOR);
      return (version) => store.accounts.update(own, id, version, { reference: `${version}` }, TEST_ACTOR);
    }],
    ['rule', async () => {
      const { id, ...before } = await newRule();
      return (version) => store.rules.update(own, 'attempt', id, version, { ...before, conditions: { version } }, TEST_ACTOR);
    }],
    ['campaign group', async () => {
      const { id } = await newGroup();
      return (version) => store.campaignGroups.update(own, id, version, { timezoneSource: 'device' }, TEST_ACTOR);
    }],
    ['suppression list', async () => {
      const { id } = await newList();
      return (version) => store.suppression.update(own, id, version, { required: version > 1 }, TEST_ACTOR);
    }],
    ['organization', async () => {
      const other = await testStore.newOrganization();
      return (version) => store.organizations.update(other, version, { name: `${version}` }, TEST_ACTOR);
    }],
  ]; // prettier-ignore
  test.each(rows)('%s: `version_conflict`, and each change counts one up', async (_, make) => {
    const change = await make();
    await refuses(change(2), 'version_conflict');
    expect((await change(1)).version).toBe(2);
    await refuses(change(1), 'version_conflict');
    expect((await change(2)).version).toBe(3);
  });

  test.each(rows)('%s: of two at once one wins', async (_, make) => {
    const change = await make();
    const both = await Promise.allSettled([change(1), change(1)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});
