/** Calls a second of one core of two functions, by processor time and turn by turn, so that a busy machine treats both alike. */
export interface SideBySide {
  readonly subject: number;
  readonly limit: number;
}

/** How long, and how often. */
export interface Rounds {
  readonly roundMs: number;
  readonly rounds: number;
}

/** The rounds of a bench in memory. */
export function roundsOf(smoke: boolean): Rounds {
  return smoke ? { roundMs: 30, rounds: 1 } : { roundMs: 700, rounds: 5 };
}

/** Measures calls a second of one core of both; the median of the rounds. `size` is how many cases the functions take, by index. */
export function sideBySide(
  size: number,
  subject: (index: number) => unknown,
  limit: (index: number) => unknown,
  { roundMs, rounds }: Rounds,
): SideBySide {
  callsPerSecond(size, subject, roundMs / 2);
  callsPerSecond(size, limit, roundMs / 2);
  const subjects: number[] = [];
  const limits: number[] = [];
  for (let round = 0; round < rounds; round++) {
    subjects.push(callsPerSecond(size, subject, roundMs));
    limits.push(callsPerSecond(size, limit, roundMs));
  }
  return { subject: median(subjects), limit: median(limits) };
}

/** What the functions gave, kept so that nothing is optimised away. */
let kept: unknown;

function callsPerSecond(size: number, call: (index: number) => unknown, ms: number): number {
  const before = process.cpuUsage();
  let calls = 0;
  let tookMs = 0;
  do {
    for (let index = 0; index < size; index++) kept = call(index);
    calls += size;
    const { user, system } = process.cpuUsage(before);
    tookMs = (user + system) / 1000;
  } while (tookMs < ms);
  return (calls * 1000) / tookMs + (kept === call ? 1 : 0);
}

/** The middle value; of an even number of them, the lower of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? NaN;
}

/** The value below which so large a part of the values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}
