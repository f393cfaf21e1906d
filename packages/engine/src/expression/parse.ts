import { Parser, tokTypes, type Expression as JavaScriptExpression } from 'acorn';
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

const UNIT_MS: Readonly<Record<string, number>> = { M: MINUTE_MS, H: HOUR_MS, D: DAY_MS };
const DURATION = /(\d+)([MHD])(?![\w$])/y;

/** The parts of acorn's tokenizer that a plugin overrides; they are documented there and absent from its types. */
interface Tokenizer {
  readonly input: string;
  pos: number;
  readNumber: (this: Tokenizer, startsWithDot: boolean) => unknown;
  finishToken(type: unknown, value: unknown): unknown;
  readonly type: unknown;
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

/** Parses the text of one expression; the whole text must be that expression. */
export function parseExpression(text: string): Parsed {
  if (text.length > EXPRESSION_LENGTH_MAX) {
    return wrongAtStart(
      `an expression has at most ${EXPRESSION_LENGTH_MAX} characters, and this one has ${text.length}`,
    );
  }
  if (text.trim() === '')
    return wrongAtStart('the expression is empty; write a condition that is true where contact is allowed');
  try {
    const parser = DurationParser.open(text);
    parser.nextToken();
    const tree = parser.parseExpression();
    if (parser.type !== tokTypes.eof) parser.unexpected();
    return { ok: true, tree };
  } catch (error) {
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
