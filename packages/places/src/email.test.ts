import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEmail, parseEmailDomain } from './email.ts';

const READ: readonly (readonly [written: string, key: string, what: string])[] = [
  ['ana@example.com', 'ana@example.com', 'plain'],
  [' Ana.Lima@Example.COM ', 'ana.lima@example.com', 'upper case and spaces around'],
  ["o'brien+tag@mail.example.co.uk", "o'brien+tag@mail.example.co.uk", 'signs that are allowed'],
  ['+1@example.com', '+1@example.com', 'starts like a number'],
  ['jürgen@münchen.example', 'jürgen@münchen.example', 'letters of other alphabets stay'],
  [
    'jose\u0301@cafe\u0301.example',
    'jos\u00e9@caf\u00e9.example',
    'letters and accents apart are the same letters',
  ],
  ['JOSE\u0301@CAF\u00c9.example', 'jos\u00e9@caf\u00e9.example', 'upper case, apart and composed'],
  ['\u0130an@example.com', 'i\u0307an@example.com', 'a capital that lower case takes apart'],
  ['用户@例子.广告', '用户@例子.广告', 'other scripts stay'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`, '64 characters before the @'],
];

const REFUSED: readonly (readonly [written: string, code: string, what: string])[] = [
  ['', 'email_invalid', 'nothing'],
  ['ana', 'email_invalid', 'no @'],
  ['ana@', 'email_invalid', 'no domain'],
  ['@example.com', 'email_invalid', 'nobody'],
  ['ana@b@example.com', 'email_invalid', 'two @'],
  ['ana@localhost', 'email_invalid', 'no dot in the domain'],
  ['ana@example..com', 'email_invalid', 'an empty label'],
  ['ana@-example.com', 'email_invalid', 'a label that starts with a dash'],
  ['ana@example-.com', 'email_invalid', 'a label that ends with a dash'],
  [`ana@${'a'.repeat(64)}.com`, 'email_invalid', 'a label of 64'],
  ['.ana@example.com', 'email_invalid', 'starts with a dot'],
  ['ana.@example.com', 'email_invalid', 'ends with a dot'],
  ['an a@example.com', 'email_invalid', 'a space inside'],
  ['ana@exa mple.com', 'email_invalid', 'a space in the domain'],
  ['"ana"@example.com', 'email_invalid', 'quotes'],
  ['Ana <ana@example.com>', 'email_invalid', 'with a name'],
  ['ana@example.com\n', 'ok', 'a line end around it is cut off'],
  ['ana\u0000@example.com', 'email_invalid', 'a control character'],
  [`${'a'.repeat(65)}@example.com`, 'email_invalid', '65 characters before the @'],
  [
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(10)}`,
    'email_too_long',
    '255 characters',
  ],
];

describe('reading an e-mail domain', () => {
  test.each([
    ['@example.com', '@example.com'],
    [' @Mail.EXAMPLE.com ', '@mail.example.com'],
    ['@xn--bcher-kva.example', '@xn--bcher-kva.example'],
    ['@bücher.example', '@bücher.example'],
    ['@BU\u0308CHER.example', '@b\u00fccher.example'],
  ])('`%s` is %s', (written, key) => {
    expect(parseEmailDomain(written)).toEqual({ ok: true, key });
  });

  test.each([
    '', '@', 'example.com', 'ana@example.com', '@example', '@@example.com', '@*.example.com', '@.example.com', '@example.com.',
    '@exa mple.com', '@-example.com', '@a@b.com', `@${'a'.repeat(64)}.com`, `@${'a.'.repeat(130)}com`,
  ])('`%s` is none', (written) => {
    const result = parseEmailDomain(written);
    expect(result.ok ? 'ok' : result.code).toBe('email_domain_invalid');
  }); // prettier-ignore
});

describe('reading an e-mail address', () => {
  test.each(READ)('`%s` is %s: %s', (written, key) => {
    expect(parseEmail(written)).toEqual({ ok: true, key });
  });

  test.each(REFUSED)('`%s` gives %s: %s', (written, code) => {
    const result = parseEmail(written);
    expect(result.ok ? 'ok' : result.code).toBe(code);
  });

  test('no text throws, and what was read is read again as the same key', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.emailAddress()), (written) => {
        const result = parseEmail(written);
        if (!result.ok) return;
        expect(parseEmail(result.key)).toEqual(result);
      }),
      { numRuns: 5000 },
    );
  });
});
