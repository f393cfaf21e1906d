import { fitsWhole } from './exchanges.ts';

const PLUS = 0x2b;
const ZERO = 0x30;
const ONE = 0x31;
const OPEN = 0x28;
const CLOSE = 0x29;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const DOT = 0x2e;

/**
 * The North American number that a cell's bytes are, digits of E.164 without `+`; 0 where they are none of the usual forms and a text has to
 * be made of them: `2125550123`, `12125550123`, `+12125550123`, and with `(212)`, spaces, hyphens or dots between the groups. `isNational`:
 * ten digits are read without a country. What it takes, the tolerant reader takes as the same number.
 */
export function northAmericanNumber(
  bytes: Uint8Array,
  from: number,
  end: number,
  isNational: boolean,
): number {
  let at = from;
  let hasCountry = false;
  if (bytes[at] === PLUS) {
    if (bytes[++at] !== ONE) return 0;
    hasCountry = true;
  } else if (!isNational) return 0;
  else hasCountry = bytes[at] === ONE;
  if (hasCountry && isBetween(bytes[++at] as number)) at++;
  const isBracketed = bytes[at] === OPEN;
  if (isBracketed) at++;
  const area = threeDigits(bytes, at);
  at += 3;
  if (isBracketed && bytes[at++] !== CLOSE) return 0;
  if (isBetween(bytes[at] as number)) at++;
  const office = threeDigits(bytes, at);
  at += 3;
  if (isBetween(bytes[at] as number)) at++;
  const line = threeDigits(bytes, at);
  const last = ((bytes[at + 3] as number) ^ ZERO) | 0;
  if (at + 4 !== end || (area | office | line) < 0 || last > 9) return 0;
  const exchange = area * 1_000 + office;
  return fitsWhole(exchange) ? 10_000_000_000 + exchange * 10_000 + line * 10 + last : 0;
}

function isBetween(byte: number): boolean {
  return byte === SPACE || byte === HYPHEN || byte === DOT;
}

/** The value of three digits; negative where one of the bytes is none. */
function threeDigits(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) ^ ZERO;
  const b = (bytes[at + 1] as number) ^ ZERO;
  const c = (bytes[at + 2] as number) ^ ZERO;
  // A digit with its `0` taken away is at most 9; of what is more, six more is above 15.
  return ((a | b | c | (a + 6) | (b + 6) | (c + 6)) & ~15) === 0 ? a * 100 + b * 10 + c : -1;
}
