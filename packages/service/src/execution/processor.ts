import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock, Decider } from '../deciding/decider.ts';
import { runBatch } from './batch.ts';
import type { ChannelDirectory } from './channel-directory.ts';
import { createHousekeeping } from './housekeeping.ts';
import { lookForWork, type Turn } from './look-for-work.ts';
import { createSending, type Sending } from './sending.ts';
import { createSlots, type Slots } from './slots.ts';
import { createTurns } from './turns.ts';

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
   * Looks after all queues once, and works on what is due until nothing is, or until `stop`. Hand-overs may go on after it. Gives when it
   * is next needed; null where nothing waits.
   */
  tick(): Promise<{ readonly claimed: number; readonly nextDueAt: Instant | null }>;
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
      logger.error({ organizationId, error: error instanceof Error ? error.name : 'unknown' }, what);
      if (logger.isLevelEnabled('debug')) logger.debug({ cause: error }, 'its cause');
    },
  };
  const sending = createSending(worker);
  const housekeeping = createHousekeeping(worker);
  let isStopped = false;
  return {
    async tick() {
      const { turns, nextDueAt } = await lookForWork(worker, housekeeping);
      const claimed = await work(worker, sending, turns, () => isStopped);
      return { claimed, nextDueAt };
    },
    idle: () => sending.idle(),
    stop() {
      isStopped = true;
    },
    lastSignMs: () => lastSignMs,
  };
}

/** Gives turns until nobody has anything more to do. Gives how many items were claimed. */
async function work(
  worker: Worker,
  sending: Sending,
  turns: readonly Turn[],
  isStopped: () => boolean,
): Promise<number> {
  const { slots } = worker;
  const row = createTurns(turns);
  const lanes = new Set<Promise<void>>();
  let claimed = 0;
  for (;;) {
    const turn = isStopped() ? undefined : row.next();
    if (turn === undefined) {
      if (lanes.size === 0) return claimed;
      await Promise.race(lanes);
      continue;
    }
    const free = Math.min(slots.free(turn.adapter), BATCH_MAX);
    if (free <= 0) {
      await Promise.race([...lanes, slots.nextGivenBack()]);
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
  if (batch.claimed > 0) onEvent?.({ kind: 'claimed', items: batch.claimed });
  sending.send(due.organization.id, adapter, batch);
  return { claimed: batch.claimed, isOver: batch.claimed === 0 || batch.isOutdated };
}
