import type { Buffer } from 'node:buffer';
import { fitOfPrefix, parseNumber } from '@tact/places';
import type { ReadPlan } from '../plan.ts';

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

/** By area code and exchange, six digits: whether all numbers of them fit the plan (1), or have to be asked one by one (2); 0: not known. */
const exchanges = new Uint8Array(1_000_000);

/**
 * A scan of North American numbers without a text for any of them: `+12125550123`; with a default country of `+1` also `2125550123` and
 * `12125550123`; of area pairs also `212,5550123`. What it takes, `parseNumber` takes as the same number. The rest is left to the
 * tolerant reader: other countries, separators, whatever is wrong.
 */
export function lineScanFor({ layout, defaultCountry }: ReadPlan): LineScan {
  const isPairs = layout === 'area_pairs';
  const example = defaultCountry === null ? null : parseNumber('2125550123', defaultCountry);
  const isNational = example?.ok === true && example.key === '+12125550123';
  return (bytes, from, into, count) => scan(bytes, from, into, count, isNational, isPairs);
}

function scan(
  bytes: Buffer,
  from: number,
  into: Float64Array,
  count: number,
  isNational: boolean,
  isPairs: boolean,
): ScannedLines {
  // Bytes are compared by `x - 48 >>> 0 > 9`, gathered with `|`, so that a line costs a few tests and not one a digit.
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
    const a = (bytes[at] as number) - ZERO;
    const b = (bytes[at + 1] as number) - ZERO;
    const c = (bytes[at + 2] as number) - ZERO;
    at += 3;
    if (isPairs && bytes[at] === COMMA) at++;
    if (at + 7 >= bytes.length) break;
    const d = (bytes[at] as number) - ZERO;
    const e = (bytes[at + 1] as number) - ZERO;
    const f = (bytes[at + 2] as number) - ZERO;
    const g = (bytes[at + 3] as number) - ZERO;
    const h = (bytes[at + 4] as number) - ZERO;
    const i = (bytes[at + 5] as number) - ZERO;
    const j = (bytes[at + 6] as number) - ZERO;
    // Negative where one is below `0`, as `9 - x` is where one is above `9`.
    const below = a | b | c | d | e | f | g | h | i | j;
    const above =
      (9 - a) | (9 - b) | (9 - c) | (9 - d) | (9 - e) | (9 - f) | (9 - g) | (9 - h) | (9 - i) | (9 - j);
    if ((below | above) < 0) break;
    const end = bytes[at + 7] as number;
    if (end === LF) at += 8;
    else if (end === CR && bytes[at + 8] === LF) at += 9;
    else break;
    const exchange = a * 100_000 + b * 10_000 + c * 1_000 + d * 100 + e * 10 + f;
    if (exchanges[exchange] !== 1 && !fitsWhole(exchange)) break;
    into[count++] = 10_000_000_000 + exchange * 10_000 + (g * 1_000 + h * 100 + i * 10 + j);
    line = at;
  }
  return { at: line, count };
}

function fitsWhole(exchange: number): boolean {
  let known = exchanges[exchange] ?? 0;
  if (known === 0) {
    known = fitOfPrefix(`+1${String(exchange).padStart(6, '0')}`, 4) === 'all' ? 1 : 2;
    exchanges[exchange] = known;
  }
  return known === 1;
}
