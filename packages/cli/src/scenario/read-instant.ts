import { offsetMsAt, spanAt, type Instant, type SpanEdge, type Zone } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { CellError } from './scenario-error.ts';

const DAY_MS = 86_400_000;
const UTC = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)Z$/;
const LOCAL =
  /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?) ([A-Z][A-Za-z]*(?:\/[A-Za-z_+-]+)*)(?: (first|second))?$/;

/**
 * Reads an instant: `2026-03-08 01:59 America/New_York`, `2026-03-08T06:59:59.999Z`. A local time that the clock shows twice needs
 * `first` or `second` behind it; one that it never shows is refused.
 */
export function readInstant(text: string): Instant {
  const utc = UTC.exec(text);
  if (utc !== null) return wallClockMs(text, utc[1] ?? '', utc[2] ?? '') as Instant;
  const local = LOCAL.exec(text);
  if (local === null) {
    throw new CellError(
      `\`${text}\` is not a time; write \`2026-03-08 01:59 America/New_York\` or \`2026-03-08T06:59Z\``,
    );
  }
  const [, date = '', time = '', zoneName = '', pass] = local;
  const zone = zoneTable().get(zoneName);
  if (zone === undefined)
    throw new CellError(`\`${zoneName}\` is no time zone; use a name such as \`America/New_York\``);
  return instantOf(text, zone, wallClockMs(text, date, time), pass);
}

/** Reads the edge of a span: a day as `2026-03-08`, else an instant. */
export function readEdge(text: string): SpanEdge {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return { instant: readInstant(text) };
  wallClockMs(text, text, '00:00');
  return { date: text };
}

function instantOf(text: string, zone: Zone, localMs: number, pass: string | undefined): Instant {
  const found: number[] = [];
  for (let span = spanAt(zone, (localMs - 2 * DAY_MS) as Instant); span < zone.offsetsMs.length; span++) {
    const at = localMs - (zone.offsetsMs[span] ?? 0);
    if ((zone.startsAtUtc[span] ?? Infinity) > localMs + 2 * DAY_MS) break;
    if (spanAt(zone, at as Instant) === span && offsetMsAt(zone, at as Instant) === localMs - at)
      found.push(at);
  }
  const [first, second] = found;
  if (first === undefined)
    throw new CellError(`\`${text}\` does not exist: the clock leaps over it; take a time before or after`);
  if (second === undefined) {
    if (pass !== undefined) throw new CellError(`\`${text}\` comes once; leave \`${pass}\` out`);
    return first as Instant;
  }
  if (pass === undefined)
    throw new CellError(`\`${text}\` comes twice; write \`first\` or \`second\` behind it`);
  return (pass === 'first' ? first : second) as Instant;
}

/** Milliseconds from 1970 of a wall clock; refuses what no clock shows. */
function wallClockMs(text: string, date: string, time: string): number {
  const [hour = '', minute = '', second = '00'] = time.split(':');
  const [year = '', month = '', day = ''] = date.split('-');
  const dateMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isDay = new Date(dateMs).toISOString().startsWith(date);
  if (!isDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) >= 60)
    throw new CellError(`\`${text}\` is no day and time of day`);
  return dateMs + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Math.round(Number(second) * 1000);
}
