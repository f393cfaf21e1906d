import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression, type Surroundings } from '../../src/expression/compile.ts';
import { FACT_FUNCTIONS } from '../../src/expression/fact-functions.ts';
import { DATE_GETTERS, FUNCTIONS as JAVASCRIPT_FUNCTIONS, LIST_METHODS, MATH, TEXT_METHODS, wallClock } from '../../src/expression/functions.ts'; // prettier-ignore
import { ExpressionFailure, type Value } from '../../src/expression/value.ts';
import { casesOf } from './cases.ts';

/** Fields that every expression may name, and words that name nothing and so are texts. */
const FIELDS: Readonly<Record<string, Value>> = { state: 'CA', balance: 150, none: undefined, empty: '', yes: true, price: '7.5' }; // prettier-ignore
const WORDS = ['CA', 'TX', 'promise', 'SMS', 'Answer', 'Busy'];
const AT = Date.UTC(2026, 10, 1, 5, 30, 15, 250);

const AROUND: Surroundings = {
  field: (name) => (Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined),
  attempts: ({ on, periodMs, results }) => attempts(on, periodMs, results?.length ?? 0),
  zone: 'UTC',
  clock: () => wallClock(AT, AT),
  place: () => ({ country: 'US', state: 'CA' }),
  daysSinceConversation: () => 7,
  optedIn: (channel) => channel === 'sms',
};

function attempts(on: string, periodMs: number, results: number): number {
  return (on === 'device' ? 1 : 3) + (periodMs % 7) + results;
}

/** The functions of the guide, by their meaning: 2026-11-01 is a Sunday, 05:30 in UTC. */
const FUNCTIONS: Readonly<Record<string, unknown>> = {
  State: () => 'CA',
  Country: () => 'US',
  Zone: () => 'UTC',
  LocalHour: () => 5,
  Weekday: () => 'Sunday',
  DaysSinceLastConversation: () => 7,
  HasOptedIn: (channel?: string) => channel === 'SMS',
  AttemptsOnDevice: (periodMs: number, results: readonly string[] = []) => attempts('device', periodMs, results.length),
  AttemptsOnContact: (periodMs: number, results: readonly string[] = []) => attempts('contact', periodMs, results.length),
}; // prettier-ignore
const CALLS = ['State()', 'Country()', 'Zone()', 'LocalHour()', 'Weekday()', 'DaysSinceLastConversation()', 'HasOptedIn()', 'HasOptedIn(SMS)', 'AttemptsOnDevice(24H)', 'AttemptsOnContact(90000)', 'AttemptsOnDevice(30M, [Answer, Busy])', 'AttemptsOnContact(7D, [Answer])', '24H', '30M', '7D']; // prettier-ignore
const UNIT_MS: Readonly<Record<string, number>> = { M: 60_000, H: 3_600_000, D: 86_400_000 };

/** JavaScript itself: the text as the body of a function in which fields and words are variables. Its clock stands still, in UTC. */
function javascript(text: string): unknown {
  const names = [
    'Date',
    ...Object.keys(FIELDS).map((name) => `$${name}`),
    ...Object.keys(FUNCTIONS),
    ...WORDS,
  ];
  const plain = text.replaceAll(/\b(\d+)([MHD])\b/g, (_, amount: string, unit: string) =>
    String(Number(amount) * (UNIT_MS[unit] ?? NaN)),
  );
  const ask = compileFunction(`return (${plain}\n);`, names) as (...values: readonly unknown[]) => unknown;
  return ask(StandingClock, ...Object.values(FIELDS), ...Object.values(FUNCTIONS), ...WORDS);
}

/** A clock that stands still and whose local time is UTC. */
class StandingClock extends Date {
  constructor() {
    super(AT);
  }
  override getFullYear = () => this.getUTCFullYear();
  override getMonth = () => this.getUTCMonth();
  override getDate = () => this.getUTCDate();
  override getDay = () => this.getUTCDay();
  override getHours = () => this.getUTCHours();
  override getMinutes = () => this.getUTCMinutes();
  override getSeconds = () => this.getUTCSeconds();
  override getMilliseconds = () => this.getUTCMilliseconds();
  override getTimezoneOffset = () => 0;
}

const literals = fc.constantFrom('0', '-1', '1', '2', '150', '1.5', '010', '0x1F', '1e3', '"CA"', "'a b'", '""', '"7.5"', '" 2 "', 'true', 'false', 'null', 'undefined', 'NaN', 'Infinity'); // prettier-ignore
const leaves = fc.oneof(
  { weight: 3, arbitrary: literals },
  { weight: 2, arbitrary: fc.constantFrom(...Object.keys(FIELDS).map((name) => `$${name}`)) },
  { weight: 1, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.constantFrom(...CALLS) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(DATE_GETTERS)).map((getter) => `new Date().${getter}()`) }, // prettier-ignore
);

/** Expressions of the grammar; a `text` is one whose value is a text, so that it has the methods of one. */
const { any } = fc.letrec<{ any: string; text: string }>((tie) => {
  const deeper = tie('any');
  const binary = fc.constantFrom('+', '-', '*', '/', '%', '|', '&', '^', '<<', '>>', '>>>', '==', '!=', '===', '!==', '<', '<=', '>', '>=', '&&', '||', '??', '**'); // prettier-ignore
  const unary = fc.constantFrom('!', '-', '+', '~', 'typeof ');
  const spaces = fc.constantFrom(' ', '', '\n', ' /* */ ');
  const items = fc.array(deeper, { maxLength: 3 });
  return {
    any: fc.oneof(
      { maxDepth: 6, depthSize: 'small' },
      { weight: 3, arbitrary: leaves },
      { weight: 6, arbitrary: fc.tuple(deeper, spaces, binary, spaces, deeper).map(([left, one, operator, two, right]) => `(${left})${one}${operator}${two}(${right})`) },
      { weight: 2, arbitrary: fc.tuple(unary, deeper).map(([operator, value]) => `${operator}(${value})`) },
      { weight: 2, arbitrary: fc.tuple(deeper, deeper, deeper).map(([one, two, three]) => `(${one}) ? (${two}) : (${three})`) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('Number', 'String', 'Boolean', 'isNaN'), items).map(([name, args]) => `${name}(${args.map(wrap).join(', ')})`) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('abs', 'ceil', 'floor', 'max', 'min', 'round', 'trunc'), items).map(([name, args]) => `Math.${name}(${args.map(wrap).join(', ')})`) },
      { weight: 1, arbitrary: fc.tuple(items, fc.constantFrom('includes', 'indexOf'), items).map(([list, name, args]) => `[${list.map(wrap).join(', ')}].${name}(${args.map(wrap).join(', ')})`) },
      { weight: 2, arbitrary: tie('text') },
      { weight: 1, arbitrary: tie('text').map((text) => `(${text}).length`) },
    ),
    text: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('$state', '$empty', '"a b"', "'ß CA'", 'promise'),
      fc.tuple(deeper, deeper).map(([one, two]) => `\`\${${one}} and \${${two}}\``),
      deeper.map((value) => `String(${wrap(value)})`),
      fc.tuple(tie('text'), fc.constantFrom('charAt', 'slice', 'substring', 'toLowerCase', 'toUpperCase', 'trim'), items).map(([text, name, args]) => `(${text}).${name}(${args.map(wrap).join(', ')})`),
    ),
  };
}); // prettier-ignore

const expressions = fc.oneof(
  { weight: 3, arbitrary: any },
  // Without brackets: JavaScript's own precedence, where the text is an expression at all.
  { weight: 1, arbitrary: fc.array(fc.tuple(leaves, fc.constantFrom('+', '-', '*', '%', '<', '>=', '==', '!==', '&&', '||', '&', '? 1 :', '**', '??')), { minLength: 1, maxLength: 7 }).map((parts) => `${parts.map(([leaf, operator]) => `${leaf} ${operator}`).join(' ')} $balance`) }, // prettier-ignore
  { weight: 1, arbitrary: fc.tuple(any, fc.constantFrom('includes', 'startsWith', 'endsWith', 'indexOf'), any).map(([text, name, part]) => `String(${wrap(text)}).${name}(${wrap(part)})`) }, // prettier-ignore
);

/** Words of the language and of the grammar in any order, most of them nonsense. */
const soups = fc
  .array(
    fc.constantFrom(
      '$a',
      '$',
      'CA',
      'Math',
      '.',
      '.length',
      '.includes',
      '.constructor',
      '__proto__',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      ';',
      '?',
      ':',
      '?.',
      '??',
      '&&',
      '||',
      '!',
      '-',
      '=',
      '==',
      '=>',
      '...',
      '`',
      '${',
      '"',
      "'",
      '/',
      '24H',
      '1',
      '0x',
      '1n',
      'new',
      'Date',
      '()',
      'typeof',
      'this',
      'function',
      'async',
      'await',
      'class',
      'in',
      'AttemptsOnDevice',
      '[Answer]',
      'isNaN',
      '\n',
      '\\',
      '\u2028',
      '#',
      '@',
      '<!--',
      '-->',
      '//',
      '/*',
      '*/',
    ),
    { maxLength: 14 },
  ) // prettier-ignore
  .chain((words) => fc.constantFrom('', ' ').map((space) => words.join(space)));

describe('an expression', () => {
  test('has the value that JavaScript gives it, in the whole grammar', () => {
    let asked = 0;
    let withValue = 0;
    fc.assert(
      fc.property(expressions, (text) => {
        asked++;
        const check = compileExpression(text, 'undefined');
        const theirs = endOf(() => javascript(text));
        if (!check.ok) {
          expect({ text, theirs }).toEqual({ text, theirs: 'no expression' });
          return;
        }
        expect({ text, value: endOf(() => check.expression.evaluate(AROUND)) }).toEqual({ text, value: theirs });
        withValue++;
      }),
      casesOf(5000),
    );
    // Most of them have a value: what is refused on both sides shows little.
    expect(withValue).toBeGreaterThan(asked * 0.9);
  }); // prettier-ignore

  test('that is reported as a boolean is one', () => {
    fc.assert(
      fc.property(expressions, (text) => {
        const check = compileExpression(text, 'undefined');
        if (!check.ok || check.expression.warnings.length > 0) return;
        expect(typeof endOf(() => check.expression.evaluate(AROUND))).toBe('boolean');
      }),
      casesOf(2000),
    );
  });

  test('where data is missing, has the value that it would have without, or none (S27)', () => {
    fc.assert(
      fc.property(expressions, (text) => {
        const [strict, loose] = [compileExpression(text, 'block'), compileExpression(text, 'undefined')];
        expect(strict.ok).toBe(loose.ok);
        if (!strict.ok || !loose.ok) return;
        const value = endOf(() => strict.expression.evaluate(AROUND));
        if (value !== 'missing_data')
          expect(value).toEqual(endOf(() => loose.expression.evaluate(AROUND))); // prettier-ignore
        else expect(text).toContain('$none');
      }),
      casesOf(2000),
    );
  });

  test('that says what it misses before it is evaluated would fail so', () => {
    let missed = 0;
    fc.assert(
      fc.property(expressions, (text) => {
        const check = compileExpression(text, 'block');
        if (!check.ok) return;
        const missing = check.expression.missing(AROUND);
        if (missing === null) return;
        missed++;
        expect(() => check.expression.evaluate(AROUND)).toThrow(missing);
      }),
      casesOf(5000),
    );
    expect(missed).toBeGreaterThan(0);
  });

  test('of any words is refused with a place in the text, or gives a value, or a failure with a code (S28, S29)', () => {
    fc.assert(
      fc.property(soups, (text) => {
        const check = compileExpression(text, 'block');
        if (!check.ok) {
          const lines = text.split(/[\n\u2028]/);
          for (const { line, column, sentence } of check.problems) {
            expect(sentence).not.toBe('');
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
          }
          return;
        }
        const value = endOf(() => check.expression.evaluate(AROUND));
        expect(['string', 'number', 'boolean', 'undefined']).toContain(value === null ? 'undefined' : typeof value); // prettier-ignore
      }),
      casesOf(5000),
    );
  });
});

describe('the guide for officers', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guide/custom-rules.md'), 'utf8');
  const examples = [...guide.matchAll(/^```js\n(.*?)\n```$/gms)].map(([, text]) => text ?? '');

  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(8);
  });

  test.each(examples)('shows what can be saved as it stands: %s', (text) => {
    const known = new Set([
      'GSW_STATE_CODE',
      'state',
      'balance',
      'Other15',
      'reference',
      'do_not_call_before',
    ]);
    const check = compileExpression(text, 'undefined', known);
    expect(check).toMatchObject({ ok: true });
    expect(compileExpression(text, 'block', known)).toMatchObject({ ok: true, expression: { warnings: [] } });
  });

  test.each(['$vip && $balance > 100', '$balanse > 100', '!($balance > 100)', 'Weekday() == Sun', '$status == past-due', '$vip == True'])(
    'tells truly what is pointed out: %s',
    (text) => {
      expect(guide).toContain(`| \`${text}\``);
      const check = compileExpression(text, 'undefined', new Set(['balance', 'vip', 'status']));
      expect(check.ok && check.expression.warnings.length).toBe(1);
    },
  ); // prettier-ignore

  const call = (name: string) => `${name}(`;
  const names = [
    ...Object.keys(FACT_FUNCTIONS).map(call),
    'AttemptsOnDevice(',
    'AttemptsOnContact(',
    ...Object.keys(JAVASCRIPT_FUNCTIONS).map(call),
    ...Object.keys(MATH).map((name) => `Math.${name}`),
    ...Object.keys(TEXT_METHODS).map((name) => `.${name}(`),
    ...Object.keys(LIST_METHODS).map((name) => `.${name}(`),
    ...Object.keys(DATE_GETTERS).map(call),
    '.length',
  ];
  test.each(names)('names all that there is (S29): %s', (name) => {
    expect(guide).toContain(`\`${name}`);
  });
});

/** Brackets keep a conditional from swallowing what follows it. */
function wrap(text: string): string {
  return `(${text})`;
}

/** The value, or the code of a failure; `no expression` for what JavaScript cannot read. Other errors go on. */
function endOf(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    if (error instanceof ExpressionFailure) return error.code;
    if (error instanceof SyntaxError) return 'no expression';
    throw error;
  }
}
