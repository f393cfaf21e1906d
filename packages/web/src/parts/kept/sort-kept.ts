import { byCodePoints } from '@tact/engine';
import type { Column, Sorting } from '../row-table.tsx';

/** Those in whose name, or in what else is looked in, every word of a text stands, without a difference of capitals. */
export function findKept<Stored extends { readonly name: string }>(
  rows: readonly Stored[],
  text: string,
  findIn: (stored: Stored) => string = () => '',
): readonly Stored[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const where = `${row.name} ${findIn(row)}`.toLowerCase();
    return words.every((word) => where.includes(word));
  });
}

/** In the order of a column; as they are where no column has that title. Equal ones keep their order. */
export function sortKept<Stored>(
  rows: readonly Stored[],
  columns: readonly Column<Stored>[],
  { title, isDescending }: Pick<Sorting, 'title' | 'isDescending'>,
): readonly Stored[] {
  const sortBy = columns.find((column) => column.title === title)?.sortBy;
  if (sortBy === undefined) return rows;
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((one, other) => sign * compared(sortBy(one), sortBy(other)));
}

function compared(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return byCodePoints(String(one).toLowerCase(), String(other).toLowerCase());
}
