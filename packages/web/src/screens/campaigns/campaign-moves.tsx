import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { sentenceOfError } from '../../api/failure.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredCampaign } from './campaign-kind.ts';

const WORDS = texts.campaigns;

/** What can be done with a campaign in its state: start, pause, resume; in full also enqueue and complete. */
export function CampaignMoves({
  campaign,
  waiting = 0,
  records,
  isSmall = false,
}: {
  readonly campaign: StoredCampaign;
  /** Records that wait in its queue. */
  readonly waiting?: number;
  /** Records of its list. */
  readonly records?: number | undefined;
  readonly isSmall?: boolean;
}) {
  const { id, name, status } = campaign;
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<'start' | 'complete' | 'enqueue' | null>(null);
  const params = { id };
  const moved = (to: StoredCampaign) => {
    void queryClient.invalidateQueries({ queryKey: ['campaigns'] });
    void queryClient.invalidateQueries({ queryKey: ['queue'] });
    if (to.status !== 'draft') toast(WORDS.moved[to.status](name));
  };
  const told = { onSuccess: moved, onError: (error: unknown) => toast(sentenceOfError(error), 'failure') };
  const pause = useMutation({ mutationFn: () => client.campaigns.pause({ params }), ...told });
  const resume = useMutation({ mutationFn: () => client.campaigns.resume({ params }), ...told });
  const size = isSmall ? 'compact-xs' : 'sm';
  const icon = (drawing: 'play' | 'pause' | 'plus' | 'tick') => <Icon name={drawing} size={14} />;
  const label = (action: string) => (isSmall ? { 'aria-label': `${action} ${name}` } : {});
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      {status === 'draft' && (
        <Button
          size={size}
          leftSection={icon('play')}
          {...label(WORDS.start)}
          onClick={() => setAsked('start')}
        >
          {WORDS.start}
        </Button>
      )}
      {status === 'active' && (
        <Button
          size={size}
          variant="default"
          leftSection={icon('pause')}
          loading={pause.isPending}
          {...label(WORDS.pause)}
          onClick={() => pause.mutate()}
        >
          {WORDS.pause}
        </Button>
      )}
      {status === 'paused' && (
        <Button
          size={size}
          leftSection={icon('play')}
          loading={resume.isPending}
          {...label(WORDS.resume)}
          onClick={() => resume.mutate()}
        >
          {WORDS.resume}
        </Button>
      )}
      {!isSmall && (status === 'active' || status === 'paused') && (
        <>
          <Button variant="default" leftSection={icon('plus')} onClick={() => setAsked('enqueue')}>
            {WORDS.enqueue}
          </Button>
          <Button variant="default" leftSection={icon('tick')} onClick={() => setAsked('complete')}>
            {WORDS.complete}
          </Button>
        </>
      )}
      {asked === 'start' && (
        <Confirm
          isOpen
          isSafe
          onClose={() => setAsked(null)}
          title={WORDS.startTitle(name)}
          about={WORDS.startAbout}
          action={WORDS.start}
          run={async () => moved(await client.campaigns.activate({ params }))}
          onDone={() => undefined}
        />
      )}
      {asked === 'complete' && (
        <Confirm
          isOpen
          onClose={() => setAsked(null)}
          title={WORDS.completeTitle(name)}
          about={WORDS.completeAbout(waiting.toLocaleString('en-US'))}
          action={WORDS.complete}
          run={async () => moved(await client.campaigns.complete({ params }))}
          onDone={() => undefined}
        />
      )}
      {asked === 'enqueue' && (
        <EnqueueCampaign campaign={campaign} records={records} onClose={() => setAsked(null)} />
      )}
    </Group>
  );
}

/** Asks before the records of a campaign's list are put in its queue. */
export function EnqueueCampaign({
  campaign: { id, name },
  records,
  onClose,
}: {
  readonly campaign: Pick<StoredCampaign, 'id' | 'name'>;
  readonly records: number | undefined;
  readonly onClose: () => void;
}) {
  const queryClient = useQueryClient();
  return (
    <Confirm
      isOpen
      isSafe
      onClose={onClose}
      title={WORDS.enqueueTitle(name)}
      about={
        records === undefined
          ? texts.execution.enqueueAbout
          : WORDS.enqueueAbout(records.toLocaleString('en-US'))
      }
      action={WORDS.enqueue}
      run={async () => {
        const { enqueued } = await client.campaigns.enqueue({ params: { id } });
        toast(WORDS.enqueued(enqueued));
      }}
      onDone={() => {
        void queryClient.invalidateQueries({ queryKey: ['campaigns'] });
        void queryClient.invalidateQueries({ queryKey: ['queue'] });
      }}
    />
  );
}
