import { ActionIcon, Badge, Group, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { sentenceOfError } from '../../api/failure.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { CAMPAIGNS_KEPT } from '../campaigns/campaign-kind.ts';

const WORDS = texts.contactLists;

type ListRecord = Awaited<ReturnType<typeof client.contactLists.listRecords>>['items'][number];
/** Whether campaigns take a record up. */
export type RecordStatus = ListRecord['status'];

interface RecordQuery {
  readonly status?: RecordStatus;
  readonly clientId?: string;
}

/** The records of a list, however many: any of them is scrolled to at once. */
export function RecordTable({
  listId,
  filter,
  mayWrite,
  changed,
}: {
  readonly listId: string;
  readonly filter: RecordQuery;
  readonly mayWrite: boolean;
  readonly changed: () => void;
}) {
  const clock = useOrganizationClock();
  const campaignNames = useCampaignNames();
  const [taken, setTaken] = useState<ListRecord | null>(null);
  const queryKey = ['contact-lists', listId, 'records', filter];
  const params = { id: listId };
  const count = useQuery({
    queryKey: [...queryKey, 'count'],
    queryFn: () => client.contactLists.countRecords({ params, query: filter }),
  });
  if (count.error !== null) return <FailureNote error={count.error} onRetry={() => void count.refetch()} />;
  if (count.data === undefined) return <LoadingNote />;
  if (count.data.count === 0) return <EmptyNote>{WORDS.recordsNone}</EmptyNote>;
  return (
    <>
      <PagedTable<ListRecord>
        label={WORDS.records}
        total={count.data.count}
        queryKey={queryKey}
        fetchRows={async (page) =>
          (await client.contactLists.listRecords({ params, query: { ...filter, ...page } })).items
        }
        columns={[
          {
            title: WORDS.clientId,
            cell: ({ contactId, clientId }) => (
              <Link to={`/contacts/${contactId}`} className="one-line" title={clientId}>
                {clientId}
              </Link>
            ),
          },
          { title: WORDS.status, cell: ({ status }) => <StatusBadge status={status} /> },
          {
            title: WORDS.progress,
            cell: ({ progress }) => <Progress progress={progress} names={campaignNames} />,
          },
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
            cell: (record) =>
              mayWrite && (
                <Actions listId={listId} record={record} onTake={() => setTaken(record)} changed={changed} />
              ),
          },
        ]}
      />
      {taken !== null && (
        <Confirm
          isOpen
          onClose={() => setTaken(null)}
          title={WORDS.takeTitle(taken.clientId)}
          about={WORDS.takeAbout}
          action={WORDS.takeDo}
          run={() => client.contactLists.deleteRecord({ params: { id: listId, recordId: taken.id } })}
          onDone={changed}
        />
      )}
    </>
  );
}

function StatusBadge({ status }: { readonly status: RecordStatus }) {
  return (
    <Badge
      color={status === 'ready' ? 'teal' : 'amber'}
      leftSection={<Icon name={status === 'ready' ? 'tick' : 'pause'} size={12} />}
    >
      {WORDS.statuses[status]}
    </Badge>
  );
}

function Progress({
  progress,
  names,
}: {
  readonly progress: ListRecord['progress'];
  readonly names: ReadonlyMap<string, string>;
}) {
  if (progress.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {WORDS.progressNone}
      </Text>
    );
  return (
    <Group gap={10} wrap="nowrap">
      {progress.map(({ campaignId, state, code }) => (
        <Text key={campaignId} size="sm" title={code}>
          <Link to={`/campaigns/${campaignId}`}>{names.get(campaignId) ?? texts.campaigns.title}</Link>
          {`: ${texts.execution.states[state].toLowerCase()}`}
        </Text>
      ))}
    </Group>
  );
}

function Actions({
  listId,
  record: { id, clientId, status },
  onTake,
  changed,
}: {
  readonly listId: string;
  readonly record: ListRecord;
  readonly onTake: () => void;
  readonly changed: () => void;
}) {
  const next: RecordStatus = status === 'ready' ? 'held' : 'ready';
  const change = useMutation({
    mutationFn: () =>
      client.contactLists.setRecordStatus({
        params: { id: listId, recordId: id },
        body: { status: next },
      }),
    onSuccess: () => {
      toast(next === 'held' ? WORDS.heldDone(clientId) : WORDS.readyDone(clientId));
      changed();
    },
    onError: (error) => toast(sentenceOfError(error), 'failure'),
  });
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon
        variant="subtle"
        color="gray"
        loading={change.isPending}
        aria-label={next === 'held' ? WORDS.hold(clientId) : WORDS.release(clientId)}
        onClick={() => change.mutate()}
      >
        <Icon name={next === 'held' ? 'pause' : 'play'} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={WORDS.take(clientId)} onClick={onTake}>
        <Icon name="trash" />
      </ActionIcon>
    </Group>
  );
}

/** The names of campaigns by id. */
export function useCampaignNames(): ReadonlyMap<string, string> {
  const { data } = useQuery(allKept(CAMPAIGNS_KEPT));
  return new Map((data ?? []).map(({ id, name }) => [id, name]));
}
