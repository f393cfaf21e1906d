import type { SpanEdge } from './facts.ts';
import { DAY_MS, type Instant } from './time/instant.ts';
import {
  firstInstantOnOrAfterDate,
  formatInstant,
  localDateAt,
  parseLocalDate,
  type LocalDate,
} from './time/local-time.ts';
import type { Zone } from './time/zone.ts';

/** A span of time with open ends allowed: the start is in; an `until` instant is out, an `until` date is in as a whole day (S22). */
export interface Span {
  readonly from: SpanEdge | null;
  readonly until: SpanEdge | null;
}

/** Whether the span is in force at the instant, with dates as days of the organization's zone. */
export function isInForce(span: Span, zone: Zone, at: Instant): boolean {
  return hasBegun(span.from, zone, at) && !hasEnded(span.until, zone, at);
}

/** The first instant, not before `at`, at which a span that is in force at `at` is over; Infinity where it has no end. */
export function endsAt(until: SpanEdge | null, zone: Zone, at: Instant): number {
  if (until === null) return Infinity;
  if ('instant' in until) return Math.max(until.instant, at);
  return firstInstantOnOrAfterDate(zone, (dateOf(until.date) + 1) as LocalDate, at);
}

/** The first instant after `at` at which a span that has not begun at `at` begins; Infinity for one that has. */
export function beginsAfter(from: SpanEdge | null, zone: Zone, at: Instant): number {
  if (hasBegun(from, zone, at) || from === null) return Infinity;
  return 'instant' in from ? from.instant : firstInstantOnOrAfterDate(zone, dateOf(from.date), at);
}

/** The edge as a reason shows it; null for an open end. */
export function formatEdge(edge: SpanEdge | null): string | null {
  if (edge === null) return null;
  return 'instant' in edge ? formatInstant(edge.instant) : edge.date;
}

/** What is wrong with a span, as one sentence; undefined where nothing is. */
export function spanProblem(span: Span): string | undefined {
  for (const edge of [span.from, span.until]) {
    if (edge !== null && 'date' in edge && parseLocalDate(edge.date) === undefined)
      return `\`${edge.date}\` is not a day as YYYY-MM-DD`;
  }
  const { from, until } = span;
  if (from === null || until === null) return undefined;
  return isReversed(from, until)
    ? `\`${formatEdge(until)}\` ends it before it starts at \`${formatEdge(from)}\``
    : undefined;
}

/** Where one edge is a day and the other an instant, only what is so in every zone: none is a day off UTC. */
function isReversed(from: SpanEdge, until: SpanEdge): boolean {
  if ('instant' in from)
    return 'instant' in until
      ? until.instant <= from.instant
      : from.instant >= (dateOf(until.date) + 2) * DAY_MS;
  return 'date' in until ? until.date < from.date : until.instant <= (dateOf(from.date) - 1) * DAY_MS;
}

function hasBegun(from: SpanEdge | null, zone: Zone, at: Instant): boolean {
  if (from === null) return true;
  return 'instant' in from ? from.instant <= at : dateOf(from.date) <= localDateAt(zone, at);
}

function hasEnded(until: SpanEdge | null, zone: Zone, at: Instant): boolean {
  if (until === null) return false;
  return 'instant' in until ? until.instant <= at : dateOf(until.date) < localDateAt(zone, at);
}

function dateOf(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === undefined) throw new Error(`\`${text}\` is not a day as YYYY-MM-DD`);
  return date;
}
