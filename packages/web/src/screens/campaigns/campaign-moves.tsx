import { Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredCampaign } from './campaign-kind.ts';

const WORDS = texts.campaigns;

/** What leads a campaign from one state to another. */
type Move = 'start' | 'pause' | 'resume' | 'complete';

/** What can be done with a campaign in its state: start, pause, resume; in full also enqueue and complete. Each says first what it leads to. */
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
  const { name, status } = campaign;
  const [asked, setAsked] = useState<Move | 'enqueue' | null>(null);
  const close = () => setAsked(null);
  const size = isSmall ? 'compact-xs' : 'sm';
  const icon = (drawing: 'play' | 'pause' | 'plus' | 'tick') => <Icon name={drawing} size={14} />;
  const move = FIRST_MOVES[status];
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      {move !== null && (
        <Button
          size={size}
          variant={move === 'pause' ? 'default' : 'filled'}
          leftSection={icon(move === 'pause' ? 'pause' : 'play')}
          {...(isSmall ? { 'aria-label': `${WORDS[move]} ${name}` } : {})}
          onClick={() => setAsked(move)}
        >
          {WORDS[move]}
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
      {asked === 'enqueue' && <EnqueueCampaign campaign={campaign} records={records} onClose={close} />}
      {asked !== null && asked !== 'enqueue' && (
        <ConfirmMove campaign={campaign} move={asked} waiting={waiting} onClose={close} />
      )}
    </Group>
  );
}

const FIRST_MOVES: Readonly<Record<StoredCampaign['status'], Move | null>> = {
  draft: 'start',
  active: 'pause',
  paused: 'resume',
  completed: null,
};

/** Asks before a campaign is moved. What was asked stays asked, wherever somebody else moves the campaign meanwhile. */
function ConfirmMove({
  campaign: { id, name },
  move,
  waiting,
  onClose,
}: {
  readonly campaign: StoredCampaign;
  readonly move: Move;
  readonly waiting: number;
  readonly onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const { campaigns } = client;
  const call = move === 'start' ? campaigns.activate : campaigns[move];
  return (
    <Confirm
      isOpen
      isSafe={move === 'start' || move === 'resume'}
      onClose={onClose}
      title={WORDS[`${move}Title`](name)}
      about={
        move === 'complete' ? WORDS.completeAbout(waiting.toLocaleString('en-US')) : WORDS[`${move}About`]
      }
      action={WORDS[move]}
      run={() => call({ params: { id } })}
      onDone={() => {
        void queryClient.invalidateQueries({ queryKey: ['campaigns'] });
        void queryClient.invalidateQueries({ queryKey: ['queue'] });
        toast(WORDS.moved[MOVED_TO[move]](name));
      }}
    />
  );
}

const MOVED_TO = { start: 'active', pause: 'paused', resume: 'active', complete: 'completed' } as const;

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
