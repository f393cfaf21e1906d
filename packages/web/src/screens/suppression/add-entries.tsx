import { Textarea, TextInput } from '@mantine/core';
import { client } from '../../api/client.ts';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { InstantField } from '../../parts/instant-field.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.lists;

interface Draft {
  readonly values: string;
  readonly from: string | null;
  readonly until: string;
  readonly reason: string;
}

/** Adds lines to a list; from when on, until when and why stand once for all of them. */
export function AddEntries({
  id,
  onClose,
  onAdded,
}: {
  readonly id: string;
  readonly onClose: () => void;
  readonly onAdded: () => void;
}) {
  const editing = useEditing<Draft, { readonly items: readonly unknown[] }>(
    { values: '', from: null, until: '', reason: '' },
    (draft) => client.suppressionLists.addEntries({ params: { id }, body: { entries: entriesOf(draft) } }),
    ({ items }) => {
      toast(WORDS.addDone(items.length));
      onAdded();
      onClose();
    },
  );
  const { draft, set, errors } = editing;
  // The three stand once for all of the lines, so that what is wrong with them is the same in each.
  const errorOf = (field: 'from' | 'until' | 'reason') =>
    [...errors].find(([path]) => path.startsWith('/entries') && path.endsWith(`/${field}`))?.[1];
  const errorOfValues = [...errors].find(([path]) => /^\/entries(\/\d+(\/value)?)?$/.test(path))?.[1];
  return (
    <FormModal title={WORDS.addEntries} mayLeave={editing.mayLeave} onClose={onClose}>
      {(close) => (
        <EditForm editing={editing} onCancel={close} saveLabel={WORDS.addDo}>
          <Textarea
            label={WORDS.value}
            description={WORDS.addHelp}
            rows={6}
            data-autofocus
            error={errorOfValues}
            value={draft.values}
            onChange={(event) => set({ values: event.currentTarget.value })}
          />
          <InstantField
            label={WORDS.from}
            whenEmpty={WORDS.fromEmpty}
            value={draft.from}
            onChange={(from) => set({ from })}
            error={errorOf('from')}
          />
          <TextInput
            label={WORDS.until}
            description={texts.optOuts.untilHelp}
            error={errorOf('until')}
            value={draft.until}
            onChange={(event) => set({ until: event.currentTarget.value })}
          />
          <TextInput
            label={WORDS.reason}
            error={errorOf('reason')}
            value={draft.reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
          />
        </EditForm>
      )}
    </FormModal>
  );
}

function entriesOf({ values, from, until, reason }: Draft) {
  return values
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((value) => ({
      value,
      ...(from === null ? {} : { from }),
      ...(until === '' ? {} : { until }),
      ...(reason === '' ? {} : { reason }),
    }));
}
