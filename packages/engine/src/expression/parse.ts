import { Parser, tokTypes, type Expression as JavaScriptExpression, type LogicalExpression } from 'acorn';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.ts';

/** A place in the text of an expression, both from 1 (S29). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with an expression, and where. */
export interface ExpressionProblem extends Position {
  readonly sentence: string;
}

/** A syntax tree, or the first thing that is wrong with the text. */
export type Parsed =
  | { readonly ok: true; readonly tree: JavaScriptExpression }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** Characters of an expression. Officers write hundreds; the limit keeps the tree, and so every evaluation, small. */
export const EXPRESSION_LENGTH_MAX = 10_000;

/** Levels of an expression: a tree that is deeper could exhaust the stack when it is evaluated. */
export const NESTING_MAX = 200;
/** What is said of one that is deeper. */
export const NESTED_TOO_DEEP = `an expression is nested at most ${NESTING_MAX} deep`;

const UNIT_MS: Readonly<Record<string, number>> = { M: MINUTE_MS, H: HOUR_MS, D: DAY_MS };
const DURATION = /(\d+)([MHD])(?![\w$])/y;

/** The parts of acorn's tokenizer that a plugin overrides; they are documented there and absent from its types. */
interface Tokenizer {
  readonly input: string;
  pos: number;
  readNumber: (this: Tokenizer, startsWithDot: boolean) => unknown;
  skipLineComment: (this: Tokenizer, startLength: number) => void;
  parseMaybeAssign: (this: Tokenizer, ...args: unknown[]) => JavaScriptExpression;
  parseMaybeUnary: (this: Tokenizer, ...args: unknown[]) => JavaScriptExpression;
  finishToken(type: unknown, value: unknown): unknown;
  readonly type: unknown;
  /** Where the token begins that is read. */
  readonly start: number;
  nextToken(): void;
  parseExpression(): JavaScriptExpression;
  unexpected(): never;
}

/** JavaScript with the duration literals `30M`, `24H` and `7D`, which are numbers of milliseconds (S27). */
class DurationParser extends Parser {
  private constructor(text: string) {
    // `#!` begins a script's first line, never an expression.
    super({ ecmaVersion: 2023, sourceType: 'script', allowHashBang: false }, text);
  }

  static open(text: string): Tokenizer {
    return new DurationParser(text) as unknown as Tokenizer;
  }
}

const tokenizer = DurationParser.prototype as unknown as Tokenizer;
const readPlainNumber = tokenizer.readNumber;
tokenizer.readNumber = function (this: Tokenizer, startsWithDot: boolean) {
  DURATION.lastIndex = this.pos;
  const found = startsWithDot ? null : DURATION.exec(this.input);
  if (found === null) return readPlainNumber.call(this, startsWithDot);
  this.pos += found[0].length;
  return this.finishToken(tokTypes.num, Number(found[1]) * (UNIT_MS[found[2] ?? ''] ?? Number.NaN));
};

/** Refuses what JavaScript has and an expression has not. */
class Refusal extends Error {
  readonly offset: number;

  constructor(offset: number, sentence: string) {
    super(sentence);
    this.offset = offset;
  }
}

const skipPlainComment = tokenizer.skipLineComment;
tokenizer.skipLineComment = function (this: Tokenizer, startLength: number) {
  // JavaScript of the web reads `<!--`, and `-->` at the start of a line, like `//`: what follows would silently not count.
  if (startLength !== '//'.length)
    throw new Refusal(this.pos, 'a comment begins with `//`; `<!--` and `-->` begin none');
  skipPlainComment.call(this, startLength);
};

// Every way to nest one expression in another goes through one of the two.
limitNesting('parseMaybeAssign');
limitNesting('parseMaybeUnary');

/** The parser calls itself for each level. How deep it can do that depends on the stack, and what is accepted must not. */
function limitNesting(method: 'parseMaybeAssign' | 'parseMaybeUnary'): void {
  const parse = tokenizer[method];
  const depths = new WeakMap<Tokenizer, number>();
  tokenizer[method] = function (this: Tokenizer, ...args: unknown[]) {
    const depth = (depths.get(this) ?? 0) + 1;
    if (depth > NESTING_MAX) throw new Refusal(this.start, NESTED_TOO_DEEP);
    depths.set(this, depth);
    const node = parse.apply(this, args);
    depths.set(this, depth - 1);
    return node;
  };
}

/** Letters that change the direction of those after them, so that an expression reads differently from what it is. */
const TURNS_DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;

/** Parses the text of one expression; the whole text must be that expression. */
export function parseExpression(text: string): Parsed {
  if (text.length > EXPRESSION_LENGTH_MAX) {
    return wrongAtStart(
      `an expression has at most ${EXPRESSION_LENGTH_MAX} characters, and this one has ${text.length}`,
    );
  }
  if (text.trim() === '')
    return wrongAtStart('the expression is empty; write a condition that is true where contact is allowed');
  const turn = text.search(TURNS_DIRECTION);
  if (turn >= 0) {
    const sentence = 'here is an invisible letter that turns the direction of the text; leave it out';
    return { ok: false, problem: { ...positionAt(text, turn), sentence } };
  }
  try {
    const parser = DurationParser.open(text);
    parser.nextToken();
    const tree = parser.parseExpression();
    if (parser.type !== tokTypes.eof) parser.unexpected();
    return { ok: true, tree };
  } catch (error) {
    if (error instanceof Refusal)
      return { ok: false, problem: { ...positionAt(text, error.offset), sentence: error.message } };
    if (!(error instanceof SyntaxError) || !('pos' in error)) throw error;
    const sentence = `this is not JavaScript: ${error.message.replace(/ \(\d+:\d+\)$/, '').toLowerCase()}`;
    return { ok: false, problem: { ...positionAt(text, Number(error.pos)), sentence } };
  }
}

/** The position of an offset in the text; an offset beyond it is its end. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(0, Math.min(offset, text.length)));
  const lines = before.split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function wrongAtStart(sentence: string): Parsed {
  return { ok: false, problem: { line: 1, column: 1, sentence } };
}

/**
 * The texts of the conditions that a text joins by `&&`, or by `||` under one `!`, in their order; the text itself where it joins none, or is no
 * expression. `!(a || b)` is true exactly where `!a` is and then `!b` is: `b` is evaluated in the same cases, and each of the two is a boolean.
 */
export function conjunctsOf(text: string): readonly string[] {
  const parsed = parseExpression(text);
  return parsed.ok ? conjunctsIn(parsed.tree, text) : [text];
}

function conjunctsIn(node: JavaScriptExpression, text: string): readonly string[] {
  if (node.type === 'LogicalExpression' && node.operator === '&&')
    return [...conjunctsIn(node.left, text), ...conjunctsIn(node.right, text)];
  if (node.type === 'UnaryExpression' && node.operator === '!' && joinsByOr(node.argument))
    return disjunctsIn(node.argument).map(({ start, end }) => `!(${text.slice(start, end)})`);
  return [text.slice(node.start, node.end)];
}

function disjunctsIn(node: JavaScriptExpression): readonly JavaScriptExpression[] {
  return joinsByOr(node) ? [...disjunctsIn(node.left), ...disjunctsIn(node.right)] : [node];
}

function joinsByOr(node: JavaScriptExpression): node is LogicalExpression {
  return node.type === 'LogicalExpression' && node.operator === '||';
}
