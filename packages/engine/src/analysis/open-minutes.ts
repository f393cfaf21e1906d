import { WEEKDAYS } from '../time/local-time.ts';
import { openWeekOf, type WeekTimes } from '../time/window.ts';

/** The open minutes of a local week as starts (in) and ends (out), in turn, ascending; minute 0 is Monday 00:00. Spans do not touch. */
export type OpenMinutes = readonly number[];

const DAY_MINUTES = 1_440;
/** Minutes of a week. */
export const WEEK_MINUTES = 7 * DAY_MINUTES;
/** Open throughout. */
export const ALWAYS_OPEN: OpenMinutes = [0, WEEK_MINUTES];
/** Never open. */
export const NEVER_OPEN: OpenMinutes = [];

/** The open minutes of the hours of a week. */
export function openMinutesOf(times: WeekTimes): OpenMinutes {
  return joined(
    openWeekOf(times).flatMap(({ spans }, day) =>
      spans.flatMap(({ startsAtLocalMinute, endsAtLocalMinute }) => [
        day * DAY_MINUTES + startsAtLocalMinute,
        day * DAY_MINUTES + endsAtLocalMinute,
      ]),
    ),
  );
}

/** Joins ascending spans where they touch. */
export function joined(spans: OpenMinutes): OpenMinutes {
  const result: number[] = [];
  for (let i = 0; i < spans.length; i += 2) {
    const [start = 0, end = 0] = [spans[i], spans[i + 1]];
    if (result.at(-1) === start) result[result.length - 1] = end;
    else result.push(start, end);
  }
  return result;
}

/** The minutes that are open in both. */
export function intersection(one: OpenMinutes, other: OpenMinutes): OpenMinutes {
  if (isAlwaysOpen(one)) return other;
  if (isAlwaysOpen(other)) return one;
  const result: number[] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    const [oneEnd = 0, otherEnd = 0] = [one[i + 1], other[j + 1]];
    const start = Math.max(one[i] ?? 0, other[j] ?? 0);
    const end = Math.min(oneEnd, otherEnd);
    if (start < end) result.push(start, end);
    if (oneEnd <= otherEnd) i += 2;
    else j += 2;
  }
  return result;
}

/** Whether every minute of `inner` is open in `outer`. */
export function contains(outer: OpenMinutes, inner: OpenMinutes): boolean {
  return minutesIn(intersection(outer, inner)) === minutesIn(inner);
}

/** Whether no minute is left out. */
export function isAlwaysOpen(minutes: OpenMinutes): boolean {
  return minutes[0] === 0 && minutes[1] === WEEK_MINUTES;
}

/** The hours as a sentence has them: `09:00-12:00, 13:00-19:00`, or what kind of hours they are. */
export function hoursText(times: WeekTimes): string {
  if ('everyDay' in times) return dayText(times.everyDay);
  const texts = WEEKDAYS.map((weekday) => dayText(times.perDay[weekday]));
  const open = texts.filter((text) => text !== 'closed');
  if (new Set(open).size > 1) return 'other hours each day';
  const days = WEEKDAYS.filter((_, index) => texts[index] !== 'closed').map((day) => capitalized(day));
  return open[0] === undefined ? 'closed' : `${open[0]} on ${days.join(', ')}`;
}

function dayText(day: Extract<WeekTimes, { everyDay: unknown }>['everyDay']): string {
  if (day === 'closed') return 'closed';
  if (day === 'any') return 'any time';
  return day.map(({ start, end }) => `${start}-${end}`).join(', ');
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1, 3)}`;
}

function minutesIn(minutes: OpenMinutes): number {
  return minutes.reduce((sum, minute, index) => sum + (index % 2 === 0 ? -minute : minute), 0);
}
