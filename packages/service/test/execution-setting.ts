import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Instant, OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type {
  Campaign,
  CampaignFields,
  ContactFields,
  PreDialValidation,
  PreDialValidationFields,
  QueueItem,
  Store,
  TreatmentFields,
} from '@tact/store';
import { onClock, openTestStore, TEST_ACTOR } from '@tact/store/testing';
import { createAddressGuard } from '../src/channels/address-guard.ts';
import { createHttpCaller } from '../src/channels/http-call.ts';
import { createDecider } from '../src/deciding/create-decider.ts';
import type { Decider } from '../src/deciding/decider.ts';
import { createProcessor, type Processor, type ProcessorEvent } from '../src/execution/processor.ts';
import { createValidators, type Validators } from '../src/pre-dial/validators.ts';
import { recordingAdapter, type RecordingAdapter } from './recording-adapter.ts';

/** A Tuesday noon in New York, in weeks without a change of clocks. */
export const NOON = Date.UTC(2027, 1, 2, 17) as Instant;

/** A processor on a real database, with a clock that stands still until it is moved. */
export interface ExecutionSetting {
  readonly store: Store;
  readonly decider: Decider;
  readonly organizationId: OrganizationId;
  readonly adapter: RecordingAdapter;
  /** Sets up another adapter for every channel, and gives it. */
  changeChannel(): RecordingAdapter;
  /** What processors told for metrics, in order. */
  readonly events: readonly ProcessorEvent[];
  now(): Instant;
  setNow(at: number): void;
  /** Another worker on the same database. */
  newProcessor(validators?: Validators): Processor;
  /** Lets the processor work until nothing is due. */
  work(): Promise<void>;
  addContacts(contacts: readonly Partial<ContactFields>[]): Promise<void>;
  /** An active SMS campaign over all contacts that were added, in the queue; its group has picked these pre-dial validations. */
  addCampaign(
    given?: Partial<CampaignFields> & {
      readonly message?: string;
      readonly preDialValidationIds?: readonly string[];
    },
  ): Promise<Campaign>;
  /** A required pre-dial validation, the next in priority, with a second to answer. */
  addValidation(given: Partial<PreDialValidationFields>): Promise<PreDialValidation>;
  addTreatment(given: Partial<TreatmentFields>): Promise<void>;
  items(campaign: Campaign): Promise<readonly QueueItem[]>;
  close(): Promise<void>;
}

/** Opens everything on a database of its own; one organization, whose adapter takes so many dispatches at once. */
export async function openExecution(concurrencyMax?: number): Promise<ExecutionSetting> {
  const testStore = await openTestStore();
  let at = NOON;
  const clock = () => at;
  const store = onClock(testStore.store, clock);
  const organizationId = await testStore.newOrganization();
  const decider = createDecider({ store, clock, zoneTable: zoneTable() });
  const adapter = recordingAdapter(clock, concurrencyMax);
  let inUse = adapter;
  const channels = { adapterOf: () => Promise.resolve(inUse) };
  const events: ProcessorEvent[] = [];
  const caller = createHttpCaller(createAddressGuard({ allowsPrivate: true }));
  const ownValidators = createValidators({ caller, secretBox: null });
  const newProcessor = (validators = ownValidators) =>
    createProcessor({
      store,
      decider,
      clock,
      channels,
      validators,
      logger: pino({ level: 'silent' }),
      onEvent: (event) => events.push(event),
    });
  const processor = newProcessor();
  const clientIds: string[] = [];
  let serial = 0;
  let validations = 0;
  return {
    store,
    decider,
    organizationId,
    adapter,
    changeChannel: () => (inUse = recordingAdapter(clock, concurrencyMax)),
    events,
    now: clock,
    setNow(next) {
      at = next as Instant;
    },
    newProcessor,
    async work() {
      for (;;) {
        const { claimed, hasMore } = await processor.tick();
        await processor.idle();
        if (claimed === 0 && !hasMore) return;
      }
    },
    async addContacts(contacts) {
      const full = contacts.map((given): ContactFields => ({ ...contactOf(serial++), ...given }));
      await store.contacts.upsertMany(organizationId, full, TEST_ACTOR);
      clientIds.push(...full.map(({ clientId }) => clientId));
    },
    async addCampaign({ message, preDialValidationIds = [], ...given } = {}) {
      const name = `campaign ${serial++}`;
      const list = await store.contactLists.create(organizationId, name, TEST_ACTOR);
      const records = clientIds.map((clientId) => ({
        contactId: null,
        clientId: clientId as ContactFields['clientId'],
        accountId: null,
      }));
      await store.contactLists.addRecords(organizationId, list.id, records, TEST_ACTOR);
      const group = {
        name,
        timezoneSource: null,
        ruleIds: [],
        suppressionListIds: [],
        preDialValidationIds,
      };
      const { id: campaignGroupId } = await store.campaignGroups.create(organizationId, group, TEST_ACTOR);
      const text = { language: 'en', subject: null, text: message ?? 'Hello {name|you}', html: null };
      const template = await store.messageTemplates.create(
        organizationId,
        { name, texts: [text] },
        TEST_ACTOR,
      );
      const fields: CampaignFields = {
        name,
        campaignGroupId,
        contactListId: list.id,
        channel: 'sms',
        messageTemplateId: template.id,
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
        ...given,
      };
      const { id } = await store.campaigns.create(organizationId, fields, TEST_ACTOR);
      await store.queue.enqueueAll(organizationId, id, at, TEST_ACTOR);
      return store.campaigns.setStatus(organizationId, id, 'active', TEST_ACTOR);
    },
    addValidation(given) {
      const priority = ++validations;
      const fields: PreDialValidationFields = {
        name: `validation ${priority}`,
        required: true,
        priority,
        url: 'http://127.0.0.1:1/',
        timeoutMs: 1_000,
        connectionsMax: 10,
        callResult: 'General Error',
        dispositionCode: null,
        sealedHeaders: null,
        headerNames: [],
        ...given,
      };
      return store.preDialValidations.create(organizationId, randomUUID(), fields, TEST_ACTOR);
    },
    async addTreatment(given) {
      const nothing = {
        name: `treatment ${serial++}`,
        callResults: [],
        dispositionCodes: [],
        action: 'none',
        retriesMax: null,
        intervalMinutes: null,
        incrementMinutes: null,
        at: null,
        assignee: null,
        nextAction: 'stop',
      } as const;
      await store.treatments.create(organizationId, { ...nothing, ...given }, TEST_ACTOR);
    },
    async items(campaign) {
      const filter = { campaignId: campaign.id, state: null };
      return (await store.queue.list(organizationId, { limit: 200, cursor: null }, filter)).items;
    },
    async close() {
      caller.close();
      await testStore.close();
    },
  };
}

/** The contact of a number: in New York, with one mobile. */
export function contactOf(serial: number): ContactFields {
  const line = String(serial).padStart(4, '0');
  return {
    clientId: `client-${line}` as ContactFields['clientId'],
    name: `Person ${line}`,
    zone: 'America/New_York',
    country: 'US',
    region: null,
    postalCode: null,
    language: null,
    attributes: {},
    devices: [{ position: 1, key: `+1212555${line}` as never, type: 'mobile' }],
  };
}
