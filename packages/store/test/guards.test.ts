import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { ensurePartitions } from '../src/partitions.ts';
import type { DecisionToCommit, Store, StoredFacts } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  addContact,
  client,
  decisionOf,
  device,
  loadOne,
  NOON,
  noonPlus,
  queryOf,
  reserve,
} from './samples.ts';

/** Guards are compared and raised in one statement (ADR 0004); what is not made leaves them as they were. */
let testStore: TestStore;
let store: Store;
let own: OrganizationId;

const [PHONE, OTHER] = ['+12125550100', '+12125550101'];

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
  await ensurePartitions(testStore.connectionString, NOON);
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
});

const inline = (clientId: string, deviceKey: string) =>
  queryOf(clientId, { contact: { by: 'inline', clientId: client(clientId) }, deviceKey: device(deviceKey) });

async function guardsOf(clientId: string, deviceKey: string): Promise<StoredFacts['guards']> {
  return (await loadOne(store, own, inline(clientId, deviceKey))).facts.guards;
}

async function commit(...decisions: readonly DecisionToCommit[]) {
  const { epochs } = await loadOne(store, own, inline('anybody', PHONE));
  return store.decisions.commit(own, epochs, decisions);
}

describe('a reservation', () => {
  test('that is made raises both of its guards by one, made or not before', async () => {
    await reserve(store, own, 'ann', PHONE);
    expect(await guardsOf('ann', PHONE)).toEqual({ client: 1, device: 1 });
    await reserve(store, own, 'bob', PHONE);
    expect(await guardsOf('bob', PHONE)).toEqual({ client: 1, device: 2 });
    await reserve(store, own, 'bob', PHONE);
    expect(await guardsOf('bob', PHONE)).toEqual({ client: 2, device: 3 });
  });

  const moved: readonly [of: string, read: StoredFacts['guards']][] = [
    ['its client alone', { client: 0, device: 2 }],
    ['its device alone', { client: 1, device: 1 }],
    ['both', { client: 0, device: 0 }],
    ['neither, but read as newer', { client: 2, device: 3 }],
  ];
  test.each(moved)('of which the guard moved of %s raises none, and is not written', async (_, read) => {
    await reserve(store, own, 'ann', PHONE);
    await reserve(store, own, 'bob', PHONE);
    const late = decisionOf('ann', PHONE, read);
    expect(await commit(late)).toEqual(['moved']);
    expect(await store.decisions.get(own, late.id)).toBeUndefined();
    expect(await guardsOf('ann', PHONE)).toEqual({ client: 1, device: 2 });
    await reserve(store, own, 'ann', PHONE);
    expect(await guardsOf('ann', PHONE)).toEqual({ client: 2, device: 3 });
  });

  test('of which one guard moved and the other was never made leaves that one as if it had not been', async () => {
    await reserve(store, own, 'bob', PHONE);
    expect(await commit(decisionOf('new', PHONE, { client: 0, device: 0 }))).toEqual(['moved']);
    expect(await guardsOf('new', OTHER)).toEqual({ client: 0, device: 0 });
    await reserve(store, own, 'new', OTHER);
    expect(await guardsOf('new', OTHER)).toEqual({ client: 1, device: 1 });
  });
});

test('a contact that is deleted moves its guard: what was decided on it is decided again', async () => {
  const contactId = await addContact(store, own, 'ann', PHONE);
  const before = await guardsOf('ann', PHONE);
  await store.contacts.delete(own, contactId, TEST_ACTOR);
  expect(await commit(decisionOf('ann', PHONE, before))).toEqual(['moved']);
});

test('in one commit those that hold are made, and those that moved are not, new guards and old ones mixed', async () => {
  await reserve(store, own, 'old', PHONE);
  await reserve(store, own, 'stale', OTHER);
  const read = await guardsOf('old', PHONE);
  const decisions = [
    decisionOf('old', PHONE, read, { at: noonPlus(1) }),
    decisionOf('stale', OTHER, { client: 0, device: 0 }),
    decisionOf('fresh', '+12125550102', { client: 0, device: 0 }),
    decisionOf('blocked', '+12125550103', null),
    decisionOf('half', '+12125550104', { client: 0, device: 7 }),
  ];
  expect(await commit(...decisions)).toEqual(['committed', 'moved', 'committed', 'committed', 'moved']);
  const kept = await Promise.all(decisions.map(({ id }) => store.decisions.get(own, id)));
  expect(kept.map((one) => one !== undefined)).toEqual([true, false, true, true, false]);
  expect(await guardsOf('old', PHONE)).toEqual({ client: 2, device: 2 });
  expect(await guardsOf('stale', OTHER)).toEqual({ client: 1, device: 1 });
  expect(await guardsOf('fresh', '+12125550102')).toEqual({ client: 1, device: 1 });
  expect(await guardsOf('half', '+12125550104')).toEqual({ client: 0, device: 0 });
  const { items } = await store.attempts.list(own, { limit: 10, cursor: null }, { clientId: null });
  expect(items.map(({ clientId }) => clientId).sort()).toEqual(['fresh', 'old', 'old', 'stale']);
});

describe('a key that is found', () => {
  const add = (keyHash: string) =>
    store.access.createApiKey(
      own,
      { name: 'key', role: 'operator', scopes: null, prefix: 'tact_', expiresAt: null, keyHash },
      TEST_ACTOR,
    );

  test('has the epoch of rules beside it, which its revocation raises', async () => {
    const keyHash = `hash of ${own}`;
    const { id } = await add(keyHash);
    const { rulesetEpoch } = (await loadOne(store, own, inline('x', PHONE))).epochs;
    expect(await store.access.findApiKey(keyHash)).toMatchObject({ rulesetEpoch, key: { revokedAt: null } });
    const epochs = (await loadOne(store, own, inline('x', PHONE))).epochs;
    await store.access.revokeApiKey(own, id, TEST_ACTOR);
    expect((await store.access.findApiKey(keyHash))?.rulesetEpoch).toBe(rulesetEpoch + 1);
    expect(await store.decisions.commit(own, epochs, [decisionOf('x', PHONE, null)])).toBe('epochs moved');
  });

  test('is nobody where there is none', async () => {
    expect(await store.access.findApiKey('no such hash')).toBeUndefined();
  });
});

test('attempts from `before` on are not looked for, those up to it are, and all where it is left out', async () => {
  await reserve(store, own, 'ann', PHONE, { at: noonPlus(0) });
  await reserve(store, own, 'ann', PHONE, { at: noonPlus(1_000) });
  const count = async (scope: Parameters<typeof loadOne>[3]) =>
    (await loadOne(store, own, inline('ann', PHONE), scope)).facts.attempts.length;
  expect([
    await count({ before: noonPlus(1_000) }),
    await count({ before: noonPlus(1_001) }),
    await count({}),
  ]).toEqual([1, 2, 2]);
});
