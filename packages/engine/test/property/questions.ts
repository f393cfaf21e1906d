import fc from 'fast-check';
import {
  CHANNELS,
  DAY_MS,
  DEVICE_TYPES,
  offsetMsAt,
  type AccountId,
  type AttemptFact,
  type AttemptId,
  type CampaignGroupId,
  type ClientId,
  type ContactPlace,
  type ContactRequest,
  type DevicePlace,
  type EntryFact,
  type EntryId,
  type Facts,
  type Instant,
  type OptOutFact,
  type OptOutId,
  type RegistryFact,
  type RulesetSource,
  type ZoneName,
} from '../../src/index.ts';
import { agesMs, instants, knownZone, ZONES } from './instants.ts';
import { COUNTRIES, FIELDS, LISTS, REGIONS, rulesetSources, spanEdges, zoneNames } from './rulesets.ts';

/** A request with everything known when it is decided. */
export interface Question {
  readonly request: ContactRequest;
  readonly source: RulesetSource;
  readonly facts: Facts;
}

const requests: fc.Arbitrary<ContactRequest> = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  clientId: fc.constant('C-1' as ClientId),
  device: fc.record({ position: fc.constantFrom(null, 1, 2, 3), type: fc.constantFrom(...DEVICE_TYPES) }),
  accountId: fc.constantFrom(null, 'account' as AccountId),
  campaignGroupId: fc.constantFrom(null, 'group' as CampaignGroupId),
});

const contactPlaces: fc.Arbitrary<ContactPlace> = fc
  .record({
    country: fc.constantFrom(null, ...COUNTRIES),
    region: fc.constantFrom(null, ...REGIONS),
    postalCode: fc.constantFrom(null, '10001'),
    zone: fc.option(zoneNames, { freq: 1 }),
  })
  .map(({ country, region, postalCode, zone }) => ({
    country,
    region: region?.slice(0, 2) === country ? region : null,
    postalCode,
    zone,
    zoneFrom: zone === null ? 'none' : 'stated',
  }));

const devicePlaces: fc.Arbitrary<DevicePlace> = fc
  .record({
    country: fc.constantFrom(null, ...COUNTRIES),
    regions: fc.subarray([...REGIONS]),
    areaCode: fc.constantFrom(null, '212', '709'),
    geographic: fc.boolean(),
    zones: fc.uniqueArray(zoneNames, { minLength: 1, maxLength: 3 }),
  })
  .map(({ country, regions, zones, geographic, areaCode }) => ({
    country,
    regions: country === null ? regions : regions.filter((region) => region.startsWith(country)),
    areaCode,
    geographic,
    zones: geographic ? zones : [],
    zonesFrom: geographic ? ('prefix' as const) : ('none' as const),
  }));

function attempts(at: Instant, request: ContactRequest): fc.Arbitrary<readonly AttemptFact[]> {
  const attempt = fc.record({
    at: fc.oneof(
      { weight: 8, arbitrary: agesMs.map((ageMs) => at - ageMs) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 300_000 }).map((aheadMs) => at + aheadMs) },
    ),
    state: fc.constantFrom('finished', 'finished', 'reserved', 'expired'),
    sameClient: fc.constantFrom(true, true, false),
    sameDevice: fc.boolean(),
    sameAccount: fc.boolean(),
    sameGroup: fc.boolean(),
    channel: fc.constantFrom(...CHANNELS),
    direction: fc.constantFrom('outbound', 'outbound', 'inbound'),
    callResult: fc.constantFrom(null, 'Busy', 'No Answer', 'Answer', 'Unknown'),
    disposition: fc.constantFrom(null, 'PROMISE', 'REFUSED'),
    place: fc.record({
      country: fc.constantFrom(null, ...COUNTRIES),
      regions: fc.subarray([...REGIONS]),
      areaCode: fc.constantFrom(null, '212', '709'),
      postalCode: fc.constantFrom(null, '10001', 'SW1A 1AA', '110'),
    }),
  });
  return fc.array(attempt, { maxLength: 8 }).map((made) =>
    made
      .toSorted((one, other) => one.at - other.at)
      .map((one, i) => ({
        ...one,
        id: `attempt ${i}` as AttemptId,
        at: one.at as Instant,
        sameAccount: request.accountId !== null && one.sameAccount,
        callResult: one.state === 'finished' ? (one.callResult as AttemptFact['callResult']) : null,
        disposition: one.state === 'finished' ? one.disposition : null,
      })),
  );
}

function optOuts(at: Instant): fc.Arbitrary<readonly OptOutFact[]> {
  const optOut = fc.record({
    id: fc.uuid().map((id) => id as OptOutId),
    by: fc.constantFrom('client', 'device'),
    channels: fc.oneof(fc.constant('any' as const), fc.subarray([...CHANNELS], { minLength: 1 })),
    from: spanEdges(at),
    until: fc.option(spanEdges(at), { freq: 12 }),
  });
  return fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(optOut, { maxLength: 2 }) }); // prettier-ignore
}

function entries(at: Instant): fc.Arbitrary<readonly EntryFact[]> {
  const entry = fc.record({
    listId: fc.constantFrom(...LISTS),
    entryId: fc.uuid().map((id) => id as EntryId),
    from: fc.option(spanEdges(at)),
    until: fc.option(spanEdges(at), { freq: 12 }),
  });
  return fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(entry, { maxLength: 3 }) }); // prettier-ignore
}

function registries(at: Instant): fc.Arbitrary<readonly RegistryFact[]> {
  const registry = (listId: RegistryFact['listId']) =>
    fc.record({
      listId: fc.constant(listId),
      covered: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
      versionAt: fc.option(
        agesMs.map((ageMs) => (at - ageMs) as Instant),
        { freq: 15 },
      ),
    });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 9, arbitrary: fc.tuple(...LISTS.map(registry)) },
  );
}

/** `null` is no value, like a name that is missing (S27). */
const fields: fc.Arbitrary<Facts['fields']> = fc.dictionary(
  fc.constantFrom(...FIELDS),
  fc.constantFrom(null, 'NY', 'CA', '', 150, 50, true, false),
  { noNullPrototype: true },
);

function factsOf(at: Instant, request: ContactRequest): fc.Arbitrary<Facts> {
  const status = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.constantFrom('new' as const, 'promise_active' as const, 'promise_overdue' as const),
    },
    { weight: 1, arbitrary: fc.constantFrom('paused' as const, 'closed' as const, 'paid' as const) },
  );
  return fc.record({
    at: fc.constant(at),
    numbersVersion: fc.constant('2026-01'),
    contact: contactPlaces,
    device: devicePlaces,
    otherDevices: fc.array(devicePlaces, { maxLength: 2 }),
    attempts: attempts(at, request),
    optOuts: optOuts(at),
    entries: entries(at),
    registries: registries(at),
    fields,
    account: request.accountId === null ? fc.constant(null) : fc.option(fc.record({ status }), { freq: 25 }),
  });
}

/** Questions about every kind of rule, most of them about a change of some clock. */
export const questions: fc.Arbitrary<Question> = fc
  .tuple(instants, requests)
  .chain(([at, request]) =>
    fc.record({ request: fc.constant(request), source: rulesetSources(at), facts: factsOf(at, request) }),
  );

/**
 * One rule that counts, with all earlier attempts, about an edge of its times of day in the device's zone: what it gets wrong no other rule
 * hides, and attempts that lie in the future (clock skew) fall on the other side of the edge.
 */
export const countingQuestions: fc.Arbitrary<Question> = fc
  .tuple(questions, fc.constantFrom(...ZONES), fc.nat(), fc.boolean())
  .map(([{ request, source, facts }, zone, seed, isAlone]) => {
    const [rule] = source.attempt;
    const times = rule?.betweenTimes ?? { start: '00:00', end: '24:00' };
    const at = lastBeforeTime(facts.at, zone, seed % 2 === 0 ? times.start : times.end, seed % 300_000);
    const all = { scope: 'tenant', direction: 'any', using: 'client', countBy: 'any', to: [] } as const;
    const anywhere = { channels: 'any', countedChannels: null, devices: 'any', deviceTypes: 'any' } as const;
    return {
      request: { ...request, accountId: null },
      source: {
        ...source,
        organization: { ...source.organization, zone: 'UTC', allowedHours: { everyDay: 'any' } },
        timezoneSource: null,
        suppressionLists: [],
        contactDates: [],
        location: [],
        contactTimes: [],
        campaignHours: null,
        attempt: rule === undefined ? [] : [{ ...rule, ...all, ...anywhere }],
        custom: [],
      },
      facts: {
        ...facts,
        at,
        device: {
          ...facts.device,
          geographic: true,
          zones: isAlone ? [zone] : [zone, ...facts.device.zones],
        },
        attempts: facts.attempts.map((attempt) => ({
          ...attempt,
          at: (attempt.at - facts.at + at) as Instant,
          sameClient: true,
        })),
        optOuts: [],
        account: null,
      },
    };
  });

/** So long before the zone's clock shows a time of day, on the day of the instant. */
function lastBeforeTime(instant: Instant, zoneName: ZoneName, time: string, beforeMs: number): Instant {
  const midnight = Math.floor(instant / DAY_MS) * DAY_MS;
  const localMs = midnight + Date.parse(`1970-01-01T${time}Z`);
  return (localMs - offsetMsAt(knownZone(zoneName), localMs as Instant) - beforeMs) as Instant;
}
