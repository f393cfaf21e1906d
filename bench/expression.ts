import { Script } from 'node:vm';
import { compileExpression, wallClock, type CompiledExpression } from '@tact/engine';
import { seededRandom } from '../packages/service/src/demo/random.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { roundsOf, sideBySide } from './measure.ts';

type Surroundings = Parameters<CompiledExpression['evaluate']>[0];

/** What one evaluation is about: the values that the store has loaded. */
interface Record {
  readonly fields: Readonly<{ [name: string]: string | number | null }>;
  readonly attempts: number;
  readonly localMs: number;
}

/** Rules of ordinary size: as officers write them, and what a programmer would write for the same. */
const RULES: readonly {
  readonly name: string;
  readonly text: string;
  readonly handWritten: (record: Record) => boolean | 'missing';
}[] = [
  {
    name: 'a field and a counter',
    text: '$balance > 100 && AttemptsOnDevice(24H) < 3',
    handWritten: ({ fields: { balance }, attempts }) =>
      balance == null ? 'missing' : (balance as number) > 100 && attempts < 3,
  },
  {
    name: 'the sample of the source product',
    text: '!($GSW_STATE_CODE == CA && AttemptsOnDevice(24H, [Answer, Abandoned, Overflowed]) > 1)',
    handWritten: ({ fields: { GSW_STATE_CODE: state }, attempts }) =>
      state == null ? 'missing' : !(state === 'CA' && attempts > 1),
  },
  {
    name: 'a field and the date',
    text: "$Other15 !== 'Platinum' || new Date().getDate() % 2 === 0",
    handWritten: ({ fields: { Other15: grade }, localMs }) =>
      grade == null ? 'missing' : grade !== 'Platinum' || new Date(localMs).getUTCDate() % 2 === 0,
  },
  {
    name: 'a list, a counter and the hour',
    text: '[CA, NY, TX, FL].includes($GSW_STATE_CODE) && AttemptsOnContact(7D) < 7 && LocalHour() >= 9',
    handWritten: ({ fields: { GSW_STATE_CODE: state }, attempts, localMs }) => {
      if (state == null) return 'missing';
      return (
        ['CA', 'NY', 'TX', 'FL'].includes(state as string) &&
        attempts < 7 &&
        new Date(localMs).getUTCHours() >= 9
      );
    },
  },
];

/** One evaluation of a custom rule, beside a hand-written function of the same; and what it takes to check a rule as it is typed. */
export const expressionBench: Bench = async ({ smoke }) => {
  const records = recordsOf(smoke ? 64 : 2_048);
  const surroundings = records.map(surroundingsOf);
  const rounds = roundsOf(smoke);
  const figures = RULES.map(({ name, text, handWritten }): Figure => {
    const expression = compiled(text);
    const own = (index: number) => evaluated(expression, surroundings[index] ?? never());
    const theirs = (index: number) => handWritten(records[index] ?? never());
    for (let index = 0; index < records.length; index++)
      if (own(index) !== theirs(index)) throw new Error(`the two disagree on \`${text}\``);
    const rates = sideBySide(records.length, own, theirs, rounds);
    const limit = { name: 'hand-written', value: 1e9 / rates.limit };
    return figure('expression', `one evaluation: ${name}`, 1e9 / rates.subject, 'ns', limit);
  });
  const text = (index: number) => RULES[index]?.text ?? never();
  const checks = sideBySide(
    RULES.length,
    (index) => compiled(text(index)),
    (index) => new Script(withoutUnits(text(index))),
    rounds,
  );
  return Promise.resolve([
    ...figures,
    figure('expression', 'a rule is checked and made ready', 1e6 / checks.subject, 'µs', {
      name: 'V8 compiles it',
      value: 1e6 / checks.limit,
    }),
  ]);
};

function compiled(text: string): CompiledExpression {
  const check = compileExpression(text, 'block');
  if (!check.ok) throw new Error(`\`${text}\` is refused`);
  return check.expression;
}

/** One in a hundred lacks a field: an expression says so by throwing. */
function evaluated(expression: CompiledExpression, surroundings: Surroundings): unknown {
  try {
    return expression.evaluate(surroundings);
  } catch {
    return 'missing';
  }
}

function recordsOf(size: number): readonly Record[] {
  const random = seededRandom(3);
  const orMissing = <T>(value: T): T | null => (random.between(0, 100) === 0 ? null : value);
  return Array.from({ length: size }, () => ({
    fields: {
      balance: orMissing(random.between(0, 1_000)),
      GSW_STATE_CODE: orMissing(random.pick(['CA', 'NY', 'TX', 'WA', 'OR', 'NJ'])),
      Other15: orMissing(random.pick(['Gold', 'Platinum', 'Silver'])),
    },
    attempts: random.between(0, 8),
    localMs: Date.UTC(2026, 10, 20) + random.between(0, 30 * 86_400_000),
  }));
}

function surroundingsOf({ fields, attempts, localMs }: Record): Surroundings {
  return {
    field: (name) => fields[name],
    attempts: () => attempts,
    zone: 'America/New_York',
    clock: () => wallClock(localMs + 18_000_000, localMs),
  };
}

/** Plain JavaScript: durations as numbers. */
function withoutUnits(text: string): string {
  return text.replaceAll(/\b(\d+)[MHD]\b/g, '$1');
}

function never(): never {
  throw new RangeError('there is no such case');
}
