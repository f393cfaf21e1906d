import { performance } from 'node:perf_hooks';
import { openConnection, type Target } from './http-connection.ts';

/** What came of a load. */
export interface Load {
  readonly perSecond: number;
  /** Milliseconds from the request to the whole answer. */
  readonly latenciesMs: readonly number[];
  /** How many answers had each HTTP status. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** What is asked, over and over. */
export interface LoadSettings extends Target {
  /** The body of the next request. */
  readonly body: () => string;
  readonly connections: number;
  readonly seconds: number;
}

/** Sends requests over so many connections, one at a time on each, and measures. */
export async function httpLoad(settings: LoadSettings): Promise<Load> {
  const endsAtMs = performance.now() + settings.seconds * 1000;
  const startedAtMs = performance.now();
  const latenciesMs: number[] = [];
  const statuses = new Map<number, number>();
  await Promise.all(
    Array.from({ length: settings.connections }, async () => {
      const connection = await openConnection(settings);
      try {
        while (performance.now() < endsAtMs) {
          const askedAtMs = performance.now();
          const { status } = await connection.ask(settings.body());
          latenciesMs.push(performance.now() - askedAtMs);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      } finally {
        connection.close();
      }
    }),
  );
  return {
    perSecond: (latenciesMs.length * 1000) / (performance.now() - startedAtMs),
    latenciesMs,
    statuses,
  };
}
