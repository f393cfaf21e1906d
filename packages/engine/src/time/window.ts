import { DAY_MS, MINUTE_MS, type Instant } from './instant.ts';
import {
  formatLocalMinute,
  localMsAt,
  parseLocalMinute,
  weekdayIndexOf,
  WEEKDAYS,
  type LocalDate,
  type LocalMinute,
  type Weekday,
} from './local-time.ts';
import { spanAt, type Zone } from './zone.ts';

/** A span of a local day: the start is in, the end is out (S14). Times as `HH:MM`; `24:00` is the end of the day. */
export interface Window {
  readonly start: string;
  readonly end: string;
}

/** What one day allows: nothing, any time, or its windows. */
export type DayTimes = 'closed' | 'any' | readonly Window[];

/** The hours of a week: the same for all days, or day by day (seed A7.3). */
export type WeekTimes =
  { readonly everyDay: DayTimes } | { readonly perDay: Readonly<Record<Weekday, DayTimes>> };

/** One open span of a day in local minutes, half-open. */
interface OpenSpan {
  readonly startsAtLocalMinute: number;
  readonly endsAtLocalMinute: number;
}

/** One day made ready: its spans ascend and do not touch. */
interface OpenDay {
  readonly spans: readonly OpenSpan[];
  /** Its windows as people read them: `09:00-12:00, 13:00-19:00`, or `closed`. */
  readonly text: string;
}

/** The hours of a week made ready: seven days, Monday first. */
export type OpenWeek = readonly OpenDay[];

/** Makes a week ready. The times must have passed `weekTimesProblem`; a bad time throws. */
export function openWeekOf(times: WeekTimes): OpenWeek {
  return WEEKDAYS.map((weekday) => {
    const spans = openSpansOf('everyDay' in times ? times.everyDay : times.perDay[weekday]);
    return { spans, text: textOf(spans) };
  });
}

/** What is wrong with the hours of a week, as one sentence; undefined where nothing is. */
export function weekTimesProblem(times: WeekTimes): string | undefined {
  const days = 'everyDay' in times ? [times.everyDay] : WEEKDAYS.map((weekday) => times.perDay[weekday]);
  for (const day of days) {
    if (typeof day === 'string') continue;
    if (day.length === 0) return 'a day with no window is written `closed`';
    for (const window of day) {
      const problem = windowProblem(window);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** What is wrong with a window, as one sentence; undefined where nothing is. */
export function windowProblem(window: Window): string | undefined {
  const start = parseLocalMinute(window.start);
  const end = parseLocalMinute(window.end);
  if (start === undefined) return `\`${window.start}\` is not a time between 00:00 and 24:00`;
  if (end === undefined) return `\`${window.end}\` is not a time between 00:00 and 24:00`;
  if (end <= start)
    return `the window ends at \`${window.end}\`, which is not after its start \`${window.start}\``;
  return undefined;
}

/** Whether the week is open at an instant on the wall clock of the zone (S15). */
export function isOpenAt(week: OpenWeek, zone: Zone, at: Instant): boolean {
  return isOpenMinute(openMinutesOf(week), minuteOfWeekOf(localMsAt(zone, at)));
}

/** The open minutes of a week, one bit each, Monday 00:00 first: whether a minute is open is one look, however many windows there are. */
export type OpenMinutes = Uint8Array;

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** The open minutes of a week: windows begin and end with whole minutes. */
export function openMinutesOf(week: OpenWeek): OpenMinutes {
  const open = new Uint8Array(WEEK_MINUTES / 8);
  week.forEach(({ spans }, weekday) => {
    for (const { startsAtLocalMinute, endsAtLocalMinute } of spans)
      for (let ofDay = startsAtLocalMinute; ofDay < endsAtLocalMinute; ofDay++) {
        const minute = weekday * DAY_MINUTES + ofDay;
        open[minute >> 3] = (open[minute >> 3] ?? 0) | (1 << (minute & 7));
      }
  });
  return open;
}

/** Whether a minute of the week is open; what is no minute, never. */
export function isOpenMinute(open: OpenMinutes, minuteOfWeek: number): boolean {
  // Bits of a number that is none are zero, which is Monday at midnight.
  return minuteOfWeek >= 0 && (((open[minuteOfWeek >> 3] ?? 0) >> (minuteOfWeek & 7)) & 1) === 1;
}

/** The minute of the week, from Monday 00:00, that a wall clock shows: milliseconds since 1970-01-01T00:00 of it. */
export function minuteOfWeekOf(localMs: number): number {
  // 1970-01-01 was a Thursday.
  const minutes = Math.floor(localMs / MINUTE_MS) + 3 * DAY_MINUTES;
  return minutes - Math.floor(minutes / WEEK_MINUTES) * WEEK_MINUTES;
}

/** The first instant, not before `from`, at which the week is open on the wall clock of the zone; Infinity where it never is. */
export function opensAt(week: OpenWeek, zone: Zone, from: Instant): number {
  let at: number = from;
  for (let span = spanAt(zone, from); ; span++) {
    const offsetMs = zone.offsetsMs[span] as number;
    const candidate = openLocalMs(week, at + offsetMs) - offsetMs;
    const spanEndsAt = zone.startsAtUtc[span + 1];
    if (candidate === Infinity || spanEndsAt === undefined || candidate < spanEndsAt) return candidate;
    at = spanEndsAt;
  }
}

/**
 * An instant after `at`, at which the week must be open, up to which it stays open on the wall clock of the zone: the end of the window, of the
 * day, or a change of the clock. Infinity where the week is open at all times.
 */
export function closesAt(week: OpenWeek, zone: Zone, at: Instant): number {
  if (week.every(({ spans }) => isWholeDay(spans))) return Infinity;
  const span = spanAt(zone, at);
  const offsetMs = zone.offsetsMs[span] as number;
  const date = Math.floor((at + offsetMs) / DAY_MS);
  const minute = (at + offsetMs - date * DAY_MS) / MINUTE_MS;
  const open = spansOn(week, date as LocalDate).find(({ endsAtLocalMinute }) => minute < endsAtLocalMinute);
  const endsAt = date * DAY_MS + (open?.endsAtLocalMinute ?? 0) * MINUTE_MS - offsetMs;
  return Math.min(endsAt, zone.startsAtUtc[span + 1] ?? Infinity);
}

function isWholeDay(spans: readonly OpenSpan[]): boolean {
  return spans[0]?.startsAtLocalMinute === 0 && spans[0].endsAtLocalMinute === 1440;
}

/** The windows of a day as people read them: `09:00-12:00, 13:00-19:00`, or `closed`. */
export function formatDay(week: OpenWeek, date: LocalDate): string {
  return week[weekdayIndexOf(date)]?.text ?? 'closed';
}

function textOf(spans: readonly OpenSpan[]): string {
  if (spans.length === 0) return 'closed';
  return spans
    .map(
      (span) =>
        `${formatLocalMinute(span.startsAtLocalMinute as LocalMinute)}-${formatLocalMinute(span.endsAtLocalMinute as LocalMinute)}`,
    )
    .join(', ');
}

/** The first wall-clock moment, not before `fromLocalMs`, that lies in a window; Infinity for a week with none. */
function openLocalMs(week: OpenWeek, fromLocalMs: number): number {
  const today = Math.floor(fromLocalMs / DAY_MS);
  for (let date = today; date <= today + 7; date++) {
    for (const span of spansOn(week, date as LocalDate)) {
      const endsAt = date * DAY_MS + span.endsAtLocalMinute * MINUTE_MS;
      if (fromLocalMs < endsAt)
        return Math.max(fromLocalMs, date * DAY_MS + span.startsAtLocalMinute * MINUTE_MS);
    }
  }
  return Infinity;
}

const NEVER: readonly OpenSpan[] = [];

function spansOn(week: OpenWeek, date: LocalDate): readonly OpenSpan[] {
  return week[weekdayIndexOf(date)]?.spans ?? NEVER;
}

function openSpansOf(day: DayTimes): readonly OpenSpan[] {
  if (day === 'closed') return [];
  if (day === 'any') return [{ startsAtLocalMinute: 0, endsAtLocalMinute: 1440 }];
  const spans = day
    .map((window) => ({
      startsAtLocalMinute: minuteOf(window.start),
      endsAtLocalMinute: minuteOf(window.end),
    }))
    .toSorted((one, other) => one.startsAtLocalMinute - other.startsAtLocalMinute);
  const merged: OpenSpan[] = [];
  for (const span of spans) {
    const before = merged.at(-1);
    if (before !== undefined && span.startsAtLocalMinute <= before.endsAtLocalMinute) {
      merged[merged.length - 1] = {
        startsAtLocalMinute: before.startsAtLocalMinute,
        endsAtLocalMinute: Math.max(before.endsAtLocalMinute, span.endsAtLocalMinute),
      };
    } else merged.push(span);
  }
  return merged;
}

function minuteOf(text: string): LocalMinute {
  const minute = parseLocalMinute(text);
  if (minute === undefined) throw new Error(`\`${text}\` is not a time between 00:00 and 24:00`);
  return minute;
}
