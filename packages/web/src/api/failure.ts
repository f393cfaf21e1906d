import { ApiError } from '@tact/api/without-schemas';
import { texts } from '../texts/texts.ts';

/** What is wrong with one field, by JSON pointer into the request. */
export type FieldErrors = ReadonlyMap<string, string>;

/** No field is wrong. */
export const NO_FIELD_ERRORS: FieldErrors = new Map();

/** The fields that a refusal names. */
export function fieldErrorsOf(error: unknown): FieldErrors {
  if (!(error instanceof ApiError) || error.problem === undefined) return NO_FIELD_ERRORS;
  const { problems, path, detail } = error.problem;
  if (problems !== undefined && problems.length > 0)
    return new Map(problems.map((one) => [one.path, one.sentence]));
  return path === undefined ? NO_FIELD_ERRORS : new Map([[path, detail]]);
}

/** One sentence for people. */
export function sentenceOfError(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.code === 'unexpected') return texts.errors.unexpected;
    return asSentence(error.message);
  }
  if (error instanceof TypeError) return texts.errors.network;
  return error instanceof Error ? error.message : texts.errors.unexpected;
}

/** With a capital and a full stop; the API's sentences have neither. */
export function asSentence(text: string): string {
  const plain = text.replaceAll('`', '');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${/[.!?]$/.test(plain) ? '' : '.'}`;
}
