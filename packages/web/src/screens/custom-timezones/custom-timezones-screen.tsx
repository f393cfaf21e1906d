import { Alert, Button, Group, Stack, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { FailureNote } from '../../parts/notes.tsx';
import { ZonePicker } from '../../parts/pickers.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { RowActions } from '../../parts/row-actions.tsx';
import { NewButton } from '../../parts/new-button.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.timezones;
const LIST_KEY = ['custom-timezones'] as const;

type Stored = Awaited<ReturnType<typeof client.customTimezones.get>>;

/** The map of numbers to zones: made by hand or imported (seed A4). */
export function CustomTimezonesScreen() {
  const mayWrite = useMay('rules:write');
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<Stored | 'new' | null>(null);
  const [deleted, setDeleted] = useState<Stored | null>(null);
  const [isImporting, setImporting] = useState(false);
  const changed = () => void queryClient.invalidateQueries({ queryKey: LIST_KEY });
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={
        mayWrite && (
          <>
            <Button variant="default" onClick={() => setImporting(true)}>
              {WORDS.import}
            </Button>
            <NewButton label={WORDS.create} onClick={() => setEdited('new')} />
          </>
        )
      }
    >
      <DataList<Stored>
        label={WORDS.title}
        queryKey={LIST_KEY}
        fetchPage={(query) => client.customTimezones.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        columns={[
          {
            title: WORDS.countryCode,
            cell: (one) =>
              mayWrite ? (
                <UnstyledButton fz="sm" fw={560} onClick={() => setEdited(one)}>
                  +{one.countryCode}
                </UnstyledButton>
              ) : (
                `+${one.countryCode}`
              ),
          },
          { title: WORDS.areaCode, cell: ({ areaCode }) => areaCode },
          { title: WORDS.exchange, cell: ({ exchange }) => exchange ?? '' },
          { title: WORDS.zone, cell: ({ timezone }) => timezone },
          {
            title: '',
            cell: (one) =>
              mayWrite && (
                <RowActions
                  name={`+${one.prefix}`}
                  onEdit={() => setEdited(one)}
                  onDelete={() => setDeleted(one)}
                />
              ),
          },
        ]}
      />
      {edited !== null && (
        <EditTimezone
          key={edited === 'new' ? 'new' : `${edited.id}${edited.version}`}
          stored={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={changed}
          onReload={setEdited}
        />
      )}
      {isImporting && <ImportTimezones onClose={() => setImporting(false)} onDone={changed} />}
      {deleted !== null && (
        <Confirm
          isOpen
          onClose={() => setDeleted(null)}
          title={WORDS.deleteTitle(deleted.prefix)}
          about={WORDS.deleteAbout}
          action={texts.actions.delete}
          run={() => client.customTimezones.delete({ params: { id: deleted.id } })}
          onDone={changed}
        />
      )}
    </Screen>
  );
}

function EditTimezone({
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
  const fieldsOf = ({
    countryCode,
    areaCode,
    exchange,
    timezone,
  }: Pick<Stored, 'countryCode' | 'areaCode' | 'exchange' | 'timezone'>) => ({
    countryCode,
    areaCode,
    exchange,
    timezone,
  });
  const editing = useEditing(
    fieldsOf(stored ?? { countryCode: '1', areaCode: '', exchange: null, timezone: '' }),
    (draft, version) =>
      stored === null
        ? client.customTimezones.create({ body: draft })
        : client.customTimezones.update({
            params: { id: stored.id },
            body: { ...draft, version: version ?? stored.version },
          }),
    () => {
      toast(texts.states.saved);
      onSaved();
      onClose();
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <FormModal
      title={stored === null ? WORDS.create : `+${stored.prefix}`}
      mayLeave={editing.mayLeave}
      onClose={onClose}
    >
      {(close) => (
        <>
          <EditForm editing={editing} onCancel={close}>
            <Group grow align="flex-start" gap="sm">
              <TextInput
                label={WORDS.countryCode}
                data-autofocus
                error={errorAt('/countryCode')}
                value={draft.countryCode}
                onChange={(event) => set({ countryCode: event.currentTarget.value })}
              />
              <TextInput
                label={WORDS.areaCode}
                error={errorAt('/areaCode')}
                value={draft.areaCode}
                onChange={(event) => set({ areaCode: event.currentTarget.value })}
              />
            </Group>
            <TextInput
              label={WORDS.exchange}
              description={WORDS.exchangeHelp}
              error={errorAt('/exchange')}
              value={draft.exchange ?? ''}
              onChange={(event) =>
                set({ exchange: event.currentTarget.value === '' ? null : event.currentTarget.value })
              }
            />
            <ZonePicker
              label={WORDS.zone}
              error={errorAt('/timezone')}
              value={draft.timezone === '' ? null : draft.timezone}
              onChange={(timezone) => set({ timezone: timezone ?? '' })}
            />
          </EditForm>
          {stored !== null && (
            <ConflictDialog<Stored>
              isOpen={editing.isConflict}
              entity="custom-timezone"
              id={stored.id}
              yours={draft}
              fetchTheirs={() => client.customTimezones.get({ params: { id: stored.id } })}
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

function ImportTimezones({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }) {
  const [text, setText] = useState('');
  const [imported, setImported] = useState('');
  const run = useMutation({
    mutationFn: (body: string) => client.customTimezones.import({ body }),
    onSuccess: (_, body) => {
      setImported(body);
      onDone();
    },
  });
  return (
    <FormModal
      size="lg"
      title={WORDS.import}
      mayLeave={() => text.trim() === '' || text === imported}
      onClose={onClose}
    >
      {(close) => (
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {WORDS.importAbout}
          </Text>
          <input
            type="file"
            accept=".csv,text/csv,text/plain"
            aria-label={WORDS.import}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file !== undefined) void file.text().then(setText);
            }}
          />
          <Textarea
            className="mono"
            label={WORDS.importField}
            rows={8}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {run.error !== null && <FailureNote error={run.error} />}
          {run.data !== undefined && (
            <Alert
              color={run.data.refused > 0 ? 'amber' : 'teal'}
              title={WORDS.imported(run.data.created, run.data.updated, run.data.refused)}
            >
              {run.data.problems.slice(0, 20).map(({ line, value, sentence }) => (
                <div key={`${line}${value}`}>{WORDS.importLine(line, value, sentence)}</div>
              ))}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {texts.actions.close}
            </Button>
            <Button disabled={text.trim() === ''} loading={run.isPending} onClick={() => run.mutate(text)}>
              {WORDS.importDo}
            </Button>
          </Group>
        </Stack>
      )}
    </FormModal>
  );
}
