import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS, MINUTE_MS, type Instant } from '@tact/engine';
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
/** So long may nothing be taken up, handed over or settled while there is work, milliseconds of the machine: a start of both services and more. */
const STANDING_MS_MAX = 180_000;
/**
 * What is to be told is told together with what follows within so long, milliseconds of the clock: else the carrier's results, one by one, would
 * keep the clock from ever being set forward.
 */
const TELL_EVERY_MS = 30_000;
/** So long may it take after the campaign's end until nothing is left, milliseconds of the machine; what is there then is found by the judge. */
const END_MS_MAX = 120_000;
const LOOK_MS = 20;

/**
 * Drives the clock to the campaign's end, or until the signal. While there is work it runs by itself, also until what killed processes
 * held is taken back; when nothing is due and nobody holds anything, it is set forward to what comes next. Throws where nothing moves on any more.
 */
export async function driveThroughCampaign(
  { clock, world, watch, readAll }: Driven,
  { stepMs, say }: DriveSettings,
  signal: AbortSignal,
): Promise<void> {
  const standing = stopwatch();
  const ending = stopwatch();
  const tell = tellNowAndThen(world);
  const report = sayEachDay(say);
  let [received, leaps] = [0, 0];
  while (!signal.aborted) {
    await sleep(LOOK_MS);
    received += readAll();
    const told = await tell(clock.now());
    const now = clock.now();
    const { isDue, nextDueAt, processing } = await watch.look(now);
    report(now, received);
    const endedMs = ending.sinceMs(String(now > END));
    const isOver = now > END && world.nextAt() === null && (await watch.left()) === 0 && readAll() === 0;
    if (isOver || (now > END && endedMs > END_MS_MAX)) return;
    if (standing.sinceMs(`${leaps} ${received} ${processing}`) > STANDING_MS_MAX)
      throw new Error(
        `nothing moves on: ${processing} are under way, and ${isDue ? 'more' : 'nothing'} is due`,
      );
    if (isDue || told > 0 || processing > 0) continue;
    leaps++;
    const next = Math.min(nextDueAt ?? Infinity, world.nextAt() ?? Infinity, END + MINUTE_MS);
    clock.leapTo(Math.max(next, now + stepMs) as Instant);
  }
}

/** Says how long it has been shown the same, milliseconds of the machine. */
function stopwatch(): { sinceMs(shown: string): number } {
  let [latest, changedAtMs] = ['', performance.now()];
  return {
    sinceMs(shown) {
      if (shown !== latest) [latest, changedAtMs] = [shown, performance.now()];
      return performance.now() - changedAtMs;
    },
  };
}

function tellNowAndThen(world: OutsideWorld): (now: Instant) => Promise<number> {
  let toldAt = -Infinity;
  return async (now) => {
    if (now - toldAt < TELL_EVERY_MS) return 0;
    toldAt = now;
    return world.tellBy(now);
  };
}

const SAY_EVERY_MS = 30_000;

/** Says where it is, after each day and now and then. */
function sayEachDay(say: (line: string) => void): (now: Instant, received: number) => void {
  let [days, saidAtMs] = [0, performance.now()];
  return (now, received) => {
    const daysNow = Math.min(Math.floor((now - START) / DAY_MS), LENGTH_MS / DAY_MS);
    if (daysNow > days) {
      days = daysNow;
      say(`day ${days} is over: ${received} handed over so far`);
    } else if (performance.now() - saidAtMs > SAY_EVERY_MS)
      say(`${new Date(now).toISOString()}: ${received} handed over so far`);
    else return;
    saidAtMs = performance.now();
  };
}
