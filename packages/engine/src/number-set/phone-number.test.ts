import { describe, expect, test } from 'vitest';
import { deviceKeyOfNumber, phoneNumberOf } from './phone-number.ts';

describe('the number of a device key', () => {
  test.each([
    ['+12125550123', 12_125_550_123],
    ['+1', 1],
    ['+999999999999999', 999_999_999_999_999],
  ])('%s is %d, and back', (key, number) => {
    expect(phoneNumberOf(key)).toBe(number);
    expect(deviceKeyOfNumber(number)).toBe(key);
  });

  test.each([
    '',
    '+',
    '12125550123',
    '+0',
    '+012125550123',
    '+1000000000000000',
    '+1212555012a',
    '+1 2125550123',
    '+1212555012/',
    '+1212555012:',
    '+12125550123\n',
    '++12125550123',
    'ann@example.com',
    '+１２１２',
  ])('%j is none', (key) => {
    expect(phoneNumberOf(key)).toBeUndefined();
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity, 1e15])('%d has no device key', (number) => {
    expect(() => deviceKeyOfNumber(number)).toThrow(/1 to 15 digits/);
  });
});
