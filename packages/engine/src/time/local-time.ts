import type { Brand } from '../brand.ts';
import { DAY_MS, MINUTE_MS, type Instant } from './instant.ts';
import { offsetMsAt, spanAt, type Zone } from './zone.ts';

/** A calendar day, as the number of days since 1970-01-01. It belongs to no zone. */
export type LocalDate = Brand<number, 'LocalDate'>;
/** Minutes since the day began on the wall clock: 0 to 1439, or 1440 for the end of the day (`24:00`, S14). */
export type LocalMinute = Brand<number, 'LocalMinute'>;

/** Monday first, as ISO 8601 counts. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
/** A day of the week. */
export type Weekday = (typeof WEEKDAYS)[number];

/** The wall clock at an instant, as milliseconds since 1970-01-01T00:00 of that same wall clock. */
export function localMsAt(zone: Zone, at: Instant): number {
  return at + offsetMsAt(zone, at);
}

/** The local day at an instant. */
export function localDateAt(zone: Zone, at: Instant): LocalDate {
  return Math.floor(localMsAt(zone, at) / DAY_MS) as LocalDate;
}

/** The local minute at an instant, 0 to 1439. */
export function localMinuteAt(zone: Zone, at: Instant): LocalMinute {
  return Math.floor(positiveRemainder(localMsAt(zone, at), DAY_MS) / MINUTE_MS) as LocalMinute;
}

/** 0 is Monday. (1970-01-01 was a Thursday.) */
export function weekdayIndexOf(date: LocalDate): number {
  return positiveRemainder(date + 3, 7);
}

/**
 * The first instant, not before `from`, at which the wall clock of the zone shows `date` or a later day. Days begin where the
 * clock first shows them, which is not always midnight (S8).
 */
export function firstInstantOnOrAfterDate(zone: Zone, date: LocalDate, from: Instant): Instant {
  let at: number = from;
  for (let span = spanAt(zone, from); ; span++) {
    const offsetMs = zone.offsetsMs[span] as number;
    const candidate = Math.max(at, date * DAY_MS - offsetMs);
    const spanEndsAt = zone.startsAtUtc[span + 1];
    if (spanEndsAt === undefined || candidate < spanEndsAt) return candidate as Instant;
    at = spanEndsAt;
  }
}

/** Reads `YYYY-MM-DD` of the years 0100 to 9999; undefined for anything else and for a day that does not exist. */
export function parseLocalDate(text: string): LocalDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = (Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8))) /
    DAY_MS) as LocalDate;
  return formatLocalDate(date) === text ? date : undefined;
}

/** `YYYY-MM-DD`. */
export function formatLocalDate(date: LocalDate): string {
  return isoDate(date);
}

/** `HH:MM`, to `24:00`. */
export function formatLocalMinute(minute: LocalMinute): string {
  return MINUTES[minute] as string;
}

/** Every minute of a day as text, and the end of the day: most decisions show one. */
const MINUTES: readonly string[] = Array.from(
  { length: 24 * 60 + 1 },
  (_, minute) => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`,
);

/** Reads `HH:MM` from `00:00` to `24:00`; undefined for anything else. */
export function parseLocalMinute(text: string): LocalMinute | undefined {
  if (!/^\d{2}:[0-5]\d$/.test(text)) return undefined;
  const minute = Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return minute <= 1440 ? (minute as LocalMinute) : undefined;
}

/** The wall clock at an instant as `YYYY-MM-DDTHH:MM`, without a zone. Instants from 1970 to 9999. */
export function formatLocal(zone: Zone, at: Instant): string {
  return formatLocalMs(localMsAt(zone, at));
}

/** A wall clock, as milliseconds since 1970-01-01T00:00 of it, as `YYYY-MM-DDTHH:MM`. */
export function formatLocalMs(localMs: number): string {
  const date = Math.floor(localMs / DAY_MS);
  return `${isoDate(date)}T${formatLocalMinute(Math.floor((localMs - date * DAY_MS) / MINUTE_MS) as LocalMinute)}`;
}

/** The Gregorian day of a number of days since 1970-01-01, by eras of 400 years (146,097 days): ten times faster than a `Date`. */
function isoDate(daysSince1970: number): string {
  const day = daysSince1970 + 719_468; // since 0000-03-01: years that begin in March end with the leap day
  const era = Math.floor(day / 146_097);
  const dayOfEra = day - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

/** 10000-01-01: from then on years have another form. */
const YEAR_10000_MS = 253_402_300_800_000;

/** An instant as RFC 3339 in UTC; milliseconds only where there are any. Every answer holds some, so those of our time go without a `Date`. */
export function formatInstant(at: Instant): string {
  if (!(at >= 0 && at < YEAR_10000_MS)) return withoutZeros(new Date(at).toISOString());
  const date = Math.floor(at / DAY_MS);
  const ofDay = Math.floor(at - date * DAY_MS);
  const seconds = Math.floor(ofDay / 1_000);
  const minutes = Math.floor(seconds / 60);
  const ms = ofDay - seconds * 1_000;
  const fraction = ms === 0 ? '' : ms < 10 ? `.00${ms}` : ms < 100 ? `.0${ms}` : `.${ms}`;
  return `${isoDate(date)}T${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}${fraction}Z`;
}

function withoutZeros(text: string): string {
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

function positiveRemainder(value: number, divisor: number): number {
  const remainder = value % divisor;
  return remainder < 0 ? remainder + divisor : remainder;
}
