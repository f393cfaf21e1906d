import { describe, expect, test } from 'vitest';
import { attributesOf, rowProblem, rowsOf, type AttributeRow } from './contact-attributes.ts';

test('attributes come back from a form as what they were', () => {
  const attributes = { tier: 'gold', code: '007', balance: 12.5, isKnown: true, hasPaid: false, since: null };
  expect(attributesOf(rowsOf(attributes))).toEqual(attributes);
  expect(rowsOf(attributes).map(({ name }) => name)).toEqual([
    'balance',
    'code',
    'hasPaid',
    'isKnown',
    'since',
    'tier',
  ]);
});

describe('a line', () => {
  const line = (name: string, kind: AttributeRow['kind'], text = ''): AttributeRow => ({ name, kind, text });
  test.each<readonly [string, readonly AttributeRow[], ReturnType<typeof rowProblem>]>([
    ['with a name and a text', [line('tier', 'text', 'gold')], undefined],
    ['with an empty text', [line('tier', 'text')], undefined],
    ['with nothing', [line('', 'text')], undefined],
    ['without a name', [line('', 'text', 'gold')], 'no-name'],
    ['of a name that stands above it', [line('tier', 'text', 'gold'), line('tier', 'none')], 'twice'],
    ['with a number', [line('balance', 'number', '-12.50')], undefined],
    ['with a text for a number', [line('balance', 'number', 'twelve')], 'no-number'],
    ['with nothing for a number', [line('balance', 'number', ' ')], 'no-number'],
  ])('%s', (_, rows, problem) => {
    expect(rowProblem(rows, rows.length - 1)).toBe(problem);
  });

  test('with nothing is left out', () => {
    expect(attributesOf([line('', 'text'), line('tier', 'text', 'gold')])).toEqual({ tier: 'gold' });
  });
});
