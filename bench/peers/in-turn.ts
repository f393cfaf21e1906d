import { median, type Rounds } from '../measure.ts';

/** Something to be timed: it answers so many questions by index, and says how many; at once or in time. */
export interface Runner {
  readonly name: string;
  /** Answers the questions from `first` on; how many they are is the runner's own choice. */
  run(first: number): number | Promise<number>;
}

/**
 * Answers a second of one core, of each runner: the median of rounds in each of which all take their turn. Counted is processor time, that of
 * helper threads too, so what else the machine does has little part in it.
 */
export async function inTurn(
  runners: readonly Runner[],
  { roundMs, rounds }: Rounds,
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number[]>(runners.map(({ name }) => [name, []]));
  for (const runner of runners) await ratePerSecond(runner, roundMs);
  for (let round = 0; round < rounds; round++)
    for (const runner of runners) rates.get(runner.name)?.push(await ratePerSecond(runner, roundMs));
  return new Map([...rates].map(([name, values]) => [name, median(values)]));
}

async function ratePerSecond(runner: Runner, ms: number): Promise<number> {
  const before = process.cpuUsage();
  let answered = 0;
  let tookMs = 0;
  do {
    const run = runner.run(answered);
    answered += typeof run === 'number' ? run : await run;
    const { user, system } = process.cpuUsage(before);
    tookMs = (user + system) / 1000;
  } while (tookMs < ms);
  return (answered * 1000) / tookMs;
}
