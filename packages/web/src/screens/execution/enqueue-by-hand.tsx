import { Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { CAMPAIGNS_KEPT } from '../campaigns/campaign-kind.ts';

const WORDS = texts.execution;

/** Chooses a campaign, and puts the records of its list in the queue. */
export function EnqueueByHand({
  chosen,
  onClose,
}: {
  readonly chosen: string | null;
  readonly onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const [id, setId] = useState(chosen);
  const { data } = useQuery(allKept(CAMPAIGNS_KEPT));
  const open = (data ?? []).filter(({ status }) => status === 'active' || status === 'paused');
  const campaign = open.find((one) => one.id === id);
  return (
    <Confirm
      isOpen
      isSafe
      isReady={campaign !== undefined}
      onClose={onClose}
      title={WORDS.enqueue}
      about={data !== undefined && open.length === 0 ? WORDS.enqueueNone : WORDS.enqueueAbout}
      action={texts.campaigns.enqueue}
      run={async () => {
        if (campaign === undefined) return;
        const { enqueued } = await client.campaigns.enqueue({ params: { id: campaign.id } });
        toast(texts.campaigns.enqueued(enqueued));
      }}
      onDone={() => void queryClient.invalidateQueries({ queryKey: ['queue'] })}
    >
      <Select
        label={WORDS.campaign}
        placeholder={texts.campaigns.choose}
        data={open.map((one) => ({ value: one.id, label: one.name }))}
        searchable
        value={campaign?.id ?? null}
        onChange={setId}
      />
    </Confirm>
  );
}
