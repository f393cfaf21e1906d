import { Alert, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { QuestionJson } from '@tact/api';
import { CHANNELS, type Channel, type CustomRule } from '@tact/engine';
import { useMutation } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { FailureNote } from '../../parts/notes.tsx';
import { Section } from '../../parts/screen.tsx';
import { VerdictMark } from '../../parts/verdict.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { strangerNamed } from '../decide/named-device.ts';
import { whoIsMeant } from '../decide/who-is-meant.ts';
import { shownLocal, zoneTown } from '../../time/zone-clock.ts';

const WORDS = texts.tryCustom;

type Tried = Awaited<ReturnType<typeof client.customRules.try>>;

/** Asks the rule as it stands in the editor, unsaved, about a real contact and a moment. */
export function TryCustom({ conditions }: { readonly conditions: CustomRule }) {
  const [who, setWho] = useState('');
  const [at, setAt] = useState('');
  const [channel, setChannel] = useState<Channel>('call');
  const trial = useMutation({ mutationFn: () => run(conditions, who.trim(), channel, at.trim()) });
  const isReady = conditions.expression !== '' && who.trim() !== '';
  // The editor's form is saved by Enter; here Enter asks.
  const askOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (isReady) trial.mutate();
  };
  return (
    <Section title={WORDS.title}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {WORDS.about}
        </Text>
        <Group gap="sm" align="flex-end">
          <TextInput
            label={texts.decide.field}
            placeholder={texts.decide.placeholder}
            w={300}
            value={who}
            onChange={(event) => setWho(event.currentTarget.value)}
            onKeyDown={askOnEnter}
          />
          <NativeSelect
            label={texts.decide.channel}
            data={CHANNELS.map((one) => ({ value: one, label: texts.channels[one] }))}
            value={channel}
            onChange={({ currentTarget }) =>
              setChannel(CHANNELS.find((one) => one === currentTarget.value) ?? 'call')
            }
          />
          <TextInput
            label={texts.decide.at}
            placeholder={WORDS.atPlaceholder}
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
            onKeyDown={askOnEnter}
          />
          <Button
            variant="default"
            disabled={!isReady}
            loading={trial.isPending}
            onClick={() => trial.mutate()}
          >
            {WORDS.submit}
          </Button>
        </Group>
        {trial.error !== null && <FailureNote error={trial.error} />}
        {trial.data !== undefined && <TrialResult tried={trial.data} />}
      </Stack>
    </Section>
  );
}

async function run(conditions: CustomRule, who: string, channel: Channel, at: string): Promise<Tried> {
  const meant = await whoIsMeant(who);
  if (meant.kind === 'several')
    throw new Error(WORDS.several(meant.contacts.map(({ clientId }) => clientId).join(', ')));
  const address = meant.kind === 'contact' ? meant.address : null;
  const question: QuestionJson = {
    contact: meant.kind === 'contact' ? { id: meant.contact.id } : strangerNamed(who),
    channel,
    ...(address === null ? {} : { device: { address } }),
    ...(at === '' ? {} : { at }),
  };
  return client.customRules.try({ body: { conditions, question } });
}

function TrialResult({ tried: { verdict, zones, fields, counts } }: { readonly tried: Tried }) {
  const isAllowed = verdict.verdict === 'pass';
  const [zone] = zones;
  const rows = [
    ...fields.map(({ name, value }) => [`$${name}`, value === null ? WORDS.noValue : `${value}`]),
    ...counts.map(({ on, periodSeconds, callResults, attempts }) => [
      WORDS.counter(on, hoursOf(periodSeconds), callResults?.join(', ') ?? WORDS.allResults),
      `${attempts}`,
    ]),
    ...zones.map((one) => [WORDS.clock(zoneTown(one.zone)), shownLocal(one.local)]),
  ];
  return (
    <Alert color={isAllowed ? 'teal' : 'crimson'} data-testid="trial">
      <Stack gap="xs">
        <Group gap="sm">
          <VerdictMark isAllowed={isAllowed} />
          <Text size="sm">
            {isAllowed ? WORDS.passes : asSentence(verdict.sentence)}
            {zone === undefined ? '' : ` ${WORDS.when(shownLocal(zone.local), zoneTown(zone.zone))}`}
          </Text>
        </Group>
        <table className="grid-table" aria-label={WORDS.read}>
          <tbody>
            {rows.map(([name, value]) => (
              <tr key={name}>
                <td className="mono">{name}</td>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Stack>
    </Alert>
  );
}

function hoursOf(seconds: number): string {
  return seconds % 3_600 === 0 ? `${seconds / 3_600} h` : `${Math.round(seconds / 60)} min`;
}
