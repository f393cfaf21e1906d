import { describe, expect, test } from 'vitest';
import type { Column } from '../row-table.tsx';
import { findKept, sortKept } from './sort-kept.ts';

interface Row {
  readonly name: string;
  readonly count: number;
}

const ROWS: readonly Row[] = [
  { name: 'beta', count: 10 },
  { name: 'Alpha one', count: 9 },
  { name: 'alpha two', count: 10 },
];
const COLUMNS: readonly Column<Row>[] = [
  { title: 'Name', cell: () => null, sortBy: ({ name }) => name },
  { title: 'Count', cell: () => null, sortBy: ({ count }) => count },
  { title: 'Fixed', cell: () => null },
];
const namesOf = (rows: readonly Row[]) => rows.map(({ name }) => name);

describe('a list of named things', () => {
  test.each([
    ['', ['beta', 'Alpha one', 'alpha two']],
    ['ALPHA', ['Alpha one', 'alpha two']],
    ['two alpha', ['alpha two']],
    ['hidden', ['beta']],
    ['  ', ['beta', 'Alpha one', 'alpha two']],
    ['nothing', []],
  ])('by “%s” gives %j', (text, names) => {
    const found = findKept(ROWS, text, ({ name }) => (name === 'beta' ? 'what is hidden' : ''));
    expect(namesOf(found)).toEqual(names);
  });

  test.each([
    ['Name', false, ['Alpha one', 'alpha two', 'beta']],
    ['Name', true, ['beta', 'alpha two', 'Alpha one']],
    ['Count', false, ['Alpha one', 'beta', 'alpha two']],
    ['Count', true, ['beta', 'alpha two', 'Alpha one']],
    ['Fixed', true, ['beta', 'Alpha one', 'alpha two']],
    ['no column', false, ['beta', 'Alpha one', 'alpha two']],
  ])('by %s, turned round %s, is %j: equal ones keep their order', (title, isDescending, names) => {
    expect(namesOf(sortKept(ROWS, COLUMNS, { title, isDescending }))).toEqual(names);
  });
});
