import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock, Decider } from '../deciding/decider.ts';
import { nameOfError } from '../told-error.ts';
import { runBatch } from './batch.ts';
import type { ChannelDirectory } from './channel-directory.ts';
import { createHousekeeping } from './housekeeping.ts';
import { findTurns, type Turn } from './find-turns.ts';
import { createSending, type Sending } from './sending.ts';
import { createSlots, type Slots } from './slots.ts';
import { createTurns, type Turns } from './turns.ts';

/** What the processor works with. */
export interface ProcessorParts {
  readonly store: Store;
  readonly decider: Decider;
  readonly clock: Clock;
  readonly channels: ChannelDirectory;
  readonly logger: Logger;
  /** Told of every end of a hand-over and of every batch, for metrics. */
  readonly onEvent?: (event: ProcessorEvent) => void;
}

/** What happened. */
export type ProcessorEvent =
  | { readonly kind: 'claimed'; readonly items: number }
  | { readonly kind: 'handed-over'; readonly state: 'confirmed' | 'refused' | 'unknown' };

/** Works through the queues of all organizations. Several may do so at once, in one process or many. */
export interface Processor {
  /**
   * Looks after all queues once, and works on what is due until nothing is, for half a second, or until `stop`. Hand-overs may go on after
   * it. `hasMore`: there was more to do than time. Gives when it is next needed; null where nothing waits.
   */
  tick(): Promise<{
    readonly claimed: number;
    readonly hasMore: boolean;
    readonly nextDueAt: Instant | null;
  }>;
  /** Ends when no hand-over is under way. */
  idle(): Promise<void>;
  /** Claims nothing more. */
  stop(): void;
  /** When it last claimed or handed over anything, by the clock of `performance.now()`; a turn may be long where there is much to do. */
  lastSignMs(): number;
}

/** Items in one batch: what one transaction decides quickly. */
const BATCH_MAX = 100;
/** Batches that are claimed and decided at the same time. */
const LANES = 4;

/**
 * How long turns are given until work is looked for again, milliseconds: for so long at most does a worker know nothing of what has become due, of
 * new campaigns, of changed messages and channels; and a campaign whose rate was used up gets no turn. Less than the second for which rates save up.
 */
const TURNS_MS = 500;

/** What the steps of a processor share. */
export interface Worker extends ProcessorParts {
  readonly actor: Actor;
  readonly slots: Slots;
  /** Logs a failure, without what it was about. */
  readonly failed: (what: string, organizationId: OrganizationId, error: unknown) => void;
}

/** Creates a processor. */
export function createProcessor(parts: ProcessorParts): Processor {
  const { logger } = parts;
  const actor: Actor = {
    kind: 'job',
    id: 'execution',
    name: 'execution engine',
    requestId: randomUUID(),
    source: 'bulk',
  };
  let lastSignMs = -Infinity;
  const worker: Worker = {
    ...parts,
    onEvent(event) {
      lastSignMs = performance.now();
      parts.onEvent?.(event);
    },
    actor,
    slots: createSlots(),
    failed(what, organizationId, error) {
      logger.error({ organizationId, error: nameOfError(error) }, what);
      if (logger.isLevelEnabled('debug')) logger.debug({ cause: error }, 'its cause');
    },
  };
  const sending = createSending(worker);
  const housekeeping = createHousekeeping(worker);
  const row = createTurns<Turn>();
  let isStopped = false;
  return {
    async tick() {
      const lookedFromMs = performance.now();
      const { turns, nextDueAt } = await findTurns(worker, housekeeping);
      row.renew(turns);
      // Never less time for the work than for looking for it, however many campaigns there are.
      const turnsMs = Math.max(TURNS_MS, performance.now() - lookedFromMs);
      const done = await work(worker, sending, row, turnsMs, () => isStopped);
      return { ...done, nextDueAt };
    },
    idle: () => sending.idle(),
    stop() {
      isStopped = true;
    },
    lastSignMs: () => lastSignMs,
  };
}

/** Gives turns until nobody has anything more to do, or until it is time to look for work again. Gives how many items were claimed. */
async function work(
  worker: Worker,
  sending: Sending,
  row: Turns<Turn>,
  turnsMs: number,
  isStopped: () => boolean,
): Promise<{ readonly claimed: number; readonly hasMore: boolean }> {
  const { slots } = worker;
  const lanes = new Set<Promise<void>>();
  const endsAtMs = performance.now() + turnsMs;
  let claimed = 0;
  for (;;) {
    const leftMs = isStopped() ? 0 : endsAtMs - performance.now();
    const turn = leftMs <= 0 ? undefined : row.next();
    if (turn === undefined) {
      if (lanes.size === 0) return { claimed, hasMore: !row.isEmpty() };
      await Promise.race(lanes);
      continue;
    }
    const free = Math.min(slots.free(turn.adapter), BATCH_MAX);
    if (free <= 0) {
      await within(leftMs, [...lanes, slots.nextGivenBack()]);
      continue;
    }
    slots.take(turn.adapter, free);
    const lane = runTurn(worker, sending, turn, free).then((done) => {
      claimed += done.claimed;
      if (done.isOver) row.remove(turn);
      lanes.delete(lane);
    });
    lanes.add(lane);
    if (lanes.size >= LANES) await Promise.race(lanes);
  }
}

/** Waits until one of them has ended, but no longer than so many milliseconds. */
async function within(waitMs: number, work: readonly Promise<void>[]): Promise<void> {
  const waiting = new AbortController();
  const timeIsUp = sleep(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([...work, timeIsUp]);
  waiting.abort();
}

/** One batch; its hand-overs go on behind it, each in a slot. Gives how many items it claimed, and whether the campaign has no more turns until work is looked for again. */
async function runTurn(
  worker: Worker,
  sending: Sending,
  { due, adapter }: Turn,
  taken: number,
): Promise<{ readonly claimed: number; readonly isOver: boolean }> {
  const { slots, failed, onEvent } = worker;
  const batch = await runBatch(worker, due, taken).catch((error: unknown) => {
    const what = 'a batch of a queue failed; what it held is taken back when its claim runs out';
    failed(what, due.organization.id, error);
    return null;
  });
  slots.giveBack(adapter, taken - (batch?.outgoing.length ?? 0));
  if (batch === null) return { claimed: 0, isOver: true };
  // One is told for all: a batch mostly fails for one reason.
  if (batch.faults.length > 0)
    failed(
      'items of a queue could not be decided; they are taken back when their claim runs out',
      due.organization.id,
      batch.faults[0],
    );
  if (batch.claimed > 0) onEvent?.({ kind: 'claimed', items: batch.claimed });
  sending.send(due.organization.id, adapter, batch);
  return { claimed: batch.claimed, isOver: batch.claimed === 0 || batch.isOutdated };
}
