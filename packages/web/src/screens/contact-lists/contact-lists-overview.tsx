import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { forgetDeleted } from '../../api/forget-deleted.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { NewButton } from '../../parts/new-button.tsx';
import { RowActions } from '../../parts/row-actions.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';

const WORDS = texts.contactLists;

/** A contact list as the API answers it. */
export type StoredContactList = Awaited<ReturnType<typeof client.contactLists.get>>;

/** All contact lists with their sizes. */
export function ContactListsScreen() {
  const mayWrite = useMay('contact-lists:write');
  const clock = useOrganizationClock();
  const navigate = useNavigate();
  const [edited, setEdited] = useState<StoredContactList | 'new' | null>(null);
  const [deleted, setDeleted] = useState<StoredContactList | null>(null);
  const create = mayWrite ? <NewButton label={WORDS.create} onClick={() => setEdited('new')} /> : undefined;
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={create}>
      <DataList<StoredContactList>
        label={WORDS.title}
        queryKey={['contact-lists', 'list']}
        fetchPage={(query) => client.contactLists.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        columns={[
          {
            title: WORDS.name,
            cell: ({ id, name }) => <Link to={`/contact-lists/${id}`}>{name}</Link>,
          },
          { title: WORDS.size, isNumber: true, cell: ({ size }) => size.toLocaleString('en-US') },
          {
            title: WORDS.changed,
            cell: ({ updatedAt }) => (
              <Text size="xs" c="dimmed">
                {clock(updatedAt)}
              </Text>
            ),
          },
          {
            title: '',
            cell: (one) =>
              mayWrite && (
                <RowActions name={one.name} onEdit={() => setEdited(one)} onDelete={() => setDeleted(one)} />
              ),
          },
        ]}
      />
      {edited !== null && (
        <NameContactList
          key={edited === 'new' ? 'new' : edited.version}
          stored={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onReload={setEdited}
          onSaved={({ id }) => {
            if (edited === 'new') void navigate({ to: `/contact-lists/${id}` });
          }}
        />
      )}
      {deleted !== null && <DeleteContactList list={deleted} onClose={() => setDeleted(null)} />}
    </Screen>
  );
}

/** Makes a contact list, or gives one another name. */
export function NameContactList({
  stored,
  onClose,
  onReload,
  onSaved,
}: {
  readonly stored: StoredContactList | null;
  readonly onClose: () => void;
  readonly onReload: (stored: StoredContactList) => void;
  readonly onSaved?: (saved: StoredContactList) => void;
}) {
  const queryClient = useQueryClient();
  const editing = useEditing<{ readonly name: string }, StoredContactList>(
    { name: stored?.name ?? '' },
    ({ name }, version) =>
      stored === null
        ? client.contactLists.create({ body: { name } })
        : client.contactLists.update({
            params: { id: stored.id },
            body: { name, version: version ?? stored.version },
          }),
    (saved) => {
      void queryClient.invalidateQueries({ queryKey: ['contact-lists'] });
      toast(texts.states.saved);
      onClose();
      onSaved?.(saved);
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <FormModal
      title={stored === null ? WORDS.create : WORDS.rename}
      mayLeave={editing.mayLeave}
      onClose={onClose}
    >
      {(close) => (
        <>
          <EditForm editing={editing} onCancel={close}>
            <TextInput
              label={WORDS.name}
              required
              data-autofocus
              error={errorAt('/name')}
              value={draft.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
          </EditForm>
          {stored !== null && (
            <ConflictDialog<StoredContactList>
              isOpen={editing.isConflict}
              entity="contact-list"
              id={stored.id}
              yours={{ ...draft }}
              fetchTheirs={() => client.contactLists.get({ params: { id: stored.id } })}
              shown={({ name }) => ({ name })}
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

/** Asks before a contact list is deleted. */
export function DeleteContactList({
  list: { id, name, size },
  onClose,
  onDeleted,
}: {
  readonly list: StoredContactList;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}) {
  const queryClient = useQueryClient();
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={WORDS.deleteTitle(name)}
      about={WORDS.deleteAbout(size.toLocaleString('en-US'))}
      action={texts.actions.delete}
      run={() => client.contactLists.delete({ params: { id } })}
      onDone={() => {
        forgetDeleted(queryClient, 'contact-lists');
        toast(texts.states.deleted(name));
        onDeleted?.();
      }}
    />
  );
}
