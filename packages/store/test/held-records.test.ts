import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AttemptId, OrganizationId } from '@tact/engine';
import { uuidV7, type Store } from '../src/index.ts';
import type { Campaign, Claim, ClaimedItem, QueueItem, RecordStatus } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { addCampaign, newClaim, settlementOf } from './queue-samples.ts';
import { NOON, noonPlus, reserve } from './samples.ts';

/** A record that is held is out of every queue from the acknowledgement on, and comes back where it was. */
let testStore: TestStore;
let store: Store;
let own: OrganizationId;
let campaign: Campaign;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
  campaign = await addCampaign(store, own, 'c', 1);
});

const only = async (): Promise<QueueItem> => {
  const { items } = await store.queue.list(
    own,
    { limit: 9, cursor: null },
    { campaignId: campaign.id, state: null },
  );
  const [item] = items;
  if (item === undefined) throw new Error('the campaign has no item');
  return item;
};
const setRecord = async (status: RecordStatus) =>
  store.contactLists.setRecordStatus(
    own,
    campaign.contactListId,
    (await only()).recordId,
    status,
    TEST_ACTOR,
  );
const claimOne = async (claim: Claim): Promise<ClaimedItem> => {
  const [item] = await store.queue.claim(own, campaign.id, claim, 1);
  if (item === undefined) throw new Error('nothing was claimed');
  return item;
};
const reserveFor = (item: ClaimedItem) =>
  reserve(store, own, item.contact.clientId, item.contact.devices[0]?.key ?? '');
const mark = (claim: Claim, item: ClaimedItem, attemptId: string) =>
  store.queue.markHandingOver(own, { ...campaign, validationsEpoch: 0 }, claim, [
    { itemId: item.id, attemptId, decisionId: uuidV7(NOON), devicePosition: 1 },
  ]);
/** Claims the item and marks it; gives what its worker knows. */
async function markOne(): Promise<{ claim: Claim; item: ClaimedItem; attemptId: AttemptId }> {
  const claim = newClaim();
  const item = await claimOne(claim);
  const attemptId = await reserveFor(item);
  expect((await mark(claim, item, attemptId)).size).toBe(1);
  return { claim, item, attemptId };
}
const confirmed = { state: 'completed', handOver: 'confirmed', devicePosition: 1 } as const;
const busy = { callResult: 'Busy', disposition: null, at: noonPlus(5) } as const;
const HELD = { state: 'skipped', code: 'record_held' };

describe('a record that is held', () => {
  test('is out of the queue, and back in its place when it is ready again', async () => {
    const { scheduledAt } = await only();
    await setRecord('held');
    expect(await only()).toMatchObject(HELD);
    expect(await store.queue.claim(own, campaign.id, newClaim(), 9)).toEqual([]);
    const listed = await setRecord('ready');
    expect(listed.progress).toEqual([{ campaignId: campaign.id, state: 'pending', code: 'record_ready' }]);
    expect(await only()).toMatchObject({ state: 'pending', scheduledAt, finishedAt: null });
    expect(await store.queue.claim(own, campaign.id, newClaim(), 9)).toHaveLength(1);
  });

  test('is taken away from the worker that claimed it', async () => {
    const claim = newClaim();
    const item = await claimOne(claim);
    await setRecord('held');
    expect((await mark(claim, item, await reserveFor(item))).size).toBe(0);
    expect((await store.queue.settle(own, claim, [settlementOf(item)])).size).toBe(0);
    await store.queue.recover(own, noonPlus(60_000), TEST_ACTOR);
    expect(await only()).toMatchObject({ ...HELD, step: 0 });
    // And not given back to it, when the record is ready again in the meantime.
    await setRecord('ready');
    expect((await mark(claim, item, await reserveFor(item))).size).toBe(0);
    expect(await only()).toMatchObject({ state: 'pending' });
  });

  test('is not woken by a result, which is treated when it is ready again', async () => {
    const { claim, item, attemptId } = await markOne();
    await store.queue.settle(own, claim, [settlementOf(item, { ...confirmed, attemptId })]);
    await setRecord('held');
    await store.attempts.recordResult(own, attemptId, busy, TEST_ACTOR);
    expect(await only()).toMatchObject({ state: 'completed' });
    expect(await store.queue.claim(own, campaign.id, newClaim(10), 9)).toEqual([]);
    await setRecord('ready');
    expect((await claimOne(newClaim(10))).result).toMatchObject({ callResult: 'Busy', disposition: null });
  });

  test('keeps a later result of a retry that waits', async () => {
    const { claim, item, attemptId } = await markOne();
    await store.queue.settle(own, claim, [settlementOf(item, { ...confirmed, attemptId })]);
    await store.attempts.recordResult(own, attemptId, busy, TEST_ACTOR);
    const next = newClaim(10);
    const retry = settlementOf(await claimOne(next), { scheduledAt: noonPlus(90_000), comesFirst: true });
    await store.queue.settle(own, next, [retry]);
    await setRecord('held');
    await store.attempts.recordResult(
      own,
      attemptId,
      { ...busy, callResult: 'Answer', at: noonPlus(20) },
      TEST_ACTOR,
    );
    expect(await only()).toMatchObject(HELD);
    await setRecord('ready');
    expect((await claimOne(newClaim(30))).result).toMatchObject({ callResult: 'Answer' });
  });

  test('while it is handed over ends as it does, and is not sent again', async () => {
    const refused = await markOne();
    await setRecord('held');
    expect(await only()).toMatchObject({ state: 'processing', handOver: 'handing-over' });
    const later = settlementOf(refused.item, {
      attemptId: refused.attemptId,
      state: 'pending',
      handOver: 'refused',
      scheduledAt: noonPlus(9),
      stepsBack: 1,
    });
    expect((await store.queue.settle(own, refused.claim, [later])).size).toBe(1);
    expect(await only()).toMatchObject({ ...HELD, handOver: 'refused', step: 0 });
    await setRecord('ready');
    expect(await only()).toMatchObject({ state: 'pending', scheduledAt: noonPlus(9) });
  });

  test('and has its result before it is settled waits with it', async () => {
    const { claim, item, attemptId } = await markOne();
    await setRecord('held');
    await store.attempts.recordResult(own, attemptId, busy, TEST_ACTOR);
    const settled = settlementOf(item, { ...confirmed, attemptId, timesOutAt: noonPlus(900_000) });
    await store.queue.settle(own, claim, [settled]);
    await store.queue.recover(own, noonPlus(1_000_000), TEST_ACTOR);
    expect(await only()).toMatchObject({ state: 'completed', handOver: 'confirmed' });
    await setRecord('ready');
    expect((await claimOne(newClaim(1_000_000))).result).toMatchObject({ callResult: 'Busy' });
  });

  test('is not woken where no result comes, nor where its worker dies', async () => {
    const { claim, item, attemptId } = await markOne();
    await setRecord('held');
    const settled = settlementOf(item, { ...confirmed, attemptId, timesOutAt: noonPlus(900_000) });
    await store.queue.settle(own, claim, [settled]);
    await store.queue.recover(own, noonPlus(1_000_000), TEST_ACTOR);
    expect(await only()).toMatchObject({ state: 'completed' });
    await setRecord('ready');
    const again = newClaim(1_000_000);
    const claimed = await claimOne(again);
    expect(claimed.result).toMatchObject({ callResult: 'Unknown' });
    await store.queue.settle(own, again, [settlementOf(claimed)]);
    const dying = await markAfter(1_000_000);
    await setRecord('held');
    await store.attempts.recordResult(own, dying, { ...busy, at: noonPlus(1_000_000) }, TEST_ACTOR);
    await store.queue.recover(own, noonPlus(2_000_000), TEST_ACTOR);
    expect(await only()).toMatchObject({ state: 'failed', handOver: 'unknown' });
  });

  test('stays as it is where its campaign is over', async () => {
    await setRecord('held');
    await store.campaigns.setStatus(own, campaign.id, 'completed', TEST_ACTOR);
    await setRecord('ready');
    expect(await only()).toMatchObject(HELD);
  });

  test('while a list is taken up is never both held and waiting', async () => {
    const second = await addCampaign(store, own, 'second', 40);
    const page = { limit: 200, cursor: null };
    const { items: records } = await store.contactLists.listRecords(own, second.contactListId, page);
    const third = await store.campaigns.create(own, { ...second, name: 'third' }, TEST_ACTOR);
    await Promise.all([
      store.queue.enqueueAll(own, third.id, NOON, TEST_ACTOR),
      ...records.map(({ id }) =>
        store.contactLists.setRecordStatus(own, second.contactListId, id, 'held', TEST_ACTOR),
      ),
    ]);
    const waiting = await store.queue.list(own, page, { campaignId: third.id, state: 'pending' });
    expect(waiting.items).toEqual([]);
  });

  async function markAfter(afterMs: number): Promise<AttemptId> {
    const claim = newClaim(afterMs);
    const item = await claimOne(claim);
    const attemptId = await reserveFor(item);
    expect((await mark(claim, item, attemptId)).size).toBe(1);
    return attemptId;
  }
});
