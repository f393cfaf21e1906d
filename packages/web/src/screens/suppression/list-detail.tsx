import { ActionIcon, Badge, Button, Group, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { DeleteKept } from '../../parts/kept/delete-kept.tsx';
import { Loaded } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { ListImports } from '../imports/list-imports.tsx';
import { AddEntries } from './add-entries.tsx';
import { channelWords, LISTS_KEPT, type StoredList } from './list-kind.ts';
import { RegistryBadge, RegistryFacts } from './registry-state.tsx';

const WORDS = texts.lists;

type Entry = Awaited<ReturnType<typeof client.suppressionLists.listEntries>>['items'][number];

/** One suppression list: what it is, and its entries. */
export function SuppressionListScreen() {
  const id = usePathPart('id');
  const query = useQuery({
    queryKey: ['suppression-lists', id],
    queryFn: () => client.suppressionLists.get({ params: { id } }),
  });
  return <Loaded query={query}>{(data) => <ListDetail list={data} />}</Loaded>;
}

function ListDetail({ list }: { readonly list: StoredList }) {
  const { id, name, type, channels, required, size, isOwn, expires, retentionDays } = list;
  const mayWrite = useMay('suppression:write');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['suppression-lists'] });
  const facts = [
    WORDS.types[type],
    channelWords(channels),
    `${WORDS.size}: ${size.toLocaleString('en-US')}`,
    ...(expires === null ? [] : [`${WORDS.expires}: ${expires}`]),
    ...(retentionDays === null ? [] : [`${WORDS.retention}: ${retentionDays}`]),
  ];
  return (
    <Screen
      title={name}
      about={isOwn ? WORDS.ownHelp : facts.join(' · ')}
      actions={
        <>
          <RegistryBadge list={list} />
          <Badge color={required ? 'teal' : 'gray'}>
            {required ? texts.rules.required : texts.rules.optional}
          </Badge>
          {mayWrite && (
            <Button
              variant="default"
              component={Link}
              to={`/suppression-lists/${id}/edit`}
              leftSection={<Icon name="pencil" />}
              data-shortcut="edit"
            >
              {texts.actions.edit}
            </Button>
          )}
          {mayWrite && !isOwn && (
            <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setDeleting(true)}>
              {texts.actions.delete}
            </Button>
          )}
        </>
      }
    >
      <RegistryFacts list={list} />
      {!isOwn && <ListImports listId={id} mayWrite={mayWrite} />}
      <Entries list={list} mayWrite={mayWrite} changed={changed} />
      {isDeleting && (
        <DeleteKept
          kind={LISTS_KEPT}
          stored={list}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/suppression-lists' })}
        />
      )}
    </Screen>
  );
}

function Entries({
  list: { id },
  mayWrite,
  changed,
}: {
  readonly list: StoredList;
  readonly mayWrite: boolean;
  readonly changed: () => void;
}) {
  const clock = useOrganizationClock();
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Entry | null>(null);
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
      <DataList<Entry>
        label={WORDS.entries}
        queryKey={['suppression-lists', id, 'entries']}
        fetchPage={(query) => client.suppressionLists.listEntries({ params: { id }, query })}
        rowKey={(entry) => entry.id}
        empty={WORDS.entriesEmpty}
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
              mayWrite && (
                <Group justify="flex-end">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`${texts.actions.remove} ${entry.value}`}
                    onClick={() => setRemoved(entry)}
                  >
                    <Icon name="trash" />
                  </ActionIcon>
                </Group>
              ),
          },
        ]}
      />
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

/** A day as it was written, which is one wherever the device is; an instant on the organization's clock. */
function shownEdge(edge: string | null, clock: (instant: string) => string): string {
  return edge?.includes('T') === true ? clock(edge) : (edge ?? '');
}
