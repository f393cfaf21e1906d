import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { RowActions } from '../../parts/row-actions.tsx';
import { NewButton } from '../../parts/new-button.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.dispositions;

type Stored = Awaited<ReturnType<typeof client.dispositions.get>>;

/** Disposition codes. */
export function DispositionsScreen() {
  const mayWrite = useMay('rules:write');
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<Stored | 'new' | null>(null);
  const [deleted, setDeleted] = useState<Stored | null>(null);
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['dispositions'] });
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={mayWrite && <NewButton label={WORDS.create} onClick={() => setEdited('new')} />}
    >
      <DataList<Stored>
        label={WORDS.title}
        queryKey={['dispositions', 'list']}
        fetchPage={(query) => client.dispositions.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        columns={[
          { title: WORDS.code, cell: ({ code }) => <span className="mono">{code}</span> },
          { title: WORDS.name, cell: ({ name }) => name },
          { title: WORDS.description, cell: ({ description }) => description ?? '' },
          {
            title: '',
            cell: (one) =>
              mayWrite && (
                <RowActions name={one.code} onEdit={() => setEdited(one)} onDelete={() => setDeleted(one)} />
              ),
          },
        ]}
      />
      {edited !== null && (
        <EditDisposition
          key={edited === 'new' ? 'new' : edited.version}
          stored={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={changed}
          onReload={setEdited}
        />
      )}
      {deleted !== null && (
        <Confirm
          isOpen
          onClose={() => setDeleted(null)}
          title={WORDS.deleteTitle(deleted.code)}
          about={WORDS.deleteAbout}
          action={texts.actions.delete}
          run={() => client.dispositions.delete({ params: { id: deleted.id } })}
          onDone={changed}
        />
      )}
    </Screen>
  );
}

function EditDisposition({
  stored,
  onClose,
  onSaved,
  onReload,
}: {
  readonly stored: Stored | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
  readonly onReload: (stored: Stored) => void;
}) {
  const fieldsOf = ({ name, description }: Pick<Stored, 'name' | 'description'>) => ({ name, description });
  const editing = useEditing<Pick<Stored, 'code' | 'name' | 'description'>, Stored>(
    { code: stored?.code ?? '', ...fieldsOf(stored ?? { name: '', description: null }) },
    (draft, version) =>
      stored === null
        ? client.dispositions.create({ body: draft })
        : client.dispositions.update({
            params: { id: stored.id },
            body: { ...fieldsOf(draft), version: version ?? stored.version },
          }),
    () => {
      toast(texts.states.saved);
      onSaved();
      onClose();
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <FormModal title={stored?.code ?? WORDS.create} mayLeave={editing.mayLeave} onClose={onClose}>
      {(close) => (
        <>
          <EditForm editing={editing} onCancel={close}>
            {stored === null && (
              <TextInput
                label={WORDS.code}
                description={WORDS.codeHelp}
                required
                data-autofocus
                error={errorAt('/code')}
                value={draft.code}
                onChange={(event) => set({ code: event.currentTarget.value })}
              />
            )}
            <TextInput
              label={WORDS.name}
              required
              error={errorAt('/name')}
              value={draft.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Textarea
              label={WORDS.description}
              autosize
              error={errorAt('/description')}
              value={draft.description ?? ''}
              onChange={(event) =>
                set({ description: event.currentTarget.value === '' ? null : event.currentTarget.value })
              }
            />
          </EditForm>
          {stored !== null && (
            <ConflictDialog<Stored>
              isOpen={editing.isConflict}
              entity="disposition"
              id={stored.id}
              yours={fieldsOf(draft)}
              fetchTheirs={() => client.dispositions.get({ params: { id: stored.id } })}
              shown={fieldsOf}
              onKeepMine={(version) => editing.save(version)}
              onTakeTheirs={onReload}
              onClose={editing.dismissConflict}
            />
          )}
        </>
      )}
    </FormModal>
  );
}
