import { API_LIMITS } from '@tact/api';
import { jsonErrorIndex } from './json-error.ts';
import { SUSPECT_ESCAPE, unstorableAt, UNSTORABLE_SENTENCE } from '../storable-text.ts';

/** What came of reading a text as JSON. */
export type ReadJson =
  { readonly valid: true; readonly value: unknown } | { readonly valid: false; readonly sentence: string };

/** Reads JSON whose texts can be kept, of at most 64 levels; where it is none, says at which line and column, and what is the likely slip. */
export function readJson(text: string): ReadJson {
  try {
    const value = JSON.parse(text) as unknown;
    if (mayBeDeep(text) && isDeep(value)) return { valid: false, sentence: DEEP_SENTENCE };
    const unstorable = SUSPECT_ESCAPE.test(text) ? unstorableAt(value) : undefined;
    return unstorable === undefined
      ? { valid: true, value }
      : { valid: false, sentence: `\`${unstorable || '/'}\`: ${UNSTORABLE_SENTENCE}` };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { valid: false, sentence: sentenceOf(text) };
  }
}

const DEEP_SENTENCE = `the JSON has more than ${API_LIMITS.jsonLevelsMax} levels of brackets; nothing here takes so many`;

/** Whether there are brackets enough. It costs a question next to nothing. */
function mayBeDeep(text: string): boolean {
  let left = API_LIMITS.jsonLevelsMax;
  for (const bracket of ['[', '{'])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1))
      if (--left < 0) return true;
  return false;
}

/** Level by level: what is deep is not walked through by a function that calls itself. */
function isDeep(value: unknown): boolean {
  let level = bracketsAmong([value]);
  for (let levels = 1; level.length > 0; levels++) {
    if (levels > API_LIMITS.jsonLevelsMax) return true;
    level = level.flatMap((one) => bracketsAmong(Object.values(one)));
  }
  return false;
}

/** The lists and objects of some values. */
function bracketsAmong(values: readonly unknown[]): readonly object[] {
  return values.filter((one): one is object => typeof one === 'object' && one !== null);
}

/** Made once: that costs more than to read a question. It keeps nothing from one text to the next. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Reads UTF-8 and then JSON. */
export function readJsonBytes(bytes: Buffer): ReadJson {
  let text: string;
  try {
    text = UTF_8.decode(bytes);
  } catch {
    return { valid: false, sentence: 'the body is not UTF-8; send it in that encoding' };
  }
  return text.trim() === ''
    ? { valid: false, sentence: 'the body is empty; send one JSON object' }
    : readJson(text);
}

function sentenceOf(text: string): string {
  const position = jsonErrorIndex(text);
  const lines = text.slice(0, position).split('\n');
  const place = `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
  if (position >= text.trimEnd().length)
    return `the JSON ends too early, at ${place}; a bracket or a quote is missing`;
  const before = text.slice(0, position).trimEnd();
  const here = text.charAt(position);
  if (before.endsWith(',') && (here === '}' || here === ']'))
    return `there is a comma before \`${here}\` at ${place}; take it out`;
  if (here === "'") return `there is a single quote at ${place}; use double quotes`;
  return `\`${here}\` is not expected at ${place}; check the comma, quote or bracket before it`;
}
