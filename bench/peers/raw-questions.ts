import {
  CALL_RESULTS,
  DAY_MS,
  localMinuteAt,
  MINUTE_MS,
  offsetMsAt,
  parseLocalDate,
  type AttemptId,
  type ClientId,
  type CountryCode,
  type DeviceKey,
  type Instant,
  type RegionCode,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import { seededRandom, type Random } from '../../packages/service/src/demo/random.ts';
import { RULES, type RawAttempt, type RawQuestion } from './question.ts';

/** One region of the questions: how its numbers begin, some of its postal codes, and its main zone. */
interface Home {
  readonly region: string;
  readonly numbers: readonly string[];
  readonly postalCodes: readonly string[];
  readonly zone: string;
}

const LISTED: readonly Home[] = [
  home('US-CA', '+1213 +1415 +1760', '90012 94103 92243', 'America/Los_Angeles'),
  home('US-TX', '+1214 +1915 +1512', '75201 79901 78701', 'America/Chicago'),
  home('US-NY', '+1212 +1716', '10001 14202', 'America/New_York'),
  home('US-FL', '+1305 +1850 +1813', '33101 32501 33602', 'America/New_York'),
  home('US-WA', '+1206 +1509', '98101 99201', 'America/Los_Angeles'),
  home('US-IL', '+1312 +1618', '60601 62220', 'America/Chicago'),
  home('US-OR', '+1503 +1541', '97201 97901 97914', 'America/Los_Angeles'),
  home('US-AZ', '+1602 +1928', '85003 86004', 'America/Phoenix'),
  home('CA-ON', '+1416 +1807', 'M5V~2T6 P7B~1A1 P0T~1A0', 'America/Toronto'),
  home('CA-BC', '+1604 +1250', 'V6B~1A1 V1G~1A1', 'America/Vancouver'),
  home('GB-LND', '+4420 +447400', 'SW1A~1AA E1~6AN', 'Europe/London'),
  home('DE-BE', '+4930 +49151', '10115 12043', 'Europe/Berlin'),
];
const UNLISTED: readonly Home[] = [
  home('US-HI', '+1808', '96813', 'Pacific/Honolulu'),
  home('FR-IDF', '+331 +336', '75001', 'Europe/Paris'),
  home('AU-NSW', '+612 +614', '2000 2880', 'Australia/Sydney'),
];

function home(region: string, numbers: string, postalCodes: string, zone: string): Home {
  const codes = postalCodes.split(' ').map((code) => code.replace('~', ' '));
  return { region, numbers: numbers.split(' '), postalCodes: codes, zone };
}

/** Numbers to suppress, and questions of which one in fifteen is about such a number; the same for the same seed. */
export function rawQuestions(
  count: number,
  suppressedCount: number,
  seed: number,
): { readonly questions: readonly RawQuestion[]; readonly suppressed: ReadonlySet<DeviceKey> } {
  const random = seededRandom(seed);
  const suppressed = new Set<DeviceKey>();
  while (suppressed.size < suppressedCount) suppressed.add(numberIn(random.pick(LISTED), random));
  const listed = [...suppressed];
  const questions = Array.from({ length: count }, (_, index) => {
    const number = random.chance(1 / 15) ? random.pick(listed) : null;
    return rawQuestion(index, number, random);
  });
  return { questions, suppressed };
}

function rawQuestion(index: number, suppressed: DeviceKey | null, random: Random): RawQuestion {
  const from = random.chance(0.9) ? random.pick(LISTED) : random.pick(UNLISTED);
  // Some moved and kept their number, some have a number that belongs to no place.
  const numbersHome = random.chance(0.08) ? random.pick(LISTED) : from;
  const number =
    suppressed ?? (random.chance(0.03) ? numberFrom('+1800', random) : numberIn(numbersHome, random));
  const at = instantIn(from, random);
  return {
    at,
    clientId: `C${index}` as ClientId,
    number,
    address: addressIn(from, random),
    attributes: { consent: random.chance(2 / 3) },
    attempts: attemptsBefore(at, number, random),
  };
}

function addressIn({ region, postalCodes, zone }: Home, random: Random): RawQuestion['address'] {
  const stated = random.chance(0.5) ? zone : null;
  if (random.chance(0.05)) return { zone: stated, country: null, region: null, postalCode: null };
  return {
    zone: stated,
    country: region.slice(0, 2) as CountryCode,
    region: random.chance(0.9) ? (region as RegionCode) : null,
    postalCode: random.chance(0.9) ? random.pick(postalCodes) : null,
  };
}

/** From 07:00 to 22:00 on the wall clock there, one day in fifteen a holiday; now and then exactly at an edge. */
function instantIn({ zone: name }: Home, random: Random): Instant {
  const zone = zoneTable().get(name);
  const date = parseLocalDate(
    random.chance(1 / 15)
      ? random.pick(RULES.holidays)
      : `2026-03-${String(random.between(1, 29)).padStart(2, '0')}`,
  );
  if (zone === undefined || date === undefined) throw new Error(`\`${name}\` is not in the zone table`);
  const minute = random.chance(0.02)
    ? random.pick([0, 1439, RULES.opensAtLocalMinute, RULES.closesAtLocalMinute])
    : random.between(7 * 60, 22 * 60);
  const localMs =
    date * DAY_MS + minute * MINUTE_MS + (random.chance(0.02) ? 0 : random.between(0, MINUTE_MS));
  const at = (localMs - offsetMsAt(zone, localMs as Instant)) as Instant;
  return localMinuteAt(zone, at) === minute ? at : (localMs as Instant);
}

/** Up to six in the last week mostly, now and then many in a day, on the number or another one of the contact; some are older, some came in. */
function attemptsBefore(at: Instant, number: DeviceKey, random: Random): readonly RawAttempt[] {
  const recent = random.chance(0.05) ? random.between(7, 10) : random.between(0, 7);
  const agesMs = [
    ...Array.from({ length: recent }, () => random.between(0, 7 * DAY_MS)),
    ...Array.from({ length: random.chance(0.05) ? 4 : 0 }, () => random.between(0, DAY_MS)),
    ...Array.from({ length: random.between(0, 5) }, () => random.between(7 * DAY_MS, 21 * DAY_MS)),
    ...(random.chance(0.03) ? [DAY_MS, DAY_MS - 1, 7 * DAY_MS, 7 * DAY_MS - 1, 0] : []),
  ].toSorted((one, other) => other - one);
  const another = numberFrom('+1646', random);
  return agesMs.map((ageMs, index) => ({
    id: `A${index}` as AttemptId,
    at: (at - ageMs) as Instant,
    number: random.chance(0.6) ? number : another,
    channel: random.chance(0.8) ? 'call' : 'sms',
    direction: random.chance(0.9) ? 'outbound' : 'inbound',
    callResult: random.pick(CALL_RESULTS),
  }));
}

function numberIn({ numbers }: Home, random: Random): DeviceKey {
  return numberFrom(random.pick(numbers), random);
}

/** The first digit that follows is 2 to 9, as the plan of +1 has it. */
function numberFrom(begin: string, random: Random): DeviceKey {
  let text = begin + String(random.between(2, 10));
  while (text.length < lengthOf(begin)) text += String(random.between(0, 10));
  return text as DeviceKey;
}

/** Characters of a whole number, with its `+`. */
function lengthOf(begin: string): number {
  if (begin.startsWith('+44')) return 13;
  return begin.startsWith('+49151') ? 14 : begin.startsWith('+49') ? 13 : 12;
}
