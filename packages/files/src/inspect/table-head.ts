import { isValueUse } from '../plan.ts';
import { hintOfName, lookOfCell, lookOfColumn, proposedUse } from './column-looks.ts';
import type { FileKind, InspectedColumn } from './inspection.ts';

/** The first rows of a table with their header told apart. */
export interface TableHead {
  readonly headerRows: number;
  readonly columns: readonly InspectedColumn[];
  readonly rows: readonly (readonly string[])[];
}

const HEADER_ROW_MAX = 10;
const SAMPLES = 5;

/** Finds the header, where there is one, and what each column looks like. */
export function tableHeadOf(rows: readonly (readonly string[])[]): TableHead {
  const headerIndex = headerIndexOf(rows);
  const names = headerIndex < 0 ? [] : (rows[headerIndex] ?? []).map((name) => name.trim());
  const below = rows.slice(headerIndex + 1);
  const width = names.length > 0 ? names.length : Math.max(0, ...below.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, index): InspectedColumn => {
    const cells = below.map((row) => row[index] ?? '');
    const name = names[index] ?? '';
    const looksLike = lookOfColumn(cells);
    const samples = cells.filter((cell) => cell.trim() !== '').slice(0, SAMPLES);
    return { name, looksLike, proposedUse: proposedUse(name, looksLike), samples };
  });
  return { headerRows: headerIndex + 1, columns: withoutClients(withPairs(columns)), rows: below };
}

/**
 * The row with the columns' names; -1 where there is none. It stands before the first row with a value: the last one with a name that is
 * known, or one just above that is as wide. Titles may stand above it.
 */
function headerIndexOf(rows: readonly (readonly string[])[]): number {
  const firstValue = rows.findIndex((row) => row.some((cell) => VALUE_LOOKS.has(lookOfCell(cell))));
  const above = rows.slice(0, Math.min(firstValue < 0 ? rows.length : firstValue, HEADER_ROW_MAX));
  const named = above.findLastIndex((row) => isNames(row) && row.some((cell) => hintOfName(cell) !== null));
  if (named >= 0 || firstValue < 1) return named;
  const last = above[firstValue - 1];
  return last !== undefined && isNames(last) && last.length === rows[firstValue]?.length
    ? firstValue - 1
    : -1;
}

const VALUE_LOOKS: ReadonlySet<string> = new Set([
  'number',
  'email',
  'email_domain',
  'local_number',
  'date',
  'time',
]);

function isNames(row: readonly string[]): boolean {
  return (
    row.some((cell) => cell.trim() !== '') &&
    row.every((cell) => ['text', 'empty'].includes(lookOfCell(cell)))
  );
}

/** Three digits and seven in two columns are one number. */
function withPairs(columns: readonly InspectedColumn[]): readonly InspectedColumn[] {
  const area = columns.findIndex(
    ({ looksLike, proposedUse: use }) => looksLike === 'area_code' && use !== 'days_to_expiry',
  );
  const local = columns[area + 1];
  if (area < 0 || local?.looksLike !== 'local_number')
    return columns.map((column) => withoutLonePair(column));
  return columns.map((column, index) => {
    if (index === area) return { ...column, proposedUse: 'area_code' };
    return index === area + 1 ? { ...column, proposedUse: 'local_number' } : column;
  });
}

/** A list names devices or clients, not both: where there are devices, they are proposed. */
function withoutClients(columns: readonly InspectedColumn[]): readonly InspectedColumn[] {
  const hasDevices = columns.some(({ proposedUse: use }) => isValueUse(use) && use !== 'client_id');
  if (!hasDevices) return columns;
  return columns.map((column) =>
    column.proposedUse === 'client_id' ? { ...column, proposedUse: 'ignore' } : column,
  );
}

function withoutLonePair(column: InspectedColumn): InspectedColumn {
  return column.proposedUse === 'area_code' ? { ...column, proposedUse: 'ignore' } : column;
}

/** Whose table it is, by its columns. */
export function kindOfTable({ columns }: TableHead, usual: FileKind): FileKind {
  const has = (pattern: RegExp) => columns.some(({ name }) => pattern.test(name));
  const uses = (use: string) => columns.some(({ proposedUse: own }) => own === use);
  if (uses('change_code')) return 'ftc_flat_change';
  if (has(/contact[ _-]*group/i) && uses('days_to_expiry')) return 'livevox';
  if (has(/^phone number$/i) && has(/^expire date$/i)) return 'nice';
  const hasTimes = columns.some(({ proposedUse: use, looksLike }) => use === 'until' && looksLike === 'time');
  return has(/^dnc[ _]/i) || hasTimes ? 'genesys_cloud' : usual;
}
