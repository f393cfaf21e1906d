import type { DayTimes, WeekTimes, Window, Zone, ZoneTable } from '../../src/index.ts';

/** A wall clock: the day as days since 1970-01-01, and the milliseconds since it last showed midnight. */
export type WallClock = Readonly<Record<'day' | 'timeMs', number>>;

export const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
export const DAY_MS = UNIT_MS.days;
/** The first day of 1970 was a Thursday. */
const NAMES = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday'];

/** Reads the wall clock of a zone: the offsets are searched from the last to the first. */
export function wallClock(zone: Zone, at: number): WallClock {
  let span = zone.startsAtUtc.length - 1;
  while (span > 0 && (zone.startsAtUtc[span] ?? 0) > at) span--;
  const localMs = at + (zone.offsetsMs[span] ?? 0);
  const day = Math.floor(localMs / DAY_MS);
  return { day, timeMs: localMs - day * DAY_MS };
}

/** `08:30` as milliseconds since midnight. */
export function timeMsOf(text: string): number {
  const [hours, minutes] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** S14: the start is in, the end is out. */
export function isInside(window: Window, { timeMs }: WallClock): boolean {
  return timeMsOf(window.start) <= timeMs && timeMs < timeMsOf(window.end);
}

/** S14, S15, S18: what the week says of the moment that the clock shows. */
export function isOpen(times: WeekTimes, clock: WallClock): boolean {
  const day = daysOf(times)[NAMES[clock.day % 7] ?? ''] ?? 'closed';
  return day === 'any' || (day !== 'closed' && day.some((window) => isInside(window, clock)));
}

/** The days of a week by their names. */
export function daysOf(times: WeekTimes): Readonly<Record<string, DayTimes>> {
  return 'perDay' in times ? times.perDay : Object.fromEntries(NAMES.map((name) => [name, times.everyDay]));
}

/** The zones of these names; `unknown` where there is none, or one that the table does not have. */
export function zonesNamed(names: readonly string[], table: ZoneTable): readonly Zone[] | 'unknown' {
  const zones = names.flatMap((name) => table.get(name) ?? []);
  return zones.length === names.length && zones.length > 0 ? zones : 'unknown';
}
