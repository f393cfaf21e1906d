import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '../src/index.ts';
import type { RecordFilter } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { addCampaign, addContactList } from './queue-samples.ts';

const CONTACTS = 12;
let testStore: TestStore;
let store: Store;
let own: OrganizationId;
let listId: string;
/** All client ids as the list has them: records of one millisecond stand in no order. */
let order: readonly string[];
const HELD = ['a_b%-1', 'a_b%-4'];

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
  own = await testStore.newOrganization();
  await addContactList(store, own, 'other_list', 3);
  listId = await addContactList(store, own, 'a_b%', CONTACTS);
  const { items } = await store.contactLists.listRecords(own, listId, { limit: 50, cursor: null });
  order = items.map(({ clientId }) => clientId);
  for (const { id, clientId } of items)
    if (HELD.includes(clientId))
      await store.contactLists.setRecordStatus(own, listId, id, 'held', TEST_ACTOR);
});
afterAll(() => testStore.close());

const filter = (given: Partial<RecordFilter>): RecordFilter => ({
  status: null,
  clientIdStart: null,
  ...given,
});
const isHeld = (clientId: string) => HELD.includes(clientId);
const startsWithOne = (clientId: string) => clientId.startsWith('a_b%-1');

describe('records of a list', () => {
  const cases: readonly (readonly [
    name: string,
    filter: Partial<RecordFilter>,
    skip: number,
    expected: (order: readonly string[]) => readonly string[],
  ])[] = [
    ['from the first', {}, 0, (all) => all.slice(0, 3)],
    ['from the middle', {}, 5, (all) => all.slice(5, 8)],
    ['the last page is short', {}, 10, (all) => all.slice(10)],
    ['beyond the end nothing is', {}, 12, () => []],
    ['those that are held', { status: 'held' }, 0, (all) => all.filter(isHeld)],
    ['the second that is held', { status: 'held' }, 1, (all) => all.filter(isHeld).slice(1)],
    ['those that are ready', { status: 'ready' }, 1, (all) => all.filter((one) => !isHeld(one)).slice(1, 4)],
    ['by the start of the client id', { clientIdStart: 'a_b%-1' }, 0, (all) => all.filter(startsWithOne)],
    ['both', { clientIdStart: 'a_b%-1', status: 'held' }, 0, () => ['a_b%-1']],
    ['signs of patterns are no patterns', { clientIdStart: 'aXb' }, 0, () => []],
    ['of another list nothing', { clientIdStart: 'other' }, 0, () => []],
  ];
  test.each(cases)('%s', async (_, given, skip, expected) => {
    const page = { limit: 3, cursor: null };
    const { items } = await store.contactLists.listRecords(own, listId, page, filter(given), skip);
    expect(items.map(({ clientId }) => clientId)).toEqual(expected(order));
  });

  const counts: readonly (readonly [Partial<RecordFilter>, number])[] = [
    [{}, CONTACTS],
    [{ status: 'held' }, 2],
    [{ status: 'ready' }, 10],
    [{ clientIdStart: 'a_b%-1' }, 3],
    [{ clientIdStart: 'a_b%-1', status: 'ready' }, 2],
    [{ clientIdStart: 'nobody' }, 0],
  ];
  test.each(counts)('are counted with %j', async (given, expected) => {
    expect(await store.contactLists.countRecords(own, listId, filter(given))).toBe(expected);
  });

  test('a page and the one after its cursor make the whole, filtered too', async () => {
    const ready = filter({ status: 'ready' });
    const first = await store.contactLists.listRecords(own, listId, { limit: 6, cursor: null }, ready);
    const second = await store.contactLists.listRecords(own, listId, { limit: 6, cursor: first.next }, ready);
    expect([...first.items, ...second.items].map(({ clientId }) => clientId)).toEqual(
      order.filter((clientId) => !isHeld(clientId)),
    );
    expect(second.next).toBeNull();
  });
});

test('items of the queue name their contacts, and are found by why they are where they are', async () => {
  const { id: campaignId } = await addCampaign(store, own, 'queued', 3);
  const page = { limit: 10, cursor: null };
  const all = await store.queue.list(own, page, { campaignId, state: null });
  expect(all.items.map(({ clientId }) => clientId).toSorted()).toEqual(['queued-0', 'queued-1', 'queued-2']);
  const code = all.items[0]?.code ?? '';
  expect((await store.queue.list(own, page, { campaignId, state: 'pending', code })).items).toHaveLength(3);
  expect((await store.queue.list(own, page, { campaignId, state: null, code: 'no_such' })).items).toEqual([]);
});
