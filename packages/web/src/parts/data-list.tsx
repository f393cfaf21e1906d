import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import { EmptyNote, FailureNote, LoadingNote } from './notes.tsx';

/** One page of a listing, as the API answers it. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** One column of a list. */
export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => ReactNode;
  readonly isNumber?: boolean;
}

const ROW_HEIGHT_GUESS = 38;
const PAGE_ITEMS = 100;
/** Up to so many rows all are drawn; beyond it only those near the window. */
const DRAWN_ROWS_MAX = 200;

/** A list that was scrolled further is not read again by itself: that would ask for all of its pages. */
const LIVE_PAGES_MAX = 5;

/** What a list shows, and where it comes from. */
export interface DataListProps<Item> {
  readonly label: string;
  readonly queryKey: QueryKey;
  readonly fetchPage: (page: { readonly limit: number; readonly cursor?: string }) => Promise<ListPage<Item>>;
  readonly columns: readonly Column<Item>[];
  readonly rowKey: (item: Item) => string;
  readonly empty: ReactNode;
  readonly emptyAction?: ReactNode;
  /** Milliseconds until what is shown is read again; not while the page is hidden. False, as usual: it is not. */
  readonly every?: number | false;
}

/** A table that loads its next page when its end comes near, and draws only what is near the window: a million rows scroll. */
export function DataList<Item>({
  label,
  queryKey,
  fetchPage,
  columns,
  rowKey,
  empty,
  emptyAction,
  every = false,
}: DataListProps<Item>) {
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      fetchPage({ limit: PAGE_ITEMS, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > LIVE_PAGES_MAX ? false : every),
  });
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const frame = useRef<HTMLDivElement>(null);
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const isVirtual = rows.length > DRAWN_ROWS_MAX;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT_GUESS,
    overscan: 20,
    enabled: isVirtual,
    scrollMargin: frame.current?.offsetTop ?? 0,
  });
  const drawn = virtualizer.getVirtualItems();
  const lastDrawn = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isVirtual && hasNextPage && !isFetchingNextPage && lastDrawn > rows.length - 30) void fetchNextPage();
  }, [isVirtual, hasNextPage, isFetchingNextPage, lastDrawn, rows.length, fetchNextPage]);

  if (isPending) return <LoadingNote />;
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (rows.length === 0) return <EmptyNote action={emptyAction}>{empty}</EmptyNote>;
  const margin = virtualizer.options.scrollMargin;
  const before = isVirtual ? (drawn[0]?.start ?? margin) - margin : 0;
  const after = isVirtual ? virtualizer.getTotalSize() - ((drawn.at(-1)?.end ?? margin) - margin) : 0;
  const shown = isVirtual ? drawn.flatMap(({ index }) => rows[index] ?? []) : rows;
  return (
    <div ref={frame}>
      <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
        <table className="grid-table">
          <thead>
            <tr>
              {columns.map(({ title, isNumber }) => (
                <th key={title} scope="col" className={isNumber === true ? 'number' : undefined}>
                  {title}
                </th>
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
      <Group justify="space-between" mt="xs">
        <Text size="xs" c="dimmed">
          {texts.states.rows(rows.length, !hasNextPage)}
        </Text>
        {hasNextPage && (
          <Button
            variant="default"
            size="xs"
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {texts.actions.more}
          </Button>
        )}
      </Group>
    </div>
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
