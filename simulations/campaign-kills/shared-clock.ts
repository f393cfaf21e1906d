import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Instant } from '@tact/engine';
import { START } from '../campaign/plan.ts';

/** How much faster the clock runs than the machine's: a claim of a minute runs out in two seconds. */
const SPEED = 30;

/** The clock of a simulation as whoever drives it has it. Until it begins it stands still at the campaign's start. */
export interface DrivenClock {
  readonly now: () => Instant;
  /** Lets it run. Once. */
  begin(): void;
  /** Sets it forward to an instant; one that has passed changes nothing. */
  leapTo(instant: Instant): void;
  /** It goes on for all others, and is set no more. */
  close(): void;
}

/** The bytes of the file: two doubles, each written by one call and so never seen in halves. */
const BYTES = 16;
const LEAPED_AT = 8;

// Before anybody puts another clock in its place.
const machineNow = Date.now.bind(Date);

/** Makes the clock that all processes share through a file. */
export function createDrivenClock(file: string): DrivenClock {
  const descriptor = openSync(file, 'w');
  let [begunAtMs, leapedMs] = [0, 0];
  const now = () => instantOf(begunAtMs, leapedMs);
  const write = (value: number, position: number) =>
    void writeSync(descriptor, new Float64Array([value]), 0, Float64Array.BYTES_PER_ELEMENT, position);
  write(begunAtMs, 0);
  write(leapedMs, LEAPED_AT);
  return {
    now,
    begin() {
      begunAtMs = machineNow();
      write(begunAtMs, 0);
    },
    leapTo(instant) {
      leapedMs += Math.max(0, instant - now());
      write(leapedMs, LEAPED_AT);
    },
    close() {
      closeSync(descriptor);
    },
  };
}

/** The same clock in another process: what is set there is read here at once, also by a process that was started meanwhile. */
export function readSharedClock(file: string): () => Instant {
  const descriptor = openSync(file, 'r');
  const read = new Float64Array(BYTES / Float64Array.BYTES_PER_ELEMENT);
  return () => {
    readSync(descriptor, read, 0, BYTES, 0);
    const [begunAtMs = 0, leapedMs = 0] = read;
    return instantOf(begunAtMs, leapedMs);
  };
}

function instantOf(begunAtMs: number, leapedMs: number): Instant {
  const ranMs = begunAtMs === 0 ? 0 : (machineNow() - begunAtMs) * SPEED;
  return Math.floor(START + leapedMs + ranMs) as Instant;
}
