import {
  CALL_RESULTS,
  DAY_MS,
  HOUR_MS,
  type AttemptFact,
  type AttemptId,
  type ContactRequest,
  type DeviceKey,
  type EntryFact,
  type EntryId,
  type Facts,
  type Instant,
  type RegistryFact,
  type SuppressionListId,
} from '@tact/engine';
import { placeOfContact, placeOfNumber, placesVersions } from '@tact/places';
import { seededRandom, type Random } from '../packages/service/src/demo/random.ts';
import { REALISTIC } from './realistic-rules.ts';

/** One question with its facts, as the engine takes it. */
export interface DecideCase {
  readonly request: ContactRequest;
  readonly facts: Facts;
}

/** How many earlier attempts each case has. */
export const EARLIER_ATTEMPTS = 40;

/** From here, a Monday, the instants of the cases are taken, a week long. */
const FROM = Date.UTC(2026, 10, 16) as Instant;

/** Area codes that lie in two zones, and the state of each; a ZIP Code there whose zone is one of the two. */
const TWO_ZONES = [
  { region: 'US-FL', areaCode: '850', postalCode: '32501' },
  { region: 'US-IN', areaCode: '812', postalCode: '47708' },
  { region: 'US-OR', areaCode: '541', postalCode: '97201' },
  { region: 'US-TN', areaCode: '423', postalCode: '37402' },
  { region: 'US-KY', areaCode: '270', postalCode: '42101' },
] as const;

/** Questions for the realistic rules: two zones and forty earlier attempts each, by day; the same for the same seed. */
export function decideCases(count: number, seed: number): readonly DecideCase[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => decideCase(random));
}

function decideCase(random: Random): DecideCase {
  const home = random.pick(TWO_ZONES);
  const at = (FROM + random.between(0, 7) * DAY_MS + random.between(13 * HOUR_MS, 26 * HOUR_MS)) as Instant;
  const contact = placeOfContact({
    country: 'US',
    region: home.region,
    postalCode: random.chance(0.8) ? home.postalCode : null,
  });
  if (!contact.ok) throw new Error(contact.sentence);
  const device = placeOfNumber(`+1${home.areaCode}9990123` as DeviceKey);
  return {
    request: {
      channel: 'call',
      clientId: 'C1' as ContactRequest['clientId'],
      device: { position: random.between(1, 4), type: random.pick(['mobile', 'landline'] as const) },
      accountId: null,
      campaignGroupId: null,
    },
    facts: {
      at,
      numbersVersion: placesVersions().numbers,
      contact: contact.place,
      device,
      otherDevices: [],
      attempts: attemptsBefore(at, random),
      optOuts: [],
      entries: random.chance(0.05) ? [entry('complaints', at, random)] : [],
      registries: [registry(at, random)],
      account: null,
      fields: {
        balance: random.chance(0.97) ? String(random.between(20, 5_000)) : '12',
        segment: random.chance(0.95) ? 'late' : 'early',
        opted_in_sms: random.chance(0.8),
      },
    },
  };
}

/** Forty attempts of the last thirty days, the newest of today. */
function attemptsBefore(at: Instant, random: Random): readonly AttemptFact[] {
  const agesMs = Array.from({ length: EARLIER_ATTEMPTS }, () => random.between(0, 30 * DAY_MS));
  return agesMs
    .toSorted((one, other) => other - one)
    .map((ageMs, index) => {
      const place = { country: null, regions: [], areaCode: null, postalCode: null };
      return {
        id: `attempt-${index}` as AttemptId,
        at: (at - ageMs) as Instant,
        state: 'finished',
        sameClient: random.chance(0.9),
        sameDevice: random.chance(0.6),
        sameAccount: false,
        sameGroup: true,
        channel: random.chance(0.8) ? 'call' : 'sms',
        direction: random.chance(0.9) ? 'outbound' : 'inbound',
        callResult: random.chance(0.4) ? random.pick(REALISTIC.withoutAnswerIn) : random.pick(CALL_RESULTS),
        disposition: random.chance(0.03) ? 'refused' : null,
        place,
      };
    });
}

function entry(list: string, at: Instant, random: Random): EntryFact {
  const until = (at + random.between(0, 90) * DAY_MS) as Instant;
  return {
    listId: list as SuppressionListId,
    entryId: 'entry' as EntryId,
    from: null,
    until: { instant: until },
  };
}

function registry(at: Instant, random: Random): RegistryFact {
  const ageMs = random.chance(0.97) ? DAY_MS : 2 * REALISTIC.registryAgeMsMax;
  return {
    listId: 'national registry' as SuppressionListId,
    covered: true,
    versionAt: (at - ageMs) as Instant,
  };
}
