import { Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { ClearFilters } from '../../parts/clear-filters.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Screen } from '../../parts/screen.tsx';
import { NewButton } from '../../parts/new-button.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { shownDay, useOrganizationClock } from '../../time/zone-clock.ts';
import { channelWords } from '../suppression/list-kind.ts';
import { sourceWords } from './source-words.ts';
import { LiftOptOut, RecordOptOut } from './opt-out-dialogs.tsx';

const WORDS = texts.optOuts;

type OptOut = Awaited<ReturnType<typeof client.optOuts.get>>;

const STATES = [
  { value: 'true', label: WORDS.inForce },
  { value: 'false', label: WORDS.lifted },
  { value: 'all', label: WORDS.all },
] as const;

/** What an empty list means: nobody's wish, or none that fits. */
function emptiness(state: string, clientId: string, clear: () => void) {
  if (clientId === '' && state === 'all') return { empty: WORDS.empty };
  const empty = clientId === '' && state === 'true' ? WORDS.emptyInForce : WORDS.emptyFiltered;
  return { empty, emptyAction: <ClearFilters onClear={clear} /> };
}

/** Contacts' own wishes: recorded, listed, lifted with a reason (seed B3). */
export function OptOutsScreen() {
  const search = useAddressTexts();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const mayWrite = useMay('opt-outs:write');
  const clock = useOrganizationClock();
  const [isRecording, setRecording] = useState(false);
  const [lifted, setLifted] = useState<OptOut | null>(null);
  const state = STATES.find(({ value }) => value === search['state'])?.value ?? 'true';
  const clientId = search['client'] ?? '';
  const go = (change: Readonly<Record<string, string>>) =>
    void navigate({ to: '/opt-outs', search: { ...search, ...change }, replace: true });
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['opt-outs'] });
  const edge = (text: string) => (text.includes('T') ? clock(text) : shownDay(text));
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={mayWrite && <NewButton label={WORDS.record} onClick={() => setRecording(true)} />}
    >
      <Group mb="sm" gap="sm">
        <SegmentedControl
          size="xs"
          data={[...STATES]}
          value={state}
          onChange={(next) => go({ state: next })}
          aria-label={WORDS.lifted}
        />
        <TextInput
          size="xs"
          w={220}
          placeholder={WORDS.clientId}
          aria-label={WORDS.clientId}
          value={clientId}
          onChange={(event) => go({ client: event.currentTarget.value })}
        />
      </Group>
      <DataList<OptOut>
        label={WORDS.title}
        queryKey={['opt-outs', state, clientId]}
        fetchPage={(page) =>
          client.optOuts.list({
            query: {
              ...page,
              ...(state === 'all' ? {} : { active: state }),
              ...(clientId === '' ? {} : { clientId }),
            },
          })
        }
        rowKey={({ id }) => id}
        {...emptiness(state, clientId, () => go({ state: 'all', client: '' }))}
        columns={[
          {
            title: WORDS.clientId,
            cell: (one) => (
              <Text size="sm" fw={560}>
                {one.clientId}
              </Text>
            ),
          },
          { title: WORDS.channels, cell: ({ channels }) => channelWords(channels) },
          { title: WORDS.reason, cell: ({ reason }) => reason },
          { title: WORDS.source, cell: ({ source }) => sourceWords(source) },
          { title: WORDS.since, cell: ({ from }) => <Text size="xs">{edge(from)}</Text> },
          {
            title: WORDS.until,
            cell: ({ until }) => <Text size="xs">{until === null ? texts.states.never : edge(until)}</Text>,
          },
          { title: WORDS.by, cell: ({ createdByName }) => createdByName ?? '' },
          {
            title: '',
            cell: (one) =>
              one.liftedAt !== null ? (
                <Text size="xs" title={one.liftReason ?? ''}>
                  {one.liftedByName === null
                    ? WORDS.liftedAt(clock(one.liftedAt))
                    : WORDS.liftedBy(clock(one.liftedAt), one.liftedByName)}
                  {one.liftReason !== null && `: ${one.liftReason}`}
                </Text>
              ) : (
                mayWrite && (
                  <Button variant="default" size="compact-xs" onClick={() => setLifted(one)}>
                    {WORDS.lift}
                  </Button>
                )
              ),
          },
        ]}
      />
      {isRecording && (
        <RecordOptOut clientId={clientId} onClose={() => setRecording(false)} onDone={changed} />
      )}
      {lifted !== null && (
        <LiftOptOut id={lifted.id} who={lifted.clientId} onClose={() => setLifted(null)} onDone={changed} />
      )}
    </Screen>
  );
}
