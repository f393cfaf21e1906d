import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../src/database.ts';
import type { Campaign } from '../src/ports.ts';
import { queuePort } from '../src/queue/queue-port.ts';
import { groupFields } from './campaign-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { validationFields } from './pre-dial-samples.ts';
import { addCampaign } from './queue-samples.ts';
import { NOON } from './samples.ts';

/** What is known of a campaign that has something due was all so at one moment: else it is dialled unvalidated (ADR 0028). */
let testStore: TestStore;
let database: Database;
beforeAll(async () => {
  testStore = await openTestStore();
  database = openDatabase({ connectionString: testStore.connectionString, poolSize: 2 });
});
afterAll(async () => {
  await database.close();
  await testStore.close();
});

/** The queue, with something done once, when so many statements have been answered. */
function queueWith(after: number, work: () => Promise<unknown>) {
  let answered = 0;
  const between: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (++answered === after) await work();
      return result;
    },
  };
  const inOrganization: Database['inOrganization'] = (organizationId, does, options) =>
    database.inOrganization(organizationId, (tx) => does(tx.withPlugin(between)), options);
  return { queue: queuePort({ ...database, inOrganization }), answered: () => answered };
}

describe('a campaign that moves to a group with a pre-dial validation while it is looked at', () => {
  test.each([1, 2, 3, 4, 5])('after statement %i is as it was, or as it is', async (after) => {
    const { store } = testStore;
    const own = await testStore.newOrganization();
    const validation = await store.preDialValidations.create(
      own,
      randomUUID(),
      validationFields('v', 1),
      TEST_ACTOR,
    );
    const before = await addCampaign(store, own, 'c', 1);
    const group = groupFields('with one', { preDialValidationIds: [validation.id] });
    const { id: campaignGroupId } = await store.campaignGroups.create(own, group, TEST_ACTOR);
    const moved: { to?: Campaign } = {};
    const { queue, answered } = queueWith(after, async () => {
      const { version, ...fields } = before;
      moved.to = await store.campaigns.update(
        own,
        before.id,
        version,
        { ...fields, campaignGroupId },
        TEST_ACTOR,
      );
    });
    const { due } = await queue.dueCampaigns(own, NOON);
    expect(moved.to).toMatchObject({ campaignGroupId, version: before.version + 1 });
    expect(answered()).toBe(5);
    const known = due.map(({ campaign, validations }) => [campaign.version, validations.map(({ id }) => id)]);
    expect([[[before.version, []]], [[before.version + 1, [validation.id]]]]).toContainEqual(known);
  });
});
