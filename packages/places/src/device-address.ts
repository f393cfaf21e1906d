import type { CountryCode } from '@tact/engine';
import { parseEmail, type EmailResult } from './email.ts';
import { parseNumber, type NumberResult } from './number.ts';

/** The key of a device, or one sentence that does not repeat the address (house rule 7). */
export type AddressResult = NumberResult | EmailResult;

/**
 * Reads the address of a device in any written form: an e-mail address where it has an `@`, else a phone number, which is read in the
 * default country where it names none. With null such a number is refused.
 */
export function parseAddress(raw: string, defaultCountry: CountryCode | null): AddressResult {
  return raw.includes('@') ? parseEmail(raw) : parseNumber(raw, defaultCountry);
}
