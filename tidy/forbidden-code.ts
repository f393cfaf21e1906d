import ts from 'typescript';
import { isCode, isConfig, isTest, type RepositoryFile } from './repository-file.ts';
import { matchesOf, type Finding, type Rule } from './rule.ts';
import { lineOf, nodesOf, withoutStrings } from './syntax.ts';

/** A name is the same wherever it is used. */
export const noDefaultExport: Rule = {
  name: 'nothing is a default export, but the configuration of a tool',
  covers: (file) => isCode(file) && !isConfig(file),
  check: (file) =>
    findNodes(file, isDefaultExport, 'a default export has no name of its own; export it by name'),
};

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent);
}

/** What the compiler is told to believe, it does not check. */
export const noUncheckedTypes: Rule = {
  name: 'no `any`, no non-null `!`',
  covers: isCode,
  check: (file) => [
    ...findNodes(
      file,
      (node) => node.kind === ts.SyntaxKind.AnyKeyword,
      '`any`: use `unknown` and narrow it',
    ),
    ...findNodes(
      file,
      isNonNull,
      '`!`: handle the absent case, or throw with a sentence that says what is broken',
    ),
  ],
};

function isNonNull(node: ts.Node): boolean {
  if (ts.isNonNullExpression(node)) return true;
  return (
    (ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)) && node.exclamationToken !== undefined
  );
}

/** No check is switched off for a line. */
export const noSilencedChecks: Rule = {
  name: 'no check is silenced in a comment',
  covers: isCode,
  check: (file) =>
    matchesOf(
      withoutStrings(file),
      /@ts-(ignore|expect-error|nocheck)|(eslint|oxlint|biome)-(disable|ignore)(-[a-z-]+)?|(v8|c8|istanbul) ignore/g,
      ([match]) => `\`${match}\`: change the code so that the check passes`,
    ),
};

/** What is left to do stands in an issue, where it is seen. */
export const noUnfinishedMarks: Rule = {
  name: 'no mark of unfinished work',
  covers: (file) =>
    isCode(file) || /\.(sql|md|css|html|ya?ml)$/.test(file.path) || file.path.startsWith('.ci/'),
  check: (file) =>
    matchesOf(
      isCode(file)
        ? withoutStrings(file)
        : file.text.replaceAll(/`[^`\n]*`/g, (code) => ' '.repeat(code.length)),
      /\b(TODO|FIXME|HACK)\b/g,
      ([match]) => `\`${match}\`: do it now, or open an issue and write what is true today`,
    ),
};

const LEFT_OUT = new Set(['only', 'skip', 'todo', 'skipIf', 'runIf']);

/** Every test runs, on every machine. */
export const noTestLeftOut: Rule = {
  name: 'no test is left out',
  covers: isTest,
  check: (file) =>
    findNodes(
      file,
      (node) => ts.isCallExpression(node) && leavesOut(node.expression),
      'a test that does not run shows nothing: make it run, or delete it',
    ),
};

/** `test.only(…)`, `describe.skip.each(…)(…)`, `context.skip()`. */
function leavesOut(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return LEFT_OUT.has(callee.name.text) || leavesOut(callee.expression);
}

function findNodes(file: RepositoryFile, isBad: (node: ts.Node) => boolean, message: string): Finding[] {
  return nodesOf(file)
    .filter(isBad)
    .map((node) => ({ line: lineOf(node), message }));
}
