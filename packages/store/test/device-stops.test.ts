import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OptOutId, OrganizationId } from '@tact/engine';
import type { Store } from '../src/ports.ts';
import { stopOf } from './channel-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  addContact,
  client,
  device,
  importedAttempt,
  loadOne,
  NOON,
  optOutFields,
  queryOf,
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

const [FIRST, SECOND] = ['+12125550101', '+12125550102'] as const;
const NOW = { at: NOON, date: '2026-11-20' };
const stop = (deviceKey: string, given: Parameters<typeof stopOf>[1] = {}) =>
  store.deviceStops.stop(own, stopOf(deviceKey, given), NOW, TEST_ACTOR);
const start = (deviceKey: string, externalId: string | null = null) =>
  store.deviceStops.start(
    own,
    importedAttempt('ann', deviceKey, NOON, { externalId, direction: 'inbound' }),
    'START by SMS',
    NOW,
    TEST_ACTOR,
  );
const liftOptOut = (id: OptOutId | undefined) =>
  store.optOuts.lift(own, id ?? ('' as OptOutId), 'form', NOON, TEST_ACTOR);
/** What blocks a client on a device: opt-outs, and entries of the own list. */
async function blocked(clientId: string, deviceKey: string): Promise<boolean> {
  const listId = await store.suppression.ownListId(own);
  const query = queryOf(clientId, { deviceKey: device(deviceKey) });
  const scope = { suppressionListIds: listId === null ? [] : [listId] };
  const { facts } = await loadOne(store, own, query, scope);
  return facts.optOuts.length + facts.entries.length > 0;
}

describe('a stop that comes from a device', () => {
  test('opts out each contact that has it, on every device of theirs, and the device at everybody', async () => {
    await addContact(store, own, 'ann', FIRST, SECOND);
    await addContact(store, own, 'bob', FIRST);
    expect((await stop(FIRST)).optOutIds).toHaveLength(2);
    expect([await blocked('ann', SECOND), await blocked('bob', FIRST), await blocked('carl', FIRST)]).toEqual(
      [true, true, true],
    );
    expect(await blocked('carl', SECOND)).toBe(false);
  });

  test('of nobody is kept on the own list, so that a contact who comes tomorrow is blocked', async () => {
    expect(await stop(FIRST)).toEqual({ optOutIds: [], entries: 1 });
    await addContact(store, own, 'ann', FIRST);
    expect(await blocked('ann', FIRST)).toBe(true);
  });

  test('that comes again makes nothing anew, and covers who has got the device since', async () => {
    await addContact(store, own, 'ann', FIRST);
    await stop(FIRST);
    expect(await stop(FIRST)).toEqual({ optOutIds: [], entries: 0 });
    await addContact(store, own, 'bob', FIRST);
    expect((await stop(FIRST)).optOutIds).toHaveLength(1);
  });

  test('that comes again after somebody lifted it opts out again', async () => {
    await addContact(store, own, 'ann', FIRST);
    const { optOutIds } = await stop(FIRST);
    await liftOptOut(optOutIds[0]);
    expect((await stop(FIRST)).optOutIds).toHaveLength(1);
    expect(await blocked('ann', FIRST)).toBe(true);
  });

  test('outlasts an earlier opt-out of the contact that is lifted', async () => {
    await addContact(store, own, 'ann', FIRST);
    const earlier = await store.optOuts.create(own, optOutFields('ann'), NOON, TEST_ACTOR);
    await stop(FIRST);
    await liftOptOut(earlier.id);
    expect(await blocked('ann', FIRST)).toBe(true);
  });

  test('of two at once makes one', async () => {
    await addContact(store, own, 'ann', FIRST);
    const done = await Promise.all([stop(FIRST), stop(FIRST)]);
    expect(done.flatMap(({ optOutIds }) => optOutIds)).toHaveLength(1);
  });
});

describe('a start', () => {
  test('lifts what the stop made, once', async () => {
    await addContact(store, own, 'ann', FIRST);
    const { optOutIds } = await stop(FIRST);
    expect(await start(FIRST)).toEqual({ optOutIds, entries: 0 });
    expect(await blocked('ann', FIRST)).toBe(false);
    expect(await start(FIRST)).toEqual({ optOutIds: [], entries: 0 });
  });

  test('takes the entry of a number of nobody off the own list, and leaves one that was put there otherwise', async () => {
    const bulk = { numbers: [device(FIRST)], reason: 'letter', source: 'bulk', storeUnmatched: true };
    await store.optOuts.bulk(own, bulk, NOW, TEST_ACTOR);
    await stop(FIRST);
    await stop(SECOND);
    expect([(await start(FIRST)).entries, (await start(SECOND)).entries]).toEqual([1, 1]);
    expect([await blocked('ann', FIRST), await blocked('ann', SECOND)]).toEqual([true, false]);
  });

  const kept: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['an opt-out by the contact itself', () => store.optOuts.create(own, optOutFields('ann'), NOON, TEST_ACTOR)],
    ['an unsubscribe', () => stop(FIRST, { origin: 'unsubscribe' })],
    ['a stop of another device', () => stop(SECOND)],
  ]; // prettier-ignore
  test.each(kept)('leaves %s', async (_, before) => {
    await addContact(store, own, 'ann', FIRST, SECOND);
    await before();
    expect(await start(FIRST)).toEqual({ optOutIds: [], entries: 0 });
    expect(await blocked('ann', FIRST)).toBe(true);
  });

  test('lifts a stop that the provider told of', async () => {
    await addContact(store, own, 'ann', FIRST);
    await stop(FIRST, { origin: 'provider' });
    expect((await start(FIRST)).optOutIds).toHaveLength(1);
  });
});

test('who has a device: the one that was tried last comes first', async () => {
  await addContact(store, own, 'ann', FIRST);
  await addContact(store, own, 'bob', FIRST);
  const clients = async () =>
    (await store.deviceStops.holdersOf(own, device(FIRST))).map(({ clientId }) => clientId);
  expect(await clients()).toEqual([client('ann'), client('bob')]);
  await store.attempts.importMany(own, [importedAttempt('bob', FIRST, NOON)], TEST_ACTOR);
  expect(await clients()).toEqual([client('bob'), client('ann')]);
});

test('what a stop and a start do is in the audit log, with the reason', async () => {
  await addContact(store, own, 'ann', FIRST);
  await stop(FIRST);
  await start(FIRST);
  const { items } = await store.audit.list(
    own,
    { limit: 50, cursor: null },
    { entity: 'opt-out', entityId: null },
  );
  expect(items.map(({ action, reason }) => [action, reason])).toEqual([
    ['opt-out.lift', 'START by SMS'],
    ['opt-out.create', 'STOP by SMS'],
  ]);
});

test('a start that fails is not recorded: its copy lifts, and a copy after that lifts nothing', async () => {
  await addContact(store, own, 'ann', FIRST);
  await stop(FIRST);
  await testStore.query(
    'alter table tact.opt_outs add constraint no_lift check (lifted_at is null) not valid',
  );
  try {
    await expect(start(FIRST, 'SM1')).rejects.toThrow();
  } finally {
    await testStore.query('alter table tact.opt_outs drop constraint no_lift');
  }
  expect(await blocked('ann', FIRST)).toBe(true);
  expect((await start(FIRST, 'SM1')).optOutIds).toHaveLength(1);
  expect(await blocked('ann', FIRST)).toBe(false);
  await stop(FIRST);
  expect(await start(FIRST, 'SM1')).toEqual({ optOutIds: [], entries: 0 });
  expect(await blocked('ann', FIRST)).toBe(true);
});
