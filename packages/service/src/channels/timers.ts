import type { Instant } from '@tact/engine';

/** Time that passes by itself, or that somebody drives. */
export interface Timers {
  now(): Instant;
  /** Does something after so many milliseconds. Gives what calls it off. */
  after(milliseconds: number, work: () => void): () => void;
}

/** Time as it passes. What is still to be done does not keep the process alive. */
export function realTimers(now: () => Instant): Timers {
  return {
    now,
    after(milliseconds, work) {
      const timer = setTimeout(work, milliseconds);
      timer.unref();
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** Time that stands until it is driven: simulations and tests. */
export interface DrivenTimers extends Timers {
  /** Goes to the instant; what falls due on the way is done in its order, each at its own instant. */
  goTo(at: Instant): void;
  /** When the next thing falls due; null where nothing will. */
  nextAt(): Instant | null;
}

/** Creates time that stands at an instant. */
export function drivenTimers(start: Instant): DrivenTimers {
  let now = start;
  let count = 0;
  // A heap: what falls due first is at its top, and of two at one instant the one that was asked for first.
  const heap: Due[] = [];
  const dropCancelled = () => {
    while (heap[0]?.work === null) takeFirst(heap);
  };
  return {
    now: () => now,
    after(milliseconds, work) {
      const one: Due = { at: (now + Math.max(0, milliseconds)) as Instant, order: count++, work };
      put(heap, one);
      return () => {
        one.work = null;
      };
    },
    goTo(at) {
      for (let next = heap[0]; next !== undefined && next.at <= at; next = heap[0]) {
        takeFirst(heap);
        now = next.at;
        next.work?.();
      }
      if (at > now) now = at;
    },
    nextAt() {
      dropCancelled();
      return heap[0]?.at ?? null;
    },
  };
}

interface Due {
  readonly at: Instant;
  readonly order: number;
  /** Null: it was called off. */
  work: (() => void) | null;
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function put(heap: Due[], one: Due): void {
  let index = heap.length;
  heap.push(one);
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(one, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = one;
}

function takeFirst(heap: Due[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
    const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
    if (child === undefined || !isBefore(child, last)) break;
    heap[index] = child;
    index = 2 * index + (child === left ? 1 : 2);
  }
  heap[index] = last;
}
