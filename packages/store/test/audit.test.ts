import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  accountFields,
  addContact,
  contactFields,
  importedAttempt,
  listFields,
  newClientId,
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

/** What a change has to leave in the audit log. */
interface Told {
  readonly entity: string;
  readonly entityId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason?: string;
}

const SECRETS = ['hash-of-key', 'hash-of-password'];
const groupFields = { name: 'group', timezoneSource: 'device', ruleIds: [], suppressionListIds: [] } as const;
let priority = 0;
const newRule = () => store.rules.create(own, 'attempt', ruleFields(newClientId(), ++priority), TEST_ACTOR);
const newList = () => store.suppression.create(own, listFields(newClientId()), TEST_ACTOR);
const entry = { value: '+12125550100', from: null, until: null, reason: null };
const newKey = () =>
  store.access.createApiKey(
    own,
    {
      name: 'dialer',
      role: 'operator',
      scopes: ['decide'],
      prefix: 'tk_1',
      expiresAt: null,
      keyHash: `${newClientId()}${SECRETS[0] ?? ''}`,
    },
    TEST_ACTOR,
  );
const newAccount = async () =>
  store.accounts.create(own, accountFields(await addContact(store, own, newClientId())), TEST_ACTOR);

const changes: readonly [action: string, change: () => Promise<Told>][] = [
  [
    'organization.update',
    async () => {
      const before = await store.organizations.get(own);
      const after = await store.organizations.update(own, before.version, { name: 'Other' }, TEST_ACTOR);
      return { entity: 'organization', entityId: own, before, after };
    },
  ],
  [
    'contact.create',
    async () => {
      const after = await store.contacts.create(
        own,
        contactFields(newClientId(), '+12125550101'),
        TEST_ACTOR,
      );
      return { entity: 'contact', entityId: after.id, before: null, after };
    },
  ],
  [
    'contact.update',
    async () => {
      const before = await store.contacts.create(
        own,
        contactFields(newClientId(), '+12125550101'),
        TEST_ACTOR,
      );
      const fields = contactFields(before.clientId, '+12125550102');
      const after = await store.contacts.replace(own, before.id, before.version, fields, TEST_ACTOR);
      return { entity: 'contact', entityId: before.id, before, after };
    },
  ],
  [
    'contact.delete',
    async () => {
      const before = await store.contacts.create(
        own,
        contactFields(newClientId(), '+12125550101'),
        TEST_ACTOR,
      );
      await store.contacts.delete(own, before.id, TEST_ACTOR);
      return { entity: 'contact', entityId: before.id, before, after: null };
    },
  ],
  [
    'contact.import',
    async () => {
      const contacts = [contactFields(newClientId()), contactFields(newClientId())];
      await store.contacts.upsertMany(own, contacts, TEST_ACTOR);
      return {
        entity: 'contact',
        entityId: 'many',
        before: null,
        after: { created: 2, updated: 0, unchanged: 0 },
      };
    },
  ],
  [
    'account.create',
    async () => {
      const after = await newAccount();
      return { entity: 'account', entityId: after.id, before: null, after };
    },
  ],
  [
    'account.update',
    async () => {
      const before = await newAccount();
      const after = await store.accounts.update(
        own,
        before.id,
        before.version,
        { status: 'paid' },
        TEST_ACTOR,
      );
      return { entity: 'account', entityId: before.id, before, after };
    },
  ],
  [
    'account.delete',
    async () => {
      const before = await newAccount();
      await store.accounts.delete(own, before.id, TEST_ACTOR);
      return { entity: 'account', entityId: before.id, before, after: null };
    },
  ],
  [
    'campaign-group.create',
    async () => {
      const after = await store.campaignGroups.create(
        own,
        { ...groupFields, name: newClientId() },
        TEST_ACTOR,
      );
      return { entity: 'campaign-group', entityId: after.id, before: null, after };
    },
  ],
  [
    'campaign-group.update',
    async () => {
      const before = await store.campaignGroups.create(
        own,
        { ...groupFields, name: newClientId() },
        TEST_ACTOR,
      );
      const { id } = await newRule();
      const after = await store.campaignGroups.update(
        own,
        before.id,
        before.version,
        { ruleIds: [id] },
        TEST_ACTOR,
      );
      expect(after.ruleIds).toEqual([id]);
      return { entity: 'campaign-group', entityId: before.id, before, after };
    },
  ],
  [
    'campaign-group.delete',
    async () => {
      const before = await store.campaignGroups.create(
        own,
        { ...groupFields, name: newClientId() },
        TEST_ACTOR,
      );
      await store.campaignGroups.delete(own, before.id, TEST_ACTOR);
      return { entity: 'campaign-group', entityId: before.id, before, after: null };
    },
  ],
  [
    'rule.create',
    async () => {
      const after = await newRule();
      return { entity: 'rule', entityId: after.id, before: null, after };
    },
  ],
  [
    'rule.update',
    async () => {
      const before = await newRule();
      const fields = ruleFields(before.name, before.priority, { required: false, conditions: { count: 1 } });
      const after = await store.rules.update(own, 'attempt', before.id, before.version, fields, TEST_ACTOR);
      return { entity: 'rule', entityId: before.id, before, after };
    },
  ],
  [
    'rule.delete',
    async () => {
      const before = await newRule();
      await store.rules.delete(own, 'attempt', before.id, TEST_ACTOR);
      return { entity: 'rule', entityId: before.id, before, after: null };
    },
  ],
  [
    'contact-date.create',
    async () => {
      const after = await store.contactDates.create(own, { label: 'made', date: '2026-11-26' }, TEST_ACTOR);
      return { entity: 'contact-date', entityId: after.id, before: null, after };
    },
  ],
  [
    'contact-date.delete',
    async () => {
      const before = await store.contactDates.create(own, { label: 'gone', date: '2026-11-26' }, TEST_ACTOR);
      await store.contactDates.delete(own, before.id, TEST_ACTOR);
      return { entity: 'contact-date', entityId: before.id, before, after: null };
    },
  ],
  [
    'suppression-list.create',
    async () => {
      const after = await newList();
      return { entity: 'suppression-list', entityId: after.id, before: null, after };
    },
  ],
  [
    'suppression-list.update',
    async () => {
      const before = await newList();
      const change = { channels: ['sms'], expires: { date: '2030-01-31' } } as const;
      const after = await store.suppression.update(own, before.id, before.version, change, TEST_ACTOR);
      return { entity: 'suppression-list', entityId: before.id, before, after };
    },
  ],
  [
    'suppression-list.delete',
    async () => {
      const before = await newList();
      await store.suppression.delete(own, before.id, TEST_ACTOR);
      return { entity: 'suppression-list', entityId: before.id, before, after: null };
    },
  ],
  [
    'suppression-list.add-entries',
    async () => {
      const { id } = await newList();
      await store.suppression.addEntries(own, id, [entry, { ...entry, value: '+12125550101' }], TEST_ACTOR);
      return { entity: 'suppression-list', entityId: id, before: null, after: { entries: 2 } };
    },
  ],
  [
    'suppression-list.remove-entry',
    async () => {
      const { id } = await newList();
      const [added] = await store.suppression.addEntries(own, id, [entry], TEST_ACTOR);
      if (added === undefined) throw new Error('nothing was added');
      await store.suppression.removeEntry(own, id, added.id, TEST_ACTOR);
      return { entity: 'suppression-list', entityId: id, before: { entryId: added.id }, after: null };
    },
  ],
  [
    'opt-out.create',
    async () => {
      const after = await store.optOuts.create(own, optOutFields(newClientId()), NOON, TEST_ACTOR);
      return { entity: 'opt-out', entityId: after.id, before: null, after, reason: 'asked us to stop' };
    },
  ],
  [
    'opt-out.lift',
    async () => {
      const before = await store.optOuts.create(own, optOutFields(newClientId()), NOON, TEST_ACTOR);
      const after = await store.optOuts.lift(own, before.id, 'signed a form', noonPlus(1), TEST_ACTOR);
      return { entity: 'opt-out', entityId: before.id, before, after, reason: 'signed a form' };
    },
  ],
  [
    'attempt.import',
    async () => {
      await store.attempts.importMany(
        own,
        [importedAttempt(newClientId(), '+12125550101', NOON)],
        TEST_ACTOR,
      );
      return { entity: 'attempt', entityId: 'many', before: null, after: { imported: 1, alreadyThere: 0 } };
    },
  ],
  [
    'api-key.create',
    async () => {
      const after = await newKey();
      return { entity: 'api-key', entityId: after.id, before: null, after };
    },
  ],
  [
    'api-key.revoke',
    async () => {
      const { id } = await newKey();
      const after = await store.access.revokeApiKey(own, id, TEST_ACTOR);
      return { entity: 'api-key', entityId: id, before: null, after };
    },
  ],
  [
    'user.create',
    async () => {
      const user = {
        email: `${newClientId()}@example.com`,
        role: 'analyst',
        passwordHash: 'hash-of-password',
      } as const;
      const { id } = await store.users.createUser(own, user, TEST_ACTOR);
      return { entity: 'user', entityId: id, before: null, after: { role: 'analyst', state: 'active' } };
    },
  ],
];

const entries = () => store.audit.list(own, { limit: 200, cursor: null }, { entity: null, entityId: null });

describe('every change leaves one audit entry, with who, what before and what after', () => {
  test.each(changes)('%s', async (action, change) => {
    const told = await change();
    const found = await store.audit.list(own, { limit: 200, cursor: null }, told);
    const matching = found.items.filter((item) => item.action === action);
    const expected = { action, actor: TEST_ACTOR, reason: null, ...told };
    const last = matching.find(({ entityId }) => entityId !== 'many') ?? matching[0];
    expect(last).toEqual({ ...expected, id: last?.id, at: last?.at, number: last?.number });
    if (told.entityId !== 'many') expect(matching).toHaveLength(1);
  });

  test("an organization's own making is told too", async () => {
    const other = await testStore.newOrganization();
    const { items } = await store.audit.list(
      other,
      { limit: 9, cursor: null },
      { entity: null, entityId: null },
    );
    expect(items).toMatchObject([
      { action: 'organization.create', entityId: other, after: { name: 'Test' } },
    ]);
  });

  test('a change that is refused leaves none', async () => {
    const rule = await newRule();
    const before = (await entries()).items.length;
    const refused = store.rules.create(own, 'attempt', ruleFields(rule.name, 999), TEST_ACTOR);
    await expect(refused).rejects.toMatchObject({ code: 'name_taken' });
    expect((await entries()).items).toHaveLength(before);
  });

  test('no hash of a key or a password is in the log', async () => {
    await newKey();
    const text = JSON.stringify((await entries()).items);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  test('a reservation and its result are told by their own records, not by the log', async () => {
    const id = await reserve(store, own, newClientId(), '+12125550107');
    await store.attempts.recordResult(
      own,
      id,
      { callResult: 'Busy', disposition: null, at: noonPlus(5) },
      TEST_ACTOR,
    );
    const [row] = await testStore.query<{ kind: string; actor: { id: string } }>(
      'select kind, actor from attempt_events where attempt_id = $1',
      [id],
    );
    expect(row).toMatchObject({ kind: 'finished', actor: { id: TEST_ACTOR.id, name: TEST_ACTOR.name } });
  });
});
