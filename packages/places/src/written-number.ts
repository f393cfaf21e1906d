import type { CountryCode, DeviceKey } from '@tact/engine';
import data from '../data/numbering-plan.json' with { type: 'json' };
import { callingCodeOf, fitsPlan, numberClass, type CallingCode } from './numbering-plan.ts';

/** The digits of a number as a person wrote it, and whether a `+` stood before them. */
export interface WrittenNumber {
  readonly ok: true;
  readonly plus: boolean;
  readonly digits: string;
}

/** A text whose digits cannot be told apart from what else stands in it. */
export interface UnreadableNumber {
  readonly ok: false;
  readonly code: 'number_missing' | 'number_invalid' | 'number_has_letters' | 'number_has_extension';
}

/** `x12`, `ext. 12`, `;ext=12`, `#12` and the like at the end. */
const EXTENSION = /(?:;\s*ext\s*=|(?<!\p{L})(?:extension|extn|ext|xtn|x)\s*[.:]?|[#~])\s*\d{1,9}#?$/iu;
/** Marks that text programs put around numbers and nobody sees. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const SEPARATOR = /[\s.()[\]/\-\u2010-\u2015\u2212\u30fc\uff0d\uff0e\uff08\uff09\uff0f\u3000]/u;

/** Takes the digits out of a written number. Full-width and Arabic digits count as digits. */
export function digitsAsWritten(raw: string): WrittenNumber | UnreadableNumber {
  const text = raw
    .replace(INVISIBLE, '')
    .trim()
    .replace(/^tel:\s*/i, '');
  if (text === '') return { ok: false, code: 'number_missing' };
  if (EXTENSION.test(text)) return { ok: false, code: 'number_has_extension' };
  let plus = false;
  let digits = '';
  for (const character of text) {
    const digit = digitOf(character);
    if (digit !== null) digits += digit;
    else if ((character === '+' || character === '\uff0b') && !plus && digits === '') plus = true;
    else if (/\p{L}/u.test(character)) return { ok: false, code: 'number_has_letters' };
    else if (!SEPARATOR.test(character)) return { ok: false, code: 'number_invalid' };
  }
  return digits === '' ? { ok: false, code: 'number_invalid' } : { ok: true, plus, digits };
}

/** First digits of the alphabets of digits that are read: European, full-width, Arabic, Persian. */
const ZEROS: readonly number[] = [0x30, 0xff10, 0x0660, 0x06f0];

function digitOf(character: string): string | null {
  const code = character.charCodeAt(0);
  const zero = ZEROS.find((start) => code >= start && code <= start + 9);
  return zero === undefined ? null : String(code - zero);
}

/**
 * The number in international form, `+` and digits, which need not fit a plan yet. A national number is read by the rules of the
 * default country; null where there is none. The rules are libphonenumber's.
 */
export function resolveWritten(
  { plus, digits }: WrittenNumber,
  defaultCountry: CountryCode | null,
): string | null {
  if (plus) return `+${digits}`;
  const rules = defaultCountry === null ? undefined : writingRules(defaultCountry);
  if (rules === undefined) return null;
  const national = nationalReading(digits, rules);
  const dialled = rules.internationalPrefix?.exec(digits);
  if (!dialled) return national;
  // Some national numbers start like an international call: Thailand's toll-free 001 800.
  const international = `+${digits.slice(dialled[0].length)}`;
  return /^\+[1-9]/.test(international) && (fitsPlan(international) || !fitsPlan(national))
    ? international
    : national;
}

function nationalReading(digits: string, rules: WritingRules): string {
  const national = withoutPrefix(digits, rules);
  if (digits.startsWith(rules.callingCode)) {
    // Written with the calling code but without `+`: where only that reading gives a number of the country.
    const shorter = withoutPrefix(digits.slice(rules.callingCode.length), rules);
    const isTooLong = national.length > rules.lengthMax;
    if (isTooLong || (!rules.general.test(national) && rules.general.test(shorter)))
      return `+${rules.callingCode}${shorter}`;
  }
  return `+${rules.callingCode}${national}`;
}

/** An international number without the trunk prefix that was written after its calling code; unchanged where there is none. */
export function withoutTrunkPrefix(international: string, { digits, mainCountry }: CallingCode): string {
  const rules = mainCountry === null ? undefined : writingRules(mainCountry);
  if (rules === undefined) return international;
  return `+${digits}${withoutPrefix(international.slice(digits.length + 1), rules)}`;
}

/** Whether a number is too short for its calling code, too long, or wrong in its digits. */
export function lengthProblem(
  international: string,
  { digits, mainCountry }: CallingCode,
): 'number_too_short' | 'number_too_long' | 'number_invalid' {
  const length = international.length - 1 - digits.length;
  const rules = mainCountry === null ? undefined : writingRules(mainCountry);
  if (international.length - 1 > E164_DIGITS_MAX || (rules !== undefined && length > rules.lengthMax))
    return 'number_too_long';
  if (international.length - 1 < E164_DIGITS_MIN || (rules !== undefined && length < rules.lengthMin))
    return 'number_too_short';
  return 'number_invalid';
}

/** The calling code of a country; undefined where no plan has it. */
export function callingCodeOfCountry(country: CountryCode): string | undefined {
  return writingRules(country)?.callingCode;
}

/** What the digits begin with that is dialled before numbers inside the country only; empty where they begin with no such thing. */
export function trunkPrefixOf(country: CountryCode, digits: string): string {
  return writingRules(country)?.nationalPrefix?.exec(digits)?.[0] ?? '';
}

/** The fewest digits of a number, calling code included: no country's subscribers have shorter ones (short codes are not dialled from abroad). */
export const E164_DIGITS_MIN = 7;
/** The most digits of a number, calling code included (ITU-T E.164). */
export const E164_DIGITS_MAX = 15;

/** How a country writes and dials its numbers. */
interface WritingRules {
  readonly callingCode: string;
  readonly internationalPrefix: RegExp | null;
  readonly nationalPrefix: RegExp | null;
  readonly nationalPrefixTransform: string | null;
  readonly general: RegExp;
  readonly lengths: readonly number[];
  readonly lengthMin: number;
  readonly lengthMax: number;
}

/**
 * A national number without its trunk prefix and carrier code, or with the area code that people of a small place leave out. Unchanged
 * where it fits the plan only as it is, or would be left too short.
 */
function withoutPrefix(number: string, rules: WritingRules): string {
  const found = rules.nationalPrefix?.exec(number);
  if (!found) return number;
  const last = found.length > 1 ? found.at(-1) : undefined;
  const shorter =
    rules.nationalPrefixTransform !== null && last
      ? number.replace(rules.nationalPrefix ?? '', rules.nationalPrefixTransform)
      : number.slice(found[0].length);
  if (shorter === number || (rules.general.test(number) && !rules.general.test(shorter))) return number;
  const lengths = lengthsOf(`+${rules.callingCode}${shorter}`, rules);
  const isPossible = lengths.includes(shorter.length) || shorter.length > Math.max(...lengths);
  return isPossible ? shorter : number;
}

/** The lengths of numbers of the very country that the number turns out to be of. */
function lengthsOf(international: string, rules: WritingRules): readonly number[] {
  const callingCode = callingCodeOf(international as DeviceKey);
  const country = callingCode === null ? null : numberClass(international as DeviceKey, callingCode).country;
  return (country === null ? undefined : writingRules(country))?.lengths ?? rules.lengths;
}

const linesByCountry = new Map(data.written.map((line): [string, string] => [line.slice(0, 2), line]));
const rulesByCountry = new Map<string, WritingRules>();

function writingRules(country: CountryCode): WritingRules | undefined {
  const known = rulesByCountry.get(country);
  if (known !== undefined) return known;
  const line = linesByCountry.get(country);
  if (line === undefined) return undefined;
  const [
    ,
    callingCode = '',
    international = '',
    national = '',
    transform = '',
    general = '',
    lengthList = '',
  ] = line.split(' ');
  const lengths = lengthList.split(',').map(Number);
  const rules: WritingRules = {
    callingCode,
    internationalPrefix: international === '' ? null : new RegExp(`^(?:${international})`),
    nationalPrefix: national === '' ? null : new RegExp(`^(?:${national})`),
    nationalPrefixTransform: transform === '' ? null : transform,
    general: new RegExp(`^(?:${general})$`),
    lengths,
    lengthMin: Math.min(...lengths),
    lengthMax: Math.max(...lengths),
  };
  rulesByCountry.set(country, rules);
  return rules;
}
