import { randomUUID } from 'node:crypto';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '../src/index.ts';
import type { Campaign, CampaignFields, Claim, ClaimedItem, Settlement } from '../src/ports.ts';
import { groupFields } from './campaign-samples.ts';
import { TEST_ACTOR } from './database.ts';
import { client, contactFields, NOON, noonPlus } from './samples.ts';

/** Number `index` of a series that nobody has. */
export const numberAt = (index: number): string => `+1212555${String(index).padStart(4, '0')}`;

/** A contact list with so many contacts, each with two numbers. Gives its id. */
export async function addContactList(
  store: Store,
  own: OrganizationId,
  name: string,
  contacts: number,
): Promise<string> {
  const clientIds = Array.from({ length: contacts }, (_, index) => `${name}-${index}`);
  await store.contacts.upsertMany(
    own,
    clientIds.map((clientId, index) => contactFields(clientId, numberAt(index * 2), numberAt(index * 2 + 1))),
    TEST_ACTOR,
  );
  const { id } = await store.contactLists.create(own, name, TEST_ACTOR);
  const records = clientIds.map((clientId) => ({
    contactId: null,
    clientId: client(clientId),
    accountId: null,
  }));
  await store.contactLists.addRecords(own, id, records, TEST_ACTOR);
  return id;
}

/** What a campaign is made of, but its list and group. */
export const CAMPAIGN_FIELDS: Omit<CampaignFields, 'name' | 'campaignGroupId' | 'contactListId'> = {
  channel: 'sms',
  messageTemplateId: null,
  language: null,
  startsAt: null,
  endsAt: null,
  hours: null,
  delivery: null,
  treatmentScript: null,
  devicePositions: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  enqueues: 'by-hand',
  dispatchesPerMinuteMax: null,
  concurrencyMax: null,
  weight: 1,
};

/** An active campaign over a list of so many contacts, all of them in the queue. */
export async function addCampaign(
  store: Store,
  own: OrganizationId,
  name: string,
  contacts: number,
  given: Partial<CampaignFields> = {},
): Promise<Campaign> {
  const contactListId = given.contactListId ?? (await addContactList(store, own, name, contacts));
  const { id: campaignGroupId } = await store.campaignGroups.create(own, groupFields(name), TEST_ACTOR);
  const fields = { ...CAMPAIGN_FIELDS, name, campaignGroupId, contactListId, ...given };
  const { id } = await store.campaigns.create(own, fields, TEST_ACTOR);
  const campaign = await store.campaigns.setStatus(own, id, 'active', TEST_ACTOR);
  await store.queue.enqueueAll(own, id, NOON, TEST_ACTOR);
  return campaign;
}

/** A claim of a new worker at an instant after noon, for one minute. */
export function newClaim(afterMs = 0): Claim {
  return { id: randomUUID(), now: noonPlus(afterMs), until: noonPlus(afterMs + 60_000) };
}

/** An end of an item that was only claimed. */
export function settlementOf(item: ClaimedItem, given: Partial<Settlement> = {}): Settlement {
  return {
    itemId: item.id,
    attemptId: null,
    state: 'pending',
    scheduledAt: null,
    handOver: null,
    providerReference: null,
    devicePosition: item.devicePosition,
    course: null,
    putOff: 0,
    comesFirst: null,
    timesOutAt: null,
    stepsBack: 0,
    assignee: null,
    code: 'test',
    reason: 'a test says so',
    ...given,
  };
}
