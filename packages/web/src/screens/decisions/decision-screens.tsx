import { Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import type { DecisionAnswer, ReadonlyDeep } from '@tact/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { ClearFilters } from '../../parts/clear-filters.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { VerdictMark } from '../../parts/verdict.tsx';
import { useAddressTexts, usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useLocalSentence, useOrganizationClock } from '../../time/zone-clock.ts';
import { VerdictList } from '../decide/verdict-list.tsx';

const WORDS = texts.decisions;

type Stored = Awaited<ReturnType<typeof client.decisions.list>>['items'][number];

const FILTERS = [
  { value: 'all', label: WORDS.all },
  { value: 'allowed', label: texts.decide.allowed },
  { value: 'blocked', label: texts.decide.blocked },
] as const;

/** Every answer that was given, newest first. */
export function DecisionsScreen() {
  const search = useAddressTexts();
  const navigate = useNavigate();
  const clock = useOrganizationClock();
  const decision = FILTERS.find(({ value }) => value === search['decision'])?.value ?? 'all';
  const clientId = search['client'] ?? '';
  const isFiltered = decision !== 'all' || clientId !== '';
  const go = (change: Readonly<Record<string, string>>) =>
    void navigate({ to: '/decisions', search: { ...search, ...change }, replace: true });
  return (
    <Screen title={WORDS.title} about={WORDS.about}>
      <Group mb="sm" gap="sm">
        <SegmentedControl
          size="xs"
          data={[...FILTERS]}
          value={decision}
          onChange={(value) => go({ decision: value })}
          aria-label={WORDS.decision}
        />
        <TextInput
          size="xs"
          w={220}
          aria-label={WORDS.filterClient}
          placeholder={WORDS.filterClient}
          value={clientId}
          onChange={(event) => go({ client: event.currentTarget.value })}
        />
      </Group>
      <DataList<Stored>
        label={WORDS.title}
        queryKey={['decisions', decision, clientId]}
        fetchPage={(page) =>
          client.decisions.list({
            query: {
              ...page,
              ...(decision === 'all' ? {} : { decision }),
              ...(clientId === '' ? {} : { clientId }),
            },
          })
        }
        rowKey={({ id }) => id}
        empty={isFiltered ? WORDS.emptyFiltered : WORDS.empty}
        emptyAction={isFiltered && <ClearFilters onClear={() => go({ decision: '', client: '' })} />}
        columns={[
          {
            title: WORDS.at,
            cell: ({ id, at }) => (
              <Link to="/decisions/$id" params={{ id }}>
                {clock(at)}
              </Link>
            ),
          },
          { title: WORDS.decision, cell: (one) => <VerdictMark isAllowed={one.decision === 'allowed'} /> },
          { title: WORDS.clientId, cell: (one) => one.clientId },
          { title: WORDS.channel, cell: ({ channel }) => texts.channels[channel] },
          { title: WORDS.code, cell: ({ code }) => <span className="mono">{code ?? ''}</span> },
        ]}
      />
    </Screen>
  );
}

type Verdict = ReadonlyDeep<NonNullable<DecisionAnswer['deciding']>>;

/** The parts of a record that are shown as more than data. */
interface KnownRecord {
  readonly decision?: {
    readonly verdicts?: readonly Verdict[];
    readonly deciding?: Verdict | null;
    readonly blocking?: readonly Verdict[];
  };
}

/** One decision with its record. */
export function DecisionScreen() {
  const id = usePathPart('id');
  const local = useLocalSentence();
  const clock = useOrganizationClock();
  const { data, error, refetch } = useQuery({
    queryKey: ['decision', id],
    queryFn: () => client.decisions.get({ params: { id } }),
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingNote />;
  const known = (data.record ?? {}) as KnownRecord;
  const deciding = known.decision?.deciding ?? null;
  const verdicts = known.decision?.verdicts ?? [
    ...(deciding === null ? [] : [deciding]),
    ...(known.decision?.blocking ?? []),
  ];
  const isAllowed = data.decision === 'allowed';
  return (
    <Screen
      title={WORDS.one}
      about={
        <>
          {clock(data.at)} · {data.clientId} · {texts.channels[data.channel]}
        </>
      }
      actions={
        <Button
          component={Link}
          to={`/decide?q=${encodeURIComponent(data.clientId)}&channel=${data.channel}`}
          leftSection={<Icon name="question" />}
        >
          {texts.contacts.ask}
        </Button>
      }
    >
      <div className={`answer ${isAllowed ? 'verdict-allowed' : 'verdict-blocked'}`}>
        <VerdictMark isAllowed={isAllowed} size="lg" />
        {deciding !== null && <div className="sentence">{local(asSentence(deciding.sentence))}</div>}
      </div>
      <Text size="xs" c="dimmed" mt="sm" component="div">
        <Copyable text={data.id} />
        <br />
        {WORDS.ruleset}: <Copyable text={data.ruleset} />
      </Text>
      {verdicts.length > 0 && (
        <Section title={texts.decide.verdicts}>
          <VerdictList verdicts={verdicts} />
        </Section>
      )}
      <Section title={WORDS.record}>
        <pre
          className="mono table-frame"
          style={{ padding: 12, margin: 0, fontSize: 12, maxHeight: 520, overflow: 'auto' }}
          tabIndex={0}
        >
          {JSON.stringify(data.record, null, 2)}
        </pre>
      </Section>
    </Screen>
  );
}
