import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { HOUR_MS, NO_LIMITS, type Instant, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { Actor, Campaign, Store } from '@tact/store';
import { createAddressGuard } from '../packages/service/src/channels/address-guard.ts';
import { createHttpCaller } from '../packages/service/src/channels/http-call.ts';
import { createSwitchboard } from '../packages/service/src/channels/switchboard.ts';
import { drivenTimers, type Timers } from '../packages/service/src/channels/timers.ts';
import { createClock } from '../packages/service/src/deciding/clock.ts';
import { createDecider } from '../packages/service/src/deciding/create-decider.ts';
import { createProcessor, type ProcessorEvent } from '../packages/service/src/execution/processor.ts';
import { NO_VALIDATORS } from '../packages/service/src/pre-dial/validators.ts';
import { startRunner } from '../packages/service/src/execution/runner.ts';
import { withDatabase, type BenchDatabase } from './bench-database.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { insertLimit } from './insert-limit.ts';

const ACTOR: Actor = { kind: 'command-line', id: 'bench', name: 'bench', requestId: 'bench', source: 'bulk' };
/** Bytes of what one dispatch writes, about: its decision's record, its attempt, its item. */
const RECORD_BYTES = 1_600;
/** Dispatches that the carrier takes at once: the most that a channel may be set to. */
const CONCURRENCY_MAX = 1_000;

/**
 * Durable dispatches through the simulated carrier: each is claimed, decided, reserved, marked, handed over under its permit, and settled.
 * Then every result comes, each is recorded, and what follows from it is worked out. Beside both, single-row inserts of as many bytes.
 */
export const dispatchBench: Bench = async ({ smoke }) => {
  const records = smoke ? 500 : 30_000;
  return withDatabase(async (database) => {
    const { store, organizationId, connectionString } = database;
    const contactListId = await addContacts(database, records);
    const { name: limitName, perSecond } = await insertLimit(connectionString, {
      connections: 16,
      seconds: smoke ? 1 : 5,
      recordBytes: RECORD_BYTES,
    });
    const campaign = await addCampaign(store, organizationId, contactListId, 'timed');
    // Time that stands: no result comes before all dispatches are counted.
    const timers = drivenTimers(Date.now() as Instant);
    const { processor, run, close } = await startExecution(database, timers);
    const startedAtMs = performance.now();
    for (;;) {
      const { claimed, hasMore } = await processor.tick();
      if (claimed === 0 && !hasMore) break;
    }
    await processor.idle();
    const dispatchedAtMs = performance.now();
    await assertCompleted(store, organizationId, campaign, records);
    timers.goTo((timers.now() + HOUR_MS) as Instant);
    await run((claimed) => claimed >= 2 * records);
    const treatedAtMs = performance.now();
    await assertCompleted(store, organizationId, campaign, records);
    await close();
    const limit = { name: limitName, value: perSecond };
    const rate = (fromMs: number, toMs: number) => (records * 1_000) / (toMs - fromMs);
    const figures: Figure[] = [
      figure('dispatch', 'durable dispatches', rate(startedAtMs, dispatchedAtMs), '/s', limit),
      figure('dispatch', 'results recorded and treated', rate(dispatchedAtMs, treatedAtMs), '/s', limit),
    ];
    return figures;
  });
};

/** A processor with the channels that are set up: one, the simulated carrier's. */
async function startExecution({ store, organizationId }: BenchDatabase, timers: Timers) {
  const channel = {
    name: 'carrier',
    channel: 'sms',
    kind: 'simulated',
    enabled: true,
    concurrencyMax: CONCURRENCY_MAX,
    settings: { seed: 1 },
    sealedSecrets: null,
    secretNames: [],
  } as const;
  await store.channels.create(organizationId, randomUUID(), channel, ACTOR);
  const clock = createClock();
  const logger = pino({ level: 'error' });
  const decider = createDecider({ store, clock, zoneTable: zoneTable() });
  const guard = createAddressGuard({ allowsPrivate: false });
  const surroundings = { secretBox: null, publicUrl: null, guard, timers, caller: createHttpCaller(guard) };
  const channels = createSwitchboard({ store, clock, decider, logger, ...surroundings });
  let claimed = 0;
  const onEvent = (event: ProcessorEvent) => {
    if (event.kind === 'claimed') claimed += event.items;
  };
  const processor = createProcessor({
    store,
    decider,
    clock,
    channels,
    validators: NO_VALIDATORS,
    logger,
    onEvent,
  });
  return {
    processor,
    /** Runs by itself, as in the service, until so many items were taken up in all. */
    run: async (isEnough: (claimed: number) => boolean) => {
      const runner = startRunner(processor, clock, logger);
      while (!isEnough(claimed)) await sleep(2);
      await runner.stop();
    },
    close: () => channels.close(),
  };
}

async function assertCompleted(
  store: Store,
  organizationId: OrganizationId,
  campaign: Campaign,
  records: number,
): Promise<void> {
  const { completed } = await store.queue.figures(organizationId, campaign.id, campaign.createdAt);
  if (completed !== records) throw new Error(`of ${records} records ${completed} were completed`);
}

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
    hours: null,
    delivery: null,
    treatmentScript: null,
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
