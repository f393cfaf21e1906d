import { expect, test } from 'vitest';
import { csvField, safeCsvField } from './csv-field.ts';

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['two\nlines', '"two\nlines"'],
  ['return\r', '"return\r"'],
  [' spaces stay ', ' spaces stay '],
])('the field %j', (text, field) => expect(csvField(text)).toBe(field));

test.each([
  ['a;b', '"a;b"'],
  ['a,b', 'a,b'],
  ['say "no"', '"say ""no"""'],
])('the field %j between semicolons', (text, field) => expect(csvField(text, ';')).toBe(field));

test.each([
  ['=1+1', "'=1+1"],
  ['+12125550123', "'+12125550123"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['=1,2', '"\'=1,2"'],
  ['a=1', 'a=1'],
  ['', ''],
  ['say "no"', '"say ""no"""'],
])('a spreadsheet takes `%s` for text', (text, field) => {
  expect(safeCsvField(text)).toBe(field);
});
