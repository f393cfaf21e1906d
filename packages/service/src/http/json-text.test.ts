import { describe, expect, test } from 'vitest';
import { readJson, readJsonBytes } from './json-text.ts';

describe('what is no JSON is told with its place', () => {
  test.each([
    ['{"a":1,}', 'there is a comma before `}` at line 1, column 8; take it out'],
    ['[{"a":[1]},]', 'there is a comma before `]` at line 1, column 12; take it out'],
    ['[1,\n2,\n]', 'there is a comma before `]` at line 3, column 1; take it out'],
    ["{'a':1}", 'there is a single quote at line 1, column 2; use double quotes'],
    ['{"a":1', 'the JSON ends too early, at line 1, column 7; a bracket or a quote is missing'],
    ['{a:1}', '`a` is not expected at line 1, column 2; check the comma, quote or bracket before it'],
    ['{"a" 1}', '`1` is not expected at line 1, column 6; check the comma, quote or bracket before it'],
    ['[1 2]', '`2` is not expected at line 1, column 4; check the comma, quote or bracket before it'],
    ['{"a":1}x', '`x` is not expected at line 1, column 8; check the comma, quote or bracket before it'],
    ['{"a":01}', '`1` is not expected at line 1, column 7; check the comma, quote or bracket before it'],
    ['{"a":tru}', '`t` is not expected at line 1, column 6; check the comma, quote or bracket before it'],
    ['[1}', '`}` is not expected at line 1, column 3; check the comma, quote or bracket before it'],
    ['{"a":1,"b"}', '`}` is not expected at line 1, column 11; check the comma, quote or bracket before it'],
  ])('%s', (text, sentence) => {
    expect(readJson(text)).toEqual({ valid: false, sentence });
  });

  test('a megabyte of it too', () => {
    const long = `{"a":"${'x'.repeat(1_000_000)}",}`;
    expect(readJson(long)).toMatchObject({ sentence: expect.stringContaining('column 1000009') as string });
    expect(readJson(`${'['.repeat(500_000)}1`)).toMatchObject({ valid: false });
  });

  test('bytes that are not UTF-8, or none', () => {
    expect(readJsonBytes(Buffer.from([0x7b, 0xff, 0x7d]))).toMatchObject({ valid: false });
    expect(readJsonBytes(Buffer.from('  '))).toEqual({
      valid: false,
      sentence: 'the body is empty; send one JSON object',
    });
  });
});

describe('a text that could not be kept as it is, is told with its place', () => {
  test.each([
    ['"\\u0000"', '/'],
    ['{"a":{"b/c":[1,"x\\u0000y"]}}', '/a/b~1c/1'],
    ['{"a":{"\\u0000":1}}', '/a'],
    ['{"a":"\\ud83d"}', '/a'],
    ['{"a":"\\ude00\\ud83d"}', '/a'],
    [`${'['.repeat(64)}"\\u0000"${']'.repeat(64)}`, '/0'.repeat(64)],
  ])('%.40s', (text, path) => {
    const read = readJson(text);
    expect(!read.valid && read.sentence.slice(0, path.length + 2)).toBe(`\`${path}\``);
  });

  test.each(['{"a":"\\ud83d\\ude00"}', '"\\\\u0000"'])('%s can be kept', (text) => {
    expect(readJson(text)).toMatchObject({ valid: true });
  });
});

test('what is JSON is read', () => {
  expect(readJsonBytes(Buffer.from('{"é":[1,null,true]}'))).toEqual({
    valid: true,
    value: { é: [1, null, true] },
  });
});

test.each([
  ['64 levels of lists', '['.repeat(64) + ']'.repeat(64), true],
  ['65 levels of lists', '['.repeat(65) + ']'.repeat(65), false],
  ['65 levels of objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, false],
  ['fifty thousand levels behind a thousand lists', `[${'[],'.repeat(1_000)}${'['.repeat(50_000)}${']'.repeat(50_000)}]`, false],
  ['many brackets, a few levels', `[${'[{"a":[]}],'.repeat(10_000)}1]`, true],
  ['brackets in a text', JSON.stringify('['.repeat(1_000)), true],
])('%s: taken is %j', (_name, text, valid) => {
  const read = readJson(text);
  expect(read.valid).toBe(valid);
  if (!read.valid) expect(read.sentence).toBe('the JSON has more than 64 levels of brackets; nothing here takes so many');
}); // prettier-ignore
