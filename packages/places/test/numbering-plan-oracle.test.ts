import { createRequire } from 'node:module';
import type { CountryCode, DeviceKey } from '@tact/engine';
import fc from 'fast-check';
import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import { parseNumber } from '../src/index.ts';
import { callingCodeOf, numberClass } from '../src/numbering-plan.ts';

/**
 * The machine of states against the regular expressions that it was made from, as libphonenumber-js/max runs them: numbers of every pattern
 * of every plan, as they are and with a digit dropped, added or changed. Fixed seeds: the same numbers in every run.
 */
const NUMBERS_A_PATTERN = 20;

/** A plan as libphonenumber-js keeps it: calling code, then at 2 the general pattern, at 11 those of the types. */
type Plan = readonly unknown[];
type Patterns = readonly (readonly [string?] | 0 | null)[];
const metadata = createRequire(import.meta.url)('libphonenumber-js/metadata.max.json') as {
  readonly countries: Readonly<Record<string, Plan>>;
  readonly nonGeographic: Readonly<Record<string, Plan>>;
};

function numbersOf(plan: Plan): readonly string[] {
  const ofTypes = ((plan[11] ?? []) as Patterns).map((type) => (type ? type[0] : undefined));
  const patterns = [String(plan[2]), ...ofTypes.filter((pattern) => pattern !== undefined && pattern !== '')];
  return patterns.flatMap((pattern, index) =>
    fc
      .sample(fc.stringMatching(new RegExp(`^(?:${String(pattern)})$`)), {
        numRuns: NUMBERS_A_PATTERN,
        seed: 1000 + index,
      })
      .map((national, turn) => `+${String(plan[0])}${changed(national, turn)}`)
      .filter((number) => number.length >= 8 && number.length <= 16),
  );
}

function changed(national: string, turn: number): string {
  const at = (turn * 7) % national.length;
  switch (turn % 5) {
    case 0:
      return national.slice(0, -1);
    case 1:
      return `${national}${turn % 10}`;
    case 2:
      return `${national.slice(0, at)}${(turn * 3) % 10}${national.slice(at + 1)}`;
    default:
      return national;
  }
}

const plans = [...Object.values(metadata.countries), ...Object.values(metadata.nonGeographic)];
const numbers = plans.flatMap(numbersOf);

/** What libphonenumber-js makes of a number: the number itself may change, as it strips trunk prefixes. */
function theirs(number: string): PhoneNumber | undefined {
  return parsePhoneNumberFromString(number, { extract: false });
}

describe('the numbering plan against libphonenumber-js/max', () => {
  test('there are at least 20,000 numbers, of all plans', () => {
    expect(numbers.length).toBeGreaterThan(20_000);
    expect(plans.length).toBeGreaterThan(250);
  });

  test('country, type and validity are the same for every number', () => {
    const differences: string[] = [];
    let valid = 0;
    for (const number of numbers) {
      const found = theirs(number);
      const key = (found?.number ?? number) as DeviceKey;
      const callingCode = callingCodeOf(key);
      if (found === undefined || callingCode === null || key.length > 16) continue;
      const ours = numberClass(key, callingCode);
      const [country, type, isValid] = [found.country ?? null, found.getType() ?? null, found.isValid()];
      if (isValid) valid += 1;
      if (ours.country !== country || ours.type !== type || (ours.type !== null) !== isValid) {
        differences.push(
          `${number}: ours ${String(ours.country)} ${String(ours.type)}, theirs ${String(country)} ${String(type)}`,
        );
      }
    }
    expect(differences).toEqual([]);
    expect(valid).toBeGreaterThan(10_000);
  });

  test('every valid number of 7 digits or more is read, under the same key', () => {
    const differences = numbers.filter((number) => {
      const found = theirs(number);
      if (found?.isValid() !== true || found.number.length < 8) return false;
      const ours = parseNumber(number, null);
      return !ours.ok || ours.key !== found.number;
    });
    expect(differences).toEqual([]);
  });

  test('every number that is read has a possible length', () => {
    const differences = numbers.filter((number) => {
      const ours = parseNumber(number, null);
      return ours.ok && theirs(ours.key)?.isPossible() !== true;
    });
    expect(differences).toEqual([]);
  });

  test('a valid number in its national form is read as that number', () => {
    const differences = new Map<string, string>();
    let compared = 0;
    for (const number of numbers) {
      const found = theirs(number);
      if (found?.country === undefined || !found.isValid() || found.number.length < 8) continue;
      compared += 1;
      const written = found.formatNational();
      const ours = parseNumber(written, found.country as string as CountryCode);
      if (ours.ok && ours.key === found.number) continue;
      const read = parsePhoneNumberFromString(written, {
        defaultCountry: found.country,
        extract: false,
      })?.number;
      if (read === found.number)
        differences.set(`${found.country} ${written}`, ours.ok ? ours.key : ours.code);
    }
    expect(Object.fromEntries(differences)).toEqual({});
    expect(compared).toBeGreaterThan(10_000);
  });
});
