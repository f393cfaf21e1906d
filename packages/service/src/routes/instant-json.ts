import { formatInstant, type Instant } from '@tact/engine';

/** An instant as it is sent, where there is one. */
export function instantOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
