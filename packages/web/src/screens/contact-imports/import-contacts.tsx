import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { readAll } from '../../api/read-all.ts';
import { useMay, useSession } from '../../api/session.ts';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { FileDrop } from '../imports/file-drop.tsx';
import { ContactFilePreview } from './contact-file-preview.tsx';
import { EMPTY_SETTINGS, readingQueryOf, type ContactFileSettings } from './contact-file-settings.ts';
import { ContactImports } from './contact-imports.tsx';
import { ContactPlanFields } from './contact-plan-fields.tsx';

const WORDS = texts.contactImports;

/** Brings in a file of contacts: choose it, see how it is read, settle what is open, import. Below it, the imports so far. */
export function ImportContactsScreen() {
  const mayWrite = useMay('contacts:write');
  const { role } = useSession();
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={
        <Button variant="default" component={Link} to="/contacts" data-shortcut="back">
          {WORDS.toContacts}
        </Button>
      }
    >
      {mayWrite ? (
        <ImportContacts />
      ) : (
        <EmptyNote>{texts.states.readOnly(texts.shell.roles[role])}</EmptyNote>
      )}
      <ContactImports />
    </Screen>
  );
}

function ImportContacts() {
  const [file, setFile] = useState<File | null>(null);
  const [settings, setSettings] = useState(EMPTY_SETTINGS);
  const [isTouched, setTouched] = useState(false);
  // Asked by the router before this is drawn again.
  const isBegun = useRef(false);
  const navigate = useNavigate();
  const looked = useLook(file, settings);
  const start = useMutation({
    mutationFn: (body: File) => {
      const { contactListId } = settings;
      const query = {
        ...readingQueryOf(body.name, settings),
        ...(contactListId === null ? {} : { contactListId }),
      };
      return client.contactImports.create({ query, body });
    },
    onSuccess: ({ id }) => {
      isBegun.current = true;
      void navigate({ to: '/contacts/imports/$id', params: { id } });
    },
  });
  const set = (change: Partial<ContactFileSettings>) => {
    start.reset();
    setTouched(true);
    setSettings((before) => ({ ...before, ...change }));
  };
  const take = (chosen: File) => {
    start.reset();
    setSettings(({ defaultCountry, contactListId }) => ({
      ...EMPTY_SETTINGS,
      defaultCountry,
      contactListId,
    }));
    setTouched(false);
    setFile(chosen);
  };
  const { data: found, error, isFetching } = looked;
  const isReady = found !== undefined && found.preview !== null && !isFetching;
  return (
    <Stack gap="md">
      <LeaveGuard mayLeave={() => isBegun.current || !isTouched} />
      <FileDrop file={file} onFile={take} accept=".csv,.txt,.tsv,.xlsx,.zip,.gz" help={WORDS.dropHelp} />
      {file !== null && error !== null && <FailureNote error={error} onRetry={() => void looked.refetch()} />}
      {file !== null && found === undefined && error === null && (
        <>
          <LoadingNote />
          <Text size="sm" c="dimmed" ta="center">
            {texts.imports.reading}
          </Text>
        </>
      )}
      {file !== null && found !== undefined && error === null && (
        <>
          <ContactPlanFields found={found} settings={settings} onChange={set} />
          <ContactFilePreview found={found} isStale={isFetching} />
          <ListField value={settings.contactListId} onChange={(contactListId) => set({ contactListId })} />
          {start.error !== null && <FailureNote error={start.error} />}
          <Group gap="xs">
            <Button loading={start.isPending} disabled={!isReady} onClick={() => start.mutate(file)}>
              {WORDS.start}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

/** What the server finds in the file with these settings; asked anew whenever one of them that changes the reading does. */
function useLook(file: File | null, settings: ContactFileSettings) {
  const query = readingQueryOf(file?.name ?? '', settings);
  return useQuery({
    queryKey: ['inspected contacts', file?.name, file?.size, file?.lastModified, query],
    queryFn: ({ signal }) => client.contactImports.inspect({ query, body: file ?? '', signal }),
    enabled: file !== null,
    retry: false,
    staleTime: Infinity,
    placeholderData: (before) => (query.plan === undefined ? undefined : before),
  });
}

function ListField(props: { readonly value: string | null; readonly onChange: (id: string | null) => void }) {
  const mayUse = useMay('contact-lists:write');
  const { data } = useQuery({
    queryKey: ['contact-lists', 'all'],
    queryFn: () => readAll((query) => client.contactLists.list({ query })),
    enabled: mayUse,
  });
  if (!mayUse) return null;
  return (
    <Select
      label={WORDS.list}
      description={WORDS.listHelp}
      placeholder={WORDS.listNone}
      data={(data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      searchable
      clearable
      maw={420}
      value={props.value}
      onChange={props.onChange}
    />
  );
}
