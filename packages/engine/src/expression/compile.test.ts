import { describe, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.ts';
import { compileExpression, type CompiledExpression, type Counter, type MissingData, type Surroundings } from './compile.ts'; // prettier-ignore
import { wallClock } from './functions.ts';
import { ExpressionFailure, TEXT_LENGTH_MAX, type Value } from './value.ts';

const FIELDS = new Map<string, Value>([
  ['state', 'CA'],
  ['text', 'Abc'],
  ['balance', 150],
  ['zero', 0],
  ['empty', ''],
  ['no', false],
  ['nothing', null],
  ['long', 'a'.repeat(TEXT_LENGTH_MAX)],
]);

/** Thursday, 2026-03-12, 21:30 in UTC; the wall clock is New York's, 17:30. */
const AT = Date.UTC(2026, 2, 12, 21, 30);
const AROUND: Surroundings = {
  field: (name) => FIELDS.get(name),
  attempts: ({ on, periodMs, results }) => (on === 'device' ? 2 : 5) + periodMs / DAY_MS + (results?.length ?? 0) * 100, // prettier-ignore
  zone: 'America/New_York',
  clock: () => wallClock(AT, AT - 4 * HOUR_MS),
};

function compiled(text: string, missingData: MissingData = 'block'): CompiledExpression {
  const check = compileExpression(text, missingData);
  if (!check.ok) throw new Error(JSON.stringify(check.problems));
  return check.expression;
}

/** The value of a text, or the code of the failure. */
function valueOf(text: string, missingData: MissingData = 'block'): Value {
  try {
    return compiled(text, missingData).evaluate(AROUND);
  } catch (error) {
    if (error instanceof ExpressionFailure) return `failure: ${error.code}`;
    throw error;
  }
}

/** All that is wrong with a text, each as `line:column sentence`. */
function problemsOf(text: string): readonly string[] {
  const check = compileExpression(text, 'block');
  return check.ok ? [] : check.problems.map(({ line, column, sentence }) => `${line}:${column} ${sentence}`);
}

describe('an expression gives', () => {
  test.each<[text: string, value: Value]>([
    ['true', true],
    ['false', false],
    ['null', null],
    ['undefined', undefined],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-1.5', -1.5],
    ['"CA"', 'CA'],
    ['24H', 24 * HOUR_MS],
    ['CA', 'CA'],
    ['$state', 'CA'],
    ['$state == CA', true],
    ['$state == TX', false],
    ['$state == "CA" && $balance > 100', true],
    ['!($state == CA && $balance > 100)', false],
    ['$balance * 2 - 1', 299],
    ['($balance - 1) % 10 ** 2', 49],
    ['$zero || $balance', 150],
    ['$zero && $balance', 0],
    ['$zero ?? $balance', 0],
    ['$empty || "x"', 'x'],
    ['$no ? 1 : 2', 2],
    ['$balance ? 1 : 2', 1],
    ['typeof $state', 'string'],
    ['typeof null', 'object'],
    ['`${$state}-${1 + 1}!`', 'CA-2!'],
    ['`${$state}`', 'CA'],
    ['`plain`', 'plain'],
    ['``', ''],
    ['`${null} ${undefined} ${true}`', 'null undefined true'],
    ['$text.length', 3],
    ['CA.length', 2],
    ['$text.toLowerCase().includes(b)', true],
    ['$text.includes(b, 2)', false],
    ['[CA, TX].includes($state)', true],
    ['[CA, TX].includes($state, 1)', false],
    ['["1", 2].indexOf(2)', 1],
    ['[].includes(1)', false],
    ['Math.max(1, $balance, 3)', 150],
    ['Math.max("4", true)', 4],
    ['Math.max()', -Infinity],
    ['Number("12") + 1', 13],
    ['String($balance) + 1', '1501'],
    ['Boolean($zero)', false],
    ['isNaN(x)', true],
    ['new Date().getHours()', 17],
    ['(new Date).getDay()', 4],
    ['new Date().getTime()', AT],
    ['new Date().getTimezoneOffset()', 240],
    ['AttemptsOnDevice(24H)', 3],
    ['AttemptsOnContact(7D)', 12],
    ['AttemptsOnDevice(1D, [Answer, NoAnswer])', 203],
    ['AttemptsOnDevice(1D) + AttemptsOnContact(1D)', 9],
    ['M\\u0061th.abs(-1)', 1],
    ['constructor', 'constructor'],
    ['await', 'await'],
    ['CA.includes($state)', true],
    ['CA.startsWith($text)', false],
    ['[$state, TX].includes(CA)', true],
    ['[$text, $state].indexOf(CA)', 1],
    ['[CA].indexOf($text)', -1],
    ['[CA, NY, TX, FL, WA, OR, NV, AZ, NM].includes($state)', true],
    ['[NY, TX, FL, WA, OR, NV, AZ, NM].includes($state)', false],
    ['[0, NaN, 1, 2, 3, 4, 5, 6].includes(Number(x))', true],
    ['!$balance', false],
    ['-$balance', -150],
  ])('%s: %s', (text, value) => {
    expect(valueOf(text, 'block')).toBe(value);
    expect(valueOf(text, 'undefined')).toBe(value);
  });

  test.each<[text: string, code: ExpressionFailure['code']]>([
    ['$long + 1', 'text_too_long'],
    ['`${$long}1`', 'text_too_long'],
    ['$balance.length', 'expression_failed'],
    ['null.length', 'expression_failed'],
    ['$balance.includes(1)', 'expression_failed'],
    ['true.trim()', 'expression_failed'],
  ])('%s: no value, `%s`', (text, code) => {
    expect(valueOf(text)).toBe(`failure: ${code}`);
  });

  test('no value, and says which member of what', () => {
    expect(() => compiled('$balance.trim() == x').evaluate(AROUND)).toThrow('`.trim` is asked of something that is not a text'); // prettier-ignore
    expect(() => compiled('$balance.length == 1').evaluate(AROUND)).toThrow('`.length` is asked of something that is not a text'); // prettier-ignore
  });

  test('a value without evaluating what JavaScript does not', () => {
    const asked: string[] = [];
    const around = { ...AROUND, field: (name: string) => (asked.push(name), name === 'yes') };
    compiled('$yes || $one').evaluate(around);
    compiled('$no && $two').evaluate(around);
    compiled('$no ?? $three').evaluate(around);
    compiled('$yes ? 1 : $four').evaluate(around);
    compiled('$no ? $five : 1').evaluate(around);
    expect(asked).toEqual(['yes', 'no', 'no', 'yes', 'no']);
  });
});

describe('a `$name` without a value (S27)', () => {
  const MISSING = 'failure: missing_data';
  test.each<[text: string, block: Value, javascript: Value]>([
    ['$state == CA', true, true],
    ['$none', MISSING, undefined],
    ['$nothing', MISSING, undefined],
    ['$none > 3', MISSING, false],
    ['!($none > 3)', MISSING, true],
    ['!$none', MISSING, true],
    ['-$none', MISSING, NaN],
    ['$none == CA', MISSING, false],
    ['CA == $none', MISSING, false],
    ['$none != CA', MISSING, true],
    ['$none || true', MISSING, true],
    ['$none && true', MISSING, undefined],
    ['$none ? 1 : 2', MISSING, 2],
    ['$none + 1', MISSING, NaN],
    ['`${$none}`', MISSING, 'undefined'],
    ['String($none)', MISSING, 'undefined'],
    ['Math.abs($none)', MISSING, NaN],
    ['[CA].includes($none)', MISSING, false],
    ['[$none].includes(CA)', MISSING, false],
    ['CA.includes($none)', MISSING, false],
    ['$none.length', MISSING, 'failure: expression_failed'],
    ['$none == undefined', true, true],
    ['undefined == $none', true, true],
    ['$none == null', true, true],
    ['null == $none', true, true],
    ['$nothing == null', true, true],
    ['$none === undefined', true, true],
    ['undefined === $none', true, true],
    ['$none != undefined', false, false],
    ['null != $none', false, false],
    ['$none !== undefined', false, false],
    ['$state == undefined', false, false],
    ['$state != null', true, true],
    ['$none == "null"', MISSING, false],
    ['$none < undefined', MISSING, false],
    ['$none <= null', MISSING, false],
    ['$none ?? 7', 7, 7],
    ['$nothing ?? 7', 7, 7],
    ['7 ?? $none', 7, 7],
    ['null ?? $none', MISSING, undefined],
    ['($none ?? $nothing) ?? 7', 7, 7],
    ['$none ?? $nothing', MISSING, undefined],
    ['typeof $none', 'undefined', 'undefined'],
    ['typeof $none == "undefined"', true, true],
    ['typeof $none == undefined', false, false],
    ['typeof ($none > 1)', MISSING, 'boolean'],
    ['($none || $nothing) == null', true, true],
    ['($state && $none) == null', true, true],
    ['($none > 1) == null', MISSING, false],
    ['(true ? $none : 1) == null', true, true],
    ['(false ? 1 : $none) == null', true, true],
    ['($none ? 1 : 2) == null', MISSING, false],
    ['$none != undefined && $none > 3', false, false],
    ['$none == undefined || $none > 3', true, true],
    ['$state != undefined && $none > 3', MISSING, false],
  ])('%s', (text, block, javascript) => {
    expect([valueOf(text, 'block'), valueOf(text, 'undefined')]).toEqual([block, javascript]);
  });

  test('is named', () => {
    expect(() => compiled('$none > 3').evaluate(AROUND)).toThrow('`$none` has no value');
  });

  test.each([
    ['$none > 3', true],
    ['3 < $none', true],
    ['!$none || $state == CA', true],
    ['$none ? 1 : 2', true],
    ['[CA, TX].includes($none)', true],
    ['`${$none}` == 1', true],
    ['$state == CA && $none > 3', false],
    ['true || $none', false],
    ['true ? 1 : $none', false],
    ['(5).includes($none)', false],
    ['$none ?? 3', false],
    ['$none == undefined', false],
  ])('%s is known to miss it before it is evaluated: %s', (text, isKnown) => {
    expect(compiled(text).missing(AROUND)?.message).toBe(isKnown ? '`$none` has no value' : undefined);
  });
});

describe('what an expression reads', () => {
  const reads = (text: string) => {
    const { fields, counters, dateGetters } = compiled(text).reads;
    return { fields: [...fields], counters, dateGetters: [...dateGetters] };
  };
  const none = { fields: [], counters: [], dateGetters: [] };
  const counter = (own: Partial<Counter>): Counter => ({ on: 'device', periodMs: DAY_MS, results: null, ...own }); // prettier-ignore

  test.each<[text: string, read: Partial<ReturnType<typeof reads>>]>([
    ['true', {}],
    ['$a == b && ($c > 1 || $a < 2)', { fields: ['a', 'c'] }],
    ['false && $a', { fields: ['a'] }],
    ['typeof $a == x', { fields: ['a'] }],
    ['$$a == x', { fields: ['$a'] }],
    ['new Date().getDay() > 0 && new Date().getHours() > new Date().getDay()', { dateGetters: ['getDay', 'getHours'] }],
    ['AttemptsOnDevice(24H) > 1', { counters: [counter({})] }],
    ['AttemptsOnContact(30M) > 1', { counters: [counter({ on: 'contact', periodMs: 30 * MINUTE_MS })] }],
    ['AttemptsOnDevice(90000) > 1', { counters: [counter({ periodMs: 90_000 })] }],
    ['AttemptsOnDevice(24H, [Answer, abandoned, NoAnswer, "No Answer", "wrong-party"]) > 1', { counters: [counter({ results: ['Answer', 'Abandoned', 'No Answer', 'No Answer', 'Wrong Party'] })] }],
    ['AttemptsOnDevice(1D) + AttemptsOnContact(2D) > 1', { counters: [counter({}), counter({ on: 'contact', periodMs: 2 * DAY_MS })] }],
    ['AttemptsOnDevice(366D) > 1', { counters: [counter({ periodMs: LIMITS.lookBackDaysMax * DAY_MS })] }],
  ])('%s', (text, read) => {
    expect(reads(text)).toEqual({ ...none, ...read });
  }); // prettier-ignore
});

describe('a text that may give something else than true or false is warned of (S28)', () => {
  test.each([
    'true', '!$a', '$a == 1', '$a != 1', '$a === 1', '$a !== 1', '$a < 1', '$a <= 1', '$a > 1', '$a >= 1', '$a > 1 && true', '$a > 1 || !$b',
    '$a ? true : false', 'isNaN($a)', 'Boolean($a)', 'CA.includes($a)', 'CA.startsWith(C)', 'CA.endsWith(C)', '[CA].includes($a)', '(true) ?? false',
  ])('not %s', (text) => {
    expect(compiled(text).warnings).toEqual([]);
  }); // prettier-ignore

  const WARNING = 'this may be something else than true or false, which would block as an error';
  test.each<[text: string, column: number]>([
    ['1', 1],
    ['CA', 1],
    ['null', 1],
    ['undefined', 1],
    ['$a', 1],
    ['  $a', 3],
    ['-$a', 1],
    ['+true', 1],
    ['typeof $a', 1],
    ['$a + 1', 1],
    ['$a && true', 1],
    ['true && $a', 1],
    ['$a || true', 1],
    ['true ?? $a', 1],
    ['$a ? true : 0', 1],
    ['$a ? 0 : true', 1],
    ['`true`', 1],
    ['CA.length', 1],
    ['CA.indexOf(A)', 1],
    ['[CA].indexOf(CA)', 1],
    ['Math.abs(1)', 1],
    ['Number(true)', 1],
    ['new Date().getDay()', 1],
    ['AttemptsOnDevice(24H)', 1],
    ['State()', 1],
    ['LocalHour()', 1],
    ['!$a && State()', 1],
  ])('%s', (text, column) => {
    expect(compiled(text).warnings).toEqual([{ line: 1, column, sentence: WARNING }]);
  });
});

describe('what is not part of the grammar is refused with its place (S29)', () => {
  const COUNTS = 'a counter counts over a fixed period of at most 366 days, such as `24H`, `30M` or `7D`';
  const LIST =
    'a list stands only before `.includes(…)` or `.indexOf(…)`, or as the second argument of a counter';
  const NEW = 'only `new Date()` exists, and only with one of its getters, such as `new Date().getHours()`';
  const MEMBER = 'members are named with a dot: `.length`, `.includes(…)`';
  const LENGTH = 'the only member without a call is `.length` of a text';
  const LITERAL = 'regular expressions and big integers are not part of the grammar';
  const notPart = (text: string) => `\`${text}\` is not part of the grammar; the guide lists what is`;

  test.each<[text: string, ...problems: string[]]>([
    ['true &&', '1:8 this is not JavaScript: unexpected token'],
    ['$', '1:1 a name is missing after `$`'],
    ['/a/', `1:1 ${LITERAL}`],
    ['1n', `1:1 ${LITERAL}`],
    ['a, b', `1:1 ${notPart('a, b')}`],
    ['this', `1:1 ${notPart('this')}`],
    ['true && (x => x)', `1:10 ${notPart('x => x')}`],
    ['({ a: 1 })', `1:2 ${notPart('{ a: 1 }')}`],
    ['$a = 1', '1:1 `=` would change something; a comparison is written `==`'],
    ['true && ($a += 1)', '1:10 `+=` would change something; a comparison is written `==`'],
    ['Date()', '1:1 there is no function `Date`; the guide lists those that exist'],
    ['$a++', `1:1 ${notPart('$a++')}`],
    ['$a?.length', `1:1 ${notPart('$a?.length')}`],
    ['function averyverylongname(one, two, three) {}', `1:1 ${notPart('function averyverylongname(one, two, thr')}`],
    ['void 0', '1:1 the operator `void` is not part of the grammar'],
    ['delete $a', '1:1 the operator `delete` is not part of the grammar'],
    ['1 in CA', '1:1 the operator `in` is not part of the grammar'],
    ['true &&\n 1 instanceof CA', '2:2 the operator `instanceof` is not part of the grammar'],
    ['[1]', `1:1 ${LIST}`],
    ['CA.includes([1])', `1:13 ${LIST}`],
    ['[1].length', `1:1 ${LIST}`],
    ['[1, , 2].includes(1)', '1:1 a list has no holes'],
    ['[...CA].includes(1)', `1:2 ${notPart('...CA')}`],
    ['[1].map(1)', '1:1 a list has no `.map(…)`'],
    ['[1].includes', `1:1 ${LENGTH}`],
    ['CA.repeat(2)', '1:1 a text has no `.repeat(…)`'],
    ['CA["includes"](C)', `1:1 ${MEMBER}`],
    ['CA.size', `1:1 ${LENGTH}`],
    ['CA[includes](C)', `1:1 ${MEMBER}`],
    ['CA[length]', `1:1 ${LENGTH}`],
    ['CA.abs(1)', '1:1 a text has no `.abs(…)`'],
    ['$a.max(1, 2)', '1:1 a text has no `.max(…)`'],
    ['AttemptsOnDevice(true)', `1:18 ${COUNTS}`],
    ['AttemptsOnDevice(null)', `1:18 ${COUNTS}`],
    ['CA["length"]', `1:1 ${LENGTH}`],
    ['CA[0]', `1:1 ${LENGTH}`],
    ['Math.random()', '1:1 there is no `Math.random`'],
    ['Math.PI', `1:1 ${LENGTH}`],
    ['Math', '1:1 `Math` is a function; call it'],
    ['isNaN == 1', '1:1 `isNaN` is a function; call it'],
    ['AttemptsOnDevice > 1', '1:1 `AttemptsOnDevice` is a function; call it'],
    ['AttemptsOnContact > 1', '1:1 `AttemptsOnContact` is a function; call it'],
    ['Date > 1', '1:1 `Date` is a function; call it'],
    ['parseInt(1)', '1:1 there is no function `parseInt`; the guide lists those that exist'],
    ['toString()', '1:1 there is no function `toString`; is `String` meant?'],
    ['AttemptOnDevice(24H) < 3', '1:1 there is no function `AttemptOnDevice`; is `AttemptsOnDevice` meant?'],
    ['CA.trim()()', '1:1 only a function of the guide can be called'],
    ['"isNaN"(1)', '1:1 only a function of the guide can be called'],
    ['Math.max(...CA)', `1:10 ${notPart('...CA')}`],
    ['new Date()', `1:1 ${NEW}`],
    ['new CA()', `1:1 ${NEW}`],
    ['new CA().getDay()', '1:1 only `new Date()` exists: the instant of the decision'],
    ['new Math.max().getDay()', '1:1 only `new Date()` exists: the instant of the decision'],
    ['new Date(0).getDay()', '1:1 only `new Date()` exists: the instant of the decision'],
    ['new Date().getDay(1)', '1:1 `new Date()` has no `.getDay(…)` here'],
    ['new Date().getYear()', '1:1 `new Date()` has no `.getYear(…)` here'],
    ['new Date().setHours(1)', '1:1 `new Date()` has no `.setHours(…)` here'],
    ['AttemptsOnDevice()', `1:1 ${COUNTS}`],
    ['AttemptsOnDevice($a)', `1:18 ${COUNTS}`],
    ['AttemptsOnDevice("24H")', `1:18 ${COUNTS}`],
    ['AttemptsOnDevice(0D)', `1:18 ${COUNTS}`],
    ['AttemptsOnDevice(-1)', `1:18 ${COUNTS}`],
    ['AttemptsOnDevice(1D + 1)', `1:18 ${COUNTS}`],
    ['AttemptsOnDevice(367D)', `1:18 ${COUNTS}`],
    ['AttemptsOnDevice(1e400)', `1:18 ${COUNTS}`],
    ['AttemptsOnContact(366D, [Answer], 1)', '1:35 a counter has a period and a list of call results'],
    ['AttemptsOnDevice(24H, Answer)', '1:23 call results are listed in brackets: `[Answer, NoAnswer]`'],
    ['AttemptsOnDevice(24H, [])', '1:23 call results are listed in brackets: `[Answer, NoAnswer]`'],
    ['AttemptsOnDevice(24H, [Answer, Nobody])', '1:32 `Nobody` is not a call result'],
    ['AttemptsOnDevice(24H, [Answer, 7])', '1:32 `…` is not a call result'],
    ['AttemptsOnDevice(24H, [Answer, , Busy])', '1:23 `…` is not a call result'],
    ['AttemptsOnDevice(24H, [...Answer])', '1:24 `…` is not a call result'],
    ['this || CA.at(0) ||\n[1]', `1:1 ${notPart('this')}`, '1:9 a text has no `.at(…)`', `2:1 ${LIST}`],
  ])('%s', (text, ...problems) => {
    expect(problemsOf(text)).toEqual(problems);
  }); // prettier-ignore

  test.each<[depth: number, problems: readonly string[]]>([
    [198, []],
    [199, []],
    [200, ['1:201 an expression is nested at most 200 deep']],
    [1000, ['1:201 an expression is nested at most 200 deep']],
  ])('nested too deep: %d times `!`', (depth, problems) => {
    expect(problemsOf(`${'!'.repeat(depth)}true`)).toEqual(problems);
  });

  test('depth is not length: what stands side by side is not nested', () => {
    const many = Array.from({ length: 150 }, (_, i) => `$a${i} == ${i}`).join(' || ');
    expect(problemsOf(many)).toEqual([]);
    expect(problemsOf(`[${many.replaceAll(' || ', ', ')}].includes(true)`)).toEqual([]);
  });
});
