import { describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import { attributesOf } from './options.ts';

describe('attributes of the command line', () => {
  test.each<[string, readonly string[], Readonly<Record<string, unknown>>]>([
    ['none', [], {}],
    ['a text', ['tier=gold'], { tier: 'gold' }],
    ['with the sign of an expression before the name', ['$tier=gold'], { tier: 'gold' }],
    ['numbers', ['a=3', 'b=-0.5'], { a: 3, b: -0.5 }],
    ['true, false and no value', ['a=true', 'b=false', 'c=null'], { a: true, b: false, c: null }],
    ['a text that looks like a number', ['zip="02116"'], { zip: '02116' }],
    ['a text with an equals sign', ['note=a=b'], { note: 'a=b' }],
    ['an empty text', ['note='], { note: '' }],
    ['what is almost a number', ['a=1e3', 'b=0x10', 'c=1.'], { a: '1e3', b: '0x10', c: '1.' }],
    ['the last of two with one name', ['a=1', 'a=2'], { a: 2 }],
  ])('%s', (_, attribute, attributes) => {
    expect(attributesOf({ attribute })).toEqual(attributes);
  });

  test.each(['tier', '=gold', '$=gold', ''])('`%s` is refused', (text) => {
    expect(() => attributesOf({ attribute: [text] })).toThrow(Failure);
  });
});
