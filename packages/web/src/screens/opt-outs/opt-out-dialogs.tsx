import { Textarea, TextInput } from '@mantine/core';
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

const WORDS = texts.optOuts;

interface Draft {
  readonly clientId: string;
  readonly channels: Choice<Channel>;
  readonly contactOnly: boolean;
  readonly reason: string;
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
  const editing = useEditing<Draft, unknown>(
    { clientId, channels: 'any', contactOnly: false, reason: '', until: '' },
    ({ until, ...draft }) =>
      client.optOuts.create({ body: { ...draft, source: 'web', ...(until === '' ? {} : { until }) } }),
    () => {
      toast(WORDS.recorded);
      onDone();
      onClose();
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <FormModal title={WORDS.record} mayLeave={editing.mayLeave} onClose={onClose}>
      {(close) => (
        <EditForm editing={editing} onCancel={close} saveLabel={WORDS.record}>
          <TextInput
            label={WORDS.clientId}
            required
            error={errorAt('/clientId')}
            value={draft.clientId}
            onChange={(event) => set({ clientId: event.currentTarget.value })}
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
  onClose,
  onDone,
}: {
  readonly id: string;
  readonly who: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={WORDS.liftTitle(who)}
      about={WORDS.liftAbout}
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
