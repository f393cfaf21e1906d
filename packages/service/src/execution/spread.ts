import { HOUR_MS, type AllowedSpan, type Instant } from '@tact/engine';

/** How long the first part of a window is at most, over which records are spread, milliseconds. */
export const SPREAD_MS_MAX = HOUR_MS;
/** The part of a window that is its first part. */
const FIRST_PART = 0.5;

/** Instants of that part on which records come that were made in the same millisecond, as a file's are in batches: about one a minute. */
const INSTANTS = 64;

/**
 * When a record comes whose window opens: an instant in the first half of the span, at most an hour after its start, the same for the same
 * record each time. So not everybody comes at 09:00:00, and nobody after the window has closed. A few records that follow each other come
 * together: they are neighbours in the database, too, and a claim in a queue of millions reads few pages (`bench -- claim`).
 */
export function spreadIn({ from, until }: AllowedSpan, recordId: string): Instant {
  const partMs = Math.min((until - from) * FIRST_PART, SPREAD_MS_MAX);
  return (from + Math.floor(placeOf(recordId) * partMs)) as Instant;
}

/** A number of at least 0 and below 1: where a record's millisecond begins, and from there on by the first of its id's random bits. */
function placeOf(recordId: string): number {
  const millisecond = recordId.slice(0, 13);
  const bits = Number.parseInt(recordId.slice(15, 17), 16);
  return (fractionOf(millisecond) + Math.floor((bits * INSTANTS) / 256) / INSTANTS) % 1;
}

/** A number of at least 0 and below 1 that depends on the text alone (FNV-1a, mixed once more because ids that follow each other are alike). */
export function fractionOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
