import { parseLocalMinute, WEEKDAYS, type DayTimes, type WeekTimes, type Window } from '@tact/engine';

/** Quarter hours of a day. */
export const SLOTS = 96;
const SLOT_MINUTES = 15;

/** Seven days, Monday first. */
export type Days = readonly DayTimes[];

/** The days of a week's hours. */
export function daysOf(times: WeekTimes): Days {
  return WEEKDAYS.map((weekday) => ('everyDay' in times ? times.everyDay : times.perDay[weekday]));
}

/** A week with these days; `isSame` writes the first day for all. */
export function weekOf(days: Days, isSame: boolean): WeekTimes {
  const at = (index: number): DayTimes => days[index] ?? 'closed';
  if (isSame) return { everyDay: at(0) };
  const [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = [0, 1, 2, 3, 4, 5, 6].map(at) as [
    DayTimes,
    DayTimes,
    DayTimes,
    DayTimes,
    DayTimes,
    DayTimes,
    DayTimes,
  ];
  return { perDay: { monday, tuesday, wednesday, thursday, friday, saturday, sunday } };
}

/** A week whose days are held together no more: as it was before, unless its hours were changed since. */
export function apartAgain(times: WeekTimes, before: WeekTimes | null): WeekTimes {
  if (before === null || !('everyDay' in times)) return times;
  const together = weekOf(daysOf(before), true);
  return JSON.stringify(together) === JSON.stringify(times) ? before : times;
}

/** Which quarter hours of a day are open; one that is open in part counts as open. */
export function slotsOf(day: DayTimes): readonly boolean[] {
  const spans = spansOf(day);
  return Array.from({ length: SLOTS }, (_, slot) =>
    spans.some(({ from, until }) => from < (slot + 1) * SLOT_MINUTES && slot * SLOT_MINUTES < until),
  );
}

/** A day after the quarter hours from the first to the last were painted open or closed; what was typed outside of them stays to the minute. */
export function paintedDay(day: DayTimes, first: number, last: number, isOpen: boolean): DayTimes {
  const [from, until] = [first * SLOT_MINUTES, (last + 1) * SLOT_MINUTES];
  const spans = spansOf(day).flatMap((span) => [
    { from: span.from, until: Math.min(span.until, from) },
    { from: Math.max(span.from, until), until: span.until },
  ]);
  if (isOpen) spans.push({ from, until });
  const windows: Window[] = joined(spans).map((span) => ({
    start: minuteTime(span.from),
    end: minuteTime(span.until),
  }));
  const [only] = windows;
  if (only === undefined) return 'closed';
  return only.start === '00:00' && only.end === '24:00' ? 'any' : windows;
}

/** Minutes of a day: the first is in, the last is out. */
interface Span {
  readonly from: number;
  readonly until: number;
}

function spansOf(day: DayTimes): readonly Span[] {
  if (day === 'closed') return [];
  if (day === 'any') return [{ from: 0, until: SLOTS * SLOT_MINUTES }];
  return day.flatMap(({ start, end }) => {
    const [from, until] = [parseLocalMinute(start), parseLocalMinute(end)];
    return from === undefined || until === undefined ? [] : [{ from, until }];
  });
}

/** In their order; those that touch are one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const ordered = spans.filter(({ from, until }) => from < until).sort((one, other) => one.from - other.from);
  const whole: Span[] = [];
  for (const span of ordered) {
    const last = whole.at(-1);
    if (last === undefined || last.until < span.from) whole.push(span);
    else whole[whole.length - 1] = { from: last.from, until: Math.max(last.until, span.until) };
  }
  return whole;
}

/** When a quarter hour begins, `HH:MM`. */
export function slotTime(slot: number): string {
  return minuteTime(slot * SLOT_MINUTES);
}

function minuteTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** A day as it is typed: `09:00-12:00, 13:00-19:00`, `any` or `closed`. */
export function typedDay(day: DayTimes): string {
  return typeof day === 'string' ? day : day.map(({ start, end }) => `${start}-${end}`).join(', ');
}

/** Reads a typed day; hours alone do (`9-19`). Undefined where it is not understood. */
export function readDay(text: string): DayTimes | undefined {
  const plain = text.trim().toLowerCase();
  if (plain === 'any' || plain === 'closed') return plain;
  if (plain === '') return 'closed';
  const windows = plain.split(/[,;]/).map((part) => {
    const [start, end, ...rest] = part.split(/-|–/).map((time) => readTime(time.trim()));
    return start === undefined || end === undefined || rest.length > 0 || start >= end
      ? undefined
      : { start, end };
  });
  return windows.every((window) => window !== undefined) ? windows : undefined;
}

function readTime(text: string): string | undefined {
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(text) ?? [];
  if (hour === '' || Number(hour) > 24 || Number(minute) > 59) return undefined;
  if (Number(hour) === 24 && minute !== '00') return undefined;
  return `${hour.padStart(2, '0')}:${minute}`;
}
