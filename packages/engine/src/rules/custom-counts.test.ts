import { zoneTable } from '@tact/places';
import { expect, test } from 'vitest';
import { attemptAt, commonOf, factsOf, requestOf, sourceOf } from '../../test/samples.ts';
import { compileRuleset } from '../ruleset.ts';
import { DAY_MS, HOUR_MS } from '../time/instant.ts';
import { customCounts } from './custom-counts.ts';

const attempts = [
  attemptAt('2026-03-08T12:00:00Z'),
  attemptAt('2026-03-10T14:00:00Z', { sameDevice: false, callResult: 'Busy' }),
  attemptAt('2026-03-10T15:00:00Z'),
];
const countsOf = (expression: string) => {
  const rule = { description: '', expression, missingData: 'block' as const };
  const longest = { ...rule, ...commonOf('longest'), expression: 'AttemptsOnContact(7D) < 9' };
  const ruleset = compileRuleset(sourceOf({ custom: [longest] }), zoneTable());
  return customCounts(rule, requestOf(), ruleset, factsOf({ attempts }));
};

test('each counter of a custom rule says what it counts, and how many', () => {
  const expression = 'AttemptsOnContact(24H) < 2 && AttemptsOnDevice(24H) < 3 && AttemptsOnContact(7D, [Busy]) < 1';
  expect(countsOf(expression)).toEqual([
    { on: 'contact', periodMs: 24 * HOUR_MS, results: null, attempts: 2 },
    { on: 'device', periodMs: 24 * HOUR_MS, results: null, attempts: 1 },
    { on: 'contact', periodMs: 7 * DAY_MS, results: ['Busy'], attempts: 1 },
  ]);
}); // prettier-ignore

test('a rule without a counter, or one that cannot be read, counts nothing', () => {
  expect(countsOf('$state == "NY"')).toEqual([]);
  expect(countsOf('AttemptsOnContact(24H <')).toEqual([]);
});
