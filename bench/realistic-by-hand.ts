import {
  DAY_MS,
  firstInstantOnOrAfterDate,
  HOUR_MS,
  localDateAt,
  localMinuteAt,
  parseLocalDate,
  weekdayIndexOf,
  type AttemptFact,
  type Instant,
  type LocalDate,
  type Zone,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { DecideCase } from './decide-cases.ts';
import { REALISTIC } from './realistic-rules.ts';

/** The realistic rules as a programmer would write them by hand for these cases, with nothing but yes or no: what no engine can beat. */
export function realisticByHand({ request, facts }: DecideCase): boolean {
  const { at, contact, device, fields } = facts;
  for (const { until } of facts.entries)
    if (until !== null && 'instant' in until && at < until.instant) return false;
  const versionAt = facts.registries[0]?.versionAt;
  if (typeof versionAt !== 'number' || at - versionAt > REALISTIC.registryAgeMsMax) return false;
  if (contact.region === 'US-MA' || contact.postalCode?.startsWith('967') === true) return false;
  if (device.areaCode === '212' || device.regions[0] === 'US-HI') return false;
  if (Number(fields['balance']) < REALISTIC.balanceMin || fields['segment'] === 'early') return false;
  if (contact.region === 'US-WA' && fields['opted_in_sms'] !== true) return false;
  // The contact's zone is one of the device's.
  const zones = device.zones.map(zoneOf);
  const closes = contact.region === 'US-FL' ? 19 * 60 : 20 * 60;
  const isMobile = request.device.type === 'mobile';
  for (const zone of zones) if (isHoliday(zone, at) || !isOpen(zone, at, closes, isMobile)) return false;
  return areFewInAll(facts.attempts, at) && areFewByDay(facts.attempts, at, zones, contact.zone);
}

const HOLIDAYS = new Set(REALISTIC.dates.map((date) => parseLocalDate(date)));

function isHoliday(zone: Zone, at: Instant): boolean {
  return HOLIDAYS.has(localDateAt(zone, at));
}

function isOpen(zone: Zone, at: Instant, closes: number, isMobile: boolean): boolean {
  const minute = localMinuteAt(zone, at);
  const weekday = weekdayIndexOf(localDateAt(zone, at));
  if (weekday === 6) return false;
  if (minute < (weekday === 5 ? 9 : 8) * 60 || minute >= Math.min(closes, weekday === 5 ? 18 * 60 : 24 * 60))
    return false;
  if (!isMobile) return true;
  return (minute >= 9 * 60 && minute < 12 * 60 + 30) || minute >= 13 * 60;
}

/** The counts that look at no clock, in one pass. */
function areFewInAll(attempts: readonly AttemptFact[], at: Instant): boolean {
  let inDay = 0;
  let withoutAnswer = 0;
  let refused = 0;
  for (let i = attempts.length - 1; i >= 0; i--) {
    const one = attempts[i];
    if (one === undefined || one.at <= at - 30 * DAY_MS) break;
    if (one.direction !== 'outbound') continue;
    if (one.sameClient && one.disposition === 'refused') refused++;
    if (!one.sameDevice || one.at <= at - 3 * DAY_MS) continue;
    if (one.callResult === null || WITHOUT_ANSWER.has(one.callResult)) withoutAnswer++;
    if (one.at > at - DAY_MS) inDay++;
  }
  return (
    inDay < REALISTIC.onDeviceInDayMax &&
    withoutAnswer < REALISTIC.withoutAnswerMax &&
    refused < REALISTIC.refusedMax
  );
}

const WITHOUT_ANSWER: ReadonlySet<string> = new Set(REALISTIC.withoutAnswerIn);

/** The counts by local day, in each zone from the instants at which its today and its week began. */
function areFewByDay(
  attempts: readonly AttemptFact[],
  at: Instant,
  zones: readonly Zone[],
  contactZone: string | null,
): boolean {
  for (const zone of zones) {
    const today = localDateAt(zone, at);
    const weekAt = firstInstantOnOrAfterDate(zone, (today - 6) as LocalDate, (at - 8 * DAY_MS) as Instant);
    const todayAt = firstInstantOnOrAfterDate(zone, today, weekAt);
    let inWeek = 0;
    let inDay = 0;
    let inEvening = 0;
    let messages = 0;
    let inHalfDay = 0;
    for (let i = attempts.length - 1; i >= 0; i--) {
      const one = attempts[i];
      if (one === undefined || one.at < weekAt) break;
      if (one.direction !== 'outbound' || !one.sameClient) continue;
      inWeek++;
      if (one.at > at - 12 * HOUR_MS) inHalfDay++;
      if (one.at < todayAt) continue;
      inDay++;
      if (one.channel === 'sms') messages++;
      if (one.sameDevice && isEvening(localMinuteAt(zone, one.at))) inEvening++;
    }
    const isLimited = contactZone === null || contactZone === zone.name;
    if (isLimited && (inDay >= REALISTIC.perDayMax || inWeek >= REALISTIC.perWeekMax)) return false;
    if (inWeek >= REALISTIC.onContactInWeekMax || inEvening >= REALISTIC.inEveningMax) return false;
    if (messages >= REALISTIC.messagesInDayMax) return false;
    if (inHalfDay >= 2 && Math.floor(localMinuteAt(zone, at) / 60) === 12) return false;
  }
  return true;
}

function isEvening(minute: number): boolean {
  return minute >= 17 * 60 && minute < 21 * 60;
}

function zoneOf(name: string): Zone {
  const zone = zoneTable().get(name);
  if (zone === undefined) throw new Error(`\`${name}\` is not in the zone table`);
  return zone;
}
