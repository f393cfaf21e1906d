import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '../src/index.ts';
import type { Campaign } from '../src/ports.ts';
import { groupFields } from './campaign-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { addContactList, CAMPAIGN_FIELDS } from './queue-samples.ts';
import { refuses } from './refusals.ts';
import { NOON } from './samples.ts';

/** All that is in the queue of a campaign is of its contact list. */
let testStore: TestStore;
let store: Store;
let own: OrganizationId;
let [former, other]: [string, string] = ['', ''];
let campaign: Campaign;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
  [former, other] = [
    await addContactList(store, own, 'former', 3),
    await addContactList(store, own, 'other', 2),
  ];
  const { id: campaignGroupId } = await store.campaignGroups.create(own, groupFields('g'), TEST_ACTOR);
  const fields = { ...CAMPAIGN_FIELDS, name: 'c', campaignGroupId, contactListId: former };
  campaign = await store.campaigns.create(own, fields, TEST_ACTOR);
});

const giveOther = (given: Campaign = campaign) =>
  store.campaigns.update(own, given.id, given.version, { ...given, contactListId: other }, TEST_ACTOR);
const enqueue = () => store.queue.enqueueAll(own, campaign.id, NOON, TEST_ACTOR);
/** How many items the campaign has of each list. */
const itemsOfLists = async () =>
  testStore.query<{ list: string; count: number }>(
    `select r.list_id as list, count(*)::integer as count from queue_items q join contact_list_records r on r.id = q.record_id
     where q.organization_id = $1 group by r.list_id`,
    [own],
  );

describe('a campaign', () => {
  test('gets another contact list as long as nothing of the former one is taken up', async () => {
    await giveOther();
    expect(await enqueue()).toBe(2);
    expect(await itemsOfLists()).toEqual([{ list: other, count: 2 }]);
  });

  test.each([
    ['a draft', false],
    ['active', true],
  ])('keeps it from its first record on, as %s', async (_, isActive) => {
    await enqueue();
    if (isActive) campaign = await store.campaigns.setStatus(own, campaign.id, 'active', TEST_ACTOR);
    await refuses(giveOther(), 'status_conflict');
    expect(await store.campaigns.get(own, campaign.id)).toEqual(campaign);
    const renamed = { ...campaign, name: 'renamed' };
    expect(
      await store.campaigns.update(own, campaign.id, campaign.version, renamed, TEST_ACTOR),
    ).toMatchObject({
      name: 'renamed',
      contactListId: former,
    });
  });

  test('that gets another list while it takes one up has items of one list alone', async () => {
    for (let round = 0; round < 10; round++) {
      const copy = await store.campaigns.create(own, { ...campaign, name: `c${round}` }, TEST_ACTOR);
      await Promise.allSettled([giveOther(copy), store.queue.enqueueAll(own, copy.id, NOON, TEST_ACTOR)]);
      const { contactListId } = (await store.campaigns.get(own, copy.id)) ?? copy;
      const rows = await testStore.query<{ list: string }>(
        `select distinct r.list_id as list from queue_items q join contact_list_records r on r.id = q.record_id where q.campaign_id = $1`,
        [copy.id],
      );
      expect(rows.filter(({ list }) => list !== contactListId)).toEqual([]);
    }
  });
});
