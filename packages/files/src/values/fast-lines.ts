import type { Buffer } from 'node:buffer';
import { parseNumber } from '@tact/places';
import type { ReadPlan } from '../plan.ts';
import { fitsWhole } from './exchanges.ts';

/** What a scan has found. */
export interface ScannedLines {
  /** Where the first line begins that is not one of the strict forms, or whose end is not in the bytes. */
  readonly at: number;
  /** How many numbers are in the array now. */
  readonly count: number;
}

/** Scans lines of strict forms, from a line's beginning on, and writes their numbers behind the first `count` of the array. */
export type LineScan = (bytes: Buffer, from: number, into: Float64Array, count: number) => ScannedLines;

/** The fewest bytes of a line that is scanned: ten digits and the line's end. */
export const SCANNED_LINE_BYTES_MIN = 11;

const LF = 0x0a;
const CR = 0x0d;
const PLUS = 0x2b;
const COMMA = 0x2c;
const ZERO = 0x30;
const ONE = 0x31;

/**
 * A scan of North American numbers without a text for any of them: `+12125550123`; with a default country of `+1` also `2125550123` and
 * `12125550123`; of area pairs also `212,5550123`. What it takes, `parseNumber` takes as the same number. The rest is left to the
 * tolerant reader: other countries, separators, whatever is wrong.
 */
export function lineScanFor({ layout, defaultCountry }: ReadPlan): LineScan {
  const isPairs = layout === 'area_pairs';
  const isNational = isNorthAmerican(defaultCountry);
  return (bytes, from, into, count) => scan(bytes, from, into, count, isNational, isPairs);
}

/** Whether ten digits without a country are read as a North American number. */
export function isNorthAmerican(defaultCountry: ReadPlan['defaultCountry']): boolean {
  const example = defaultCountry === null ? null : parseNumber('2125550123', defaultCountry);
  return example?.ok === true && example.key === '+12125550123';
}

function scan(
  bytes: Buffer,
  from: number,
  into: Float64Array,
  count: number,
  isNational: boolean,
  isPairs: boolean,
): ScannedLines {
  // A byte with its `0` taken away is a digit exactly where neither it nor six more is above 15: gathered with `|`, one test a line.
  let line = from;
  const last = bytes.length - SCANNED_LINE_BYTES_MIN;
  while (line <= last) {
    let at = line;
    const first = bytes[at] as number;
    if (first === PLUS) {
      if (bytes[at + 1] !== ONE) break;
      at += 2;
    } else if (!isNational) break;
    else if (first === ONE) at++;
    const a = (bytes[at] as number) ^ ZERO;
    const b = (bytes[at + 1] as number) ^ ZERO;
    const c = (bytes[at + 2] as number) ^ ZERO;
    at += 3;
    if (isPairs && bytes[at] === COMMA) at++;
    if (at + 7 >= bytes.length) break;
    const d = (bytes[at] as number) ^ ZERO;
    const e = (bytes[at + 1] as number) ^ ZERO;
    const f = (bytes[at + 2] as number) ^ ZERO;
    const g = (bytes[at + 3] as number) ^ ZERO;
    const h = (bytes[at + 4] as number) ^ ZERO;
    const i = (bytes[at + 5] as number) ^ ZERO;
    const j = (bytes[at + 6] as number) ^ ZERO;
    const low = a | b | c | d | e | f | g | h | i | j;
    const carried =
      (a + 6) | (b + 6) | (c + 6) | (d + 6) | (e + 6) | (f + 6) | (g + 6) | (h + 6) | (i + 6) | (j + 6);
    if ((low | carried) > 15) break;
    const end = bytes[at + 7] as number;
    if (end === LF) at += 8;
    else if (end === CR && bytes[at + 8] === LF) at += 9;
    else break;
    const exchange = a * 100_000 + b * 10_000 + c * 1_000 + d * 100 + e * 10 + f;
    if (!fitsWhole(exchange)) break;
    into[count++] = 10_000_000_000 + exchange * 10_000 + (g * 1_000 + h * 100 + i * 10 + j);
    line = at;
  }
  return { at: line, count };
}
