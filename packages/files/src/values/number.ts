import type { CountryCode, DeviceKey } from '@tact/engine';
import { parseNumber } from '@tact/places';
import { VALUES_IN_CELL_MAX } from '../limits.ts';
import type { ReadPlan } from '../plan.ts';
import { cellProblem, isBlank, type CellProblem } from './cell.ts';

/** What is needed to read numbers: as the plan states it. */
export type NumberSettings = Pick<
  ReadPlan,
  'defaultCountry' | 'severalInCell' | 'lostZero' | 'textAfterNumber' | 'wildcards'
>;

/** One number of a cell, a range of numbers, or what is wrong. `text` is the part of the cell that it is read from. */
export type ReadNumber =
  | { readonly ok: true; readonly key: DeviceKey }
  | { readonly ok: true; readonly range: { readonly first: number; readonly end: number } }
  | ({ readonly ok: false; readonly text: string } & CellProblem);

/** Reads the text of a cell (`cellText`), which may hold several numbers where the plan says so. */
export function readNumbers(text: string, settings: NumberSettings): readonly ReadNumber[] {
  if (PLAIN.test(text) || !SEVERAL.test(text) || /;\s*ext/i.test(text)) return [readNumber(text, settings)];
  if (GROUPED.test(text))
    return [
      bad(
        text,
        'digits_grouped',
        'the digits are grouped by commas as an amount; make the column text, and export again',
      ),
    ];
  const parts = text
    .split(SEVERAL)
    .map((part) => part.trim())
    .filter((part) => !isBlank(part));
  if (parts.length === 0)
    return [
      bad(text, 'value_missing', 'the cell has separators and no number; write one in it, or empty it'),
    ];
  if (settings.severalInCell === 'refuse' && parts.length > 1 && parts.filter(hasManyDigits).length > 1)
    return [bad(text, 'several_numbers', 'the cell has several numbers; write one number in a cell')];
  if (parts.length > VALUES_IN_CELL_MAX)
    return [
      bad(
        text,
        'several_numbers',
        `the cell has more than ${VALUES_IN_CELL_MAX} numbers; write one number in a cell`,
      ),
    ];
  return parts.map((part) => readNumber(part, settings));
}

/** Nearly all numbers: digits, which nothing has damaged that could be seen in one of them. */
const PLAIN = /^\+?\d{5,15}$/;
/** What stands between two numbers in one cell. */
const SEVERAL = /[,;|\n\r\t]|\s[/&]\s|\s(?=\+)/;
const GROUPED = /^\d{1,3}(?:,\d{3}){2,}(?:\.0+)?$/;
/** As Python and databases write a number that they keep as a fraction; no digit is lost. */
const WHOLE_FRACTION = /^(\+?\d{5,15})\.0{1,2}$/;
const DATES: readonly RegExp[] = [
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[ T]\d{2}:\d{2}.*)?$/,
  /^(?:0?[1-9]|[12]\d|3[01])\/(?:0?[1-9]|[12]\d|3[01])\/(?:\d{2}|(?:19|20)\d{2})(?: \d.*)?$/,
  /^(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d{2}$/,
  /^\d{1,2}-[a-z]{3}(?:-\d{2,4})?$/i,
  /^[a-z]{3}-\d{2,4}$/i,
];
const WILDCARD = /^(\+?\d{1,14})(X+)$/i;

function readNumber(text: string, settings: NumberSettings): ReadNumber {
  const isPlain = PLAIN.test(text);
  const damage = isPlain ? null : damageOf(text, settings);
  if (damage !== null) return damage;
  const digits = isPlain ? text : (WHOLE_FRACTION.exec(text)?.[1] ?? text);
  const read = parseNumber(digits, settings.defaultCountry);
  if (read.ok) return withLeadingZero(text, digits, read.key, settings);
  if (settings.textAfterNumber === 'pass_over' && read.code === 'number_has_letters')
    return beforeText(text, settings);
  return { ok: false, text, code: read.code, sentence: read.sentence };
}

/** What stands in a cell that is no number as it is: damage, a date, a wildcard row; null where it may be one. */
function damageOf(text: string, settings: NumberSettings): ReadNumber | null {
  const damage = cellProblem(text);
  if (damage !== null) return { ok: false, text, ...damage };
  if (DATES.some((shape) => shape.test(text)))
    return bad(
      text,
      'number_became_date',
      'a spreadsheet has turned the number into a date; make the column text there, and write the number again',
    );
  const wildcard = WILDCARD.exec(text);
  if (wildcard !== null) return readWildcard(text, wildcard[1] ?? '', (wildcard[2] ?? '').length, settings);
  return null;
}

/**
 * Countries where nobody leaves out the zero before a national number. In others (India, Brazil, Turkey) people do: there its absence
 * says nothing.
 */
const WITH_LEADING_ZERO: ReadonlySet<string> = new Set(
  'AT AU BE BG CH DE FI FR GB GG HR IE IL IM JE JP KE KR MY NG NL NZ PH RO RS SE SI SK TH UA VN ZA'.split(
    ' ',
  ),
);

function withLeadingZero(
  text: string,
  digits: string,
  key: DeviceKey,
  { defaultCountry, lostZero }: NumberSettings,
): ReadNumber {
  if (lostZero === 'restore' || !hasLostZero(digits, key, defaultCountry)) return { ok: true, key };
  return bad(
    text,
    'leading_zero_lost',
    'the number has lost its leading zero, as in spreadsheets; say that lost zeros are to be restored, or export the column as text',
  );
}

/** Whether the digits give the same number with a zero before them, in a country where it is always written. */
export function hasLostZero(digits: string, key: DeviceKey, defaultCountry: CountryCode | null): boolean {
  if (defaultCountry === null || !WITH_LEADING_ZERO.has(defaultCountry)) return false;
  if (!/^[1-9]\d*$/.test(digits) || key === `+${digits}`) return false;
  const again = parseNumber(`0${digits}`, defaultCountry);
  return again.ok && again.key === key;
}

/** `01632 960123 Mr Smith`: the number before the first letter, where no second one stands behind it. */
function beforeText(text: string, settings: NumberSettings): ReadNumber {
  const at = text.search(/\p{L}/u);
  const rest = text.slice(at);
  if (hasManyDigits(rest))
    return bad(text, 'several_numbers', 'the cell has several numbers; write one number in a cell');
  let end = at;
  while (end > 0 && /[\s(:,-]/.test(text.charAt(end - 1))) end--;
  const number = text.slice(0, end);
  const read = parseNumber(number, settings.defaultCountry);
  if (!read.ok) return { ok: false, text, code: read.code, sentence: read.sentence };
  return withLeadingZero(text, number, read.key, settings);
}

function hasManyDigits(text: string): boolean {
  return text.replaceAll(/\D/g, '').length >= 6;
}

/** `201XXXXXXX`: all numbers of an area code. Only where numbers have ten digits after `+1`: elsewhere lengths vary, and the range with them. */
function readWildcard(
  text: string,
  written: string,
  places: number,
  { wildcards, defaultCountry }: NumberSettings,
): ReadNumber {
  if (wildcards === 'refuse')
    return bad(
      text,
      'wildcard_unexpected',
      'the row stands for many numbers; say that the file has wildcard rows, or write the numbers',
    );
  const prefix = written.startsWith('+') ? written.slice(1) : prefixOf(written, places, defaultCountry);
  const isWhole = prefix.length + places === 11 && /^1[2-9]\d{2}/.test(prefix);
  if (!isWhole)
    return bad(
      text,
      'wildcard_unclear',
      'the row stands for numbers that cannot be told; write `201XXXXXXX`, ten places of a North American number, and state its country',
    );
  const first = Number(prefix) * 10 ** places;
  return { ok: true, range: { first, end: first + 10 ** places } };
}

function prefixOf(written: string, places: number, country: CountryCode | null): string {
  const example = country === null ? null : parseNumber('2125550123', country);
  if (example?.ok !== true || !example.key.startsWith('+1')) return '';
  return written.length + places === 10 ? `1${written}` : written;
}

function bad(text: string, code: string, sentence: string): ReadNumber {
  return { ok: false, text, code, sentence };
}
