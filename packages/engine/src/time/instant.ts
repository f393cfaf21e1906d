import type { Brand } from '../brand.ts';

/** A point on the time line: milliseconds since 1970-01-01T00:00:00Z, a whole number. Never a local time. */
export type Instant = Brand<number, 'Instant'>;

/** Milliseconds in a minute. */
export const MINUTE_MS = 60_000;
/** Milliseconds in an hour. */
export const HOUR_MS = 3_600_000;
/** Milliseconds in 24 hours; a local day may be shorter or longer. */
export const DAY_MS = 86_400_000;
