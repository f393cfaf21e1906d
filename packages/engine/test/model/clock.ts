import type { Window, WeekTimes, Zone, ZoneTable } from '../../src/index.ts';

/** A wall clock as a person reads it. */
export interface WallClock {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly weekday: string;
  /** Milliseconds since the clock last showed midnight. */
  readonly timeMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The first day of 1970 was a Thursday. */
const NAMES = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday'];

/** Reads the wall clock of a zone: the offsets are searched from the last to the first. */
export function wallClock(zone: Zone, at: number): WallClock {
  let span = zone.startsAtUtc.length - 1;
  while (span > 0 && (zone.startsAtUtc[span] ?? 0) > at) span--;
  const localMs = at + (zone.offsetsMs[span] ?? 0);
  const day = Math.floor(localMs / DAY_MS);
  return { day, weekday: NAMES[day % 7] ?? '', timeMs: localMs - day * DAY_MS };
}

/** The day that a text such as `2026-11-21` names. */
export function dayOf(date: string): number {
  return Date.parse(date) / DAY_MS;
}

/** `08:30` as milliseconds since midnight. */
export function timeMsOf(text: string): number {
  const [hours, minutes] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** S14: the start is in, the end is out. */
export function isInside(window: Window, clock: WallClock): boolean {
  return timeMsOf(window.start) <= clock.timeMs && clock.timeMs < timeMsOf(window.end);
}

/** S14, S15, S18: what the week says of the moment that the clock shows. */
export function isOpen(times: WeekTimes, clock: WallClock): boolean {
  const day = daysOf(times)[clock.weekday] ?? 'closed';
  if (day === 'closed') return false;
  return day === 'any' || day.some((window) => isInside(window, clock));
}

/** Whether no day of the week opens at all. */
export function isNeverOpen(times: WeekTimes): boolean {
  return Object.values(daysOf(times)).every((day) => day === 'closed');
}

/** Every time of day at which the week may open or close, as milliseconds since midnight. */
export function edgesOf(times: WeekTimes): readonly number[] {
  return Object.values(daysOf(times)).flatMap((day) =>
    typeof day === 'string' ? [] : day.flatMap(({ start, end }) => [timeMsOf(start), timeMsOf(end)]),
  );
}

function daysOf(times: WeekTimes): Readonly<Record<string, 'closed' | 'any' | readonly Window[]>> {
  return 'perDay' in times
    ? times.perDay
    : Object.fromEntries(NAMES.map((weekday) => [weekday, times.everyDay]));
}

/** The zones of these names; `unknown` where there is none, or one that the table does not have. */
export function zonesNamed(names: readonly string[], table: ZoneTable): readonly Zone[] | 'unknown' {
  const zones = names.flatMap((name) => table.get(name) ?? []);
  return zones.length === names.length && zones.length > 0 ? zones : 'unknown';
}
