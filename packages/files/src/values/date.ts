import {
  DAY_MS,
  formatLocalDate,
  MINUTE_MS,
  offsetMsAt,
  parseLocalDate,
  type Instant,
  type LocalDate,
  type SpanEdge,
  type Zone,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { ReadPlan } from '../plan.ts';
import { cellProblem, cellText, isBlank, type CellProblem } from './cell.ts';

/** An edge of a span, null for a blank cell; or what is wrong. */
export type EdgeResult =
  { readonly ok: true; readonly edge: SpanEdge | null } | ({ readonly ok: false } & CellProblem);

/** What is needed to read dates: as the plan states it. */
export type DateSettings = Pick<ReadPlan, 'zone' | 'dateOrder' | 'countedFromDate'>;

const DATE_TIME =
  /^(?<date>.*?\d)(?:[T ]+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?\s*(?<half>[ap]m)?\s*(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/i;
const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;
const NEVER = /^(?:never|permanent|forever|indefinite(?:ly)?)$/i;

/**
 * Reads a date (a whole day, S22) or a time (an instant): ISO 8601, `2026-11-21 08:30:00 UTC`, `20261121`, `11/21/2026`. A date that can
 * be read two ways, and a time without a zone, are told unless the plan states how they are meant.
 */
export function parseEdge(raw: string, side: 'from' | 'until', settings: DateSettings): EdgeResult {
  const text = cellText(raw);
  if (isBlank(text) || NEVER.test(text)) return { ok: true, edge: null };
  const damage = cellProblem(text);
  if (damage !== null) return { ok: false, ...damage };
  const found = DATE_TIME.exec(text)?.groups;
  if (found === undefined) return INVALID;
  const date = dateOf(found['date'] ?? '', settings.dateOrder);
  if (typeof date !== 'number') return date;
  if (found['hour'] === undefined) return { ok: true, edge: { date: formatLocalDate(date) } };
  const minute = minuteOf(Number(found['hour']), Number(found['minute']), found['half']?.toLowerCase());
  if (minute === undefined || Number(found['second'] ?? 0) > 60) return INVALID;
  const localMs = date * DAY_MS + minute * MINUTE_MS + Number(found['second'] ?? 0) * 1_000;
  return instantOf(localMs, found['zone'], settings.zone, side);
}

/** Reads days to expiry: whole days after the day that the plan counts from, the last one included. */
export function parseDays(raw: string, { countedFromDate }: DateSettings): EdgeResult {
  const text = cellText(raw);
  if (isBlank(text)) return { ok: true, edge: null };
  const days = /^(\d{1,5})(?:\.0+)?$/.exec(text)?.[1];
  const counted = countedFromDate === null ? undefined : parseLocalDate(countedFromDate);
  if (days === undefined || counted === undefined) {
    return {
      ok: false,
      code: 'days_invalid',
      sentence: 'the days to expiry are no whole number; write one such as `30`',
    };
  }
  if (Number(days) === 0) {
    return {
      ok: false,
      code: 'days_unclear',
      sentence: '`0` days to expiry may mean today or never; leave the cell empty for never',
    };
  }
  return { ok: true, edge: { date: formatLocalDate((counted + Number(days)) as LocalDate) } };
}

const INVALID: EdgeResult & { readonly ok: false } = {
  ok: false,
  code: 'date_invalid',
  sentence: 'this is no date; write it as `2026-11-21`, or a time as `2026-11-21T08:30Z`',
};

function dateOf(
  text: string,
  order: DateSettings['dateOrder'],
): LocalDate | (EdgeResult & { readonly ok: false }) {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const [, year, month, day] = YEAR_FIRST.exec(text) ?? compact ?? [];
  if (year !== undefined && month !== undefined && day !== undefined)
    return localDate(year, month, day) ?? INVALID;
  const [, one, two, lastYear] = YEAR_LAST.exec(text) ?? [];
  if (one === undefined || two === undefined || lastYear === undefined) return INVALID;
  const monthFirst = localDate(lastYear, one, two);
  const dayFirst = localDate(lastYear, two, one);
  if (order !== null) return (order === 'day_first' ? dayFirst : monthFirst) ?? INVALID;
  if (monthFirst !== undefined && dayFirst !== undefined && monthFirst !== dayFirst) {
    return {
      ok: false,
      code: 'date_unclear',
      sentence: 'the date can be read with the day first or the month first; state which it is',
    };
  }
  return monthFirst ?? dayFirst ?? INVALID;
}

function localDate(year: string, month: string, day: string): LocalDate | undefined {
  return parseLocalDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

function minuteOf(hour: number, minute: number, half: string | undefined): number | undefined {
  if (minute > 59 || hour > 23) return undefined;
  if (half === undefined) return hour * 60 + minute;
  if (hour < 1 || hour > 12) return undefined;
  return ((hour % 12) + (half === 'pm' ? 12 : 0)) * 60 + minute;
}

function instantOf(
  localMs: number,
  written: string | undefined,
  stated: string | null,
  side: 'from' | 'until',
): EdgeResult {
  if (written !== undefined) {
    const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(written) ?? [];
    const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS * (sign === '-' ? -1 : 1);
    return { ok: true, edge: { instant: (localMs - offset) as Instant } };
  }
  const zone = stated === null ? undefined : zoneTable().get(stated);
  if (zone === undefined) {
    return {
      ok: false,
      code: 'time_zone_missing',
      sentence: 'the time has no zone; state which zone the times of the file are in',
    };
  }
  return { ok: true, edge: { instant: widerInstant(localMs, zone, side) } };
}

/**
 * Where the clock shows a time twice, or never: the later one as an end, the earlier one as a beginning. The entry holds longer, and who
 * is on the list is contacted less.
 */
function widerInstant(localMs: number, zone: Zone, side: 'from' | 'until'): Instant {
  const candidates = [-DAY_MS, DAY_MS].map((ms) => localMs - offsetMsAt(zone, (localMs + ms) as Instant));
  const real = candidates.filter((at) => at + offsetMsAt(zone, at as Instant) === localMs);
  const among = real.length === 0 ? candidates : real;
  return (side === 'until' ? Math.max(...among) : Math.min(...among)) as Instant;
}
