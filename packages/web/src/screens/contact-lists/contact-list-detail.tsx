import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { EmptyNote, Loaded } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useAddressTexts, usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { AddRecords } from './add-records.tsx';
import { DeleteContactList, NameContactList, type StoredContactList } from './contact-lists-overview.tsx';
import { RecordTable, type RecordStatus } from './record-table.tsx';

const WORDS = texts.contactLists;

/** One contact list: its records, filtered by what stands in the address. */
export function ContactListScreen() {
  const id = usePathPart('id');
  const query = useQuery({
    queryKey: ['contact-lists', id],
    queryFn: () => client.contactLists.get({ params: { id } }),
  });
  return <Loaded query={query}>{(data) => <ListDetail list={data} />}</Loaded>;
}

function ListDetail({ list }: { readonly list: StoredContactList }) {
  const { id, name } = list;
  const mayWrite = useMay('contact-lists:write');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<'add' | 'rename' | 'delete' | null>(null);
  const close = () => setOpen(null);
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['contact-lists'] });
  const add = (
    <Button leftSection={<Icon name="plus" />} data-shortcut="new" onClick={() => setOpen('add')}>
      {WORDS.add}
    </Button>
  );
  return (
    <Screen
      title={name}
      about={`${WORDS.size}: ${list.size.toLocaleString('en-US')}`}
      actions={
        <>
          <Button
            variant="default"
            renderRoot={(props) => <Link {...props} to="/forecast" search={{ list: id }} />}
          >
            {texts.forecast.title}
          </Button>
          {mayWrite && (
            <>
              <Button
                variant="default"
                leftSection={<Icon name="pencil" />}
                data-shortcut="edit"
                onClick={() => setOpen('rename')}
              >
                {WORDS.rename}
              </Button>
              <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setOpen('delete')}>
                {texts.actions.delete}
              </Button>
              {add}
            </>
          )}
        </>
      }
    >
      {list.size === 0 ? (
        <EmptyNote action={mayWrite && add}>{WORDS.recordsEmpty}</EmptyNote>
      ) : (
        <FilteredRecords list={list} mayWrite={mayWrite} changed={changed} />
      )}
      {open === 'add' && <AddRecords id={id} onClose={close} onAdded={changed} />}
      {open === 'rename' && (
        <NameContactList key={list.version} stored={list} onClose={close} onReload={changed} />
      )}
      {open === 'delete' && (
        <DeleteContactList
          list={list}
          onClose={close}
          onDeleted={() => void navigate({ to: '/contact-lists' })}
        />
      )}
    </Screen>
  );
}

function FilteredRecords({
  list: { id },
  mayWrite,
  changed,
}: {
  readonly list: StoredContactList;
  readonly mayWrite: boolean;
  readonly changed: () => void;
}) {
  const navigate = useNavigate();
  const { status: named, client: asked = '' } = useAddressTexts();
  const clientId = asked.slice(0, API_LIMITS.clientIdLengthMax);
  const status: RecordStatus | null = named === 'ready' || named === 'held' ? named : null;
  const [typed, setTyped] = useState(clientId);
  const show = (change: { readonly status?: string; readonly client?: string }) => {
    const search = { status: status ?? '', client: clientId, ...change };
    const given = Object.entries(search).filter(([, value]) => value !== '');
    void navigate({ to: `/contact-lists/${id}`, search: Object.fromEntries(given) });
  };
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          show({ client: typed.trim() });
        }}
      >
        <Group gap="sm" mb="sm" align="flex-end">
          <TextInput
            label={WORDS.search}
            leftSection={<Icon name="search" />}
            maxLength={API_LIMITS.clientIdLengthMax}
            w={{ base: '100%', xs: 260 }}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <NativeSelect
            label={WORDS.status}
            w={{ base: '100%', xs: 180 }}
            data={[
              { value: '', label: WORDS.anyStatus },
              { value: 'ready', label: WORDS.statuses.ready },
              { value: 'held', label: WORDS.statuses.held },
            ]}
            value={status ?? ''}
            onChange={(event) => show({ status: event.currentTarget.value })}
          />
        </Group>
      </form>
      <RecordTable
        key={`${status ?? ''} ${clientId}`}
        listId={id}
        filter={{ ...(status === null ? {} : { status }), ...(clientId === '' ? {} : { clientId }) }}
        mayWrite={mayWrite}
        changed={changed}
      />
    </>
  );
}
