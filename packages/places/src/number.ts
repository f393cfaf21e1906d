import type { CountryCode, DeviceKey } from '@tact/engine';
import { callingCodeOf, fitsPlan } from './numbering-plan.ts';
import {
  digitsAsWritten,
  E164_DIGITS_MAX,
  E164_DIGITS_MIN,
  lengthProblem,
  resolveWritten,
  withoutTrunkPrefix,
} from './written-number.ts';

/** Why a text is no phone number that can be called. */
export type NumberProblem =
  | 'number_missing'
  | 'number_invalid'
  | 'number_too_short'
  | 'number_too_long'
  | 'number_has_letters'
  | 'number_has_extension'
  | 'number_country_missing'
  | 'calling_code_unknown';

/** The key in E.164, or one sentence that does not repeat the number (house rule 7). */
export type NumberResult =
  | { readonly ok: true; readonly key: DeviceKey }
  | { readonly ok: false; readonly code: NumberProblem; readonly sentence: string };

/** The sentences never repeat the number: they may be logged (house rule 7). */
const SENTENCES: Readonly<Record<NumberProblem, string>> = {
  number_missing: 'there is no number; write one such as `+12125550123`',
  number_invalid: 'this is no phone number that the country has; check its digits',
  number_too_short: 'the number has too few digits; write it in full, with its area code',
  number_too_long: 'the number has too many digits; write one number, without an extension',
  number_has_letters: 'the number has letters; write it in digits, such as `+12125550123`',
  number_has_extension: 'the number has an extension, which cannot be dialled; write the number without it',
  number_country_missing:
    'the number has no country; write it with `+` and the calling code, or state a default country',
  calling_code_unknown:
    'the number starts with a calling code that no country has; check the digits after the `+`',
};

/** Longer texts are no numbers: the longest number has 15 digits, and separators are at most as many again. */
const TEXT_MAX = 64;

/**
 * Reads a phone number. `+` and 7 to 15 digits that fit the plan of the calling code are taken as they are. Written forms too: spaces,
 * brackets, dots, dashes and slashes, `tel:`, full-width and Arabic digits; with a default country also national forms and that country's
 * international prefix (`00`, `011`). Refused: letters, extensions, and digits that fit no plan.
 *
 * A number need not be in a range that is known to be in use: a new area code is accepted as soon as its form fits the plan.
 */
export function parseNumber(raw: string, defaultCountry: CountryCode | null): NumberResult {
  if (fitsAsItIs(raw)) return { ok: true, key: raw as DeviceKey };
  if (raw.length > TEXT_MAX) return problem('number_too_long');
  const written = digitsAsWritten(raw);
  if (!written.ok) return problem(written.code);
  const resolved = resolveWritten(written, defaultCountry);
  if (resolved === null) return problem('number_country_missing');
  return checked(resolved);
}

/** The fast path: nearly all numbers of an import are in E.164 already. */
function fitsAsItIs(raw: string): boolean {
  if (raw.length < E164_DIGITS_MIN + 1 || raw.length > E164_DIGITS_MAX + 1) return false;
  return fitsPlan(raw);
}

/** Checks `+` and digits; tries again without a trunk prefix (`+44 (0)20 …`), which people write after the calling code. */
function checked(international: string): NumberResult {
  if (fitsAsItIs(international)) return { ok: true, key: international as DeviceKey };
  const callingCode = callingCodeOf(international as DeviceKey);
  if (callingCode === null)
    return problem(international.length < 4 ? 'number_too_short' : 'calling_code_unknown');
  const shorter = withoutTrunkPrefix(international, callingCode);
  if (fitsAsItIs(shorter)) return { ok: true, key: shorter as DeviceKey };
  return problem(lengthProblem(shorter, callingCode));
}

function problem(code: NumberProblem): NumberResult {
  return { ok: false, code, sentence: SENTENCES[code] };
}
