import { expect, test } from 'vitest';
import { attributesOfText } from './attributes-of-text.ts';

test.each([
  ['', {}],
  ['vip=true, tier=gold', { vip: true, tier: 'gold' }],
  [' $balance = 120.5 ,', { balance: 120.5 }],
  ['zip="02116", Other15=no', { zip: '02116', Other15: 'no' }],
  ['note=a=b', { note: 'a=b' }],
])('`%s` is read', (text, attributes) => {
  expect(attributesOfText(text)).toEqual(attributes);
});

test.each(['vip', 'vip=', '=true', '1st=2', 'a b=c'])('`%s` is none', (text) => {
  expect(attributesOfText(text)).toBeNull();
});
