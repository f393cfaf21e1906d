import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';

/**
 * Every regular expression of what answers requests and reads files, checked for texts on which it would take more than a time in proportion to
 * their length (ReDoS). The command line and the browser work on their own user's machine and are left out.
 */
const PACKAGES = ['api', 'engine', 'files', 'places', 'service', 'store'];
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Expressions that may take the square of a text's length, or that the checker gives up on, and what keeps that text short. */
const BOUNDED: ReadonlyMap<string, string> = new Map([
  [String.raw`/^["']?(\d{3})["']?[,;\t ]\s*["']?(\d*)["']?[,;\s]*$/`, 'a value in a file of values: VALUE_BYTES_MAX'],
  [String.raw`/[,;|\s](?=[^<>]*@)/`, 'a cell: VALUE_BYTES_MAX'],
  [String.raw`/^(?<date>.*?\d)(?:[T ]+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?\s*(?<half>[ap]m)?\s*(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/i`, 'a cell: VALUE_BYTES_MAX'],
  [String.raw`/(?:;\s*ext\s*=|(?<!\p{L})(?:extension|extn|ext|xtn|x)\s*[.:]?|[#~])\s*\d{1,9}#?$/iu`, 'a cell: VALUE_BYTES_MAX; an address of the API: 254 characters'],
  [String.raw`/0+$/`, 'an amount, which the API takes with at most four decimals'],
  [String.raw`/contact[ _-]*group|account|order|invoice|amount|balance|zip|post(?:al)?[ _-]*code|ssn|\bid\b|_id\b|count|date|time/i`, 'the checker gives up; alternatives that begin with letters and repeat nothing but separators. The name of a column'],
]); // prettier-ignore

/** Time for one expression, milliseconds, after which the checker says that it does not know. */
const CHECK_MS_MAX = 60_000;

interface Checker {
  checkSync(
    source: string,
    flags: string,
    options: { readonly timeout: number },
  ): { readonly status: 'safe' | 'vulnerable' | 'unknown' };
}

let expressions: ReadonlyMap<string, string>;
beforeAll(async () => {
  const files = await Promise.all(
    PACKAGES.map(async (name) => {
      const folder = join(ROOT, name, 'src');
      const found = await readdir(folder, { recursive: true });
      return found.filter((file) => /(?<!\.test)\.ts$/.test(file)).map((file) => join(folder, file));
    }),
  );
  const texts = await Promise.all(
    files.flat().map(async (file) => [file.slice(ROOT.length), await readFile(file, 'utf8')] as const),
  );
  expressions = new Map(
    texts.flatMap(([file, text]) => expressionsOf(file, text).map((one) => [one, file] as const)),
  );
});

function expressionsOf(file: string, text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function statusOf(checker: Checker, expression: string): string {
  const end = expression.lastIndexOf('/');
  return checker.checkSync(expression.slice(1, end), expression.slice(end + 1), { timeout: CHECK_MS_MAX })
    .status;
}

test('none takes more than linear time on a text that nothing keeps short', { timeout: 1_800_000 }, () => {
  process.env['RECHECK_BACKEND'] = 'pure';
  const checker = createRequire(import.meta.url)('recheck') as Checker;
  expect(statusOf(checker, '/^(a+)+$/')).toBe('vulnerable');
  expect(expressions.size).toBeGreaterThan(150);
  const unsafe = [...expressions].filter(
    ([expression]) => !BOUNDED.has(expression) && statusOf(checker, expression) !== 'safe',
  );
  expect(unsafe).toEqual([]);
});

test('every exception is still there', () => {
  expect([...BOUNDED.keys()].filter((expression) => !expressions.has(expression))).toEqual([]);
});
