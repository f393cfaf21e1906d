import { DAY_MS, MINUTE_MS, parseLocalDate, type Instant, type RegionCode, type Zone } from '@tact/engine';
import {
  deviceOf,
  postalAreaOf,
  zonesOfCountry,
  zonesOfRegion,
  zonesNamed,
  type HandDevice,
} from './hand-written-places.ts';
import { RULES, type RawQuestion, type SuppressedNumbers } from './question.ts';

/** Why the answer is no: the first rule in Tact's order that blocks; `regions` also where the region is not known. */
export type HandReason = 'allowed' | 'list' | 'holiday' | 'hours' | 'day' | 'week' | 'regions' | 'state';

/** The whole answer. */
export interface HandDecision {
  readonly reason: HandReason;
  /** Attempts counted by the rule that blocks, else by the last one that counts; 0 where an earlier rule blocks. */
  readonly counted: number;
}

/**
 * The rules from the same raw question, as somebody writes them by hand who knows them beforehand and wants nothing but speed: it stops at
 * the first rule that blocks, and keeps neither verdicts nor a next instant. For numbers as in `raw-questions.ts` only.
 */
export function handDecision(question: RawQuestion, suppressed: SuppressedNumbers): HandDecision {
  const { at, number, address } = question;
  if (suppressed.has(number)) return LISTED;
  const { device, region, zones } = whereIs(question);
  const closed = isClosed(device.geographic ? device.zones : zones, zones, at);
  if (closed !== null) return closed;
  const blocked = tooManyAttempts(question);
  if (typeof blocked !== 'number') return blocked;
  const place = placeOf(address, region, device);
  if (place === null || !REGIONS.has(place)) return { reason: 'regions', counted: blocked };
  if (place === RULES.consentIn && !question.attributes.consent) return { reason: 'state', counted: blocked };
  return { reason: 'allowed', counted: blocked };
}

/** What the hand-written functions know of where a question goes. */
export interface HandPlaces {
  readonly device: HandDevice;
  /** The contact's. */
  readonly region: RegionCode | null;
  /** The contact's, else the device's, else the office's. */
  readonly zones: readonly Zone[];
}

/** Where a question goes. */
export function whereIs({ number, address }: RawQuestion): HandPlaces {
  const device = deviceOf(number);
  const postal =
    address.country === null || address.postalCode === null
      ? undefined
      : postalAreaOf(address.country, address.postalCode);
  const region = address.region ?? postal?.region ?? null;
  const ofContact =
    typeof address.zone === 'string'
      ? zonesNamed(address.zone)
      : postal !== undefined
        ? postal.zones
        : region !== null
          ? zonesOfRegion(region)
          : zonesOfCountry(address.country);
  return { device, region, zones: ofContact ?? (device.geographic ? device.zones : OFFICE) };
}

/** The region that the rules on regions go by: the address's, or without an address the number's. */
export function placeOf(
  address: RawQuestion['address'],
  region: RegionCode | null,
  device: HandDevice,
): RegionCode | null {
  const hasAddress = address.country !== null || region !== null || address.postalCode !== null;
  return hasAddress ? region : device.onlyRegion;
}

/** The answer where a count is reached, else how many there were in the week. From the newest back, to the first that is too old. */
function tooManyAttempts({ at, number, attempts }: RawQuestion): HandDecision | number {
  let inDay = 0;
  let inWeek = 0;
  for (let i = attempts.length - 1; i >= 0; i--) {
    const attempt = attempts[i];
    if (attempt === undefined || attempt.at <= at - 7 * DAY_MS) break;
    if (attempt.direction !== 'outbound') continue;
    inWeek++;
    if (attempt.at > at - DAY_MS && attempt.number === number) inDay++;
  }
  if (inDay >= RULES.attemptsInDayMax) return { reason: 'day', counted: inDay };
  return inWeek >= RULES.attemptsInWeekMax ? { reason: 'week', counted: inWeek } : inWeek;
}

const LISTED: HandDecision = { reason: 'list', counted: 0 };
const HOLIDAY: HandDecision = { reason: 'holiday', counted: 0 };
const OUTSIDE_HOURS: HandDecision = { reason: 'hours', counted: 0 };
/** The regions that may be called. */
export const REGIONS: ReadonlySet<string> = new Set(RULES.regions);
const OFFICE = zonesNamed(RULES.organizationZone);
const OPENS_MS = RULES.opensAtLocalMinute * MINUTE_MS;
const CLOSES_MS = RULES.closesAtLocalMinute * MINUTE_MS;

/** One byte for each day from the first holiday to the last: 1 for a holiday. */
const HOLIDAY_DATES = RULES.holidays.map((date) => parseLocalDate(date) ?? NaN);
const FIRST_DATE = Math.min(...HOLIDAY_DATES);
const HOLIDAYS = new Uint8Array(Math.max(...HOLIDAY_DATES) - FIRST_DATE + 1);
for (const date of HOLIDAY_DATES) HOLIDAYS[date - FIRST_DATE] = 1;

/** A holiday in any of the device's zones, else outside the hours in any of the request's. Most have one and the same. */
function isClosed(deviceZones: readonly Zone[], zones: readonly Zone[], at: Instant): HandDecision | null {
  if (deviceZones === zones && zones.length === 1) {
    const ms = localMs(zones[0] as Zone, at);
    const date = Math.floor(ms / DAY_MS);
    return HOLIDAYS[date - FIRST_DATE] === 1 ? HOLIDAY : isOpen(ms - date * DAY_MS) ? null : OUTSIDE_HOURS;
  }
  for (const zone of deviceZones)
    if (HOLIDAYS[Math.floor(localMs(zone, at) / DAY_MS) - FIRST_DATE] === 1) return HOLIDAY;
  for (const zone of zones) {
    const ms = localMs(zone, at);
    if (!isOpen(ms - Math.floor(ms / DAY_MS) * DAY_MS)) return OUTSIDE_HOURS;
  }
  return null;
}

/** Whether a time of day is inside the hours. */
export function isOpen(ofDayMs: number): boolean {
  return ofDayMs >= OPENS_MS && ofDayMs < CLOSES_MS;
}

/** The wall clock: a binary search for the offset. */
export function localMs({ startsAtUtc, offsetsMs }: Zone, at: Instant): number {
  let low = 0;
  let high = startsAtUtc.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((startsAtUtc[middle] ?? Infinity) <= at) low = middle;
    else high = middle - 1;
  }
  return at + (offsetsMs[low] ?? NaN);
}
