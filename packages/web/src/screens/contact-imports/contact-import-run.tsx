import { Alert, Button, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loaded } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { useFollowed } from '../imports/follow-job.ts';
import { WorkProgress } from '../imports/work-progress.tsx';
import type { StoredContactImport } from './contact-file-settings.ts';

const WORDS = texts.contactImports;

type BadRow = Awaited<ReturnType<typeof client.contactImports.badRows>>['items'][number];

/** One import of contacts: how far it is, what was left out and why, and the way back. */
export function ContactImportScreen() {
  const id = usePathPart('id');
  const query = useFollowed<StoredContactImport>({
    event: 'contact-import',
    queryKey: ['contact-import', id],
    read: () => client.contactImports.get({ params: { id } }),
    address: `/api/v1/contact-imports/${encodeURIComponent(id)}/events`,
  });
  return <Loaded query={query}>{(one) => <ContactImportRun one={one} />}</Loaded>;
}

function ContactImportRun({ one }: { readonly one: StoredContactImport }) {
  const { id, phase, state, fileName, createdBy, createdAt, contactListId } = one;
  const mayWrite = useMay('contacts:write');
  const queryClient = useQueryClient();
  const clock = useOrganizationClock();
  const [isUndoing, setUndoing] = useState(false);
  useEffect(() => {
    for (const key of ['contact-imports', 'contacts', 'contact-lists', 'accounts'])
      void queryClient.invalidateQueries({ queryKey: [key] });
  }, [phase, state, queryClient]);
  const told = (next: StoredContactImport) => queryClient.setQueryData(['contact-import', id], next);
  const isUndo = phase === 'undo';
  const mayUndo =
    mayWrite && (state === 'failed' || (!isUndo && (state === 'finished' || state === 'stopped')));
  return (
    <Screen
      title={WORDS.of(fileName)}
      about={WORDS.by(createdBy, clock(createdAt))}
      actions={
        <>
          <Button variant="default" component={Link} to="/contacts" data-shortcut="back">
            {WORDS.toContacts}
          </Button>
          {contactListId !== null && (
            <Button variant="default" component={Link} to={`/contact-lists/${contactListId}`}>
              {WORDS.list}
            </Button>
          )}
          {mayUndo && (
            <Button variant="default" leftSection={<Icon name="repeat" />} onClick={() => setUndoing(true)}>
              {WORDS.undo}
            </Button>
          )}
        </>
      }
    >
      <Undone one={one} />
      <WorkProgress
        work={one}
        words={isUndo ? WORDS.undoProgress : WORDS.progress}
        about={isUndo ? WORDS.contactsDone(shown(lookedAt(one))) : WORDS.rowsRead(shown(one.good + one.bad))}
        mayWrite={mayWrite}
        stop={async () => told(await client.contactImports.stop({ params: { id } }))}
        resume={async () => told(await client.contactImports.resume({ params: { id } }))}
      />
      <Counts one={one} />
      <BadRows one={one} />
      {isUndoing && <UndoImport one={one} onClose={() => setUndoing(false)} onAsked={told} />}
    </Screen>
  );
}

function lookedAt({ undo }: StoredContactImport): number {
  return undo === null ? 0 : undo.removed + undo.used + undo.changed;
}

function Undone({ one: { undo, updated } }: { readonly one: StoredContactImport }) {
  if (undo === null) return null;
  const { by, reason, removed, used, changed, records, recordsKept, accounts, accountsKept } = undo;
  return (
    <Alert color="gray" icon={<Icon name="info" />} title={WORDS.undone(by, reason)} mb="md">
      <Text size="sm">{WORDS.undoneCounts(shown(removed), shown(used), shown(changed))}</Text>
      {records + accounts > 0 && (
        <Text size="sm">{WORDS.undoneAdditions(shown(records), shown(accounts))}</Text>
      )}
      {recordsKept + accountsKept > 0 && (
        <Text size="sm">{WORDS.undoneKept(shown(recordsKept), shown(accountsKept))}</Text>
      )}
      {updated > 0 && <Text size="sm">{WORDS.undoneUpdated(shown(updated))}</Text>}
    </Alert>
  );
}

function Counts({ one }: { readonly one: StoredContactImport }) {
  const counts: readonly (readonly [title: string, count: number])[] = [
    [WORDS.created, one.created],
    [WORDS.updated, one.updated],
    [WORDS.unchanged, one.unchanged],
    [WORDS.bad, one.bad],
    [WORDS.repeated, one.repeated],
    [WORDS.accounts, one.accountsCreated],
    ...(one.contactListId === null ? [] : [[WORDS.records, one.recordsAdded] as const]),
  ];
  return (
    <dl className="figures">
      {counts.map(([title, count]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{shown(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function BadRows({ one: { id, bad, badKept, repeated, state } }: { readonly one: StoredContactImport }) {
  if (state === 'queued' || state === 'running') return null;
  const download =
    badKept === 0 ? undefined : (
      <Button
        variant="default"
        size="xs"
        component="a"
        href={`/api/v1/contact-imports/${id}/bad-rows.csv`}
        download={`left-out-${id}.csv`}
      >
        {WORDS.download}
      </Button>
    );
  const isGone = badKept === 0 && bad + repeated > 0;
  return (
    <Section title={WORDS.rows} actions={download}>
      {badKept > 0 && badKept < bad && (
        <Text size="sm" c="dimmed" mb={6}>
          {WORDS.rowsKept(shown(badKept))}
        </Text>
      )}
      <DataList<BadRow>
        label={WORDS.rows}
        queryKey={['contact-import-rows', id, badKept]}
        fetchPage={(query) => client.contactImports.badRows({ params: { id }, query })}
        rowKey={({ line, column, code }) => `${line} ${column} ${code}`}
        empty={isGone ? WORDS.rowsGone : WORDS.rowsNone}
        columns={[
          { title: texts.imports.line, isNumber: true, cell: ({ line }) => line },
          { title: texts.imports.column, cell: ({ column }) => column },
          { title: texts.imports.value, cell: ({ value }) => value },
          { title: texts.imports.reason, cell: ({ sentence }) => asSentence(sentence) },
        ]}
      />
    </Section>
  );
}

function UndoImport(props: {
  readonly one: StoredContactImport;
  readonly onClose: () => void;
  readonly onAsked: (next: StoredContactImport) => void;
}) {
  const { one, onClose, onAsked } = props;
  const [reason, setReason] = useState('');
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={WORDS.undoTitle(one.fileName)}
      about={WORDS.undoAbout(shown(one.created), shown(one.updated))}
      action={WORDS.undo}
      isReady={reason.trim() !== ''}
      isTyped={reason.trim() !== ''}
      run={async () =>
        onAsked(await client.contactImports.undo({ params: { id: one.id }, body: { reason } }))
      }
      onDone={() => toast(WORDS.undoAsked)}
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
