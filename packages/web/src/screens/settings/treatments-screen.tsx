import { Group, MultiSelect, NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { CALL_RESULTS, parseCallResult } from '@tact/engine';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { DispositionCodesField } from '../../parts/disposition-codes.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { InstantField } from '../../parts/instant-field.tsx';
import { IntervalField } from '../../parts/interval-field.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { RowActions } from '../../parts/row-actions.tsx';
import { NewButton } from '../../parts/new-button.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { intervalText } from '../../time/interval.ts';

const WORDS = texts.treatments;

type Stored = Awaited<ReturnType<typeof client.treatments.get>>;
type Draft = Pick<
  Stored,
  | 'name'
  | 'callResults'
  | 'dispositionCodes'
  | 'action'
  | 'retriesMax'
  | 'intervalMinutes'
  | 'incrementMinutes'
  | 'nextAction'
  | 'at'
  | 'assignee'
>;

const ACTIONS = Object.keys(WORDS.actions) as Draft['action'][];
const RETRYING: ReadonlySet<Draft['action']> = new Set(['redial', 'cycle-redial', 'retry-in']);
const NEW_TREATMENT: Draft = {
  name: '',
  callResults: [],
  dispositionCodes: [],
  action: 'retry-in',
  retriesMax: 3,
  intervalMinutes: 30,
  at: null,
  incrementMinutes: null,
  assignee: null,
  nextAction: 'stop',
};

/** What becomes of a record after a call result or a disposition code (seed A11). */
export function TreatmentsScreen() {
  const mayWrite = useMay('rules:write');
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<Stored | 'new' | null>(null);
  const [deleted, setDeleted] = useState<Stored | null>(null);
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['treatments'] });
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={mayWrite && <NewButton label={WORDS.create} onClick={() => setEdited('new')} />}
    >
      <DataList<Stored>
        label={WORDS.title}
        queryKey={['treatments']}
        fetchPage={(query) => client.treatments.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        columns={[
          {
            title: WORDS.name,
            cell: ({ name }) => (
              <Text size="sm" fw={560}>
                {name}
              </Text>
            ),
          },
          {
            title: WORDS.comesAfter,
            cell: ({ callResults, dispositionCodes }) => [...dispositionCodes, ...callResults].join(', '),
          },
          { title: WORDS.action, cell: ({ action }) => WORDS.actions[action] },
          {
            title: WORDS.interval,
            isNumber: true,
            cell: ({ intervalMinutes, incrementMinutes }) => intervalWords(intervalMinutes, incrementMinutes),
          },
          { title: WORDS.retries, isNumber: true, cell: ({ retriesMax }) => retriesMax ?? '' },
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
        <EditTreatment
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
          title={WORDS.deleteTitle(deleted.name)}
          about={WORDS.deleteAbout}
          action={texts.actions.delete}
          run={() => client.treatments.delete({ params: { id: deleted.id } })}
          onDone={changed}
        />
      )}
    </Screen>
  );
}

/** The interval, and what each further retry adds to it. */
function intervalWords(intervalMinutes: number | null, incrementMinutes: number | null): string {
  if (intervalMinutes === null) return '';
  const first = intervalText(intervalMinutes);
  return (incrementMinutes ?? 0) === 0 ? first : WORDS.intervalGrows(first, incrementMinutes ?? 0);
}

function draftOf({ name, callResults, dispositionCodes, action, ...rest }: Draft): Draft {
  const { retriesMax, intervalMinutes, incrementMinutes, nextAction, at, assignee } = rest;
  return {
    name,
    callResults,
    dispositionCodes,
    action,
    retriesMax,
    intervalMinutes,
    incrementMinutes,
    nextAction,
    at,
    assignee,
  };
}

function EditTreatment({
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
  const editing = useEditing<Draft, Stored>(
    draftOf(stored ?? NEW_TREATMENT),
    (draft, version) =>
      stored === null
        ? client.treatments.create({ body: draft })
        : client.treatments.update({
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
  const setAction = (action: Draft['action']) =>
    set({
      action,
      intervalMinutes:
        action === 'retry-in' || action === 'next-in-chain-after' ? (draft.intervalMinutes ?? 30) : null,
      retriesMax: RETRYING.has(action) ? (draft.retriesMax ?? 3) : null,
      incrementMinutes: action === 'retry-in' ? draft.incrementMinutes : null,
      at: action === 'retry-at' || action === 'next-in-chain-at' ? draft.at : null,
      assignee: action === 'assign' ? (draft.assignee ?? '') : null,
    });
  return (
    <FormModal size="lg" title={stored?.name ?? WORDS.create} mayLeave={editing.mayLeave} onClose={onClose}>
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
            <MultiSelect
              label={WORDS.callResults}
              searchable
              hidePickedOptions
              data={[...CALL_RESULTS]}
              error={errorAt('/callResults')}
              value={[...draft.callResults]}
              onChange={(chosen) => set({ callResults: chosen.flatMap((one) => parseCallResult(one) ?? []) })}
            />
            <DispositionCodesField
              label={WORDS.dispositionCodes}
              error={errorAt('/dispositionCodes')}
              value={draft.dispositionCodes}
              onChange={(dispositionCodes) => set({ dispositionCodes })}
            />
            <NativeSelect
              label={WORDS.action}
              error={errorAt('/action')}
              data={ACTIONS.map((one) => ({ value: one, label: WORDS.actions[one] }))}
              value={draft.action}
              onChange={(event) =>
                setAction(ACTIONS.find((one) => one === event.currentTarget.value) ?? draft.action)
              }
            />
            <Group grow align="flex-start" gap="sm">
              {draft.intervalMinutes !== null && (
                <IntervalField
                  label={WORDS.interval}
                  minutesMax={API_LIMITS.treatmentMinutesMax}
                  error={errorAt('/intervalMinutes')}
                  value={draft.intervalMinutes}
                  onChange={(intervalMinutes) => set({ intervalMinutes })}
                />
              )}
              {draft.action === 'retry-in' && (
                <NumberInput
                  label={WORDS.increment}
                  description={WORDS.incrementHelp}
                  min={0}
                  allowDecimal={false}
                  error={errorAt('/incrementMinutes')}
                  value={draft.incrementMinutes ?? ''}
                  onChange={(value) => set({ incrementMinutes: value === '' ? null : Number(value) })}
                />
              )}
              {draft.retriesMax !== null && (
                <NumberInput
                  label={WORDS.retries}
                  min={1}
                  allowDecimal={false}
                  error={errorAt('/retriesMax')}
                  value={draft.retriesMax}
                  onChange={(value) => set({ retriesMax: Number(value) })}
                />
              )}
              {(draft.action === 'retry-at' || draft.action === 'next-in-chain-at') && (
                <InstantField
                  label={WORDS.at}
                  error={errorAt('/at')}
                  value={draft.at}
                  onChange={(at) => set({ at })}
                />
              )}
              {draft.assignee !== null && (
                <TextInput
                  label={WORDS.assignee}
                  required
                  error={errorAt('/assignee')}
                  value={draft.assignee}
                  onChange={(event) => set({ assignee: event.currentTarget.value })}
                />
              )}
            </Group>
            {draft.retriesMax !== null && (
              <NativeSelect
                label={WORDS.next}
                data={(['stop', 'next-in-chain'] as const).map((one) => ({
                  value: one,
                  label: WORDS.nexts[one],
                }))}
                value={draft.nextAction}
                onChange={(event) =>
                  set({ nextAction: event.currentTarget.value === 'stop' ? 'stop' : 'next-in-chain' })
                }
              />
            )}
          </EditForm>
          {stored !== null && (
            <ConflictDialog<Stored>
              isOpen={editing.isConflict}
              entity="treatment"
              id={stored.id}
              yours={{ ...draft }}
              fetchTheirs={() => client.treatments.get({ params: { id: stored.id } })}
              shown={(theirs) => ({ ...draftOf(theirs) })}
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
