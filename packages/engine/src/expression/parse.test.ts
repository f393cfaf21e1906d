import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.ts';
import { conjunctsOf, EXPRESSION_LENGTH_MAX, parseExpression, positionAt } from './parse.ts';

/** The value of a text that is one literal; `nothing` for a text that is none. */
function literalOf(text: string): unknown {
  const parsed = parseExpression(text);
  return parsed.ok && parsed.tree.type === 'Literal' ? parsed.tree.value : 'nothing';
}

/** What is wrong with a text, as `line:column sentence`; `nothing` where it is an expression. */
function problemOf(text: string): string {
  const parsed = parseExpression(text);
  if (parsed.ok) return 'nothing';
  const { line, column, sentence } = parsed.problem;
  return `${line}:${column} ${sentence}`;
}

describe('durations are numbers of milliseconds (S27)', () => {
  test.each<[text: string, ms: unknown]>([
    ['30M', 30 * MINUTE_MS],
    ['24H', 24 * HOUR_MS],
    ['7D', 7 * DAY_MS],
    ['0D', 0],
    ['007D', 7 * DAY_MS],
    ['120M', 120 * MINUTE_MS],
    [' 1H ', HOUR_MS],
    ['\n1H', HOUR_MS],
    ['1H // an hour', HOUR_MS],
  ])('%j', (text, ms) => {
    expect(literalOf(text)).toBe(ms);
  });

  test.each<[text: string, value: unknown]>([
    ['24', 24],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['0x1D', 29],
    ['0b11', 3],
    ['1_000', 1000],
    ['"24H"', '24H'],
    ['H24', 'nothing'],
  ])('%j is what it is in JavaScript', (text, value) => {
    expect(literalOf(text)).toBe(value);
  });

  test.each([
    ['24Hx', '1:3'],
    ['24H_', '1:3'],
    ['24H$', '1:3'],
    ['24H2', '1:3'],
    ['1.5H', '1:4'],
    ['.5H', '1:3'],
    ['24h', '1:3'],
    ['3W', '1:2'],
    ['1Y', '1:2'],
    ['24 H', '1:4'],
    ['24H 1', '1:5'],
  ])('%j is none', (text, position) => {
    expect(problemOf(text)).toContain(`${position} this is not JavaScript: `);
  });

  test('stand between operators', () => {
    const parsed = parseExpression('(2+24H)>1D/2');
    expect(parsed.ok && parsed.tree).toMatchObject({
      type: 'BinaryExpression',
      operator: '>',
      left: { right: { value: 24 * HOUR_MS } },
      right: { left: { value: DAY_MS } },
    });
  });

  test('leave other users of the parser alone', async () => {
    const { parseExpressionAt } = await import('acorn');
    expect(() => parseExpressionAt('24H', 0, { ecmaVersion: 2023 })).toThrow(SyntaxError);
  });
});

describe('the whole text is one expression (S29)', () => {
  test.each([
    ['true', 'Literal'],
    ['  true\n', 'Literal'],
    ['true // as always', 'Literal'],
    ['/* as always */ true', 'Literal'],
    ['a && b', 'LogicalExpression'],
    ['(a)', 'Identifier'],
    ['a, b', 'SequenceExpression'],
  ])('%j', (text, type) => {
    const parsed = parseExpression(text);
    expect(parsed.ok && parsed.tree.type).toBe(type);
  });

  const EMPTY = '1:1 the expression is empty; write a condition that is true where contact is allowed';
  const TURN = '1:9 here is an invisible letter that turns the direction of the text; leave it out';
  test.each<[text: string, problem: string]>([
    ['', EMPTY],
    [' \t\n', EMPTY],
    ['// nothing', '1:11 this is not JavaScript: unexpected token'],
    ['()', '1:2 this is not JavaScript: unexpected token'],
    ['a b', '1:3 this is not JavaScript: unexpected token'],
    ['true;', '1:5 this is not JavaScript: unexpected token'],
    ['true; process.exit()', '1:5 this is not JavaScript: unexpected token'],
    ['(true', '1:6 this is not JavaScript: unexpected token'],
    ['true)', '1:5 this is not JavaScript: unexpected token'],
    ['true\n  &&\n &', '3:2 this is not JavaScript: unexpected token'],
    ['true &&\r\n@', "2:1 this is not JavaScript: unexpected character '@'"],
    ['$a ==\u2028 )', '2:2 this is not JavaScript: unexpected token'],
    ["true && 'CA", '1:9 this is not JavaScript: unterminated string constant'],
    ['`CA', '1:2 this is not JavaScript: unterminated template'],
    ['if (a) b', '1:1 this is not JavaScript: unexpected token'],
    ['AttemptsOnDevice(24H, [Answer, ...])', '1:35 this is not JavaScript: unexpected token'],
    ['#!/bin/sh\ntrue', "1:2 this is not JavaScript: unexpected character '!'"],
    ['$a <!-- && $b', '1:4 a comment begins with `//`; `<!--` and `-->` begin none'],
    ['true\n--> && $b', '2:1 a comment begins with `//`; `<!--` and `-->` begin none'],
    ['true && true && @', "1:17 this is not JavaScript: unexpected character '@'"],
    ['\u202etrue', TURN.replace('1:9', '1:1')],
    ['true && \u202eCA', TURN],
    ['true && \u202aCA', TURN],
    ['true && \u2066CA', TURN],
    ['true && \u2069CA', TURN],
  ])('%j is none', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  test.each<[length: number, problem: string]>([
    [EXPRESSION_LENGTH_MAX, 'nothing'],
    [EXPRESSION_LENGTH_MAX + 1, '1:1 an expression has at most 10000 characters, and this one has 10001'],
  ])('of %d characters', (length, problem) => {
    expect(problemOf('a'.repeat(length))).toBe(problem);
  });

  test.each(['\u2029true', '"\u2065"', '"\u206a"', '"\u202f"', 'true /* <!-- --> */', 'true // <!--', '1 < !2'])(
    '%j is one',
    (text) => {
      expect(problemOf(text)).toBe('nothing');
    },
  ); // prettier-ignore

  test.each<[open: string, close: string, deepest: number, column: number]>([
    ['(', ')', 199, 201],
    ['[', ']', 199, 201],
    ['!', '', 199, 201],
    ['- ', '', 199, 401],
    ['a=>', '', 199, 601],
    ['1**', '', 199, 601],
    ['a?', ':2', 199, 401],
    ['f(', ')', 199, 401],
  ])('%j is nested at most 200 deep, wherever it is read', (open, close, deepest, column) => {
    const nested = (times: number) => problemOf(`${open.repeat(times)}1${close.repeat(times)}`);
    expect(nested(deepest)).toBe('nothing');
    const sentence = 'an expression is nested at most 200 deep';
    expect(nested(deepest + 1)).toBe(`1:${column} ${sentence}`);
    const most = Math.floor((EXPRESSION_LENGTH_MAX - 1) / (open.length + close.length));
    expect(nested(most)).toBe(`1:${column} ${sentence}`);
  });

  test('what stands side by side is not nested', () => {
    expect(problemOf(`f(${'[1], (2), !3, '.repeat(500)}4)`)).toBe('nothing');
  });
});

describe('the conditions that a text joins by `&&`, or by `||` under a `!`', () => {
  test.each<[text: string, ...conjuncts: string[]]>([
    ['$a', '$a'],
    ['$a && $b', '$a', '$b'],
    ['$a && $b && $c', '$a', '$b', '$c'],
    ['$a && ($b && $c)', '$a', '$b', '$c'],
    ['($a || $b) && $c', '$a || $b', '$c'],
    ['$a || $b && $c', '$a || $b && $c'],
    ['!($a && $b)', '!($a && $b)'],
    ['!($a || $b)', '!($a)', '!($b)'],
    ['!($a || ($b || $c && $d))', '!($a)', '!($b)', '!($c && $d)'],
    ['$a && !($b || /* x */ $c)', '$a', '!($b)', '!($c)'],
    ['!!($a || $b)', '!!($a || $b)'],
    ['-($a || $b)', '-($a || $b)'],
    ['!($a ?? $b)', '!($a ?? $b)'],
    [' $a > 1 /* x */ &&\n  $b // y', '$a > 1', '$b'],
    ['$a &&', '$a &&'],
  ])('%j', (text, ...conjuncts) => {
    expect(conjunctsOf(text)).toEqual(conjuncts);
  });
});

describe('a position is a line and a column, both from 1 (S29)', () => {
  test.each<[text: string, offset: number, line: number, column: number]>([
    ['', 0, 1, 1],
    ['ab', 0, 1, 1],
    ['ab', 1, 1, 2],
    ['ab', 2, 1, 3],
    ['ab', 3, 1, 3],
    ['ab', -1, 1, 1],
    ['a\nb', 1, 1, 2],
    ['a\nb', 2, 2, 1],
    ['a\nb', 3, 2, 2],
    ['a\r\nb', 3, 2, 1],
    ['a\rb', 2, 2, 1],
    ['a\u2028b', 2, 2, 1],
    ['a\u2029b', 2, 2, 1],
    ['\n\n', 2, 3, 1],
  ])('%j at %d', (text, offset, line, column) => {
    expect(positionAt(text, offset)).toEqual({ line, column });
  });
});
