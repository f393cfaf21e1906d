import {
  DAY_MS,
  formatInstant,
  formatLocalDate,
  MINUTE_MS,
  offsetMsAt,
  WEEKDAYS,
  weekdayIndexOf,
  type AllowedSpan,
  type Instant,
  type LocalDate,
  type Zone,
  type ZoneTable,
} from '@tact/engine';
import type { FoundWindows } from '@tact/service/without-http';

/** Windows as people read them: a line a span, on the clock of each zone of the request; in UTC where it has none. */
export function windowsText({ decision, until, windows }: FoundWindows, table: ZoneTable): string {
  const { spans, unknownFrom } = windows;
  const names = decision.zones.length === 0 ? ['UTC'] : decision.zones.map(({ zone }) => zone);
  const zones = names.flatMap((name) => table.get(name) ?? []);
  const asked = `from ${formatInstant(decision.at)} to ${formatInstant(until)}`;
  return [
    spans.length === 0 ? `Never allowed ${asked}.` : `Allowed, if nothing happens in between, ${asked}:`,
    ...spans.map((span) => `  ${zones.map((zone) => onTheClock(zone, span)).join('; ')}`),
    ...(unknownFrom === null ? [] : [`Not known from ${formatInstant(unknownFrom)} on.`]),
    '',
  ].join('\n');
}

/** `Tue 2026-11-24 09:00–19:00 (America/New_York)`; with the day of the end where that is another one. */
function onTheClock(zone: Zone, { from, until }: AllowedSpan): string {
  // The start is in and the end is out, also where they do not lie on a whole second.
  const starts = clockAt(zone, Math.ceil(from / 1000) * 1000);
  const ends = clockAt(zone, Math.floor(until / 1000) * 1000);
  const isWholeDayEnd = ends.date === starts.date + 1 && ends.time === '00:00';
  const end = isWholeDayEnd ? '24:00' : ends.time;
  if (isWholeDayEnd || ends.date === starts.date)
    return `${dayText(starts.date)} ${starts.time}–${end} (${zone.name})`;
  return `${dayText(starts.date)} ${starts.time} – ${dayText(ends.date)} ${end} (${zone.name})`;
}

/** The day and the time of day, with seconds where there are any. */
function clockAt(zone: Zone, at: number): { readonly date: LocalDate; readonly time: string } {
  const localMs = at + offsetMsAt(zone, at as Instant);
  const date = Math.floor(localMs / DAY_MS) as LocalDate;
  const ofDayMs = localMs - date * DAY_MS;
  const parts = [Math.floor(ofDayMs / (60 * MINUTE_MS)), Math.floor(ofDayMs / MINUTE_MS) % 60];
  const seconds = Math.floor((ofDayMs % MINUTE_MS) / 1000);
  if (seconds > 0) parts.push(seconds);
  return { date, time: parts.map((part) => String(part).padStart(2, '0')).join(':') };
}

function dayText(date: LocalDate): string {
  const name = WEEKDAYS[weekdayIndexOf(date)] ?? '';
  return `${name.charAt(0).toUpperCase()}${name.slice(1, 3)} ${formatLocalDate(date)}`;
}
