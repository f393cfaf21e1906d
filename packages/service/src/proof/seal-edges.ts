import type { SealEdge } from '@tact/store';

/** Whether a record lies beyond the end of a batch. Instants are seconds with six decimals. */
export function isAfter(one: SealEdge, other: SealEdge): boolean {
  const [seconds, others] = [microsecondsOf(one.at), microsecondsOf(other.at)];
  return seconds > others || (seconds === others && one.key > other.key);
}

/** Seconds since 1970 UTC with up to six decimals. */
const INSTANT = /^(-?\d+)(?:\.(\d{1,6}))?$/;

/** Whether a text is an instant, as edges name it. */
export function isInstant(at: string): boolean {
  return INSTANT.test(at);
}

/** An instant, seconds since 1970 UTC with up to six decimals, as microseconds. */
export function microsecondsOf(at: string): bigint {
  const match = INSTANT.exec(at);
  // What is no instant lies before all: it then counts as of the batch that it stands in, which does not hold it.
  if (match === null) return -(2n ** 63n);
  return BigInt(match[1] ?? 0) * 1_000_000n + BigInt((match[2] ?? '').padEnd(6, '0'));
}
