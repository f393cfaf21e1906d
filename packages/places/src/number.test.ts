import fc from 'fast-check';
import type { CountryCode } from '@tact/engine';
import { describe, expect, test } from 'vitest';
import { parseNumber } from './number.ts';

const country = (code: string): CountryCode | null => (code === '' ? null : (code as CountryCode));

const READ: readonly (readonly [written: string, defaultCountry: string, key: string, what: string])[] = [
  ['+12125550123', '', '+12125550123', 'E.164'],
  ['+12125550123', 'GB', '+12125550123', 'E.164, whatever the default country'],
  ['+13575550123', '', '+13575550123', 'an area code that nobody knows yet'],
  ['+12120550123', '', '+12120550123', 'an exchange that is not in use, of the right form'],
  ['+881612345678', '', '+881612345678', 'a satellite phone'],
  ['+80012345678', '', '+80012345678', 'international freephone'],
  ['(212) 555-0123', 'US', '+12125550123', 'brackets and dashes'],
  ['212.555.0123', 'US', '+12125550123', 'dots'],
  ['212/555/0123', 'US', '+12125550123', 'slashes'],
  ['1 212 555 0123', 'US', '+12125550123', 'the trunk prefix 1'],
  ['12125550123', 'CA', '+12125550123', 'another country of the same calling code'],
  ['  +1 212 555 0123 ', '', '+12125550123', 'spaces'],
  ['+1\u00a0212\u2011555\u20110123', '', '+12125550123', 'spaces and hyphens that do not break'],
  ['\u202a+12125550123\u202c', '', '+12125550123', 'marks of writing direction, as contact books add'],
  ['tel:+1-201-555-0123', '', '+12015550123', 'a tel: link'],
  ['\uff12\uff11\uff12\uff15\uff15\uff15\uff10\uff11\uff12\uff13', 'US', '+12125550123', 'full-width digits'],
  [
    '\uff0b\u0661\u0662\u0661\u0662\u0665\u0665\u0665\u0660\u0661\u0662\u0663',
    '',
    '+12125550123',
    'Arabic digits',
  ],
  [
    '\u06f1\u06f2\u06f1\u06f2\u06f5\u06f5\u06f5\u06f0\u06f1\u06f2\u06f3',
    'US',
    '+12125550123',
    'Persian digits',
  ],
  ['011 44 20 7946 0958', 'US', '+442079460958', 'the international prefix of the United States'],
  ['00442079460958', 'DE', '+442079460958', 'the international prefix of Europe'],
  ['0011 33 6 12 34 56 78', 'AU', '+33612345678', 'the international prefix of Australia'],
  ['020 7946 0958', 'GB', '+442079460958', 'a national number of Britain'],
  ['+44 (0)20 7946 0958', '', '+442079460958', 'a trunk 0 after the calling code'],
  ['+4402079460958', '', '+442079460958', 'the same without brackets'],
  ['442079460958', 'GB', '+442079460958', 'the calling code without +'],
  ['06 11 22 33 44', 'FR', '+33611223344', 'a mobile of France'],
  ['8 (495) 123-45-67', 'RU', '+74951234567', 'the trunk 8 of Russia'],
  ['06 1234 5678', 'IT', '+390612345678', 'a zero that belongs to the number'],
  ['0 11 15 2345-6789', 'AR', '+5491123456789', 'a mobile of Argentina: 15 goes, 9 comes'],
  ['0 41 21 1234-5678', 'BR', '+552112345678', 'a carrier code of Brazil'],
];

const REFUSED: readonly (readonly [written: string, defaultCountry: string, code: string, what: string])[] = [
  ['', 'US', 'number_missing', 'nothing'],
  ['   ', 'US', 'number_missing', 'only spaces'],
  ['+', '', 'number_invalid', 'only a +'],
  ['hello', 'US', 'number_has_letters', 'a word'],
  ['1-800-FLOWERS', 'US', 'number_has_letters', 'a vanity number'],
  ['212-555-0123 x12', 'US', 'number_has_extension', 'an extension after x'],
  ['212-555-0123 ext. 12', 'US', 'number_has_extension', 'an extension after ext.'],
  ['tel:+12015550123;ext=5', '', 'number_has_extension', 'an extension in a link'],
  ['2125550123#9', 'US', 'number_has_extension', 'an extension after #'],
  ['2125550123', '', 'number_country_missing', 'a national number without a country'],
  ['2125550123', 'ZZ', 'number_country_missing', 'a default country that does not exist'],
  ['5550123', 'US', 'number_too_short', 'no area code'],
  ['+1212555012', '', 'number_too_short', 'one digit too few'],
  ['+121255501234', '', 'number_too_long', 'one digit too many'],
  ['+1', '', 'number_too_short', 'only a calling code'],
  ['+441', '', 'number_too_short', 'hardly more'],
  ['+1234567890123456', '', 'number_too_long', 'sixteen digits'],
  ['1'.repeat(65), 'US', 'number_too_long', 'a text that cannot be a number'],
  ['+11125550123', '', 'number_invalid', 'an area code that starts with 1'],
  ['+13922648', '', 'number_too_short', 'seven digits of +1, which Canada alone knows'],
  ['+999123456789', '', 'calling_code_unknown', 'a calling code that no country has'],
  ['+0442079460958', '', 'calling_code_unknown', 'a zero before the calling code'],
  ['++12125550123', '', 'number_invalid', 'two plus signs'],
  ['212+5550123', 'US', 'number_invalid', 'a plus sign inside'],
  ['2125550123*', 'US', 'number_invalid', 'a star'],
  ['2125550123, 2125550124', 'US', 'number_invalid', 'two numbers'],
  [
    '\u0968\u0967\u0968\u096b\u096b\u096b\u0966\u0967\u0968\u0969',
    'US',
    'number_invalid',
    'digits of a script that is not read',
  ],
];

describe('reading a phone number', () => {
  test.each(READ)('`%s` with default country `%s` is %s: %s', (written, code, key) => {
    expect(parseNumber(written, country(code))).toEqual({ ok: true, key });
  });

  test.each(REFUSED)('`%s` with default country `%s` is refused as %s: %s', (written, code, problem) => {
    expect(parseNumber(written, country(code))).toMatchObject({ ok: false, code: problem });
  });

  test('a refusal is one sentence in lower case that does not repeat the number', () => {
    for (const [written, code] of REFUSED) {
      const result = parseNumber(written, country(code));
      if (result.ok) throw new Error(`\`${written}\` was read`);
      expect(result.sentence).toMatch(/^[a-z][^\n]*[^.\n]$/);
      if (written.length > 4) expect(result.sentence).not.toContain(written);
    }
  });

  test('no text throws, and what was read is read again as the same key', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.stringMatching(/^\+?[\d ().x-]{0,24}$/),
      fc.stringMatching(/^\+\d{5,17}$/),
    );
    const codes = fc.constantFrom('', 'US', 'GB', 'AR', 'BR', 'IT', 'RU', 'ZZ');
    fc.assert(
      fc.property(text, codes, (written, code) => {
        const result = parseNumber(written, country(code));
        if (!result.ok) return result.sentence.length > 0;
        return /^\+[1-9]\d{6,14}$/.test(result.key) && parseNumber(result.key, null).ok;
      }),
      { numRuns: 20_000 },
    );
  });
});
