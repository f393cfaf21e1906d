import type { Client } from '@tact/api';
import { NO_LIMITS, type ClientId, type DeviceKey, type OrganizationId } from '@tact/engine';
import type { ContactFields, Store } from '@tact/store';
import { SIMULATION_ACTOR } from '../campaign/plan.ts';
import { ACCOUNT_SID, AUTH_TOKEN } from './provider-stub.ts';

/** Where both channels lead. */
export interface Providers {
  readonly providerUrl: string;
  readonly relayPort: number;
}

/** Dispatches that one process has under way on one channel: few, so that a run is long enough for kills to come in its midst. */
const CONCURRENCY_MAX = 6;
const BATCH = 1_000;

/**
 * Makes channels, people, lists and two active campaigns, by SMS and by e-mail, all in the queue. Everybody may be contacted at any hour and
 * often enough that nobody has to wait for tomorrow: a reservation whose process was killed counts too. Gives the campaigns' ids.
 */
export async function setUpCampaigns(
  { client, store, organizationId }: Setting,
  people: number,
  { providerUrl, relayPort }: Providers,
): Promise<readonly string[]> {
  const organization = await store.organizations.get(organizationId);
  const rules = {
    ...organization.rules,
    allowedHours: { everyDay: 'any' as const },
    limits: { ...NO_LIMITS, attemptsPerDayMax: 20 },
  };
  await store.organizations.update(organizationId, organization.version, { rules }, SIMULATION_ACTOR);
  await client.channels.create({
    body: {
      name: 'SMS',
      channel: 'sms',
      concurrencyMax: CONCURRENCY_MAX,
      twilio: { baseUrl: providerUrl, accountSid: ACCOUNT_SID, from: '+12125550199', authToken: AUTH_TOKEN },
    },
  });
  await client.channels.create({
    body: {
      name: 'E-mail',
      channel: 'email',
      concurrencyMax: CONCURRENCY_MAX,
      smtp: { host: '127.0.0.1', port: relayPort, security: 'none', from: 'office@example.com' },
    },
  });
  const contactListId = await addPeople(store, organizationId, people);
  return Promise.all(
    (['sms', 'email'] as const).map((channel) => startCampaign(client, contactListId, channel)),
  );
}

/** What the set-up works with: the API for what holds secrets, the store for what is large. */
export interface Setting {
  readonly client: Client;
  readonly store: Store;
  readonly organizationId: OrganizationId;
}

async function addPeople(store: Store, organizationId: OrganizationId, count: number): Promise<string> {
  const { id } = await store.contactLists.create(organizationId, 'everybody', SIMULATION_ACTOR);
  for (let from = 0; from < count; from += BATCH) {
    const serials = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => from + index);
    const contacts = serials.map(contactOf);
    await store.contacts.upsertMany(organizationId, contacts, SIMULATION_ACTOR);
    const records = contacts.map(({ clientId }) => ({ contactId: null, clientId, accountId: null }));
    await store.contactLists.addRecords(organizationId, id, records, SIMULATION_ACTOR);
  }
  return id;
}

function contactOf(serial: number): ContactFields {
  return {
    clientId: `k-${String(serial).padStart(7, '0')}` as ClientId,
    name: `Person ${serial}`,
    zone: 'America/New_York',
    country: 'US',
    region: null,
    postalCode: null,
    language: null,
    attributes: {},
    devices: [
      { position: 1, key: `+1212${2_000_000 + serial}` as DeviceKey, type: 'mobile' },
      { position: 2, key: `person-${serial}@example.org` as DeviceKey, type: 'other' },
    ],
  };
}

async function startCampaign(
  client: Client,
  contactListId: string,
  channel: 'sms' | 'email',
): Promise<string> {
  const name = `by ${channel}`;
  const { id: campaignGroupId } = await client.campaignGroups.create({ body: { name } });
  const text = { language: 'en', text: 'Hello {name}, please call us back.' };
  const { id: messageTemplateId } = await client.messageTemplates.create({
    body: { name, texts: [channel === 'email' ? { ...text, subject: 'Your account' } : text] },
  });
  const { id } = await client.campaigns.create({
    body: { name, campaignGroupId, contactListId, channel, messageTemplateId },
  });
  await client.campaigns.enqueue({ params: { id } });
  await client.campaigns.activate({ params: { id } });
  return id;
}
