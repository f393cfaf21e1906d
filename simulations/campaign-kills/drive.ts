import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS, type Instant } from '@tact/engine';
import { LENGTH_MS, START } from '../campaign/plan.ts';
import type { OutsideWorld } from './outside-world.ts';
import type { QueueWatch } from './queue-watch.ts';
import type { DrivenClock } from './shared-clock.ts';

/** What the clock is driven by. */
export interface Driven {
  readonly clock: DrivenClock;
  readonly world: OutsideWorld;
  readonly watch: QueueWatch;
  /** Reads what stands newly in the carrier's books, for the world too. Gives how many lines. */
  readonly readAll: () => number;
}

/** How it is driven. */
export interface DriveSettings {
  /** The clock is set forward at least so far at once, milliseconds: the fewer steps, the shorter the run, and the later what falls due in between. */
  readonly stepMs: number;
  readonly say: (line: string) => void;
}

const END = (START + LENGTH_MS) as Instant;

/** What nobody takes up or settles for so long was held by somebody who was killed, milliseconds of the machine. */
const QUIET_MS = 1_000;
const LOOK_MS = 20;
/** So long may it take after the campaign's end until nothing is left, milliseconds of the machine. */
const END_MS_MAX = 120_000;

/**
 * Drives the clock. While there is work it runs by itself; when nothing is due and nobody holds anything, or nobody has moved for a while, it is
 * set forward to what comes next.
 */
export async function driveThroughCampaign(
  { clock, world, watch, readAll }: Driven,
  { stepMs, say }: DriveSettings,
): Promise<void> {
  let [seen, quietSinceMs, received, day] = ['', performance.now(), 0, 0];
  let endedAtMs: number | null = null;
  for (;;) {
    received += readAll();
    const told = await world.tellBy(clock.now());
    const now = clock.now();
    const { isDue, nextDueAt, processing } = await watch.look(now);
    const nowMs = performance.now();
    const sign = `${received} ${processing}`;
    if (sign !== seen || told > 0) [seen, quietSinceMs] = [sign, nowMs];
    if (now >= START + (day + 1) * (LENGTH_MS / 3) && day < 3)
      say(`day ${++day}: ${received} handed over so far`);
    if (now > END) {
      endedAtMs ??= nowMs;
      // Whatever is still there is found by the judge.
      if (nowMs - endedAtMs > END_MS_MAX) return;
      if (world.nextAt() === null && (await watch.left()) === 0 && readAll() === 0) return;
    }
    if (isDue || told > 0 || (processing > 0 && nowMs - quietSinceMs < QUIET_MS)) {
      await sleep(LOOK_MS);
      continue;
    }
    const next = Math.min(nextDueAt ?? Infinity, world.nextAt() ?? Infinity, END + MINUTE_MS);
    clock.leapTo(Math.max(next, now + stepMs) as Instant);
    await sleep(LOOK_MS);
  }
}
