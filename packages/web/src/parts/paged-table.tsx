import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries, type QueryKey } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { texts } from '../texts/screen-texts.ts';
import { FailureNote } from './notes.tsx';
import type { Column } from './row-table.tsx';
import { firstRowAt, ROW_PX, rowAfterKey, rowWindow, scrolledTo } from './row-window.ts';

const WORDS = texts.contactLists;
const HEAD_PX = 36;
const DRAWN_ROWS_MAX = 16;
const PAGE_ROWS = 100;
/** A bar that is being dragged asks for nothing before it rests this long, milliseconds. */
const REST_MS = 120;
/** What was scrolled past is forgotten after this, milliseconds: a million rows do not pile up. */
const KEPT_MS = 30_000;

/**
 * A table of any length with a bar that goes to any of its rows at once: it asks for the pages around what is drawn, and for no others. For
 * listings that say how long they are and can leave rows out; `DataList` is for all others.
 */
export function PagedTable<Item>({
  label,
  total,
  queryKey,
  fetchRows,
  columns,
}: {
  readonly label: string;
  readonly total: number;
  readonly queryKey: QueryKey;
  readonly fetchRows: (page: { readonly skip: number; readonly limit: number }) => Promise<readonly Item[]>;
  readonly columns: readonly Column<Item>[];
}) {
  const window = rowWindow(total, DRAWN_ROWS_MAX);
  const [wanted, setFirst] = useState(0);
  const first = Math.min(wanted, window.lastFirst);
  const [rested] = useDebouncedValue(first, REST_MS);
  const { rowAt, error, refetch } = usePages({ first, rested, drawn: window.drawn, queryKey, fetchRows });
  const scroller = useRef<HTMLDivElement>(null);
  const goTo = (row: number) => {
    setFirst(row);
    if (scroller.current !== null) scroller.current.scrollTop = scrolledTo(window, row);
  };
  const heightPx = HEAD_PX + window.drawn * ROW_PX;
  return (
    <>
      {error !== null && <FailureNote error={error} onRetry={refetch} />}
      <div
        ref={scroller}
        className="table-frame row-window"
        role="region"
        aria-label={label}
        title={WORDS.scrollKeys}
        tabIndex={0}
        style={{ height: heightPx + 2 }}
        onScroll={(event) => setFirst(firstRowAt(window, event.currentTarget.scrollTop))}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return;
          const row = rowAfterKey(window, first, event.key);
          if (row === undefined) return;
          event.preventDefault();
          goTo(row);
        }}
      >
        <div style={{ height: window.innerPx + HEAD_PX, minWidth: 'max-content' }}>
          <div style={{ position: 'sticky', top: 0, height: heightPx }}>
            <table className="grid-table" aria-rowcount={total + 1}>
              <thead>
                <tr style={{ height: HEAD_PX }} aria-rowindex={1}>
                  {columns.map(({ title, isNumber }) => (
                    <th key={title} scope="col" className={isNumber === true ? 'number' : undefined}>
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {Array.from({ length: window.drawn }, (_, offset) => first + offset).map((row) => (
                  <Row key={row} row={row} item={rowAt(row)} columns={columns} />
                ))}
              </tbody>
            </table>
          </div>
        </div>
      </div>
      <Text size="xs" c="dimmed" mt="xs">
        {WORDS.position(shown(first + 1), shown(first + window.drawn), shown(total))}
      </Text>
    </>
  );
}

/** The pages that what is drawn needs: shown where they are known, asked for once the bar rests. */
function usePages<Item>({
  first,
  rested,
  drawn,
  queryKey,
  fetchRows,
}: {
  readonly first: number;
  readonly rested: number;
  readonly drawn: number;
  readonly queryKey: QueryKey;
  readonly fetchRows: (page: { readonly skip: number; readonly limit: number }) => Promise<readonly Item[]>;
}) {
  const pageOf = (row: number) => Math.floor(row / PAGE_ROWS);
  const firstPage = pageOf(first);
  const pages = Array.from(
    { length: pageOf(first + Math.max(drawn - 1, 0)) - firstPage + 1 },
    (_, index) => firstPage + index,
  );
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...queryKey, 'page', page],
      queryFn: () => fetchRows({ skip: page * PAGE_ROWS, limit: PAGE_ROWS }),
      enabled: drawn > 0 && page >= pageOf(rested) && page <= pageOf(rested + drawn),
      gcTime: KEPT_MS,
    })),
  });
  const failed = results.find(({ error }) => error !== null);
  return {
    rowAt: (row: number) => results[pageOf(row) - firstPage]?.data?.[row % PAGE_ROWS],
    error: failed?.error ?? null,
    refetch: () => void failed?.refetch(),
  };
}

function Row<Item>({
  row,
  item,
  columns,
}: {
  readonly row: number;
  readonly item: Item | undefined;
  readonly columns: readonly Column<Item>[];
}) {
  return (
    <tr style={{ height: ROW_PX }} aria-rowindex={row + 2}>
      {item === undefined ? (
        <td colSpan={columns.length}>
          <Text size="sm" c="dimmed">
            {`${shown(row + 1)} · ${WORDS.loadingRow}`}
          </Text>
        </td>
      ) : (
        columns.map(({ title, cell, isNumber }) => (
          <td key={title} className={isNumber === true ? 'number' : undefined}>
            {cell(item)}
          </td>
        ))
      )}
    </tr>
  );
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
