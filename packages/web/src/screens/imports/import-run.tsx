import { Alert, Button, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { useJob, type ShownJob } from './follow-job.ts';
import { WorkProgress } from './work-progress.tsx';

const WORDS = texts.imports;

/** An import as the API answers it. */
export type StoredImport = Awaited<ReturnType<typeof client.listImports.get>>;
type BadRow = Awaited<ReturnType<typeof client.listImports.badRows>>['items'][number];

/** One import: how far it is, what was not taken and why, and the way back. */
export function ImportRunScreen() {
  const params = { id: usePathPart('id'), importId: usePathPart('importId') };
  const { data, error, refetch } = useQuery({
    queryKey: ['import', params.importId],
    queryFn: () => client.listImports.get({ params }),
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingNote />;
  return <ImportRun one={data} />;
}

function ImportRun({ one }: { readonly one: StoredImport }) {
  const { id, listId, fileName, state, mode, good, rolledBack } = one;
  const mayWrite = useMay('suppression:write');
  const queryClient = useQueryClient();
  const clock = useOrganizationClock();
  const [isUndoing, setUndoing] = useState(false);
  const job = useJob(one.jobId);
  const jobState = job?.state;
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: ['import', id] });
    void queryClient.invalidateQueries({ queryKey: ['imports', listId] });
    void queryClient.invalidateQueries({ queryKey: ['suppression-lists'] });
  }, [jobState, queryClient, id, listId]);
  return (
    <Screen
      title={WORDS.toImport(fileName)}
      about={`${WORDS.modes[mode]} · ${clock(one.createdAt)}`}
      actions={
        <>
          <Button variant="default" component={Link} to={`/suppression-lists/${listId}`} data-shortcut="back">
            {WORDS.toList}
          </Button>
          {mayWrite && state === 'in_force' && (
            <Button variant="default" leftSection={<Icon name="repeat" />} onClick={() => setUndoing(true)}>
              {WORDS.undo}
            </Button>
          )}
        </>
      }
    >
      {rolledBack !== null && (
        <Alert color="gray" icon={<Icon name="info" />} mb="md">
          {WORDS.undoneBy(rolledBack.by, clock(rolledBack.at), rolledBack.reason)}
        </Alert>
      )}
      {job !== undefined && <JobProgress job={job} mayWrite={mayWrite} />}
      <Counts one={one} />
      <BadRows one={one} />
      {isUndoing && (
        <UndoImport one={one} about={WORDS.undoAbout[mode](shown(good))} onClose={() => setUndoing(false)} />
      )}
    </Screen>
  );
}

function JobProgress({ job, mayWrite }: { readonly job: ShownJob; readonly mayWrite: boolean }) {
  const queryClient = useQueryClient();
  const { id, state, bytesDone, bytesTotal, rowsDone } = job;
  const told = (next: ShownJob) => queryClient.setQueryData(['job', id], next);
  const done = state === 'finished' ? 1 : bytesTotal === 0 ? 0 : bytesDone / bytesTotal;
  return (
    <WorkProgress
      work={{ ...job, done }}
      words={WORDS.jobStates}
      about={WORDS.rowsRead(shown(rowsDone))}
      mayWrite={mayWrite}
      stop={async () => told(await client.jobs.stop({ params: { id } }))}
      resume={async () => told(await client.jobs.resume({ params: { id } }))}
    />
  );
}

function Counts({ one: { id, good, bad, repeated, state, label } }: { readonly one: StoredImport }) {
  const counts = [
    [WORDS.state, WORDS.states[state]],
    [WORDS.good, shown(good)],
    [WORDS.bad, shown(bad)],
    [WORDS.repeated, shown(repeated)],
    // Without a name of its own a version is called by the import's id, which says nothing to anybody.
    ...(label === '' || label === id ? [] : [[WORDS.label, label]]),
  ];
  return (
    <dl className="figures">
      {counts.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function BadRows({ one: { id, listId, bad, badKept, state } }: { readonly one: StoredImport }) {
  if (state === 'loading') return null;
  const params = { id: listId, importId: id };
  const download =
    badKept === 0 ? undefined : (
      <Button
        variant="default"
        size="xs"
        component="a"
        href={`/api/v1/suppression-lists/${listId}/imports/${id}/bad-rows.csv`}
        download={`not-taken-${id}.csv`}
      >
        {WORDS.download}
      </Button>
    );
  return (
    <Section title={WORDS.rows} actions={download}>
      {badKept < bad && (
        <Text size="sm" c="dimmed" mb={6}>
          {WORDS.rowsKept(shown(badKept))}
        </Text>
      )}
      <DataList<BadRow>
        label={WORDS.rows}
        queryKey={['bad-rows', id, badKept]}
        fetchPage={(query) => client.listImports.badRows({ params, query })}
        rowKey={({ member, line, column, value }) => `${member} ${line} ${column ?? ''} ${value}`}
        empty={WORDS.rowsNone}
        columns={[
          { title: WORDS.line, isNumber: true, cell: ({ line }) => line },
          { title: WORDS.column, cell: ({ column }) => column ?? '' },
          { title: WORDS.value, cell: ({ value }) => value },
          { title: WORDS.reason, cell: ({ sentence }) => asSentence(sentence) },
        ]}
      />
    </Section>
  );
}

function UndoImport(props: {
  readonly one: StoredImport;
  readonly about: string;
  readonly onClose: () => void;
}) {
  const { one, about, onClose } = props;
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={WORDS.undoTitle(one.fileName)}
      about={about}
      action={WORDS.undo}
      isReady={reason.trim() !== ''}
      isTyped={reason.trim() !== ''}
      run={() =>
        client.listImports.rollBack({ params: { id: one.listId, importId: one.id }, body: { reason } })
      }
      onDone={() => {
        toast(WORDS.undone);
        for (const key of ['import', 'imports', 'suppression-lists'])
          void queryClient.invalidateQueries({ queryKey: [key] });
      }}
    >
      <TextInput
        label={WORDS.undoReason}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
