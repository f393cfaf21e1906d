import ts from 'typescript';
import { isCode, isForTests, type RepositoryFile } from './repository-file.ts';
import type { Finding, Rule } from './rule.ts';
import { importsOf, lineOf, nodesOf } from './syntax.ts';

/** The engine and the places reach for nothing outside: they run in a browser, and in a replay years from now. */
export const pureImports: Rule = {
  name: 'engine and places import no Node module and no npm package',
  covers: isPure,
  check: (file) =>
    importsOf(file)
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('@tact/'))
      .filter(
        ({ specifier }) =>
          !(specifier === 'acorn' && file.path.startsWith('packages/engine/src/expression/')),
      )
      .map(({ specifier, line }) => ({
        line,
        message: `\`${specifier}\` makes a pure package impure; take what you need as a value, or write it here`,
      })),
};

/** Names of the world outside, and what to do instead. */
const OUTSIDE: Readonly<Record<string, string>> = {
  Promise: 'load before deciding; the pure packages wait for nothing',
  Intl: 'use the zone table: the offsets of Intl are as old as the browser or Node',
  process: 'take settings as a value',
  globalThis: 'name what you need, or take it as a value',
  console: 'return what you have to say',
  performance: 'take the instant as a value',
  setTimeout: 'let the caller wait',
  setInterval: 'let the caller wait',
  setImmediate: 'let the caller wait',
  queueMicrotask: 'let the caller wait',
  fetch: 'load before deciding',
  require: 'import at the top of the file',
};

/** Members that read the clock, the machine's own zone, its language or chance. */
const MEMBERS: Readonly<Record<string, string>> = {
  'Date.now': 'take the instant as a value; the clock is read once, by the service',
  'Math.random': 'take ids and choices as values',
  localeCompare: 'the order depends on the machine; use `byCodePoints`',
  toLocaleString: 'the text depends on the machine; write the format here',
  toLocaleDateString: 'the text depends on the machine; write the format here',
  toLocaleTimeString: 'the text depends on the machine; write the format here',
  toLocaleLowerCase: 'the text depends on the machine; use `toLowerCase`',
  toLocaleUpperCase: 'the text depends on the machine; use `toUpperCase`',
  getTimezoneOffset: "it is the machine's zone; use the zone table",
  ...Object.fromEntries(
    ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds'].flatMap((part) => [
      [`get${part}`, `it is in the machine's zone; use time/local-time.ts, or \`getUTC${part}\``],
      [`set${part}`, `it is in the machine's zone; use time/local-time.ts, or \`setUTC${part}\``],
    ]),
  ),
};

/** No clock, no chance, no waiting, no machine. */
export const pureCode: Rule = {
  name: 'engine and places read no clock, no chance, no machine, and wait for nothing',
  covers: isPure,
  check: (file) => {
    const findings: Finding[] = [];
    for (const node of nodesOf(file)) {
      const message = impurityOf(node);
      if (message !== undefined) findings.push({ line: lineOf(node), message });
    }
    return findings;
  },
};

function impurityOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node))
    return '`async` and `await`: load before deciding; the pure packages wait for nothing';
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined)
    return '`for await`: load before deciding; the pure packages wait for nothing';
  if (isDateCall(node))
    return '`Date` of the clock or of the machine’s zone: take an `Instant`, or use `Date.UTC`';
  if (ts.isPropertyAccessExpression(node)) return impureMember(node);
  if (ts.isIdentifier(node) && isReference(node) && Object.hasOwn(OUTSIDE, node.text))
    return `\`${node.text}\`: ${OUTSIDE[node.text] ?? ''}`;
  return undefined;
}

/** `new Date()` and `Date()` read the clock; `new Date(2026, 0, 1)` reads the machine's zone. */
function isDateCall(node: ts.Node): boolean {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false;
  if (!ts.isIdentifier(node.expression) || node.expression.text !== 'Date') return false;
  return ts.isCallExpression(node) || (node.arguments?.length ?? 0) !== 1;
}

function impureMember(node: ts.PropertyAccessExpression): string | undefined {
  const member = node.name.text;
  for (const name of [`${node.expression.getText()}.${member}`, member])
    if (Object.hasOwn(MEMBERS, name)) return `\`${name}\`: ${MEMBERS[name] ?? ''}`;
  return undefined;
}

/** Whether an identifier stands for a value or type in scope, and is not merely a name after a dot or before a colon. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent))
    return parent.name !== node;
  return true;
}

function isPure(file: RepositoryFile): boolean {
  return isCode(file) && !isForTests(file) && /^packages\/(engine|places)\/src\//.test(file.path);
}
