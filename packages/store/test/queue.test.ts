import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AttemptId, OrganizationId } from '@tact/engine';
import { uuidV7, type Store } from '../src/index.ts';
import type { Campaign, Claim, ClaimedItem, MarkedCampaign, QueueItem } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { addCampaign, newClaim, settlementOf } from './queue-samples.ts';
import { refuses } from './refusals.ts';
import { client, NOON, noonPlus, reserve } from './samples.ts';

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

const PAGE = { limit: 200, cursor: null };
const itemsOf = async (campaignId: string) =>
  (await store.queue.list(own, PAGE, { campaignId, state: null })).items;
const only = async (campaignId: string): Promise<QueueItem> => {
  const [item] = await itemsOf(campaignId);
  if (item === undefined) throw new Error('the campaign has no item');
  return item;
};
const first = (items: readonly ClaimedItem[]): ClaimedItem => {
  const [item] = items;
  if (item === undefined) throw new Error('nothing was claimed');
  return item;
};
/** A campaign as it is at this moment. */
const current = async (campaignId: string): Promise<Campaign & MarkedCampaign> => {
  const campaign = await store.campaigns.get(own, campaignId);
  if (campaign === undefined) throw new Error('there is no such campaign');
  return { ...campaign, validationsEpoch: 0 };
};
/** Claims the one item of a campaign and marks it as being handed over. */
async function markOne(
  campaignId: string,
  claim: Claim,
): Promise<{ item: ClaimedItem; attemptId: AttemptId }> {
  const item = first(await store.queue.claim(own, campaignId, claim, 1));
  const attemptId = await reserve(store, own, item.contact.clientId, item.contact.devices[0]?.key ?? '');
  const marked = await store.queue.markHandingOver(own, await current(campaignId), claim, [
    { itemId: item.id, attemptId, decisionId: uuidV7(NOON), devicePosition: 1 },
  ]);
  expect([...marked]).toEqual([item.id]);
  return { item, attemptId };
}

describe('enqueueing', () => {
  test('takes every ready record once, and not those that are held', async () => {
    const { id, contactListId } = await addCampaign(store, own, 'many', 5);
    expect(await itemsOf(id)).toHaveLength(5);
    expect(await store.queue.enqueueAll(own, id, NOON, TEST_ACTOR)).toBe(0);
    const { items } = await store.contactLists.listRecords(own, contactListId, PAGE);
    expect(items.map(({ progress }) => progress.map(({ state }) => state))).toEqual(
      Array.from({ length: 5 }, () => ['pending']),
    );
    const other = await addCampaign(store, own, 'other', 0, { contactListId });
    expect(await itemsOf(other.id)).toHaveLength(5);
    await store.contactLists.setRecordStatus(own, contactListId, items[0]?.id ?? '', 'held', TEST_ACTOR);
    const third = await addCampaign(store, own, 'third', 0, { contactListId });
    expect(await itemsOf(third.id)).toHaveLength(4);
  });

  test('by itself takes what came later, where the campaign says so', async () => {
    const automatic = await addCampaign(store, own, 'automatic', 2, { enqueues: 'automatically' });
    const byHand = await addCampaign(store, own, 'by hand', 0, { contactListId: automatic.contactListId });
    await store.contacts.create(own, { ...(await anyContact()), clientId: client('late') }, TEST_ACTOR);
    const late = { contactId: null, clientId: client('late'), accountId: null };
    await store.contactLists.addRecords(own, automatic.contactListId, [late], TEST_ACTOR);
    expect(await store.queue.enqueueNew(own, NOON)).toBe(1);
    expect(await store.queue.enqueueNew(own, NOON)).toBe(0);
    expect(await itemsOf(automatic.id)).toHaveLength(3);
    expect(await itemsOf(byHand.id)).toHaveLength(2);
  });

  async function anyContact() {
    const { items } = await store.contacts.list(own, { limit: 1, cursor: null }, null);
    const [contact] = items;
    if (contact === undefined) throw new Error('there is no contact');
    return { ...contact, devices: [] };
  }
});

describe('claiming', () => {
  test('gives an item to one worker, with its contact; others get others', async () => {
    const { id } = await addCampaign(store, own, 'two', 2);
    const [one, other] = [newClaim(), newClaim()];
    const mine = await store.queue.claim(own, id, one, 1);
    const theirs = await store.queue.claim(own, id, other, 9);
    expect(mine).toHaveLength(1);
    expect(theirs).toHaveLength(1);
    expect(first(mine).id).not.toBe(first(theirs).id);
    expect(first(mine).contact).toMatchObject({
      language: 'en',
      country: 'US',
      devices: [{ position: 1 }, { position: 2 }],
    });
    expect(await store.queue.claim(own, id, newClaim(), 9)).toEqual([]);
  });

  const closed: readonly [name: string, close: (id: string) => Promise<unknown>][] = [
    ['a paused campaign', (id) => store.campaigns.setStatus(own, id, 'paused', TEST_ACTOR)],
    ['a completed campaign', (id) => store.campaigns.setStatus(own, id, 'completed', TEST_ACTOR)],
    ['a paused organization', () => store.queue.setPaused(own, true, TEST_ACTOR)],
    ['a channel that is held back', () => store.queue.slowDown(own, 'sms', noonPlus(5_000), 'slow')],
    ['a channel that is full', async (id) => {
      await store.queue.setChannelLimits(own, { channel: 'sms', dispatchesPerMinuteMax: null, concurrencyMax: 1 }, TEST_ACTOR);
      expect(await store.queue.claim(own, id, newClaim(), 9)).toHaveLength(1);
    }],
  ]; // prettier-ignore
  test.each(closed)('gives nothing of %s', async (_, close) => {
    const { id } = await addCampaign(store, own, 'c', 3);
    await close(id);
    expect(await store.queue.claim(own, id, newClaim(), 9)).toEqual([]);
  });

  const spans: readonly [name: string, startsAt: number | null, endsAt: number | null, claimed: number][] = [
    ['before its start', 1, null, 0],
    ['at its start', 0, null, 1],
    ['at its end', null, 0, 0],
    ['before its end', null, 1, 1],
  ];
  test.each(spans)('%s', async (_, startsAt, endsAt, claimed) => {
    const at = (ms: number | null) => (ms === null ? null : noonPlus(ms));
    const { id } = await addCampaign(store, own, 'c', 1, { startsAt: at(startsAt), endsAt: at(endsAt) });
    expect(await store.queue.claim(own, id, newClaim(), 9)).toHaveLength(claimed);
  });

  test('keeps to the campaign’s concurrency and to its rate', async () => {
    const { id } = await addCampaign(store, own, 'c', 9, { concurrencyMax: 2 });
    expect(await store.queue.claim(own, id, newClaim(), 9)).toHaveLength(2);
    const { id: rated } = await addCampaign(store, own, 'r', 9, { dispatchesPerMinuteMax: 120 });
    const counts: number[] = [];
    for (const afterMs of [0, 0, 500, 1_000, 60_000])
      counts.push((await store.queue.claim(own, rated, newClaim(afterMs), 9)).length);
    // One token to begin with, two a second, and no more than a second's worth saved up.
    expect(counts).toEqual([1, 0, 1, 1, 2]);
  });
});

describe('a hand-over', () => {
  test('is marked by the claim alone, while it holds, for the campaign as it is', async () => {
    const { id } = await addCampaign(store, own, 'c', 1);
    const claim = newClaim();
    const item = first(await store.queue.claim(own, id, claim, 1));
    const handingOver = {
      itemId: item.id,
      attemptId: uuidV7(NOON),
      decisionId: uuidV7(NOON),
      devicePosition: 2,
    };
    const mark = async (given: Claim, campaign?: MarkedCampaign) =>
      store.queue.markHandingOver(own, campaign ?? (await current(id)), given, [handingOver]);
    const before = await current(id);
    const changed = await store.campaigns.update(
      own,
      id,
      before.version,
      { ...before, weight: 9 },
      TEST_ACTOR,
    );
    expect((await mark(claim, before)).size).toBe(0);
    expect((await mark(claim, { ...before, version: changed.version + 1 })).size).toBe(0);
    expect((await mark(claim, { ...before, version: changed.version, validationsEpoch: 1 })).size).toBe(0);
    expect((await mark({ ...claim, id: randomUUID() })).size).toBe(0);
    expect((await mark({ ...claim, now: claim.until })).size).toBe(0);
    expect((await mark(claim)).size).toBe(1);
    expect((await mark(claim)).size).toBe(0);
    expect(await only(id)).toMatchObject({
      state: 'processing',
      handOver: 'handing-over',
      step: 1,
      devicePosition: 2,
    });
  });

  test.each([
    ['campaign', (id: string) => store.campaigns.setStatus(own, id, 'paused', TEST_ACTOR)],
    ['organization', () => store.queue.setPaused(own, true, TEST_ACTOR)],
  ])('is not marked once its %s is paused', async (_, pause) => {
    const { id } = await addCampaign(store, own, 'c', 1);
    const claim = newClaim();
    const item = first(await store.queue.claim(own, id, claim, 1));
    await pause(id);
    const marked = await store.queue.markHandingOver(own, await current(id), claim, [
      { itemId: item.id, attemptId: uuidV7(NOON), decisionId: uuidV7(NOON), devicePosition: 1 },
    ]);
    expect(marked.size).toBe(0);
    expect((await store.queue.settle(own, claim, [settlementOf(item)])).size).toBe(1);
    expect(await only(id)).toMatchObject({ state: 'pending', step: 0 });
  });

  test('is settled by its attempt, once, also after the claim ran out', async () => {
    const { id } = await addCampaign(store, own, 'c', 1);
    const claim = newClaim();
    const { item, attemptId } = await markOne(id, claim);
    expect(await store.queue.recover(own, noonPlus(60_000), TEST_ACTOR)).toBe(1);
    expect(await only(id)).toMatchObject({ state: 'failed', handOver: 'unknown', code: 'handover_unknown' });
    const settlement = settlementOf(item, {
      attemptId,
      state: 'completed',
      handOver: 'confirmed',
      devicePosition: 1,
    });
    expect((await store.queue.settle(own, claim, [{ ...settlement, attemptId: uuidV7(NOON) }])).size).toBe(0);
    expect((await store.queue.settle(own, claim, [settlement])).size).toBe(1);
    expect((await store.queue.settle(own, claim, [settlement])).size).toBe(0);
    expect(await only(id)).toMatchObject({ state: 'completed', handOver: 'confirmed' });
  });
});

describe('what ended workers held', () => {
  test('is pending again where it was only claimed', async () => {
    const { id } = await addCampaign(store, own, 'c', 1);
    const claim = newClaim();
    const item = first(await store.queue.claim(own, id, claim, 1));
    expect(await store.queue.recover(own, noonPlus(59_999), TEST_ACTOR)).toBe(0);
    expect(await store.queue.recover(own, noonPlus(60_000), TEST_ACTOR)).toBe(1);
    expect(await only(id)).toMatchObject({ state: 'pending', handOver: 'none', code: 'claim_expired' });
    expect((await store.queue.settle(own, claim, [settlementOf(item)])).size).toBe(0);
  });
});

describe('a result', () => {
  const result = { callResult: 'Busy', disposition: 'X', at: noonPlus(5) } as const;
  const claimedResult = { callResult: 'Busy', disposition: 'X' };

  test('that is reported makes a finished item due again', async () => {
    const { id } = await addCampaign(store, own, 'c', 1);
    const claim = newClaim();
    const { item, attemptId } = await markOne(id, claim);
    await store.queue.settle(own, claim, [
      settlementOf(item, { attemptId, state: 'completed', handOver: 'confirmed' }),
    ]);
    await store.attempts.recordResult(own, attemptId, result, TEST_ACTOR);
    expect(await only(id)).toMatchObject({ state: 'pending', code: 'result_reported', finishedAt: null });
    const again = newClaim(10);
    const claimed = first(await store.queue.claim(own, id, again, 1));
    expect(claimed.result).toMatchObject(claimedResult);
    await store.queue.settle(own, again, [settlementOf(claimed, { state: 'completed' })]);
    await store.queue.recover(own, noonPlus(1e6), TEST_ACTOR);
    expect(await only(id)).toMatchObject({ state: 'completed' });
  });

  test('that comes before the hand-over is settled is not lost', async () => {
    const { id } = await addCampaign(store, own, 'c', 1);
    const claim = newClaim();
    const { item, attemptId } = await markOne(id, claim);
    await store.attempts.recordResult(own, attemptId, result, TEST_ACTOR);
    await store.queue.settle(own, claim, [
      settlementOf(item, { attemptId, state: 'completed', handOver: 'confirmed' }),
    ]);
    expect(await only(id)).toMatchObject({ state: 'pending' });
    expect(first(await store.queue.claim(own, id, newClaim(), 1)).result).toMatchObject(claimedResult);
  });

  test.each([
    ['and a retry of it is claimed', false],
    ['and an earlier one of it is treated', true],
  ])('that comes %s takes the item away from its worker, and is treated next', async (_, isTreating) => {
    const { id } = await addCampaign(store, own, 'c', 1);
    const claim = newClaim();
    const { item, attemptId } = await markOne(id, claim);
    await store.queue.settle(own, claim, [
      settlementOf(item, { attemptId, state: 'completed', handOver: 'confirmed' }),
    ]);
    await store.attempts.recordResult(own, attemptId, { ...result, callResult: 'No Answer' }, TEST_ACTOR);
    let worker = newClaim(10);
    let claimed = first(await store.queue.claim(own, id, worker, 1));
    if (!isTreating) {
      await store.queue.settle(own, worker, [settlementOf(claimed, { scheduledAt: noonPlus(20) })]);
      worker = newClaim(20);
      claimed = first(await store.queue.claim(own, id, worker, 1));
    }
    await store.attempts.recordResult(own, attemptId, { ...result, at: noonPlus(21) }, TEST_ACTOR);
    expect(await only(id)).toMatchObject({ state: 'pending', code: 'result_reported' });
    const handingOver = { itemId: claimed.id, attemptId, decisionId: uuidV7(NOON), devicePosition: 1 };
    const marked = await store.queue.markHandingOver(own, await current(id), worker, [handingOver]);
    expect(marked.size).toBe(0);
    expect((await store.queue.settle(own, worker, [settlementOf(claimed)])).size).toBe(0);
    expect(first(await store.queue.claim(own, id, newClaim(22), 1)).result).toMatchObject(claimedResult);
  });

  test('that comes after the campaign was completed changes nothing', async () => {
    const { id } = await addCampaign(store, own, 'c', 1);
    const claim = newClaim();
    const { item, attemptId } = await markOne(id, claim);
    await store.queue.settle(own, claim, [
      settlementOf(item, { attemptId, state: 'completed', handOver: 'confirmed' }),
    ]);
    await store.campaigns.setStatus(own, id, 'completed', TEST_ACTOR);
    await store.attempts.recordResult(own, attemptId, result, TEST_ACTOR);
    expect(await only(id)).toMatchObject({ state: 'completed' });
  });
});

describe('the end of a campaign', () => {
  test('comes with its date, and skips what waits', async () => {
    const { id } = await addCampaign(store, own, 'c', 3, { endsAt: noonPlus(10) });
    expect(await store.queue.recover(own, noonPlus(10), TEST_ACTOR)).toBe(3);
    expect(await store.campaigns.get(own, id)).toMatchObject({ status: 'completed' });
    expect((await itemsOf(id)).map(({ state, code }) => [state, code])).toEqual(
      Array.from({ length: 3 }, () => ['skipped', 'campaign_completed']),
    );
    await refuses(store.campaigns.setStatus(own, id, 'active', TEST_ACTOR), 'status_conflict');
    await refuses(store.queue.enqueueAll(own, id, NOON, TEST_ACTOR), 'status_conflict');
  });
});

describe('what is due, and how much', () => {
  test('names the campaigns and when the next one comes', async () => {
    const due = await addCampaign(store, own, 'due', 1);
    await addCampaign(store, own, 'later', 1, { startsAt: noonPlus(700) });
    const found = await store.queue.dueCampaigns(own, NOON);
    expect(found.due.map(({ campaign, organization }) => [campaign.id, organization.id])).toEqual([
      [due.id, own],
    ]);
    expect(found.nextDueAt).toBe(noonPlus(700));
    await store.queue.setPaused(own, true, TEST_ACTOR);
    expect(await store.queue.dueCampaigns(own, NOON)).toEqual({ due: [], nextDueAt: null });
  });

  test('counts by state; finished ones since an instant', async () => {
    const { id } = await addCampaign(store, own, 'c', 3);
    const claim = newClaim();
    const items = await store.queue.claim(own, id, claim, 2);
    await store.queue.settle(own, claim, [settlementOf(first(items), { state: 'skipped' })]);
    expect(await store.queue.figures(own, null, NOON)).toEqual({
      pending: 1,
      processing: 1,
      completed: 0,
      failed: 0,
      skipped: 1,
    });
    expect(await store.queue.figures(own, id, noonPlus(1))).toMatchObject({ processing: 1, skipped: 0 });
  });
});
