import { Button, Checkbox, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { CountryPicker, RegionPicker } from '../../parts/pickers.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { shownDay } from '../../time/zone-clock.ts';

const WORDS = texts.contactDates;
const LIST_KEY = ['contact-dates'] as const;

/** Days without contact: added one by one or from the holidays of a country, ticked and deleted (seed A8). */
export function ContactDatesScreen() {
  const mayWrite = useMay('rules:write');
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState<'add' | 'suggest' | 'delete' | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const close = () => setOpened(null);
  const changed = () => void queryClient.invalidateQueries({ queryKey: LIST_KEY });
  const toggle = (id: string, isOn: boolean) =>
    setChosen((before) => new Set(isOn ? [...before, id] : [...before].filter((one) => one !== id)));
  const suggest = (
    <Button variant="default" onClick={() => setOpened('suggest')}>
      {WORDS.suggest}
    </Button>
  );
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={
        mayWrite && (
          <>
            {chosen.size > 0 && (
              <Button color="crimson" variant="light" onClick={() => setOpened('delete')}>
                {WORDS.deleteChosen(chosen.size)}
              </Button>
            )}
            {suggest}
            <Button leftSection={<Icon name="plus" />} onClick={() => setOpened('add')} data-shortcut="new">
              {WORDS.add}
            </Button>
          </>
        )
      }
    >
      <DataList
        label={WORDS.title}
        queryKey={LIST_KEY}
        fetchPage={(query) => client.contactDates.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        emptyAction={mayWrite ? suggest : undefined}
        columns={[
          ...(mayWrite
            ? [
                {
                  title: '',
                  cell: ({ id, label }: { readonly id: string; readonly label: string }) => (
                    <Checkbox
                      aria-label={WORDS.choose(label)}
                      checked={chosen.has(id)}
                      onChange={(event) => toggle(id, event.currentTarget.checked)}
                    />
                  ),
                },
              ]
            : []),
          { title: WORDS.date, cell: ({ date }) => <Text size="sm">{shownDay(date)}</Text> },
          { title: WORDS.label, cell: ({ label }) => label },
        ]}
      />
      {opened === 'add' && <AddDate onClose={close} onAdded={changed} />}
      {opened === 'suggest' && <Suggestions onClose={close} onAdded={changed} />}
      <Confirm
        isOpen={opened === 'delete'}
        onClose={close}
        title={WORDS.deleteTitle(chosen.size)}
        about={WORDS.deleteAbout}
        action={texts.actions.delete}
        run={async () => {
          for (const id of chosen) await client.contactDates.delete({ params: { id } });
        }}
        onDone={() => {
          setChosen(new Set());
          changed();
        }}
      />
    </Screen>
  );
}

interface DialogProps {
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

function AddDate({ onClose, onAdded }: DialogProps) {
  const editing = useEditing(
    { label: '', date: '' },
    (draft) => client.contactDates.create({ body: draft }),
    () => {
      toast(WORDS.added(1));
      onAdded();
      onClose();
    },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={640}>{WORDS.add}</Text>}
      closeButtonProps={{ 'aria-label': texts.actions.close }}
    >
      <EditForm editing={editing} onCancel={onClose} saveLabel={texts.actions.add}>
        <TextInput
          label={WORDS.date}
          description={WORDS.dateHelp}
          type="date"
          data-autofocus
          error={editing.errorAt('/date')}
          value={editing.draft.date}
          onChange={(event) => editing.set({ date: event.currentTarget.value })}
        />
        <TextInput
          label={WORDS.label}
          error={editing.errorAt('/label')}
          value={editing.draft.label}
          onChange={(event) => editing.set({ label: event.currentTarget.value })}
        />
      </EditForm>
    </Modal>
  );
}

function Suggestions({ onClose, onAdded }: DialogProps) {
  const session = useSession();
  const [country, setCountry] = useState<string | null>('US');
  const [region, setRegion] = useState<string | null>(null);
  const [year, setYear] = useState(Number(session.now.slice(0, 4)));
  const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
  const { data, error, isPending } = useQuery({
    queryKey: ['holidays', country, region, year],
    queryFn: () =>
      client.contactDates.suggest({
        query: { country: country ?? '', year, ...(region === null ? {} : { region }) },
      }),
    enabled: country !== null,
    retry: false,
  });
  const open = (data?.suggestions ?? []).filter(({ alreadyThere }) => !alreadyThere);
  const wanted = open.filter(({ date }) => !unticked.has(date));
  const add = useMutation({
    mutationFn: async () => {
      for (const { date, label } of wanted) await client.contactDates.create({ body: { date, label } });
    },
    onSuccess: () => {
      toast(WORDS.added(wanted.length));
      onClose();
    },
    onSettled: onAdded,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<Text fw={640}>{WORDS.suggest}</Text>}
      closeButtonProps={{ 'aria-label': texts.actions.close }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {WORDS.suggestAbout}
        </Text>
        <Group grow align="flex-start" gap="sm">
          <CountryPicker
            label={WORDS.country}
            value={country}
            onChange={(next) => {
              setCountry(next);
              setRegion(null);
            }}
          />
          <RegionPicker
            label={WORDS.region}
            placeholder={WORDS.wholeCountry}
            isClearable
            country={country}
            value={region}
            onChange={setRegion}
          />
          <NumberInput
            label={WORDS.year}
            min={1970}
            max={2076}
            value={year}
            onChange={(value) => setYear(Number(value))}
          />
        </Group>
        {error !== null ? (
          <FailureNote error={error} />
        ) : isPending ? (
          <LoadingNote />
        ) : (
          <Stack gap={6}>
            {data.suggestions.map(({ date, name, alreadyThere }) => (
              <Checkbox
                key={date}
                label={
                  <Text size="sm" span>
                    {shownDay(date)} · {name} {alreadyThere ? `(${WORDS.there.toLowerCase()})` : ''}
                  </Text>
                }
                disabled={alreadyThere}
                checked={!alreadyThere && !unticked.has(date)}
                onChange={(event) => {
                  const isOn = event.currentTarget.checked;
                  setUnticked(
                    (before) => new Set(isOn ? [...before].filter((one) => one !== date) : [...before, date]),
                  );
                }}
              />
            ))}
            <Text size="xs" c="dimmed">
              {WORDS.source}: {data.source}
            </Text>
          </Stack>
        )}
        {add.error !== null && <FailureNote error={add.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.actions.cancel}
          </Button>
          <Button disabled={wanted.length === 0} loading={add.isPending} onClick={() => add.mutate()}>
            {WORDS.addChosen(wanted.length)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
