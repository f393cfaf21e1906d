import { ActionIcon, Alert, Button, Group, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { asSentence, fieldErrorsOf } from '../../api/failure.ts';
import { ClearFilters } from '../../parts/clear-filters.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/screen.tsx';
import { SearchField, useSearchText } from '../../parts/search-field.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { AddEntries } from './add-entries.tsx';
import type { StoredList } from './list-kind.ts';

const WORDS = texts.lists;

type Entry = Awaited<ReturnType<typeof client.suppressionLists.listEntries>>['items'][number];
type Found = Awaited<ReturnType<typeof client.suppressionLists.searchEntries>>;

/** The entries of a list, or those that fit what is looked for; a number is looked for among the imported ones, too. */
export function ListEntries({
  list: { id, type },
  mayWrite,
}: {
  readonly list: StoredList;
  readonly mayWrite: boolean;
}) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const search = useSearchText();
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Entry | null>(null);
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['suppression-lists'] });
  const ask = (page: { readonly limit: number; readonly cursor?: string }) =>
    client.suppressionLists.searchEntries({ params: { id }, body: { search, ...page } });
  const found = useQuery({
    queryKey: ['suppression-lists', id, 'imported', search],
    queryFn: () => ask({ limit: 1 }),
    enabled: search !== '',
  });
  const problem = found.error === null ? undefined : fieldErrorsOf(found.error).get('/search');
  const add = mayWrite ? (
    <Button
      size="xs"
      leftSection={<Icon name="plus" size={14} />}
      data-shortcut="new"
      onClick={() => setAdding(true)}
    >
      {WORDS.addEntries}
    </Button>
  ) : undefined;
  return (
    <Section title={WORDS.entries} actions={add}>
      <SearchField
        label={type === 'client' ? WORDS.searchClients : WORDS.searchDevices}
        to={`/suppression-lists/${id}`}
        error={problem === undefined ? undefined : asSentence(problem)}
      />
      <ImportedNote listId={id} imported={found.data?.imported ?? null} />
      {problem === undefined && (
        <EntryTable
          id={id}
          search={search}
          ask={ask}
          empty={search === '' ? WORDS.entriesEmpty : WORDS.entriesEmptySearch}
          onClear={() => void navigate({ to: `/suppression-lists/${id}` })}
          onRemove={mayWrite ? setRemoved : null}
        />
      )}
      {isAdding && <AddEntries id={id} onClose={() => setAdding(false)} onAdded={changed} />}
      {removed !== null && (
        <Confirm
          isOpen
          onClose={() => setRemoved(null)}
          title={WORDS.removeTitle(removed.value)}
          about={WORDS.removeAbout}
          action={texts.actions.remove}
          run={() => client.suppressionLists.removeEntry({ params: { id, entryId: removed.id } })}
          onDone={changed}
        />
      )}
    </Section>
  );
}

function EntryTable({
  id,
  search,
  ask,
  empty,
  onClear,
  onRemove,
}: {
  readonly id: string;
  readonly search: string;
  readonly ask: (page: { readonly limit: number; readonly cursor?: string }) => Promise<Found>;
  readonly empty: string;
  readonly onClear: () => void;
  /** Null: whoever looks may not. */
  readonly onRemove: ((entry: Entry) => void) | null;
}) {
  const clock = useOrganizationClock();
  return (
    <DataList<Entry>
      label={WORDS.entries}
      queryKey={['suppression-lists', id, 'entries', search]}
      fetchPage={(page) =>
        search === '' ? client.suppressionLists.listEntries({ params: { id }, query: page }) : ask(page)
      }
      rowKey={(entry) => entry.id}
      empty={empty}
      emptyAction={search !== '' && <ClearFilters onClear={onClear} />}
      columns={[
        { title: WORDS.value, cell: ({ value }) => value },
        { title: WORDS.from, cell: ({ from }) => shownEdge(from, clock) },
        { title: WORDS.until, cell: ({ until }) => shownEdge(until, clock) },
        { title: WORDS.reason, cell: ({ reason }) => reason ?? '' },
        {
          title: WORDS.added,
          cell: ({ createdAt }) => (
            <Text size="xs" c="dimmed">
              {clock(createdAt)}
            </Text>
          ),
        },
        {
          title: '',
          cell: (entry) =>
            onRemove !== null && (
              <Group justify="flex-end">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`${texts.actions.remove} ${entry.value}`}
                  onClick={() => onRemove(entry)}
                >
                  <Icon name="trash" />
                </ActionIcon>
              </Group>
            ),
        },
      ]}
    />
  );
}

/** The number is on the list without a line of its own: it came with a file. */
function ImportedNote({
  listId,
  imported,
}: {
  readonly listId: string;
  readonly imported: Found['imported'];
}) {
  const clock = useOrganizationClock();
  if (imported === null) return null;
  const { value, importId, inForceAt } = imported;
  return (
    <Alert color="gray" icon={<Icon name="bar" />} mb="sm" role="status">
      {WORDS.isImported(value, clock(inForceAt))}{' '}
      {importId !== null && (
        <Link
          className="link"
          to="/suppression-lists/$id/imports/$importId"
          params={{ id: listId, importId }}
        >
          {WORDS.openImport}
        </Link>
      )}
    </Alert>
  );
}

/** A day as it was written, which is one of the organization's zone; an instant on its clock. */
function shownEdge(edge: string | null, clock: (instant: string) => string): string {
  return edge?.includes('T') === true ? clock(edge) : (edge ?? '');
}
