import { Button, Group, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { READ_ITEMS_MAX } from '../../api/read-all.ts';
import { useMay } from '../../api/session.ts';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { Icon } from '../icon.tsx';
import { EmptyNote, FailureNote, LoadingNote } from '../notes.tsx';
import { RowActions } from '../row-actions.tsx';
import { RowTable, type Column } from '../row-table.tsx';
import { Screen } from '../screen.tsx';
import { useCopyKept } from './copy-kept.ts';
import { DeleteKept } from './delete-kept.tsx';
import { allKept, formPath, isDeletable, ownPath, type Kept, type KeptKind } from './kept-kind.ts';
import { findKept, sortKept } from './sort-kept.ts';

const WORDS = texts.kept;

/**
 * All of a kind, by name: found by a part of the name, put in the order of a column, opened, changed, copied and deleted. What is looked for
 * and the order stand in the address.
 */
export function KeptList<Stored extends Kept, Draft extends object>({
  kind,
  firstColumns = [],
  columns,
  badge,
  rowActions,
}: {
  readonly kind: KeptKind<Stored, Draft>;
  /** What stands before the name. */
  readonly firstColumns?: readonly Column<Stored>[];
  /** What stands between the name and the last change. */
  readonly columns: readonly Column<Stored>[];
  /** Beside the name. */
  readonly badge?: (stored: Stored) => ReactNode;
  /** In place of edit, duplicate and delete. */
  readonly rowActions?: (stored: Stored) => ReactNode;
}) {
  const { words, path, scope } = kind;
  const mayWrite = useMay(scope);
  const clock = useOrganizationClock();
  const [deleted, setDeleted] = useState<Stored | null>(null);
  const create = mayWrite ? (
    <Button component={Link} to={`${path}/new`} leftSection={<Icon name="plus" />} data-shortcut="new">
      {words.create}
    </Button>
  ) : undefined;
  const name: Column<Stored> = {
    title: WORDS.name,
    sortBy: (stored) => stored.name,
    cell: (stored) => (
      <Group gap={6}>
        <Link to={ownPath(kind, stored.id)}>{stored.name}</Link>
        {badge?.(stored)}
      </Group>
    ),
  };
  const changed: Column<Stored> = {
    title: WORDS.changed,
    sortBy: ({ updatedAt }) => updatedAt,
    cell: ({ updatedAt }) => (
      <Text size="xs" c="dimmed" className="nowrap">
        {clock(updatedAt)}
      </Text>
    ),
  };
  const actions: Column<Stored> = {
    title: '',
    cell: (stored) =>
      rowActions?.(stored) ?? <KeptActions kind={kind} stored={stored} onDelete={() => setDeleted(stored)} />,
  };
  return (
    <Screen title={words.title} about={words.about} actions={create}>
      <Rows
        key={path}
        kind={kind}
        columns={[...firstColumns, name, ...columns, changed, ...(mayWrite ? [actions] : [])]}
        create={create}
      />
      {deleted !== null && <DeleteKept kind={kind} stored={deleted} onClose={() => setDeleted(null)} />}
    </Screen>
  );
}

function KeptActions<Stored extends Kept, Draft extends object>({
  kind,
  stored,
  onDelete,
}: {
  readonly kind: KeptKind<Stored, Draft>;
  readonly stored: Stored;
  readonly onDelete: () => void;
}) {
  const navigate = useNavigate();
  const copy = useCopyKept(kind);
  return (
    <RowActions
      name={stored.name}
      onEdit={() => void navigate({ to: formPath(kind, stored.id) })}
      {...(copy === null ? {} : { onCopy: () => copy(stored) })}
      {...(isDeletable(kind, stored) ? { onDelete } : {})}
    />
  );
}

function Rows<Stored extends Kept, Draft extends object>({
  kind,
  columns,
  create,
}: {
  readonly kind: KeptKind<Stored, Draft>;
  readonly columns: readonly Column<Stored>[];
  readonly create: ReactNode;
}) {
  const { words, path, findIn } = kind;
  const search = useAddressTexts();
  const navigate = useNavigate();
  // The address follows what is typed, and is too slow to be typed into.
  const [text, setText] = useState(search['find'] ?? '');
  const { data, error, refetch } = useQuery(allKept(kind));
  const go = (change: Readonly<Record<string, string>>) =>
    void navigate({
      to: path,
      search: Object.fromEntries(
        Object.entries({ ...search, ...change }).filter(([, value]) => value !== ''),
      ),
      replace: true,
    });
  const find = (next: string) => {
    setText(next);
    go({ find: next });
  };
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingNote />;
  if (data.length === 0) return <EmptyNote action={create}>{words.empty}</EmptyNote>;
  const sorting = {
    title: search['by'] ?? kind.firstOrder ?? WORDS.name,
    isDescending: search['order'] === 'down',
    onSort: (title: string) =>
      go({ by: title, order: title === sorting.title && !sorting.isDescending ? 'down' : '' }),
  };
  const rows = sortKept(findKept(data, text, findIn), columns, sorting);
  return (
    <>
      <TextInput
        mb="sm"
        size="xs"
        maw={320}
        type="search"
        aria-label={WORDS.find(words.title)}
        placeholder={WORDS.find(words.title)}
        leftSection={<Icon name="search" size={14} />}
        data-shortcut="find"
        value={text}
        onChange={(event) => find(event.currentTarget.value)}
      />
      {rows.length === 0 ? (
        <EmptyNote
          action={
            <Button variant="default" size="xs" onClick={() => find('')}>
              {WORDS.findAll}
            </Button>
          }
        >
          {WORDS.findNone(text)}
        </EmptyNote>
      ) : (
        <RowTable
          label={words.title}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          sorting={sorting}
        />
      )}
      <Text size="xs" c="dimmed" mt="xs" role="status">
        {rows.length === data.length
          ? texts.states.rows(rows.length, data.length < READ_ITEMS_MAX)
          : WORDS.found(rows.length, data.length)}
      </Text>
    </>
  );
}
