import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median, type Rounds } from '../measure.ts';
import type { ContenderOrder, ContenderReport } from './contender-process.ts';

/**
 * Answers a second of one core, of each contender: the median of rounds in each of which all take their turn, one at a time, each in a process
 * of its own.
 */
export async function inTurn(
  names: readonly string[],
  { roundMs, rounds }: Rounds,
  questions: { readonly suppressedCount: number; readonly seed: number },
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number[]>(names.map((name) => [name, []]));
  const processes = new Map<string, ChildProcess>();
  try {
    for (const name of names) {
      const started = fork(join(import.meta.dirname, 'contender-process.ts'));
      processes.set(name, started);
      await ask(started, { order: 'prepare', name, ...questions });
      await ask(started, { order: 'round', ms: 2 * roundMs });
    }
    for (let round = 0; round < rounds; round++)
      for (const [name, one] of processes)
        rates.get(name)?.push(await ask(one, { order: 'round', ms: roundMs }));
  } finally {
    for (const one of processes.values()) one.kill();
  }
  return new Map([...rates].map(([name, values]) => [name, median(values)]));
}

async function ask(contender: ChildProcess, order: ContenderOrder): Promise<number> {
  const stop = new AbortController();
  const failed = once(contender, 'exit', { signal: stop.signal }).then(() => {
    throw new Error('a contender ended before it had answered; its own output says why');
  });
  const answered = once(contender, 'message', { signal: stop.signal });
  contender.send(order);
  try {
    const [report] = (await Promise.race([answered, failed])) as [ContenderReport];
    return report.perSecond;
  } finally {
    stop.abort();
    await Promise.allSettled([answered, failed]);
  }
}
