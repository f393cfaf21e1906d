import {
  DAY_MS,
  NO_LIMITS,
  type CampaignGroupId,
  type ClientId,
  type DeviceKey,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import type { Actor, Campaign, ContactFields, Store } from '@tact/store';
import { seededRandom } from '@tact/service/without-http';

/** Ten zones, each with an area code that lies in it. */
export const ZONES: readonly (readonly [zone: string, areaCode: string])[] = [
  ['America/St_Johns', '709'],
  ['America/Halifax', '902'],
  ['America/New_York', '212'],
  ['America/Chicago', '312'],
  ['America/Denver', '303'],
  ['America/Phoenix', '602'],
  ['America/Los_Angeles', '213'],
  ['America/Anchorage', '907'],
  ['Pacific/Honolulu', '808'],
  ['America/Regina', '306'],
];

/** When the campaign begins, a Tuesday 05:00 UTC, in the night of all ten zones but one; and for how long. */
export const START = Date.UTC(2027, 1, 2, 5) as Instant;
/** Three days. */
export const LENGTH_MS = 3 * DAY_MS;

/** What the simulation knows of a person by itself, so that it can judge afterwards. */
export interface Person {
  readonly clientId: ClientId;
  readonly devices: readonly DeviceKey[];
  /** When it opts out; null: never. */
  readonly optsOutAt: Instant | null;
}

/** Whom the campaign is about, by a seed. */
export function planPeople(
  count: number,
  seed: number,
): readonly (Person & { readonly fields: ContactFields })[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, serial) => {
    const [zone, areaCode] = ZONES[serial % ZONES.length] ?? ['America/New_York', '212'];
    const devices = Array.from(
      { length: random.between(1, 4) },
      (__, index) => `+1${areaCode}${2_000_000 + serial * 3 + index}` as DeviceKey,
    );
    const clientId = `s-${String(serial).padStart(7, '0')}` as ClientId;
    return {
      clientId,
      devices,
      optsOutAt: random.chance(0.05) ? ((START + random.between(0, LENGTH_MS)) as Instant) : null,
      fields: {
        clientId,
        name: `Person ${serial}`,
        zone: random.chance(0.5) ? zone : null,
        country: 'US',
        region: null,
        postalCode: null,
        language: null,
        attributes: {},
        devices: devices.map((key, index) => ({ position: index + 1, key, type: 'mobile' })),
      },
    };
  });
}

/** Who sets everything up. */
export const SIMULATION_ACTOR: Actor = {
  kind: 'command-line',
  id: 'simulation',
  name: 'simulation',
  requestId: 'simulation',
  source: 'bulk',
};

const BATCH = 1_000;

/** Makes the organization's rules, the people, their list and an active call campaign over it, all in the queue. */
export async function setUpCampaign(
  store: Store,
  organizationId: OrganizationId,
  people: readonly { readonly clientId: ClientId; readonly fields: ContactFields }[],
  given: { readonly hasTreatments: boolean },
): Promise<Campaign> {
  const actor = SIMULATION_ACTOR;
  const organization = await store.organizations.get(organizationId);
  const rules = {
    ...organization.rules,
    allowedHours: { everyDay: [{ start: '09:00', end: '19:00' }] },
    limits: { ...NO_LIMITS, attemptsPerDayMax: 2, attemptsPerWeekMax: 4, intervalHoursMin: 1 },
  };
  await store.organizations.update(organizationId, organization.version, { rules }, actor);
  const group = {
    name: 'simulation',
    timezoneSource: 'contact-and-device' as const,
    ruleIds: [],
    suppressionListIds: [],
    campaignHours: {
      timezoneSource: 'contact-and-device' as const,
      times: {
        everyDay: [
          { start: '10:00', end: '12:00' },
          { start: '13:00', end: '18:30' },
        ],
      },
    },
  };
  const { id: campaignGroupId } = await store.campaignGroups.create(organizationId, group, actor);
  if (given.hasTreatments) await addTreatments(store, organizationId);
  const list = await store.contactLists.create(organizationId, 'simulation', actor);
  for (let from = 0; from < people.length; from += BATCH) {
    const some = people.slice(from, from + BATCH);
    await store.contacts.upsertMany(
      organizationId,
      some.map(({ fields }) => fields),
      actor,
    );
    const records = some.map(({ clientId }) => ({ contactId: null, clientId, accountId: null }));
    await store.contactLists.addRecords(organizationId, list.id, records, actor);
  }
  return activate(store, organizationId, { campaignGroupId, contactListId: list.id });
}

async function activate(
  store: Store,
  organizationId: OrganizationId,
  of: { readonly campaignGroupId: CampaignGroupId; readonly contactListId: string },
): Promise<Campaign> {
  const fields = {
    name: 'simulation',
    ...of,
    channel: 'call' as const,
    messageTemplateId: null,
    language: null,
    startsAt: START,
    endsAt: (START + LENGTH_MS) as Instant,
    hours: null,
    delivery: null,
    treatmentScript: null,
    devicePositions: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    enqueues: 'by-hand' as const,
    dispatchesPerMinuteMax: null,
    concurrencyMax: null,
    weight: 1,
  };
  const { id } = await store.campaigns.create(organizationId, fields, SIMULATION_ACTOR);
  await store.queue.enqueueAll(organizationId, id, START, SIMULATION_ACTOR);
  return store.campaigns.setStatus(organizationId, id, 'active', SIMULATION_ACTOR);
}

async function addTreatments(store: Store, organizationId: OrganizationId): Promise<void> {
  const nothing = {
    dispositionCodes: [],
    retriesMax: null,
    intervalMinutes: null,
    incrementMinutes: null,
    at: null,
    assignee: null,
  } as const;
  const busy = {
    name: 'Busy',
    callResults: ['Busy'],
    action: 'retry-in',
    nextAction: 'next-in-chain',
    retriesMax: 2,
    intervalMinutes: 45,
    incrementMinutes: 15,
  } as const;
  const noAnswer = {
    name: 'No answer',
    callResults: ['No Answer'],
    action: 'next-in-chain-after',
    nextAction: 'stop',
    intervalMinutes: 60,
  } as const;
  for (const treatment of [busy, noAnswer])
    await store.treatments.create(organizationId, { ...nothing, ...treatment }, SIMULATION_ACTOR);
}
