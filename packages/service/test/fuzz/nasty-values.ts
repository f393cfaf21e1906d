import type { Random } from '../../src/demo/random.ts';

/** Texts that programs stumble over. */
const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202e',
  '\ufeff',
  "'; drop table contacts; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00',
  '%ff',
  '{{7*7}}',
  '${process.exit()}',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  '-0',
  '1e999',
  '9'.repeat(400),
  'ß'.repeat(70),
  '😀'.repeat(70),
  'a'.repeat(100_000),
  '2026-02-30T25:61:61Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '+0000000000000000000000',
  '=cmd|calc!A1',
  '('.repeat(2_000),
  '!'.repeat(2_000),
];

/** They stand for values that `JSON.stringify` cannot write, or that take too long to make anew: `nastyJson` puts them in. */
const DEEP = 'fifty thousand levels';
const WIDE = 'a hundred thousand fields';
const LEVELS = 50_000;
const deepJson = '['.repeat(LEVELS) + ']'.repeat(LEVELS);
const wideJson = `{${Array.from({ length: 100_000 }, (_, index) => `"${index.toString(36)}":0`).join(',')}}`;

/** A value as JSON, its deep and wide parts written out. */
export function nastyJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(`"${DEEP}"`, deepJson).replaceAll(`"${WIDE}"`, wideJson);
}

/** Values that are seldom where they belong. */
export const NASTY_VALUES: readonly unknown[] = [
  ...NASTY_TEXTS,
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  2 ** 63,
  2_147_483_648,
  [],
  {},
  [[[[[[[[]]]]]]]],
  Array.from({ length: 2_000 }, () => null),
  JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}') as unknown,
  DEEP,
  WIDE,
  { toString: 'x', valueOf: 'y', length: -1, then: 'z' },
];

/** One of the texts. */
export function nastyText(random: Random): string {
  return random.pick(NASTY_TEXTS);
}
