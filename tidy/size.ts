import ts from 'typescript';
import { isCode, isSql, isTest } from './repository-file.ts';
import type { Finding, Rule } from './rule.ts';
import { endLineOf, lineOf, nodesOf } from './syntax.ts';

const FILE_LINES_MAX = 400;
const TEST_FILE_LINES_MAX = 600;
const FUNCTION_LINES_MAX = 60;
/** Markup is written one attribute a line, and is read by its shape. */
const MARKUP_LINES_MAX = 120;
const FILE_BYTES_MAX = 1024 * 1024;
/** Phone and place data is large by nature, and is loaded by every process. */
const DATA_FILE_BYTES_MAX = 6 * FILE_BYTES_MAX;

/** A file is read in one sitting. */
export const fileLength: Rule = {
  name: `a file has at most ${FILE_LINES_MAX} lines, a test file ${TEST_FILE_LINES_MAX}`,
  covers: (file) => isCode(file) || isSql(file) || file.path.endsWith('.css'),
  check: (file) => {
    const max = isTest(file) ? TEST_FILE_LINES_MAX : FILE_LINES_MAX;
    const lines = file.text.replace(/\n$/, '').split('\n').length;
    if (lines <= max) return [];
    return [
      {
        line: max + 1,
        message: `${lines} lines, at most ${max}: split it by the things inside, aim under 200`,
      },
    ];
  },
};

/**
 * A function is read at one glance. Tests, and the callbacks that group them, are tables and may be longer. The members of an object that a
 * function makes are functions of their own, each measured by itself: a port is as long as its methods, and is read one by one. So is the
 * markup that a component shows: what it works out is measured without it.
 */
export const functionLength: Rule = {
  name: `a function has at most ${FUNCTION_LINES_MAX} lines`,
  covers: (file) => isCode(file) && !isTest(file),
  check: (file) =>
    nodesOf(file)
      .filter((node) => ts.isFunctionLike(node) && !isTestCallback(node))
      .flatMap((node): Finding[] => {
        const line = lineOf(node);
        const markupLines = linesOfMarkup(node);
        const lines = endLineOf(node) - line + 1 - linesOfMembers(node) - markupLines;
        if (markupLines > MARKUP_LINES_MAX)
          return [
            {
              line,
              message: `a component with ${markupLines} lines of markup, at most ${MARKUP_LINES_MAX}: give its parts names`,
            },
          ];
        if (lines <= FUNCTION_LINES_MAX) return [];
        return [
          {
            line,
            message: `a function of ${lines} lines, at most ${FUNCTION_LINES_MAX}: give its steps names`,
          },
        ];
      }),
};

/** The lines of the markup that a function shows, the outermost pieces only. */
function linesOfMarkup(outer: ts.Node): number {
  let lines = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node))
      lines += endLineOf(node) - lineOf(node) + 1;
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(outer, visit);
  return lines;
}

/** The lines of an object's methods and function-valued properties that lie inside a function, the outermost ones only. */
function linesOfMembers(outer: ts.Node): number {
  let lines = 0;
  const visit = (node: ts.Node): void => {
    const isMember =
      ts.isMethodDeclaration(node) || (ts.isPropertyAssignment(node) && ts.isFunctionLike(node.initializer));
    if (isMember && ts.isObjectLiteralExpression(node.parent)) lines += endLineOf(node) - lineOf(node) + 1;
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(outer, visit);
  return lines;
}

function isTestCallback({ parent }: ts.Node): boolean {
  if (!ts.isCallExpression(parent)) return false;
  return /^(describe|suite|test|it|before(All|Each)|after(All|Each))\b/.test(parent.expression.getText());
}

/** The repository stays quick to clone. */
export const fileBytes: Rule = {
  name: 'no file is over 1 MB, no place data over 6 MB',
  covers: () => true,
  check: ({ path, bytes }) => {
    const max = path.startsWith('packages/places/data/') ? DATA_FILE_BYTES_MAX : FILE_BYTES_MAX;
    if (bytes <= max) return [];
    const sizeKb = Math.ceil(bytes / 1024);
    return [
      { line: 1, message: `${sizeKb} kB, at most ${max / 1024} kB: generate it, pack it, or leave it out` },
    ];
  },
};
