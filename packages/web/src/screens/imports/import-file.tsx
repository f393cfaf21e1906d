import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredList } from '../suppression/list-kind.ts';
import {
  changesOf,
  EMPTY_SETTINGS,
  queryOf,
  readingQueryOf,
  type ImportSettings,
} from './import-settings.ts';
import { FileDrop } from './file-drop.tsx';
import { FilePreview } from './file-preview.tsx';
import { ModeFields, PlanFields } from './plan-fields.tsx';

const WORDS = texts.imports;

/** Brings a file into a list: choose it, see how it is read, settle what is open, import. Nothing is written before the last step. */
export function ImportFile({
  list,
  defaultCountry,
}: {
  readonly list: StoredList;
  readonly defaultCountry: string;
}) {
  const [file, setFile] = useState<File | null>(null);
  const [settings, setSettings] = useState<ImportSettings>({ ...EMPTY_SETTINGS, defaultCountry });
  const [isTouched, setTouched] = useState(false);
  // Asked by the router before this is drawn again.
  const isBegun = useRef(false);
  const navigate = useNavigate();
  const looked = useLook(list.id, file, settings);
  const start = useMutation({
    mutationFn: (body: File) =>
      client.listImports.create({ params: { id: list.id }, query: queryOf(body.name, settings), body }),
    onSuccess: ({ import: begun }) => {
      isBegun.current = true;
      const params = { id: list.id, importId: begun.id };
      void navigate({ to: '/suppression-lists/$id/imports/$importId', params });
    },
  });
  const set = (change: Partial<ImportSettings>) => {
    start.reset();
    setTouched(true);
    setSettings((before) => ({ ...before, ...change }));
  };
  const take = (chosen: File) => {
    start.reset();
    setSettings(({ defaultCountry: country, mode }) => ({
      ...EMPTY_SETTINGS,
      defaultCountry: country,
      mode,
    }));
    setTouched(false);
    setFile(chosen);
  };
  const { data: found, error, isFetching } = looked;
  const isReady = found !== undefined && found.preview !== null && !isFetching;
  return (
    <Stack gap="md">
      <LeaveGuard mayLeave={() => isBegun.current || !isTouched} />
      <FileDrop file={file} onFile={take} accept=".csv,.txt,.tsv,.xlsx,.xml,.zip" help={WORDS.dropHelp} />
      {file !== null && error !== null && <FailureNote error={error} onRetry={() => void looked.refetch()} />}
      {file !== null && found === undefined && error === null && (
        <>
          <LoadingNote />
          <Text size="sm" c="dimmed" ta="center">
            {WORDS.reading}
          </Text>
        </>
      )}
      {file !== null && found !== undefined && error === null && (
        <>
          <PlanFields found={found} list={list} settings={settings} onChange={set} />
          <FilePreview found={found} isStale={isFetching} />
          <ModeFields list={list} found={found} settings={settings} onChange={set} />
          {start.error !== null && <FailureNote error={start.error} />}
          <Group gap="xs">
            <Button
              loading={start.isPending}
              disabled={!isReady}
              color={settings.mode === 'append' ? 'teal' : 'crimson'}
              onClick={() => start.mutate(file)}
            >
              {WORDS.startMode[settings.mode]}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

/** What the server finds in the file with these settings; asked anew whenever one of them that changes the reading does. */
function useLook(listId: string, file: File | null, settings: ImportSettings) {
  const query = readingQueryOf(file?.name ?? '', settings);
  return useQuery({
    queryKey: ['inspected', listId, file?.name, file?.size, file?.lastModified, query],
    queryFn: ({ signal }) =>
      client.listImports.inspect({ params: { id: listId }, query, body: file ?? '', signal }),
    enabled: file !== null,
    retry: false,
    staleTime: Infinity,
    placeholderData: (before) => (Object.keys(changesOf(settings)).length > 0 ? before : undefined),
  });
}
