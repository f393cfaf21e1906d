/** One contender in a process of its own, so that none runs on what the compiler and the collector have learnt of another. */
import { makeRunner, type Runner } from './contenders.ts';

/** What the parent asks for: to get ready, then one round after the other. */
export type ContenderOrder =
  | {
      readonly order: 'prepare';
      readonly name: string;
      readonly suppressedCount: number;
      readonly seed: number;
    }
  | { readonly order: 'round'; readonly ms: number };

/** What it is told: answers a second of one core; 0 for the preparation. */
export interface ContenderReport {
  readonly perSecond: number;
}

let runner: Runner | undefined;

process.on('message', (order: ContenderOrder) => {
  void obey(order).then((perSecond) => process.send?.({ perSecond } satisfies ContenderReport));
});

async function obey(order: ContenderOrder): Promise<number> {
  if (order.order === 'prepare') {
    runner = await makeRunner(order.name, order.suppressedCount, order.seed);
    return 0;
  }
  if (runner === undefined) throw new Error('a round was asked for before the preparation');
  return ratePerSecond(runner, order.ms);
}

/** Counted is processor time, helper threads too: what one core gives, whatever else the machine does. */
async function ratePerSecond(run: Runner, ms: number): Promise<number> {
  const before = process.cpuUsage();
  let answered = 0;
  let tookMs = 0;
  do {
    const done = run();
    answered += typeof done === 'number' ? done : await done;
    const { user, system } = process.cpuUsage(before);
    tookMs = (user + system) / 1000;
  } while (tookMs < ms);
  return (answered * 1000) / tookMs;
}
