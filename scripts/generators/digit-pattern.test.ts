import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StatePool } from './digit-pattern.ts';

/** Whether the machine of one pattern accepts the whole text. */
function accepts(pattern: string, text: string, prefixOnly = false): boolean {
  const pool = new StatePool();
  let states = pool.closure([pool.add(pattern, 7, prefixOnly)]);
  for (const digit of text) states = pool.step(states, Number(digit));
  return pool.acceptsOf(states).has(7);
}

const PATTERNS = [
  '12',
  '\\d{3}',
  '[2-9]\\d{2}',
  '1|23|',
  '(?:1[0-3]|2)?[4-6\\d]',
  '(1{0,2}2){2}',
  '(?:0?1)?2{1,3}',
  '[02-46]{2}|[13]\\d?',
];

describe('a pattern of a numbering plan as a machine', () => {
  test.each(PATTERNS)('`%s` accepts what the regular expression accepts', (pattern) => {
    const expression = new RegExp(`^(?:${pattern})$`);
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(fc.stringMatching(/^[0-6]{0,5}$/), fc.stringMatching(expression)), (text) => {
        if (expression.test(text)) accepted += 1;
        expect(accepts(pattern, text)).toBe(expression.test(text));
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test('leading digits accept any digits after them', () => {
    expect(accepts('78[79]', '787', true)).toBe(true);
    expect(accepts('78[79]', '7895550123', true)).toBe(true);
    expect(accepts('78[79]', '78', true)).toBe(false);
  });

  test.each(['a', '(?!1)2', '1+', '1*', '[^2]', '1{2,}', '(1', '1)', '^1'])(
    '`%s` is not known and stops the generator',
    (pattern) => {
      expect(() => accepts(pattern, '1')).toThrow(/unexpected/);
    },
  );
});
