import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { customHoursOf } from '../../src/analysis/custom-hours.ts';
import { possibleValuesOf, type ClockShows } from '../../src/analysis/expression-values.ts';
import { FAILS, FALSE, FALSY, TRUE, TRUTHY } from '../../src/analysis/possible-value.ts';
import { compileExpression, type Surroundings } from '../../src/expression/compile.ts';
import { DATE_GETTERS, wallClock } from '../../src/expression/functions.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { ExpressionFailure, type Value } from '../../src/expression/value.ts';
import { casesOf } from './cases.ts';

const GETTERS = Object.keys(DATE_GETTERS);
const leaves = fc.oneof(
  fc.constantFrom('0', '1', '-1', '5', '21', '30', '"CA"', '""', '"5"', 'true', 'false', 'null', 'undefined', 'NaN', 'Infinity', '24H', 'Sunday'),
  fc.constantFrom('$a', '$b'),
  fc.constantFrom(...GETTERS).map((getter) => `new Date().${getter}()`),
  fc.constantFrom('new Date().getHours()', 'new Date().getDay()', 'LocalHour()', 'Weekday()'),
  fc.constantFrom('AttemptsOnDevice(24H)', 'AttemptsOnContact(7D, [Answer])', 'State()', 'HasOptedIn()'),
); // prettier-ignore

const { any: expressions } = fc.letrec<{ any: string }>((tie) => {
  const deeper = tie('any').map((text) => `(${text})`);
  const operators = fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '===', '!==', '<', '<=', '>', '>=', '<', '>=', '&&', '||', '&&', '||', '??');
  return {
    any: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      { weight: 3, arbitrary: leaves },
      { weight: 8, arbitrary: fc.tuple(deeper, operators, deeper).map((parts) => parts.join(' ')) },
      { weight: 2, arbitrary: fc.tuple(fc.constantFrom('!', '-', '+', 'typeof '), deeper).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: fc.tuple(deeper, deeper, deeper).map(([one, two, three]) => `${one} ? ${two} : ${three}`) },
      { weight: 1, arbitrary: fc.tuple(deeper, deeper).map(([one, two]) => `[1, 5, ${one}].includes(${two})`) },
      { weight: 1, arbitrary: deeper.map((one) => `Math.floor(${one})`) },
      { weight: 1, arbitrary: deeper.map((one) => `Boolean(${one})`) },
      { weight: 1, arbitrary: deeper.map((one) => `String(${one}).includes("2")`) },
    ),
  };
}); // prettier-ignore

/** One moment of a world in which expressions are asked. */
const worlds = fc.record({
  a: fc.constantFrom<Value>(undefined, null, 0, 5, '', 'CA', true, false, -3.5),
  b: fc.constantFrom<Value>(undefined, 21, '21', true),
  counted: fc.nat(30),
  localMs: fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }),
  missingData: fc.constantFrom('block', 'undefined'),
});
type World = typeof worlds extends fc.Arbitrary<infer One> ? One : never;

function around({ a, b, counted, localMs }: World): Surroundings {
  return {
    field: (name) => (name === 'a' ? a : b),
    attempts: () => counted,
    zone: 'UTC',
    clock: () => wallClock(localMs, localMs),
  };
}

/** The value that the engine gives, as a bit; undefined where it refuses the expression. */
function bitOf(expression: string, world: World): number | undefined {
  const check = compileExpression(expression, world.missingData);
  if (!check.ok) return undefined;
  try {
    const value = check.expression.evaluate(around(world));
    if (typeof value === 'boolean') return value ? TRUE : FALSE;
    return value ? TRUTHY : FALSY;
  } catch (error) {
    if (error instanceof ExpressionFailure) return FAILS;
    throw error;
  }
}

/** What the clock shows at the world's moment, for some of the getters. */
function shown({ localMs }: World, getters: readonly string[]): ClockShows {
  return new Map(
    getters.map((getter) => {
      const value = DATE_GETTERS[getter]?.read(wallClock(localMs, localMs)) ?? 0;
      return [getter, [value, value]] as const;
    }),
  );
}

describe('the possible values of an expression', () => {
  test('hold the one that the engine gives, whether or not the clock is known', () => {
    fc.assert(
      fc.property(expressions, worlds, fc.subarray(GETTERS), (expression, world, getters) => {
        const bit = bitOf(expression, world);
        const parsed = parseExpression(expression);
        if (bit === undefined || !parsed.ok) return;
        expect(possibleValuesOf(parsed.tree, new Map()).bits & bit).toBe(bit);
        expect(possibleValuesOf(parsed.tree, shown(world, getters)).bits & bit).toBe(bit);
      }),
      casesOf(3_000),
    );
  });

  test('leave open every minute at which the engine gives true, and say so where it can give something else', () => {
    fc.assert(
      fc.property(
        fc.array(expressions, { minLength: 1, maxLength: 3 }),
        worlds,
        fc.constantFrom(1, 200, 10_080),
        (conditions, world, budget) => {
          const expression = conditions.map((condition) => `(${condition})`).join(' && ');
          const bit = bitOf(expression, world);
          if (bit === undefined) return;
          const { canAllow, canBlock, openMinutes } = customHoursOf(expression, budget);
          if (bit !== TRUE) expect(canBlock).toBe(true);
          else {
            expect(canAllow).toBe(true);
            const minute = minuteOfWeek(world.localMs);
            const before = openMinutes.filter((edge) => edge <= minute).length;
            expect(before % 2).toBe(1);
          }
        },
      ),
      casesOf(600),
    );
  });
});

/** Minutes since Monday 00:00. */
function minuteOfWeek(localMs: number): number {
  const date = new Date(localMs);
  return ((date.getUTCDay() + 6) % 7) * 1_440 + date.getUTCHours() * 60 + date.getUTCMinutes();
}
