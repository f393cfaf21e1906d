import { TextInput } from '@mantine/core';
import { client } from '../../api/client.ts';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { AddedDateEffect } from './dates-effect.tsx';

const WORDS = texts.contactDates;

/** Adds one day without contact, and says before that what it would have changed. */
export function AddDate({
  date,
  onClose,
  onAdded,
}: {
  /** The day that was pressed in the calendar; empty: none. */
  readonly date: string;
  readonly onClose: () => void;
  readonly onAdded: () => void;
}) {
  const editing = useEditing(
    { label: '', date },
    (draft) => client.contactDates.create({ body: draft }),
    () => {
      toast(WORDS.added(1));
      onAdded();
      onClose();
    },
  );
  return (
    <FormModal title={WORDS.add} mayLeave={editing.mayLeave} onClose={onClose}>
      {(close) => (
        <EditForm editing={editing} onCancel={close} saveLabel={texts.actions.add}>
          <TextInput
            label={WORDS.date}
            description={WORDS.dateHelp}
            type="date"
            {...(date === '' ? { 'data-autofocus': true } : {})}
            error={editing.errorAt('/date')}
            value={editing.draft.date}
            onChange={(event) => editing.set({ date: event.currentTarget.value })}
          />
          <TextInput
            label={WORDS.label}
            {...(date === '' ? {} : { 'data-autofocus': true })}
            error={editing.errorAt('/label')}
            value={editing.draft.label}
            onChange={(event) => editing.set({ label: event.currentTarget.value })}
          />
          <AddedDateEffect day={editing.draft} />
        </EditForm>
      )}
    </FormModal>
  );
}
