import { parseLocalDate, type Instant, type SpanEdge } from '@tact/engine';

/** RFC 3339: date, time, and `Z` or an offset. A time without either would be nobody's time. */
export const INSTANT_PATTERN =
  '^\\d{4}-\\d{2}-\\d{2}[Tt]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)$';

const INSTANT = new RegExp(INSTANT_PATTERN);

/** Reads an RFC 3339 instant, to the millisecond; undefined for anything else, a day that no month has among them. */
export function parseInstant(text: string): Instant | undefined {
  if (!INSTANT.test(text) || parseLocalDate(text.slice(0, 10)) === undefined) return undefined;
  const at = Date.parse(text.toUpperCase());
  return Number.isFinite(at) ? (at as Instant) : undefined;
}

/** Reads the edge of a span: a day as `YYYY-MM-DD`, or an instant (S22); undefined for anything else. */
export function parseSpanEdge(text: string): SpanEdge | undefined {
  if (parseLocalDate(text) !== undefined) return { date: text };
  const instant = parseInstant(text);
  return instant === undefined ? undefined : { instant };
}
