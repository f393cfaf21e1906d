import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ChannelPaces } from './channel-paces.tsx';
import { EnqueueByHand } from './enqueue-by-hand.tsx';
import { Figures } from './figures.tsx';
import { LiveAge } from './live-age.tsx';
import { PauseSwitch } from './pause-switch.tsx';
import { isQueueState, QueueFilters, QueueTable, type QueueFilter } from './queue-table.tsx';

const WORDS = texts.execution;
/** How often the queue is looked at again, milliseconds; not while the page is hidden or it was stopped. */
const LIVE_MS = 5_000;

/** The queue as it stands, live: its figures, what each item waits for and why, and the switch that stops everything. */
export function ExecutionScreen() {
  const mayEnqueue = useMay('campaigns:write');
  const navigate = useNavigate();
  const [isLive, setLive] = useState(true);
  const [isEnqueueing, setEnqueueing] = useState(false);
  const filter = useFilter();
  const { campaignId } = filter;
  const every = isLive ? LIVE_MS : false;
  const query = useQuery({
    queryKey: ['queue', 'overview', campaignId ?? ''],
    queryFn: () => client.queue.get({ query: campaignId === undefined ? {} : { campaignId } }),
    refetchInterval: every,
  });
  const { data, error, dataUpdatedAt, refetch } = query;
  const show = (change: Readonly<Record<string, string>>) => {
    const { state = '', code = '', assignee = '' } = filter;
    const given = Object.entries({ campaign: campaignId ?? '', state, code, assignee, ...change });
    const search = Object.fromEntries(given.filter(([, value]) => value !== ''));
    void navigate({ to: '/execution', search });
  };
  const enqueue = mayEnqueue && (
    <Button leftSection={<Icon name="plus" />} data-shortcut="new" onClick={() => setEnqueueing(true)}>
      {WORDS.enqueue}
    </Button>
  );
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={enqueue}>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <LoadingNote />
      ) : (
        <>
          <PauseSwitch isPaused={data.paused} pending={data.figures.pending} />
          <Figures figures={data.figures} state={filter.state} onState={(state) => show({ state })} />
          <Section
            title={WORDS.queue}
            actions={
              <LiveAge
                readAtMs={dataUpdatedAt}
                isLive={isLive}
                onLive={setLive}
                onRead={() => void refetch()}
              />
            }
          >
            <QueueFilters filter={filter} onChange={show} />
            <QueueTable filter={filter} every={every} isPaused={data.paused} />
          </Section>
          <Section title={WORDS.channels}>
            <Text size="sm" c="dimmed" mb={6}>
              {WORDS.channelsAbout}
            </Text>
            <ChannelPaces paces={data.channels} />
          </Section>
        </>
      )}
      {isEnqueueing && <EnqueueByHand chosen={campaignId ?? null} onClose={() => setEnqueueing(false)} />}
    </Screen>
  );
}

/** What the address says is shown of the queue. */
function useFilter(): QueueFilter {
  const { campaign, state, code, assignee } = useAddressTexts();
  return {
    ...(campaign === undefined ? {} : { campaignId: campaign }),
    ...(isQueueState(state) ? { state } : {}),
    ...(code === undefined ? {} : { code }),
    ...(assignee === undefined ? {} : { assignee }),
  };
}
