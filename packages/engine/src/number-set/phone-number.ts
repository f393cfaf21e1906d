import type { DeviceKey } from '../device.ts';

/** The largest number that a set holds: E.164 has at most 15 digits. Below 2^53, so that a JavaScript number is exact. */
export const PHONE_NUMBER_MAX = 999_999_999_999_999;

/** `+` and 15 digits. */
const PHONE_KEY_LENGTH_MAX = 16;
const PLUS = 43;
const ZERO = 48;

/**
 * The number of a phone's device key: `+12125550123` is 12125550123. Undefined for whatever is no such key (an e-mail address, a leading
 * zero, more than 15 digits): it cannot be in a number set, and must be looked for elsewhere.
 */
export function phoneNumberOf(key: string): number | undefined {
  if (key.length > PHONE_KEY_LENGTH_MAX || key.charCodeAt(0) !== PLUS) return undefined;
  let number = 0;
  for (let at = 1; at < key.length; at++) {
    const digit = key.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9) || (digit === 0 && at === 1)) return undefined;
    number = number * 10 + digit;
  }
  return number === 0 ? undefined : number;
}

/** The device key of a number, the other way round. Throws a `RangeError` for what is no whole number of 1 to 15 digits. */
export function deviceKeyOfNumber(number: number): DeviceKey {
  assertPhoneNumber(number);
  return `+${number}` as DeviceKey;
}

/** Throws a `RangeError` for what is no whole number from 1 to `PHONE_NUMBER_MAX`. The number is not told: messages reach logs. */
export function assertPhoneNumber(number: number): void {
  if (!Number.isInteger(number) || number < 1 || number > PHONE_NUMBER_MAX)
    throw new RangeError(
      'a phone number of a set is a whole number of 1 to 15 digits; check how it was read',
    );
}
