import type { CountryCode, DeviceKey } from '@tact/engine';
import data from '../data/numbering-plan.json' with { type: 'json' };

/** What a numbering plan calls a number; null for a number that is in no range of its plan. */
export type PlanType =
  | 'FIXED_LINE'
  | 'MOBILE'
  | 'FIXED_LINE_OR_MOBILE'
  | 'TOLL_FREE'
  | 'PREMIUM_RATE'
  | 'SHARED_COST'
  | 'VOIP'
  | 'PERSONAL_NUMBER'
  | 'PAGER'
  | 'UAN'
  | 'VOICEMAIL';

/** What libphonenumber's metadata says about one whole number. */
export interface NumberClass {
  /** Null: not told by the number, or its calling code belongs to no country. */
  readonly country: CountryCode | null;
  /** Not null exactly where libphonenumber-js/max calls the number valid. */
  readonly type: PlanType | null;
  /** Its first digits and its length fit the plan of its country, or of the calling code's main one. Wider than valid: new ranges fit before they are listed. */
  readonly fits: boolean;
  /** How many digits after the calling code are the national destination code; 0: none, or not known. */
  readonly areaCodeDigits: number;
}

/** A country calling code, or one that belongs to no country (`+800`, `+881`). */
export interface CallingCode {
  readonly digits: string;
  /** The country that the code is mainly for; null where it is for none. */
  readonly mainCountry: CountryCode | null;
  /** The only country that has the code; null where several share it, or none has it. */
  readonly onlyCountry: CountryCode | null;
  readonly root: number;
  /** What is said of numbers that fit no pattern. */
  readonly unlisted: NumberClass;
}

/**
 * The machine for the digits of all numbers: the next state after state `s` and digit `d` is `next[10 s + d]`; state 0 leads nowhere.
 * `classes[s]` is what a number is that ends in state `s`. Made from the patterns by `scripts/generators/numbering-plan.ts`.
 */
interface Machine {
  readonly callingCodes: readonly (CallingCode | undefined)[];
  readonly next: Uint16Array;
  readonly classes: readonly (NumberClass | undefined)[];
}

/** The calling code that a number starts with (a key such as `+12125550123`); null where it has none. */
export function callingCodeOf(key: DeviceKey): CallingCode | null {
  if (key.charCodeAt(0) !== 43) return null;
  const { callingCodes } = machine();
  let code = 0;
  for (let at = 1; at <= 3; at++) {
    const digit = key.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return null;
    code = code * 10 + digit;
    if (code === 0) return null;
    const found = callingCodes[code];
    if (found !== undefined) return found;
  }
  return null;
}

/** What the numbering plan says of a number that starts with this calling code. Cost: one array read a digit. */
export function numberClass(key: DeviceKey, callingCode: CallingCode): NumberClass {
  const { next, classes } = machine();
  let state = callingCode.root;
  for (let at = callingCode.digits.length + 1; at < key.length; at++) {
    const digit = key.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return callingCode.unlisted;
    state = next[state * 10 + digit] ?? 0;
    if (state === 0) return callingCode.unlisted;
  }
  return classes[state] ?? callingCode.unlisted;
}

/** Whether `+` and digits are a number that a plan could have: see `NumberClass.fits`. */
export function fitsPlan(international: string): boolean {
  const callingCode = callingCodeOf(international as DeviceKey);
  return callingCode !== null && numberClass(international as DeviceKey, callingCode).fits;
}

/**
 * Which of the numbers that begin with `+` and these digits, and have so many digits more, a plan could have: all of them, none, or some
 * (then each has to be asked, by `parseNumber`). For readers of long lists, which ask once a prefix instead of once a number.
 */
export function fitOfPrefix(prefix: string, moreDigits: number): PrefixFit {
  const callingCode = callingCodeOf(prefix as DeviceKey);
  if (callingCode === null || callingCode.digits.length >= prefix.length) return 'some';
  const { next } = machine();
  let state = callingCode.root;
  for (let at = callingCode.digits.length + 1; at < prefix.length; at++) {
    const digit = prefix.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return 'none';
    state = next[state * 10 + digit] ?? 0;
    if (state === 0) return callingCode.unlisted.fits ? 'all' : 'none';
  }
  return fitOfState(state, moreDigits, callingCode.unlisted.fits);
}

/** Whether a plan could have any number that begins with `+` and these digits; true for a calling code that is not known. */
export function canNumberBegin(prefix: string): boolean {
  const moreMax = E164_DIGITS_MAX - (prefix.length - 1);
  for (let more = 0; more <= moreMax; more++) if (fitOfPrefix(prefix, more) !== 'none') return true;
  return false;
}

/** E.164: no number has more digits. */
const E164_DIGITS_MAX = 15;

/** See `fitOfPrefix`. */
export type PrefixFit = 'all' | 'none' | 'some';

/** States are few: what is known of one holds for every prefix that leads to it. */
const fits = new Map<number, PrefixFit>();

function fitOfState(state: number, moreDigits: number, unlistedFits: boolean): PrefixFit {
  if (state === 0) return unlistedFits ? 'all' : 'none';
  const { next, classes } = machine();
  if (moreDigits === 0) return (classes[state]?.fits ?? unlistedFits) ? 'all' : 'none';
  const key = (state * 16 + moreDigits) * 2 + Number(unlistedFits);
  const known = fits.get(key);
  if (known !== undefined) return known;
  const found = new Set<PrefixFit>();
  for (let digit = 0; digit <= 9; digit++)
    found.add(fitOfState(next[state * 10 + digit] ?? 0, moreDigits - 1, unlistedFits));
  const [only = 'some'] = found;
  const fit = found.size === 1 ? only : 'some';
  fits.set(key, fit);
  return fit;
}

let loaded: Machine | undefined;

function machine(): Machine {
  loaded ??= load();
  return loaded;
}

function load(): Machine {
  const next = new Uint16Array((data.states.length + 1) * 10);
  const kinds = data.classes.map(classOf);
  const classes: (NumberClass | undefined)[] = [undefined];
  data.states.forEach((row, index) => {
    const [kind = '0', ...runs] = row.split(' ');
    classes.push(kinds[Number(kind) - 1]);
    let slot = (index + 1) * 10;
    for (const run of runs) {
      const [state = '0', count = '1'] = run.split('*');
      next.fill(parseInt(state, 36), slot, slot + Number(count));
      slot += Number(count);
    }
  });
  const callingCodes: (CallingCode | undefined)[] = new Array<undefined>(1000).fill(undefined);
  for (const line of data.roots) {
    const [digits = '', main = '-', only = '-', root = '0'] = line.split(' ');
    const unlisted = classOf(`${only} - - 0`);
    callingCodes[Number(digits)] = {
      digits,
      mainCountry: countryOrNull(main),
      onlyCountry: countryOrNull(only),
      root: parseInt(root, 36),
      unlisted,
    };
  }
  return { callingCodes, next, classes };
}

function classOf(text: string): NumberClass {
  const [country = '-', type = '-', fits = '-', areaCodeDigits = '0'] = text.split(' ');
  return Object.freeze({
    country: countryOrNull(country),
    type: type === '-' ? null : (type as PlanType),
    fits: fits === '+',
    areaCodeDigits: Number(areaCodeDigits),
  });
}

function countryOrNull(text: string): CountryCode | null {
  return text === '-' ? null : (text as CountryCode);
}
