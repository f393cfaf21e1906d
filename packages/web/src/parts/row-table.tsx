import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';
import { Icon } from './icon.tsx';
import './row-table.css';

/** One column of a table. */
export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => ReactNode;
  readonly isNumber?: boolean;
  /** What rows are put in order by, where a table can be sorted; without it the column cannot. */
  readonly sortBy?: (item: Item) => string | number;
}

/** Which column a table is in the order of, and how a press on another one is told. */
export interface Sorting {
  readonly title: string;
  readonly isDescending: boolean;
  readonly onSort: (title: string) => void;
}

const ROW_HEIGHT_GUESS = 38;
/** Up to so many rows all are drawn; beyond it only those near the window. */
const DRAWN_ROWS_MAX = 200;
/** So many rows before the last one the end is told to be near. */
const NEAR_END_ROWS = 30;

/** A table that draws only the rows near the window. */
export function RowTable<Item>({
  label,
  columns,
  rows,
  rowKey,
  sorting,
  onNearEnd,
}: {
  readonly label: string;
  readonly columns: readonly Column<Item>[];
  readonly rows: readonly Item[];
  readonly rowKey: (item: Item) => string;
  readonly sorting?: Sorting;
  /** Told when the last rows are scrolled to; more can be read then. */
  readonly onNearEnd?: () => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const isVirtual = rows.length > DRAWN_ROWS_MAX;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT_GUESS,
    overscan: 20,
    enabled: isVirtual,
    scrollMargin: frame.current?.offsetTop ?? 0,
  });
  const drawn = virtualizer.getVirtualItems();
  const isNearEnd = isVirtual && (drawn.at(-1)?.index ?? 0) > rows.length - NEAR_END_ROWS;
  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd]);
  const margin = virtualizer.options.scrollMargin;
  const before = isVirtual ? (drawn[0]?.start ?? margin) - margin : 0;
  const after = isVirtual ? virtualizer.getTotalSize() - ((drawn.at(-1)?.end ?? margin) - margin) : 0;
  const shown = isVirtual ? drawn.flatMap(({ index }) => rows[index] ?? []) : rows;
  return (
    <div ref={frame} className="table-frame" role="region" aria-label={label} tabIndex={0}>
      <table className="grid-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.title} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={before} columns={columns.length} />
          {shown.map((item) => (
            <tr key={rowKey(item)}>
              {columns.map(({ title, cell, isNumber }) => (
                <td key={title} className={isNumber === true ? 'number' : undefined}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
          <Gap height={after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

function Head<Item>({
  column: { title, isNumber, sortBy },
  sorting,
}: {
  readonly column: Column<Item>;
  readonly sorting: Sorting | undefined;
}) {
  const className = isNumber === true ? 'number' : undefined;
  if (sorting === undefined || sortBy === undefined)
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    );
  const order = sorting.title !== title ? 'none' : sorting.isDescending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={className} aria-sort={order}>
      <button type="button" className="sort-button" onClick={() => sorting.onSort(title)}>
        {title}
        <Icon name={order === 'none' ? 'sort' : order === 'ascending' ? 'up' : 'down'} size={12} />
      </button>
    </th>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
