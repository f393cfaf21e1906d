import type { RowValues } from '@tact/files';
import type { FoundRows } from './found-rows.ts';

/** Told of the e-mail addresses of the row that comes next. */
export type OnAddresses = (addresses: readonly string[]) => void;

/** Adds what a row that was read as text names, before the row itself. */
export function addValues(
  rows: FoundRows,
  { numbers, addresses, problem }: RowValues,
  line: number,
  onAddresses: OnAddresses,
): void {
  for (const number of numbers) rows.addNumber(number);
  if (addresses.length > 0) onAddresses(addresses);
  if (problem !== null) rows.problems.set(rows.count, { line, sentence: problem });
}
