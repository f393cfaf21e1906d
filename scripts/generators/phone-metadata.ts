import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { DataSource } from './data-file.ts';

/** A pattern and the lengths it goes with; no lengths: those of the whole plan. */
export interface NumberPattern {
  readonly pattern: string;
  readonly lengths: readonly number[];
}

/** One way of writing a number: the first group of `pattern` is the national destination code where the number has one. */
export interface NumberFormat {
  readonly pattern: string;
  readonly internationalFormat: string;
  readonly leadingDigits: string | null;
}

/** The kinds of number that a numbering plan tells apart, in the order in which libphonenumber tries them. */
export const NUMBER_TYPES = [
  'FIXED_LINE',
  'MOBILE',
  'PREMIUM_RATE',
  'TOLL_FREE',
  'SHARED_COST',
  'VOIP',
  'PERSONAL_NUMBER',
  'PAGER',
  'UAN',
  'VOICEMAIL',
] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

/** The numbering plan of one country, or of a calling code that belongs to none (`country` null). */
export interface NumberingPlan {
  readonly country: string | null;
  readonly callingCode: string;
  readonly internationalPrefix: string | null;
  readonly general: NumberPattern;
  readonly formats: readonly NumberFormat[] | null;
  readonly nationalPrefix: string | null;
  readonly nationalPrefixForParsing: string | null;
  readonly nationalPrefixTransform: string | null;
  readonly leadingDigits: string | null;
  readonly types: ReadonlyMap<NumberType, NumberPattern>;
  /** Mobile numbers cannot be told from landlines: the data gives no pattern of their own. */
  readonly mobileLikeFixedLine: boolean;
}

interface RawMetadata {
  readonly version: number;
  readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
  readonly countries: Readonly<Record<string, RawPlan>>;
  readonly nonGeographic: Readonly<Record<string, RawPlan>>;
}
type RawPlan = readonly unknown[];
type RawFormat = readonly [string, string, Texts?, unknown?, unknown?, string?];
type RawType = readonly [string?, Numbers?] | 0 | null | undefined;
type Texts = readonly string[];
type Numbers = readonly number[];

/** Where the data keeps each type, by its position. */
const POSITION_OF_TYPE: Readonly<Record<NumberType, number>> = {
  FIXED_LINE: 0,
  MOBILE: 1,
  TOLL_FREE: 2,
  PREMIUM_RATE: 3,
  PERSONAL_NUMBER: 4,
  VOICEMAIL: 5,
  UAN: 6,
  PAGER: 7,
  VOIP: 8,
  SHARED_COST: 9,
};

const require = createRequire(import.meta.url);
const raw = require('libphonenumber-js/metadata.max.json') as RawMetadata;
if (raw.version !== 4)
  throw new Error(`metadata format ${raw.version} is not known; read its change log, then change this file`);

/** The plans of each calling code, the main country's first, as in libphonenumber-js/max. */
export function plansByCallingCode(): ReadonlyMap<string, readonly NumberingPlan[]> {
  const plans = new Map<string, readonly NumberingPlan[]>();
  for (const [callingCode, countries] of Object.entries(raw.country_calling_codes)) {
    plans.set(
      callingCode,
      countries.map((country) => plan(country, raw.countries[country] ?? [])),
    );
  }
  for (const [callingCode, entry] of Object.entries(raw.nonGeographic))
    plans.set(callingCode, [plan(null, entry)]);
  return plans;
}

/** The release of Google's metadata inside libphonenumber-js, which only its change log names. */
export function phoneMetadataSource(): DataSource {
  const folder = require.resolve('libphonenumber-js/metadata.max.json').replace(/metadata\.max\.json$/, '');
  const release = /metadata to version (\d+\.\d+\.\d+)/.exec(
    readFileSync(`${folder}CHANGELOG.md`, 'utf8'),
  )?.[1];
  if (release === undefined) throw new Error('the change log of libphonenumber-js names no metadata release');
  return {
    source: 'Google libphonenumber metadata, by libphonenumber-js/max',
    version: release,
    licence: 'Apache-2.0',
  };
}

function plan(country: string | null, entry: RawPlan): NumberingPlan {
  const lengths = (entry[3] ?? []) as readonly number[];
  const types = (entry[11] ?? []) as readonly RawType[];
  const patterns = new Map<NumberType, NumberPattern>();
  for (const type of NUMBER_TYPES) {
    const rawType = types[POSITION_OF_TYPE[type]];
    const pattern = rawType ? rawType[0] : undefined;
    if (rawType && pattern) patterns.set(type, { pattern, lengths: rawType[1] ?? lengths });
  }
  const mobile = types[POSITION_OF_TYPE.MOBILE];
  return {
    country,
    callingCode: String(entry[0]),
    internationalPrefix: textOrNull(entry[1]),
    general: { pattern: String(entry[2]), lengths },
    formats: Array.isArray(entry[4]) ? (entry[4] as readonly RawFormat[]).map(format) : null,
    nationalPrefix: textOrNull(entry[5]),
    nationalPrefixForParsing: textOrNull(entry[7]) ?? textOrNull(entry[5]),
    nationalPrefixTransform: textOrNull(entry[8]),
    leadingDigits: textOrNull(entry[10]),
    types: patterns,
    mobileLikeFixedLine: !mobile || mobile[0] === '',
  };
}

function format(entry: RawFormat): NumberFormat {
  return {
    pattern: entry[0],
    internationalFormat: entry[5] ?? entry[1],
    leadingDigits: entry[2]?.at(-1) ?? null,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
