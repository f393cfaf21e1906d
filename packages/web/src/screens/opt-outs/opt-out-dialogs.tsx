import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Channel, Choice } from '@tact/engine';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { ChannelsPicker, Tick } from '../../parts/pickers.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ClientIdField, isClientStored } from './client-id-field.tsx';

const WORDS = texts.optOuts;

type Source = (typeof SOURCES)[number];

/** How a wish is told. Another way is kept as what it was recorded in. */
const SOURCES = ['call', 'letter', 'email', 'web'] as const;

interface Draft {
  readonly clientId: string;
  readonly channels: Choice<Channel>;
  readonly contactOnly: boolean;
  readonly reason: string;
  readonly source: Source;
  readonly until: string;
}

/** Records a contact's wish. */
export function RecordOptOut({
  clientId,
  onClose,
  onDone,
}: {
  readonly clientId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const editing = useEditing<Draft, { readonly isStored: boolean }>(
    { clientId, channels: 'any', contactOnly: false, reason: '', source: 'web', until: '' },
    async ({ until, ...draft }) => {
      const body = { ...draft, ...(until === '' ? {} : { until }) };
      const recorded = await client.optOuts.create({ body });
      // It is recorded, whether or not this can be looked up.
      return { isStored: await isClientStored(recorded.clientId).catch(() => true) };
    },
    ({ isStored }) => {
      toast(isStored ? WORDS.recorded : WORDS.recordedUnknown);
      onDone();
      onClose();
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <FormModal title={WORDS.record} mayLeave={editing.mayLeave} onClose={onClose}>
      {(close) => (
        <EditForm editing={editing} onCancel={close} saveLabel={WORDS.record}>
          <ClientIdField
            error={errorAt('/clientId')}
            value={draft.clientId}
            onChange={(next) => set({ clientId: next })}
          />
          <Textarea
            label={WORDS.reason}
            required
            data-autofocus
            autosize
            minRows={2}
            error={errorAt('/reason')}
            value={draft.reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
          />
          <NativeSelect
            label={WORDS.source}
            data={SOURCES.map((one) => ({
              value: one,
              label: one === 'web' ? WORDS.sourceOther : WORDS.sources[one],
            }))}
            error={errorAt('/source')}
            value={draft.source}
            onChange={(event) =>
              set({ source: SOURCES.find((one) => one === event.currentTarget.value) ?? draft.source })
            }
          />
          <ChannelsPicker
            value={draft.channels}
            onChange={(next) => set({ channels: next })}
            error={errorAt('/channels')}
          />
          <TextInput
            label={WORDS.until}
            description={WORDS.untilHelp}
            error={errorAt('/until')}
            value={draft.until}
            onChange={(event) => set({ until: event.currentTarget.value })}
          />
          <Tick
            label={WORDS.contactOnly}
            isOn={draft.contactOnly}
            onChange={(contactOnly) => set({ contactOnly })}
          />
        </EditForm>
      )}
    </FormModal>
  );
}

/** Lifts a wish, with the reason why. */
export function LiftOptOut({
  id,
  who,
  among,
  onClose,
  onDone,
}: {
  readonly id: string;
  readonly who: string;
  /** Where the contact has others in force: which one it is, and how many they are. */
  readonly among?: { readonly what: string; readonly others: number };
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={WORDS.liftTitle(who)}
      about={
        among === undefined
          ? WORDS.liftAbout
          : `${WORDS.liftAmong(among.what, among.others)} ${WORDS.liftAbout}`
      }
      action={WORDS.lift}
      isReady={reason.trim() !== ''}
      isTyped={reason.trim() !== ''}
      run={() => client.optOuts.lift({ params: { id }, body: { reason } })}
      onDone={() => {
        toast(WORDS.liftDone);
        onDone();
      }}
    >
      <Textarea
        label={WORDS.liftReason}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}
