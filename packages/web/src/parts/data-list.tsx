import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useCallback, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import { EmptyNote, FailureNote, LoadingNote } from './notes.tsx';
import { RowTable, type Column } from './row-table.tsx';

/** One page of a listing, as the API answers it. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const PAGE_ITEMS = 100;
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

/** A table that loads its next page when its end comes near: a million rows scroll. */
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
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (isPending) return <LoadingNote />;
  const failure = error !== null && <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return failure;
  const rows = data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return failure || <EmptyNote action={emptyAction}>{empty}</EmptyNote>;
  return (
    <>
      {failure}
      <RowTable label={label} columns={columns} rows={rows} rowKey={rowKey} onNearEnd={onNearEnd} />
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
    </>
  );
}
