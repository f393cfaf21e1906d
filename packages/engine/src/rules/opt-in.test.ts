import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../request.ts';
import { optInFields, optInIn } from './opt-in.ts';

describe('what user data says of an opt-in (S27)', () => {
  const yes = [true, 1, 'true', 'yes', 'y', '1', 'YES', ' Yes ', 'TRUE', '1\t'];
  const no = [false, 0, 'false', 'no', 'n', '0', 'NO', ' no', 'False', ' 0 '];
  const nothing = [
    undefined,
    null,
    '',
    ' ',
    'perhaps',
    'yess',
    'ye',
    'on',
    'off',
    2,
    -1,
    10,
    '2',
    '00',
    '01',
  ];
  const rows: readonly (readonly [AttributeValue | undefined, boolean | undefined])[] = [
    ...yes.map((value) => [value, true] as const),
    ...no.map((value) => [value, false] as const),
    ...nothing.map((value) => [value, undefined] as const),
  ];
  test.each(rows)('%j: %s', (value, optedIn) => {
    expect(optInIn(value === undefined ? {} : { opted_in_sms: value }, 'sms')).toBe(optedIn);
  });

  test('is said of one channel, never of another', () => {
    const fields = { opted_in_sms: 'yes', opted_in_email: 'no' };
    expect(optInIn(fields, 'email')).toBe(false);
    expect(optInIn(fields, 'call')).toBeUndefined();
  });

  test('is read from one field for each channel, each once', () => {
    expect(optInFields(new Set(['email']))).toEqual(['opted_in_email']);
    expect(optInFields(new Set(['email', 'request']))).toEqual([
      'opted_in_email',
      'opted_in_call',
      'opted_in_sms',
      'opted_in_whatsapp',
    ]);
    expect(optInFields(new Set())).toEqual([]);
  });
});
