import {
  DAY_MS,
  formatInstant,
  formatLocal,
  MINUTE_MS,
  parseLocalDate,
  parseLocalMinute,
  spanAt,
  type Instant,
  type Zone,
} from '@tact/engine';

/** What a field of date and time shows for an instant on a zone's clock: `2026-11-21T09:42`; empty for null. */
export function localFieldText(zone: Zone, instant: string | null): string {
  const at = instant === null ? Number.NaN : Date.parse(instant);
  return Number.isNaN(at) ? '' : formatLocal(zone, at as Instant).slice(0, 16);
}

/**
 * The instant at which a zone's clock shows `2026-11-21T09:42`; of an hour that comes twice, the first. Undefined for a time that the
 * clock leaves out, and for what is no time.
 */
export function instantOfLocal(zone: Zone, text: string): string | undefined {
  const [day = '', time = ''] = text.split('T');
  const [date, minute] = [parseLocalDate(day), parseLocalMinute(time.slice(0, 5))];
  if (date === undefined || minute === undefined) return undefined;
  const localMs = date * DAY_MS + minute * MINUTE_MS;
  const last = spanAt(zone, (localMs + DAY_MS) as Instant);
  for (let span = spanAt(zone, (localMs - DAY_MS) as Instant); span <= last; span++) {
    const at = (localMs - (zone.offsetsMs[span] ?? Number.NaN)) as Instant;
    if (spanAt(zone, at) === span) return formatInstant(at);
  }
  return undefined;
}
