import { Button, Checkbox, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { shownDay } from '../../time/zone-clock.ts';
import { AddDate } from './add-date.tsx';
import { RemovedDatesEffect } from './dates-effect.tsx';
import { SuggestHolidays } from './suggest-holidays.tsx';
import { YearGrid } from './year-grid.tsx';

const WORDS = texts.contactDates;
const LIST_KEY = ['contact-dates'] as const;

interface ChosenDate {
  readonly id: string;
  readonly date: string;
  readonly label: string;
}

/** Days without contact: added one by one or from the holidays of a country, ticked and deleted (seed A8). */
export function ContactDatesScreen() {
  const mayWrite = useMay('rules:write');
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState<'add' | 'suggest' | 'delete' | null>(null);
  const [pressed, setPressed] = useState('');
  const [chosen, setChosen] = useState<readonly ChosenDate[]>([]);
  const close = () => setOpened(null);
  const changed = () => void queryClient.invalidateQueries({ queryKey: LIST_KEY });
  const toggle = ({ id, date, label }: ChosenDate, isOn: boolean) =>
    setChosen((before) => [...before.filter((one) => one.id !== id), ...(isOn ? [{ id, date, label }] : [])]);
  const add = (date: string) => {
    setPressed(date);
    setOpened('add');
  };
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
            {chosen.length > 0 && (
              <Button color="crimson" variant="light" onClick={() => setOpened('delete')}>
                {WORDS.deleteChosen(chosen.length)}
              </Button>
            )}
            {suggest}
            <Button leftSection={<Icon name="plus" />} onClick={() => add('')} data-shortcut="new">
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
                  cell: (one: ChosenDate) => (
                    <Checkbox
                      aria-label={WORDS.choose(one.label)}
                      checked={chosen.some(({ id }) => id === one.id)}
                      onChange={(event) => toggle(one, event.currentTarget.checked)}
                    />
                  ),
                },
              ]
            : []),
          { title: WORDS.date, cell: ({ date }) => <Text size="sm">{shownDay(date)}</Text> },
          { title: WORDS.label, cell: ({ label }) => label },
        ]}
      />
      <YearGrid onAdd={mayWrite ? add : null} />
      {opened === 'add' && <AddDate date={pressed} onClose={close} onAdded={changed} />}
      {opened === 'suggest' && <SuggestHolidays onClose={close} onAdded={changed} />}
      <Confirm
        isOpen={opened === 'delete'}
        onClose={close}
        title={WORDS.deleteTitle(chosen.length)}
        about={
          <>
            {WORDS.deleteAbout}
            {opened === 'delete' && <RemovedDatesEffect days={chosen} />}
          </>
        }
        action={texts.actions.delete}
        run={async () => {
          for (const { id } of chosen) await client.contactDates.delete({ params: { id } });
        }}
        onDone={() => {
          setChosen([]);
          changed();
        }}
      />
    </Screen>
  );
}
