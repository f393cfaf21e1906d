import { CHANNELS, parseCallResult, type CallResult, type Channel, type DeviceKey } from '@tact/engine';
import { parseEmail, parseEmailDomain, parseNumber } from '@tact/places';
import { CellError } from './scenario-error.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}$/;

/** Reads a name: letters, digits, hyphen, underscore, dot, space; at most 64 (seed A2). */
export function readName(text: string): string {
  if (!NAME.test(text))
    throw new CellError(
      `\`${text}\` is no name; use letters, digits, hyphens, underscores, dots and spaces, at most 64`,
    );
  return text;
}

/** A reader of one word of several. */
export function oneOf<const Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found === undefined)
      throw new CellError(
        `\`${text}\` is not understood here; write ${words.map((word) => `\`${word}\``).join(' or ')}`,
      );
    return found;
  };
}

/** Reads `yes` or `no`. */
export function readYesNo(text: string): boolean {
  return oneOf(['yes', 'no'])(text) === 'yes';
}

/** A reader of `-` for none, else of what the given reader reads. */
export function orNone<Value>(reader: (text: string) => Value): (text: string) => Value | null {
  return (text) => (text === '-' ? null : reader(text));
}

/** A reader of a list with commas, each item once. */
export function listOf<Item>(reader: (text: string) => Item): (text: string) => readonly Item[] {
  return (text) => {
    const parts = text.split(',').map((part) => part.trim());
    const twice = parts.find((part, index) => parts.indexOf(part) !== index);
    if (twice !== undefined) throw new CellError(`\`${twice}\` stands twice; keep one`);
    return parts.map(reader);
  };
}

/** A reader of `any`, else of a list with commas. */
export function anyOrListOf<Item>(reader: (text: string) => Item): (text: string) => 'any' | readonly Item[] {
  const list = listOf(reader);
  return (text) => (text === 'any' ? 'any' : list(text));
}

/** A reader of a whole number within bounds. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum)
      throw new CellError(`\`${text}\` is not a whole number from ${minimum} to ${maximum}`);
    return value;
  };
}

/** A reader of a text as it stands. */
export function asIs(text: string): string {
  return text;
}

/** Reads `any` or channels. */
export const readChannels: (text: string) => 'any' | readonly Channel[] = anyOrListOf(oneOf(CHANNELS));

/** Reads a call result by its label. */
export function readCallResult(text: string): CallResult {
  const result = parseCallResult(text);
  if (result === undefined)
    throw new CellError(`\`${text}\` is no call result; write one such as \`No Answer\``);
  return result;
}

/** Reads what stands on a list of devices: a number, an e-mail address, or an e-mail domain such as `@example.com`. */
export function readDeviceEntry(text: string): DeviceKey {
  if (!text.startsWith('@')) return readDeviceKey(text);
  const domain = parseEmailDomain(text);
  if (!domain.ok) throw new CellError(`\`${text}\`: ${domain.sentence}`);
  return domain.key;
}

/** Reads a number with its calling code, or an e-mail address. */
export function readDeviceKey(text: string): DeviceKey {
  if (text.includes('@')) {
    const email = parseEmail(text);
    if (!email.ok) throw new CellError(`\`${text}\`: ${email.sentence}`);
    return email.key;
  }
  if (!text.startsWith('+'))
    throw new CellError(`\`${text}\` is no number; write it with its calling code, such as \`+12125550123\``);
  const number = parseNumber(text, null);
  if (!number.ok) throw new CellError(`\`${text}\`: ${number.sentence}`);
  return number.key;
}
