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

/** Which quarter hours of a day are open; one that is open in part counts as open. */
export function slotsOf(day: DayTimes): readonly boolean[] {
  if (day === 'any') return Array.from({ length: SLOTS }, () => true);
  const slots = Array.from({ length: SLOTS }, () => false);
  if (day === 'closed') return slots;
  for (const { start, end } of day) {
    const [from, until] = [parseLocalMinute(start), parseLocalMinute(end)];
    if (from === undefined || until === undefined) continue;
    for (let slot = Math.floor(from / SLOT_MINUTES); slot * SLOT_MINUTES < until; slot++) slots[slot] = true;
  }
  return slots;
}

/** The hours of a day in which these quarter hours are open. */
export function dayOf(slots: readonly boolean[]): DayTimes {
  const windows: Window[] = [];
  let from: number | null = null;
  for (let slot = 0; slot <= SLOTS; slot++) {
    const isOpen = slots[slot] === true;
    if (isOpen && from === null) from = slot;
    if (!isOpen && from !== null) {
      windows.push({ start: slotTime(from), end: slotTime(slot) });
      from = null;
    }
  }
  const [first] = windows;
  if (first === undefined) return 'closed';
  return first.start === '00:00' && first.end === '24:00' ? 'any' : windows;
}

/** When a quarter hour begins, `HH:MM`. */
export function slotTime(slot: number): string {
  const minutes = slot * SLOT_MINUTES;
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
