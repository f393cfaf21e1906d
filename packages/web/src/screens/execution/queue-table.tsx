import { Badge, Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { useSession } from '../../api/session.ts';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { texts } from '../../texts/screen-texts.ts';
import { relative, useLocalSentence, useOrganizationClock } from '../../time/zone-clock.ts';
import { CAMPAIGNS_KEPT } from '../campaigns/campaign-kind.ts';
import { STATE_ICONS } from './figures.tsx';
import { QUEUE_STATES, type QueueState } from './queue-states.ts';

const WORDS = texts.execution;
const COLORS: Readonly<Record<QueueState, string>> = {
  pending: 'gray',
  processing: 'amber',
  completed: 'teal',
  failed: 'crimson',
  skipped: 'crimson',
};

type QueueItem = Awaited<ReturnType<typeof client.queue.getItem>>;

/** What is shown of the queue. */
export interface QueueFilter {
  readonly campaignId?: string;
  readonly state?: QueueState;
  readonly code?: string;
  /** To whom treatments gave it. */
  readonly assignee?: string;
}

/** Whether a text names a state. */
export function isQueueState(text: string | undefined): text is QueueState {
  return QUEUE_STATES.some((one) => one === text);
}

function useCampaigns() {
  const { data } = useQuery(allKept(CAMPAIGNS_KEPT));
  return data ?? [];
}

/** What the queue is narrowed by; the address holds it. */
export function QueueFilters({
  filter: { campaignId, state, code, assignee },
  onChange,
}: {
  readonly filter: QueueFilter;
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
}) {
  const campaigns = useCampaigns();
  const [typed, setTyped] = useState(code ?? '');
  const [who, setWho] = useState(assignee ?? '');
  const isNarrowed = [campaignId, state, code, assignee].some((one) => one !== undefined);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ code: typed.trim(), assignee: who.trim() });
      }}
    >
      <Group gap="sm" mb="sm" align="flex-end">
        <Select
          label={WORDS.campaign}
          placeholder={WORDS.anyCampaign}
          w={{ base: '100%', xs: 240 }}
          data={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
          value={campaignId ?? null}
          onChange={(id) => onChange({ campaign: id ?? '' })}
        />
        <Select
          label={WORDS.columns.state}
          placeholder={WORDS.anyState}
          w={{ base: '100%', xs: 170 }}
          data={QUEUE_STATES.map((one) => ({ value: one, label: WORDS.states[one] }))}
          clearable
          value={state ?? null}
          onChange={(one) => onChange({ state: one ?? '' })}
        />
        <TextInput
          label={WORDS.code}
          placeholder={WORDS.codeHelp}
          w={{ base: '100%', xs: 240 }}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <TextInput
          label={WORDS.columns.assignee}
          placeholder={WORDS.assigneeHelp}
          w={{ base: '100%', xs: 170 }}
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {WORDS.apply}
        </Button>
        {isNarrowed && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              setTyped('');
              setWho('');
              onChange({ campaign: '', state: '', code: '', assignee: '' });
            }}
          >
            {WORDS.clear}
          </Button>
        )}
      </Group>
    </form>
  );
}

/** The items of the queue, each with when it is due and why it is where it is. */
export function QueueTable({
  filter,
  every,
  isPaused,
}: {
  readonly filter: QueueFilter;
  /** Milliseconds between two looks; false: no further one. */
  readonly every: number | false;
  readonly isPaused: boolean;
}) {
  const sentence = useLocalSentence();
  const campaigns = new Map(useCampaigns().map((one) => [one.id, one]));
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <DataList<QueueItem>
      label={WORDS.queue}
      queryKey={['queue', 'items', filter]}
      every={every}
      fetchPage={(page) => client.queue.listItems({ query: { ...page, ...filter } })}
      rowKey={({ id }) => id}
      empty={isNarrowed ? WORDS.queueNone : WORDS.queueEmpty}
      columns={[
        {
          title: WORDS.columns.state,
          cell: (item) => (
            <State
              state={item.state}
              held={
                item.state !== 'pending'
                  ? null
                  : isPaused
                    ? WORDS.all
                    : campaigns.get(item.campaignId)?.status === 'paused'
                      ? WORDS.campaignPaused
                      : null
              }
            />
          ),
        },
        { title: WORDS.columns.scheduled, cell: (item) => <When item={item} /> },
        {
          title: WORDS.columns.contact,
          cell: ({ contactId, clientId, campaignId }) => (
            <>
              <Link to={`/contacts/${contactId}`} className="one-line" title={clientId}>
                {clientId}
              </Link>
              <Text size="xs" component="div">
                <Link to={`/campaigns/${campaignId}`} className="one-line">
                  {campaigns.get(campaignId)?.name ?? ''}
                </Link>
              </Text>
            </>
          ),
        },
        { title: WORDS.columns.assignee, cell: ({ assignee }) => assignee ?? '' },
        { title: WORDS.columns.step, isNumber: true, cell: ({ step }) => step },
        { title: WORDS.columns.device, isNumber: true, cell: ({ devicePosition }) => devicePosition ?? '' },
        {
          title: WORDS.columns.reason,
          cell: ({ reason, code, handOver }) => (
            <Text size="sm" title={code} miw={220}>
              {asSentence(sentence(reason))}
              {handOver === 'unknown' ? ` (${WORDS.handOvers.unknown})` : ''}
            </Text>
          ),
        },
        {
          title: WORDS.columns.decision,
          cell: ({ decisionId }) =>
            decisionId !== null && <Link to={`/decisions/${decisionId}`}>{texts.actions.open}</Link>,
        },
      ]}
    />
  );
}

function State({ state, held }: { readonly state: QueueState; readonly held: string | null }) {
  return (
    <>
      <Badge color={COLORS[state]} leftSection={<Icon name={STATE_ICONS[state]} size={12} />}>
        {WORDS.states[state]}
      </Badge>
      {held !== null && (
        <Text size="xs" className="verdict-closing">
          {held}
        </Text>
      )}
    </>
  );
}

/** When an item is due on the organization's clock, and how far off that is. */
function When({ item: { scheduledAt } }: { readonly item: QueueItem }) {
  const clock = useOrganizationClock();
  const { serverAheadMs } = useSession();
  return (
    <>
      <Text size="sm">{clock(scheduledAt)}</Text>
      <Text size="xs" c="dimmed">
        {relative(Date.parse(scheduledAt), performance.now() + serverAheadMs)}
      </Text>
    </>
  );
}
