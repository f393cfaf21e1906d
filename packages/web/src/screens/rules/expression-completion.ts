import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { CALL_RESULTS, FACT_FUNCTION_NAMES, type FactFunctionName } from '@tact/engine';
import { texts } from '../../texts/screen-texts.ts';

/** Names that an expression can read, without the `$`. */
export interface ReadableFields {
  readonly record: readonly string[];
  readonly contacts: readonly string[];
}

/** Until they are known. */
export const NO_FIELDS: ReadableFields = { record: [], contacts: [] };

const WORDS = texts.custom.completion;

/** How the functions are written where they have an argument. */
const ARGUMENTS: Partial<Record<FactFunctionName, string>> = { HasOptedIn: 'SMS' };

/** Everything that a custom rule can call or compare with (S27); what it reads comes with the organization. */
const FUNCTIONS = [
  { label: 'AttemptsOnDevice(24H, [Answer])', detail: WORDS.attemptsOnDevice },
  { label: 'AttemptsOnContact(24H, [Answer])', detail: WORDS.attemptsOnContact },
  ...FACT_FUNCTION_NAMES.map((name) => ({
    label: `${name}(${ARGUMENTS[name] ?? ''})`,
    detail: WORDS.functions[name],
  })),
  { label: 'new Date().getHours()', detail: WORDS.hours },
  { label: 'new Date().getDay()', detail: WORDS.weekday },
] as const;

/** What is offered for the word before the cursor: fields, functions and call results; null in the middle of something else. */
export function completionOf(
  context: Pick<CompletionContext, 'matchBefore' | 'explicit' | 'pos'>,
  { record, contacts }: ReadableFields,
): CompletionResult | null {
  const word = context.matchBefore(/[$\w]+/);
  if (word === null && !context.explicit) return null;
  const fields = (names: readonly string[], detail: string) =>
    names.map((name) => ({ label: `$${name}`, type: 'variable', detail }));
  return {
    from: word?.from ?? context.pos,
    options: [
      ...fields(contacts, WORDS.ofContact),
      ...fields(record, WORDS.ofRecord),
      ...FUNCTIONS.map((one) => ({ ...one, type: 'function' })),
      ...CALL_RESULTS.map((result) => ({
        label: result.replaceAll(/[\s-]/g, ''),
        detail: result,
        type: 'constant',
      })),
    ],
  };
}
