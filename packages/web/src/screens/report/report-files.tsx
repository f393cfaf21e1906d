import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { client } from '../../api/client.ts';
import { asSentence, sentenceOfError } from '../../api/failure.ts';
import { bytesText } from '../../parts/bytes-text.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { RowTable } from '../../parts/row-table.tsx';
import { Section } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import type { ReportFilter } from './report-filter.ts';

const WORDS = texts.report;
const FORMATS = ['csv', 'ndjson', 'pdf'] as const;
const FILES = ['report-files', 'list'] as const;
/** Files that are shown: those of the last days. */
const SHOWN_MAX = 20;
/** How often a list is read in which something is under way, milliseconds. */
const LIVE_MS = 1_000;

type ReportFile = Awaited<ReturnType<typeof client.reportFiles.get>>;

/**
 * Has files of the report made, and shows those of the last days with their progress. They are made in the service: the page may be closed
 * meanwhile. A file that was asked for on this page is saved as soon as it is ready, while the page is still there.
 */
export function ReportFiles({ filter }: { readonly filter: ReportFilter }) {
  const queryClient = useQueryClient();
  const wanted = useRef(new Set<string>());
  const list = useQuery({
    queryKey: FILES,
    queryFn: () => client.reportFiles.list({ query: { limit: SHOWN_MAX } }),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? LIVE_MS : false),
  });
  const create = useMutation({
    mutationFn: (format: (typeof FORMATS)[number]) =>
      client.reportFiles.create({ body: { ...filter, format } }),
    onSuccess: ({ id }) => {
      wanted.current.add(id);
      void queryClient.invalidateQueries({ queryKey: FILES });
      toast(WORDS.files.asked);
    },
    onError: (error) => toast(sentenceOfError(error), 'failure'),
  });
  const files = list.data?.items;
  const { dataUpdatedAt } = list;
  useEffect(() => {
    for (const file of files ?? [])
      if (file.state === 'finished' && wanted.current.delete(file.id)) save(file);
  }, [files, dataUpdatedAt]);
  return (
    <Section
      title={WORDS.files.title}
      actions={
        <Group gap="xs">
          {FORMATS.map((format) => (
            <Button
              key={format}
              size="xs"
              variant="default"
              loading={create.isPending && create.variables === format}
              onClick={() => create.mutate(format)}
            >
              {WORDS.formats[format]}
            </Button>
          ))}
        </Group>
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        {WORDS.files.about}
      </Text>
      {list.error !== null && <FailureNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <LoadingNote />}
      {files !== undefined && <Files files={files} />}
    </Section>
  );
}

function Files({ files }: { readonly files: readonly ReportFile[] }) {
  const clock = useOrganizationClock();
  if (files.length === 0) return <EmptyNote>{WORDS.files.empty}</EmptyNote>;
  return (
    <RowTable
      label={WORDS.files.title}
      rows={files}
      rowKey={({ id }) => id}
      columns={[
        {
          title: WORDS.files.name,
          cell: ({ name, isFiltered }) => (
            <>
              <span className="nowrap">{name}</span>
              {isFiltered && (
                <Text size="xs" c="dimmed">
                  {WORDS.files.filtered}
                </Text>
              )}
            </>
          ),
        },
        { title: WORDS.files.state, cell: (file) => <FileState file={file} /> },
        { title: WORDS.files.rows, isNumber: true, cell: ({ rowsDone }) => rowsDone.toLocaleString('en-US') },
        { title: WORDS.files.bytes, isNumber: true, cell: ({ bytesDone }) => bytesText(bytesDone) },
        {
          title: WORDS.files.askedBy,
          cell: ({ createdBy, createdAt }) => (
            <Text size="xs" c="dimmed">
              {createdBy}, {clock(createdAt)}
            </Text>
          ),
        },
        { title: '', cell: (file) => <FileActions file={file} /> },
      ]}
    />
  );
}

const STATE_ICONS: Readonly<Record<ReportFile['state'], IconName>> = {
  queued: 'clock',
  running: 'reload',
  stopped: 'pause',
  failed: 'warning',
  finished: 'tick',
};

function FileState({ file: { name, state, isStopping, done, error } }: { readonly file: ReportFile }) {
  const word = isStopping && state === 'running' ? WORDS.files.stopping : WORDS.files.states[state];
  return (
    <>
      <Group gap={6} wrap="nowrap" role="status" aria-label={`${name}: ${word}`}>
        <Icon name={STATE_ICONS[state]} size={14} />
        <span className="nowrap">{word}</span>
      </Group>
      {(state === 'running' || state === 'stopped') && (
        <ProgressBar done={done} label={WORDS.files.progress(name)} />
      )}
      {error !== null && (
        <Text size="xs" c="dimmed">
          {asSentence(error.sentence)}
        </Text>
      )}
    </>
  );
}

function FileActions({ file }: { readonly file: ReportFile }) {
  const { id, name, state, isStopping } = file;
  const queryClient = useQueryClient();
  const told = {
    onSettled: () => void queryClient.invalidateQueries({ queryKey: FILES }),
    onError: (error: unknown) => toast(sentenceOfError(error), 'failure'),
  };
  const stop = useMutation({ mutationFn: () => client.reportFiles.stop({ params: { id } }), ...told });
  const resume = useMutation({ mutationFn: () => client.reportFiles.resume({ params: { id } }), ...told });
  switch (state) {
    case 'queued':
    case 'running':
      return (
        <Button
          size="compact-sm"
          variant="default"
          disabled={isStopping}
          aria-label={`${WORDS.stop} ${name}`}
          onClick={() => stop.mutate()}
        >
          {WORDS.stop}
        </Button>
      );
    case 'stopped':
      return (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${WORDS.goOn} ${name}`}
          onClick={() => resume.mutate()}
        >
          {WORDS.goOn}
        </Button>
      );
    case 'finished':
      return (
        <Button
          size="compact-sm"
          variant="default"
          component="a"
          href={addressOf(file)}
          download={name}
          aria-label={`${WORDS.save} ${name}`}
        >
          {WORDS.save}
        </Button>
      );
    case 'failed':
      return null;
  }
}

function isUnderWay({ state }: ReportFile): boolean {
  return state === 'queued' || state === 'running';
}

function addressOf({ id }: ReportFile): string {
  return `/api/v1/reports/files/${encodeURIComponent(id)}/content`;
}

/** As a press on its link. */
function save(file: ReportFile): void {
  const link = document.createElement('a');
  link.href = addressOf(file);
  link.download = file.name;
  link.click();
}
