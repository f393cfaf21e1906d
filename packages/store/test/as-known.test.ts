import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Campaign, DueCampaign, Store } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { validationFields } from './pre-dial-samples.ts';
import { addCampaign, newClaim, settlementOf } from './queue-samples.ts';
import { NOON, noonPlus } from './samples.ts';

/** What a worker knows of a campaign is compared with what is: before a service is asked, and before its answer is acted on (ADR 0028). */
let testStore: TestStore;
let store: Store;
let own: OrganizationId;
let campaign: Campaign;
let templateId: string;
let known: DueCampaign;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
  const texts = [{ language: 'en', subject: null, text: 'Hello', html: null }];
  ({ id: templateId } = await store.messageTemplates.create(own, { name: 't', texts }, TEST_ACTOR));
  campaign = await addCampaign(store, own, 'c', 1, { messageTemplateId: templateId });
  const [due] = (await store.queue.dueCampaigns(own, NOON)).due;
  if (due === undefined) throw new Error('nothing is due');
  known = due;
});

const changes: readonly (readonly [what: string, change: () => Promise<unknown>, asKnown: boolean, settles: boolean])[] = [
  ['nothing', () => Promise.resolve(), true, true],
  ['the campaign', () => { const { version, ...fields } = campaign; return store.campaigns.update(own, campaign.id, version, { ...fields, weight: 2 }, TEST_ACTOR); }, false, false],
  ['a validation', () => store.preDialValidations.create(own, randomUUID(), validationFields('v', 1), TEST_ACTOR), false, false],
  ['the message', () => store.messageTemplates.update(own, templateId, 1, { name: 'u', texts: [] }, TEST_ACTOR), false, true],
  ['the organization', () => store.organizations.update(own, known.organization.version, { name: 'New' }, TEST_ACTOR), false, true],
  ['a pause of the organization', () => store.queue.setPaused(own, true, TEST_ACTOR), false, true],
  ['a pause of the campaign', () => store.campaigns.setStatus(own, campaign.id, 'paused', TEST_ACTOR), false, false],
  ['a channel that is held back', () => store.queue.slowDown(own, 'sms', noonPlus(60_000), 'x'), false, true],
  ['a channel that was held back', () => store.queue.slowDown(own, 'sms', NOON, 'x'), true, true],
  ['another channel that is held back', () => store.queue.slowDown(own, 'call', noonPlus(60_000), 'x'), true, true],
]; // prettier-ignore
test.each(changes)('%s', async (_, change, asKnown, settles) => {
  const claim = newClaim();
  const [item] = await store.queue.claim(own, campaign.id, claim, 1);
  if (item === undefined) throw new Error('nothing was claimed');
  await change();
  expect(await store.queue.isAsKnown(own, known, NOON)).toBe(asKnown);
  const marked = { ...known.campaign, validationsEpoch: known.validationsEpoch };
  const settled = await store.queue.settleAsKnown(own, marked, claim, [
    settlementOf(item, { state: 'skipped', scheduledAt: null }),
  ]);
  expect(settled).toEqual(settles ? new Set([item.id]) : undefined);
  expect(await store.queue.get(own, item.id)).toMatchObject({ state: settles ? 'skipped' : 'processing' });
});

test('of another organization nothing is known, and nothing settled', async () => {
  const claim = newClaim();
  const [item] = await store.queue.claim(own, campaign.id, claim, 1);
  if (item === undefined) throw new Error('nothing was claimed');
  const other = await testStore.newOrganization();
  const marked = { ...known.campaign, validationsEpoch: known.validationsEpoch };
  expect(await store.queue.isAsKnown(other, known, NOON)).toBe(false);
  expect(await store.queue.settleAsKnown(other, marked, claim, [settlementOf(item)])).toBeUndefined();
});
