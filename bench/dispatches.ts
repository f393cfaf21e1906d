import { pino } from 'pino';
import { NO_LIMITS, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { Actor, Campaign, Store } from '@tact/store';
import type { ChannelAdapter } from '../packages/service/src/channels/channel-adapter.ts';
import { createClock } from '../packages/service/src/deciding/clock.ts';
import { createDecider } from '../packages/service/src/deciding/create-decider.ts';
import { createProcessor } from '../packages/service/src/execution/processor.ts';
import { withDatabase, type BenchDatabase } from './bench-database.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { insertLimit } from './insert-limit.ts';

const ACTOR: Actor = { kind: 'command-line', id: 'bench', name: 'bench', requestId: 'bench', source: 'bulk' };
/** Bytes of what one dispatch writes, about: its decision's record, its attempt, its item. */
const RECORD_BYTES = 1_600;

/** An adapter that takes everything at once. */
const INSTANT_ADAPTER: ChannelAdapter = {
  concurrencyMax: 2_000,
  handOver: ({ idempotencyKey }) =>
    Promise.resolve({ state: 'confirmed', providerReference: `bench-${idempotencyKey}` }),
  close: () => Promise.resolve(),
};

/**
 * Durable dispatches through an adapter that costs nothing: each is claimed, decided, reserved, marked, handed over and settled. Beside it
 * single-row inserts of as many bytes.
 */
export const dispatchesBench: Bench = async ({ smoke }) => {
  const records = smoke ? 500 : 30_000;
  return withDatabase(async (database) => {
    const { store, organizationId, connectionString } = database;
    const contactListId = await addContacts(database, records);
    const limit = await insertLimit(connectionString, {
      connections: 16,
      seconds: smoke ? 1 : 5,
      recordBytes: RECORD_BYTES,
    });
    const clock = createClock();
    const decider = createDecider({ store, clock, zoneTable: zoneTable() });
    const channels = { adapterOf: () => Promise.resolve(INSTANT_ADAPTER) };
    const logger = pino({ level: 'error' });
    const campaign = await addCampaign(store, organizationId, contactListId, 'timed');
    const processor = createProcessor({ store, decider, clock, channels, logger });
    const startedAtMs = performance.now();
    while ((await processor.tick()).claimed > 0);
    await processor.idle();
    const seconds = (performance.now() - startedAtMs) / 1_000;
    const { completed } = await store.queue.figures(organizationId, campaign.id, campaign.createdAt);
    if (completed !== records) throw new Error(`of ${records} records ${completed} were confirmed`);
    const figures: Figure[] = [
      figure('dispatches', 'durable dispatches', records / seconds, '/s', {
        name: limit.name,
        value: limit.perSecond,
      }),
    ];
    return figures;
  });
};

/** Contacts in a list, open at all hours. Gives the list's id. */
export async function addContacts({ store, organizationId }: BenchDatabase, count: number): Promise<string> {
  const organization = await store.organizations.get(organizationId);
  const rules = {
    ...organization.rules,
    allowedHours: { everyDay: 'any' as const },
    limits: { ...NO_LIMITS, attemptsPerDayMax: 5 },
  };
  await store.organizations.update(organizationId, organization.version, { rules }, ACTOR);
  const { id } = await store.contactLists.create(organizationId, 'bench', ACTOR);
  for (let from = 0; from < count; from += 1_000) {
    const serials = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => from + index);
    const contacts = serials.map((serial) => ({
      clientId: `b-${serial}` as never,
      name: `Person ${serial}`,
      zone: null,
      country: 'US',
      region: null,
      postalCode: null,
      language: null,
      attributes: {},
      devices: [{ position: 1, key: `+1212${2_000_000 + serial}` as never, type: 'mobile' as const }],
    }));
    await store.contacts.upsertMany(organizationId, contacts, ACTOR);
    const records = contacts.map(({ clientId }) => ({ contactId: null, clientId, accountId: null }));
    await store.contactLists.addRecords(organizationId, id, records, ACTOR);
  }
  return id;
}

/** An active campaign over a list, all of it in the queue. */
export async function addCampaign(
  store: Store,
  organizationId: OrganizationId,
  contactListId: string,
  name: string,
): Promise<Campaign> {
  const group = { name, timezoneSource: null, ruleIds: [], suppressionListIds: [] };
  const { id: campaignGroupId } = await store.campaignGroups.create(organizationId, group, ACTOR);
  const texts = [{ language: 'en', subject: null, text: 'Hello {name}', html: null }];
  const template = await store.messageTemplates.create(organizationId, { name, texts }, ACTOR);
  const fields = {
    name,
    campaignGroupId,
    contactListId,
    channel: 'sms' as const,
    messageTemplateId: template.id,
    language: null,
    startsAt: null,
    endsAt: null,
    devicePositions: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    enqueues: 'by-hand' as const,
    dispatchesPerMinuteMax: null,
    concurrencyMax: null,
    weight: 1,
  };
  const { id } = await store.campaigns.create(organizationId, fields, ACTOR);
  await store.queue.enqueueAll(organizationId, id, Date.now() as Campaign['createdAt'], ACTOR);
  return store.campaigns.setStatus(organizationId, id, 'active', ACTOR);
}
