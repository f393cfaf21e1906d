import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Instant } from '@tact/engine';
import type { Clock } from '../deciding/decider.ts';
import { nameOfError } from '../told-error.ts';
import type { Processor } from './processor.ts';

/** How the execution engine of a process does. `off`: this process works on no queue. `failing`: its last turn failed, or has hung for long. */
export interface ExecutionHealth {
  readonly state: 'off' | 'running' | 'failing';
  /** When its last turn ended well; null: there was none. */
  readonly lastTurnAt: Instant | null;
}

/** A processor that runs by itself. */
export interface Runner {
  health(): ExecutionHealth;
  /** Claims nothing more, and waits for the hand-overs that are under way, but no longer than that. May be called twice. */
  stop(): Promise<void>;
}

/** How long an idle processor sleeps at most, milliseconds: how late an item is that somebody has just enqueued. */
const SLEEP_MS_MAX = 500;
/** A turn that took up fewer items is followed by a short rest, so that results that trickle in are worked on together and not one by one. */
const FEW_ITEMS = 50;
const REST_MS = 20;
/** How long it waits after a failure. */
const FAILED_MS = 2_000;
/** How long hand-overs may take when the program stops: beyond it they count as unknown. */
const STOP_MS_MAX = 10_000;
/** How long an engine may be silent: a turn that takes longer, with nothing claimed or handed over in it, hangs. */
const SILENT_MS_MAX = 120_000;

/** Runs a processor until it is stopped. A failure is logged and tried again; it never ends the program. */
export function startRunner(processor: Processor, clock: Clock, logger: Logger): Runner {
  const stopping = new AbortController();
  const { signal } = stopping;
  let hasFailed = false;
  let lastTurnAt: Instant | null = null;
  let aliveAtMs = performance.now();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      let waitMs = SLEEP_MS_MAX;
      try {
        const { claimed, hasMore, nextDueAt } = await processor.tick();
        if (hasMore) waitMs = 0;
        else if (claimed > 0) waitMs = claimed < FEW_ITEMS ? REST_MS : 0;
        else if (nextDueAt !== null) waitMs = Math.min(Math.max(nextDueAt - clock(), 1), SLEEP_MS_MAX);
        hasFailed = false;
        lastTurnAt = clock();
      } catch (error) {
        waitMs = FAILED_MS;
        hasFailed = true;
        logger.error({ error: nameOfError(error) }, 'the execution engine failed, and goes on');
      }
      aliveAtMs = performance.now();
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const running = run();
  let stopped: Promise<void> | undefined;
  return {
    health() {
      const lastSignMs = Math.max(aliveAtMs, processor.lastSignMs());
      const isSilent = performance.now() - lastSignMs > SILENT_MS_MAX;
      return { state: hasFailed || isSilent ? 'failing' : 'running', lastTurnAt };
    },
    stop: () =>
      (stopped ??= (async () => {
        processor.stop();
        stopping.abort();
        await running;
        await Promise.race([processor.idle(), sleep(STOP_MS_MAX, undefined, { ref: false })]);
      })()),
  };
}
