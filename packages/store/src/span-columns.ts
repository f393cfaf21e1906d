import type { Channel, Instant, SpanEdge } from '@tact/engine';

/** An edge as it is stored: an instant or a day, or neither. */
export function edgeOf(atMs: number | null, date: string | null): SpanEdge | null {
  if (atMs !== null) return { instant: atMs as Instant };
  return date === null ? null : { date };
}

/** An edge's two columns. */
export function edgeColumns(edge: SpanEdge | null): {
  readonly at: Date | null;
  readonly date: string | null;
} {
  if (edge === null) return { at: null, date: null };
  return 'instant' in edge ? { at: new Date(edge.instant), date: null } : { at: null, date: edge.date };
}

/** Channels as they are stored: null is any. */
export function channelsOf(channels: readonly string[] | null): 'any' | readonly Channel[] {
  return channels === null ? 'any' : (channels as readonly Channel[]);
}

/** Channels as a column. */
export function channelsColumn(channels: 'any' | readonly Channel[]): string[] | null {
  return channels === 'any' ? null : [...channels];
}
