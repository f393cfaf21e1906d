import { performance } from 'node:perf_hooks';
import { DAY_MS, decide, MINUTE_MS, type Decision, type Instant } from '@tact/engine';
import { decideCases, EARLIER_ATTEMPTS, type DecideCase } from './decide-cases.ts';
import { figure, type Bench } from './figure.ts';
import { quantile, roundsOf } from './measure.ts';
import { realisticByHand } from './realistic-by-hand.ts';
import { realisticRuleset } from './realistic-rules.ts';

/**
 * Blocked decisions of the realistic rules with their next allowed instant, each timed by itself; beside the hand-written yes or no, and
 * beside a search by minutes, which must find the same.
 */
export const nextAllowedBench: Bench = async ({ smoke }) => {
  const ruleset = realisticRuleset();
  const engine = ({ request, facts }: DecideCase): Decision => decide(request, ruleset, facts);
  const blocked = decideCases(smoke ? 256 : 4_096, 4).filter((one) => engine(one).decision === 'blocked');
  const open = blocked.filter((one) => typeof engine(one).nextAllowedAt === 'number');
  const few = open.slice(0, smoke ? 4 : 64);
  const wrong = few.filter((one) => !isFoundByMinutes(one, engine(one).nextAllowedAt));
  if (wrong.length > 0)
    throw new Error(`the next allowed instant is wrong in ${wrong.length} of ${few.length} cases`);
  const { rounds } = roundsOf(smoke);
  const found = timesUs(open, engine, rounds);
  const byHand = timesUs(open, realisticByHand, rounds);
  const search = timesUs(few, byMinutes, 1);
  const limit = (value: number) => ({ name: 'hand-written, yes or no', value });
  const what = `25 rules, ${EARLIER_ATTEMPTS} attempts, 2 zones`;
  const handMedian = quantile(byHand, 0.5);
  return Promise.resolve([
    figure('next-allowed', `median of ${what}`, quantile(found, 0.5), 'µs', limit(handMedian)),
    figure('next-allowed', 'one in a hundred takes longer', quantile(found, 0.99), 'µs', limit(handMedian)),
    figure('next-allowed', 'the median, beside a search by minutes', quantile(found, 0.5), 'µs', {
      name: 'hand-written, minute by minute, for comparison',
      value: quantile(search, 0.5),
    }),
  ]);
};

/** How long each case takes, in microseconds, the fastest of the rounds: what else the machine does is no part of it. */
function timesUs(
  cases: readonly DecideCase[],
  run: (one: DecideCase) => unknown,
  rounds: number,
): readonly number[] {
  const fastest = new Float64Array(cases.length).fill(Infinity);
  for (let round = 0; round < rounds; round++) {
    cases.forEach((one, index) => {
      const startsAtMs = performance.now();
      kept.answer = run(one);
      fastest[index] = Math.min(fastest[index] ?? Infinity, (performance.now() - startsAtMs) * 1000);
    });
  }
  return [...fastest];
}

/** The last answer, kept so that nothing is optimised away. */
const kept: { answer: unknown } = { answer: undefined };

const SEARCH_MS = 30 * DAY_MS;

/** Whether the search by minutes opens in the minute in which the engine says; beyond its end, whether it finds nothing. */
function isFoundByMinutes(one: DecideCase, next: Decision['nextAllowedAt']): boolean {
  const { at } = one.facts;
  const searched = byMinutes(one);
  if (typeof next !== 'number') return searched === Infinity;
  const minutes = Math.ceil((next - at) / MINUTE_MS);
  return searched === (minutes * MINUTE_MS < SEARCH_MS ? at + minutes * MINUTE_MS : Infinity);
}

function byMinutes({ request, facts }: DecideCase): number {
  for (let at = facts.at; at < facts.at + SEARCH_MS; at = (at + MINUTE_MS) as Instant) {
    if (realisticByHand({ request, facts: { ...facts, at } })) return at;
  }
  return Infinity;
}
