import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { DAY_MS, HOUR_MS, type Instant, type ZoneTable } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock } from './deciding/decider.ts';
import { replaySample, type ReplaySample } from './proof/replay-sample.ts';
import { nameOfError } from './told-error.ts';

/** When in the day (UTC) decisions are replayed: a quiet hour in America, where most are made. */
const AT_MS = 8 * HOUR_MS;
/** How many instants of the day before are drawn for each organization. */
const SAMPLE = 500;

/** What a night's sample runs with. `onReplayed` is told of each organization's, for the metrics. */
export interface ReplayedParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly zoneTable: ZoneTable;
  readonly logger: Logger;
  readonly onReplayed: (sample: ReplaySample) => void;
}

/**
 * Recomputes a sample of the day's decisions each night (G5). A decision that does not follow from its record is an alarm: an error in the
 * log, a metric, an entry in the audit log. Gives what ends it.
 */
export function keepReplayed(parts: ReplayedParts): () => Promise<void> {
  const { clock, logger } = parts;
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    const now = clock();
    timer = setTimeout(night, nextNight(now) - now);
    timer.unref();
  };
  const night = () => {
    running = replayNight(parts).catch((error: unknown) => {
      logger.error({ error: nameOfError(error) }, 'no decisions could be replayed');
    });
    wait();
  };
  wait();
  return () => {
    clearTimeout(timer);
    return running;
  };
}

/** The next time in the day at which decisions are replayed, after the instant. */
export function nextNight(now: Instant): Instant {
  const today = Math.floor(now / DAY_MS) * DAY_MS + AT_MS;
  return (today > now ? today : today + DAY_MS) as Instant;
}

/** Replays a sample of the last 24 hours, in every organization. */
export async function replayNight({
  store,
  clock,
  zoneTable,
  logger,
  onReplayed,
}: ReplayedParts): Promise<void> {
  const actor: Actor = { kind: 'job', id: 'replay', name: 'replay', requestId: randomUUID(), source: 'bulk' };
  const until = clock();
  const span = { from: (until - DAY_MS) as Instant, until };
  for (const organizationId of await store.organizations.listIds()) {
    const sample = await replaySample({ store, zoneTable }, organizationId, span, SAMPLE);
    onReplayed(sample);
    const { mismatches, ...counts } = sample;
    for (const { id, sentence } of mismatches) {
      logger.error(
        { organizationId, decisionId: id },
        `a decision does not follow from its record: ${sentence}`,
      );
      await store.audit.note(organizationId, actor, {
        action: 'decision.replay-mismatch',
        entity: 'decision',
        entityId: id,
        reason: sentence,
      });
    }
    if (counts.replayed > 0)
      logger.info({ organizationId, ...counts, mismatches: mismatches.length }, 'decisions replayed');
  }
}
