import { Button, NumberInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { CHANNELS, type Channel } from '@tact/engine';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';

const WORDS = texts.execution;

type Pace = Awaited<ReturnType<typeof client.queue.get>>['channels'][number];

/** How fast each channel goes, and what holds it back. */
export function ChannelPaces({ paces }: { readonly paces: readonly Pace[] }) {
  const mayChange = useMay('queue:write');
  const clock = useOrganizationClock();
  const [limited, setLimited] = useState<Pace | null>(null);
  const all = CHANNELS.map(
    (channel): Pace =>
      paces.find((one) => one.channel === channel) ?? {
        channel,
        dispatchesPerMinuteMax: null,
        concurrencyMax: null,
        heldBackUntil: null,
        reason: null,
      },
  );
  const shown = (limit: number | null) => limit?.toLocaleString('en-US') ?? WORDS.none;
  return (
    <div className="table-frame" role="region" aria-label={WORDS.channels} tabIndex={0}>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">{texts.campaigns.channel}</th>
            <th scope="col" className="number">
              {WORDS.perMinute}
            </th>
            <th scope="col" className="number">
              {WORDS.concurrency}
            </th>
            <th scope="col">{WORDS.columns.state}</th>
            {mayChange && <th aria-label={WORDS.limit} />}
          </tr>
        </thead>
        <tbody>
          {all.map((pace) => (
            <tr key={pace.channel}>
              <td>{texts.channels[pace.channel]}</td>
              <td className="number">{shown(pace.dispatchesPerMinuteMax)}</td>
              <td className="number">{shown(pace.concurrencyMax)}</td>
              <td>
                {pace.heldBackUntil === null
                  ? WORDS.notHeld
                  : [WORDS.heldBack(clock(pace.heldBackUntil)), pace.reason].filter(Boolean).join(': ')}
              </td>
              {mayChange && (
                <td>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={WORDS.limitTitle(texts.channels[pace.channel])}
                    onClick={() => setLimited(pace)}
                  >
                    {WORDS.limit}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {limited !== null && <LimitChannel pace={limited} onClose={() => setLimited(null)} />}
    </div>
  );
}

function LimitChannel({
  pace: { channel, dispatchesPerMinuteMax, concurrencyMax },
  onClose,
}: {
  readonly pace: Pace;
  readonly onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const editing = useEditing(
    { dispatchesPerMinuteMax, concurrencyMax },
    (draft) => client.queue.setChannelLimits({ params: { channel: channel satisfies Channel }, body: draft }),
    () => {
      void queryClient.invalidateQueries({ queryKey: ['queue'] });
      toast(texts.states.saved);
      onClose();
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <FormModal
      title={WORDS.limitTitle(texts.channels[channel])}
      mayLeave={editing.mayLeave}
      onClose={onClose}
    >
      {(close) => (
        <EditForm editing={editing} onCancel={close}>
          <NumberInput
            label={WORDS.perMinute}
            description={WORDS.noLimit}
            min={1}
            max={API_LIMITS.dispatchesPerMinuteMax}
            allowDecimal={false}
            data-autofocus
            error={errorAt('/dispatchesPerMinuteMax')}
            value={draft.dispatchesPerMinuteMax ?? ''}
            onChange={(value) => set({ dispatchesPerMinuteMax: value === '' ? null : Number(value) })}
          />
          <NumberInput
            label={WORDS.concurrency}
            description={WORDS.noLimit}
            min={1}
            max={API_LIMITS.concurrencyMax}
            allowDecimal={false}
            error={errorAt('/concurrencyMax')}
            value={draft.concurrencyMax ?? ''}
            onChange={(value) => set({ concurrencyMax: value === '' ? null : Number(value) })}
          />
        </EditForm>
      )}
    </FormModal>
  );
}
