import { DAY_MS, decide, MINUTE_MS, type Facts, type Instant } from '@tact/engine';
import { casesRuleset, CASES_AT, decideCases, handWritten, type DecideCase } from './decide-cases.ts';
import { figure, type Bench } from './figure.ts';
import { roundsOf, sideBySide } from './measure.ts';

/** Blocked decisions with their next allowed instant, beside the hand-written yes or no; and what a minute-by-minute search would cost. */
export const nextAllowedBench: Bench = async ({ smoke }) => {
  const ruleset = casesRuleset();
  // Seven o'clock in the evening in Los Angeles: all of America is closed.
  const at = (CASES_AT + 10 * 60 * MINUTE_MS) as Instant;
  const cases = decideCases(smoke ? 64 : 2_048, 4).map((one) => moved(one, at));
  const one = (index: number) => cases[index] ?? never();
  const engine = ({ request, facts }: DecideCase) => decide(request, ruleset, facts);
  const blocked = cases.filter((each) => engine(each).decision === 'blocked').length;
  const rounds = roundsOf(smoke);
  const found = sideBySide(
    cases.length,
    (index) => engine(one(index)).nextAllowedAt,
    (index) => handWritten(one(index)),
    rounds,
  );
  const few = cases.slice(0, smoke ? 4 : 64);
  const search = sideBySide(
    few.length,
    (index) => byMinutes(few[index] ?? never()),
    (index) => handWritten(few[index] ?? never()),
    { ...rounds, rounds: 1 },
  );
  const wrong = few.filter((each) => {
    const next = engine(each).nextAllowedAt ?? at;
    return typeof next === 'number' && Math.ceil(next / MINUTE_MS) !== Math.ceil(byMinutes(each) / MINUTE_MS);
  });
  if (wrong.length > 0)
    throw new Error(`the next allowed instant is wrong in ${wrong.length} of ${few.length} cases`);
  return Promise.resolve([
    figure(
      'next-allowed',
      `decisions of which ${Math.round((100 * blocked) / cases.length)} % are blocked`,
      found.subject,
      '/s',
      { name: 'hand-written, yes or no', value: found.limit },
    ),
    figure('next-allowed', 'the same, beside a search by minutes', found.subject, '/s', {
      name: 'hand-written, minute by minute, for comparison',
      value: search.subject,
    }),
  ]);
};

function moved({ request, facts }: DecideCase, at: Instant): DecideCase {
  return { request, facts: { ...facts, at } };
}

function byMinutes({ request, facts }: DecideCase): number {
  for (let at = facts.at; at < facts.at + 30 * DAY_MS; at = (at + MINUTE_MS) as Instant) {
    const later: Facts = { ...facts, at };
    if (handWritten({ request, facts: later })) return at;
  }
  return Infinity;
}

function never(): never {
  throw new RangeError('there is no such case');
}
