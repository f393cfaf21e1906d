import type { Brand } from '../brand.ts';
import { DAY_MS, type Instant } from './instant.ts';

/** A name of the time zone database, such as `America/New_York`, known to the zone table in use. */
export type ZoneName = Brand<string, 'ZoneName'>;

/**
 * The offsets of one zone. Span `i` runs from `startsAtUtc[i]` (in) to `startsAtUtc[i + 1]` (out); the first span starts at
 * `-Infinity`, the last one has no end. `offsetsMs[i]` is local time minus UTC during that span, in milliseconds.
 * INVARIANT: both arrays have the same length, at least 1, and `startsAtUtc` ascends strictly.
 */
export interface Zone {
  readonly name: ZoneName;
  readonly startsAtUtc: Float64Array;
  readonly offsetsMs: Int32Array;
}

/**
 * All zones of one release of the time zone database. `version` (such as `2026f`) is stamped on every decision.
 * `get` answers undefined for a name that the table does not have; a link name answers the zone that it links to,
 * under the link's own name.
 */
export interface ZoneTable {
  readonly version: string;
  /** From this instant on the table knows nothing: a decision there is refused, a search that reaches it ends as `unknown`. */
  readonly endsAtUtc: Instant;
  get(name: string): Zone | undefined;
}

/** The index of the span of `zone` that contains the instant. Cost: a binary search, or nothing where `hint` still holds. */
export function spanAt(zone: Zone, at: Instant, hint = 0): number {
  const starts = zone.startsAtUtc;
  const last = starts.length - 1;
  if (hint <= last && at >= at_(starts, hint) && (hint === last || at < at_(starts, hint + 1))) return hint;
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (at_(starts, middle) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Local time minus UTC, in milliseconds, at the instant. */
export function offsetMsAt(zone: Zone, at: Instant): number {
  return at_(zone.offsetsMs, spanAt(zone, at, zone.offsetsMs.length - 1));
}

/** When the clock of the zone changes after the instant, where that is less than a day ahead; Infinity where it is not. */
export function changeWithinDay(zone: Zone, span: number, at: Instant): number {
  const changesAt = zone.startsAtUtc[span + 1] ?? Infinity;
  return changesAt - at < DAY_MS ? changesAt : Infinity;
}

/** Reads a typed array inside its bounds, which every caller has established. */
function at_(array: Float64Array | Int32Array, index: number): number {
  return array[index] as number;
}
