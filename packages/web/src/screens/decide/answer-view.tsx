import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import { CHANNELS } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/screen.tsx';
import { WeekStrip } from '../../parts/week-strip.tsx';
import { VerdictMark } from '../../parts/verdict.tsx';
import { texts } from '../../texts/screen-texts.ts';
import {
  relative,
  shownLocal,
  useLocalSentence,
  useOrganizationClock,
  zoneTown,
} from '../../time/zone-clock.ts';
import type { Answered, Asked } from './ask.ts';
import { VerdictList } from './verdict-list.tsx';

type Answer = Extract<Answered, { readonly kind: 'answer' }>;

/** The answer: the verdict as a sentence, the clocks, every verdict with its facts, and what would change it. */
export function AnswerView({
  answered,
  asked,
  again,
}: {
  readonly answered: Answer;
  readonly asked: Asked;
  readonly again: (change: Readonly<Record<string, string>>) => void;
}) {
  const { answer, contact } = answered;
  const { decision, deciding, blocking, verdicts = [], zones } = answer;
  const local = useLocalSentence();
  const isAllowed = decision === 'allowed';
  const sentence = isAllowed
    ? texts.decide.allowedSentence(
        contact?.name ?? contact?.clientId ?? asked.text,
        texts.channels[asked.channel],
        asked.at === null ? texts.time.now : texts.decide.atMoment(clockOf(answer)),
      )
    : deciding === null
      ? ''
      : local(asSentence(deciding.sentence));
  return (
    <div>
      <div
        className={`answer ${isAllowed ? 'verdict-allowed' : 'verdict-blocked'}`}
        style={{ marginTop: 24 }}
        data-testid="answer"
      >
        <VerdictMark isAllowed={isAllowed} size="lg" />
        <div className="sentence">{sentence}</div>
        {!isAllowed && <NextAllowed answer={answer} again={again} />}
      </div>
      <Group gap="xs" mt="md">
        {zones.map(({ zone, from, local }) => (
          <Badge
            key={`${zone}${from}`}
            color="gray"
            leftSection={<Icon name="clock" size={12} />}
            title={zone}
          >
            {shownLocal(local)} ({zoneTown(zone)}), {texts.decide.zoneFrom[from]}
          </Badge>
        ))}
      </Group>
      {contact === null && (
        <Alert color="amber" mt="md" role="note">
          {texts.decide.unknownContact}
        </Alert>
      )}
      <Text size="xs" c="dimmed" mt="xs">
        <Effects answer={answer} />
        <Link className="link" to="/decisions/$id" params={{ id: answer.id }}>
          {texts.decide.record}
        </Link>
        {contact !== null && (
          <>
            {' · '}
            <Link className="link" to="/contacts/$id" params={{ id: contact.id }}>
              {contact.clientId} {contact.name ?? ''}
            </Link>
          </>
        )}
      </Text>
      <Section title={texts.decide.nextDays}>
        <WeekStrip
          question={withoutMoment(answered)}
          label={texts.strip.label(asked.address ?? asked.text)}
        />
      </Section>
      <Section title={texts.decide.verdicts}>
        <VerdictList
          verdicts={verdicts.length > 0 ? verdicts : [...(deciding === null ? [] : [deciding]), ...blocking]}
        />
      </Section>
      <Section title={texts.decide.change}>
        <Changes answered={answered} asked={asked} again={again} />
      </Section>
    </div>
  );
}

/** When the question was about, on the first clock that counts; where none does, in UTC. */
function clockOf({ zones, at }: Answer['answer']): string {
  const [first] = zones;
  return first === undefined ? at : `${shownLocal(first.local)} (${zoneTown(first.zone)})`;
}

function withoutMoment({ question }: Answer) {
  return { ...question, at: null };
}

function NextAllowed({
  answer,
  again,
}: {
  readonly answer: Answer['answer'];
  readonly again: (change: Readonly<Record<string, string>>) => void;
}) {
  const clock = useOrganizationClock();
  const { nextAllowedAt, at } = answer;
  if (nextAllowedAt === null) return null;
  if (nextAllowedAt === 'never') return <Text c="dimmed">{texts.decide.blockedForGood}</Text>;
  if (nextAllowedAt === 'unknown') return <Text c="dimmed">{texts.decide.blockedUnknown}</Text>;
  return (
    <Text c="dimmed" component="div">
      {texts.decide.blockedUntil(
        `${clock(nextAllowedAt)}, ${relative(Date.parse(nextAllowedAt), Date.parse(at))}`,
      )}{' '}
      <LinkButton onClick={() => again({ at: nextAllowedAt })}>
        {texts.decide.after(clock(nextAllowedAt))}
      </LinkButton>
    </Text>
  );
}

function Effects({
  answer: { dispositionCode, callResult, treatment },
}: {
  readonly answer: Answer['answer'];
}) {
  const parts = [
    dispositionCode === null ? '' : `${texts.decide.disposition}: ${dispositionCode}`,
    callResult === null ? '' : `${texts.decide.callResult}: ${callResult}`,
    treatment === null ? '' : `${texts.decide.treatment} ${treatment.name}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : <>{parts.join(' · ')} · </>;
}

function Changes({
  answered: { contact },
  asked,
  again,
}: {
  readonly answered: Answer;
  readonly asked: Asked;
  readonly again: (change: Readonly<Record<string, string>>) => void;
}) {
  const isEmail = (address: string) => address.includes('@');
  const channels = CHANNELS.filter((one) => one !== asked.channel);
  const devices = (contact?.devices ?? []).filter(
    ({ address }) => isEmail(address) === (asked.channel === 'email'),
  );
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Text size="sm" c="dimmed" w={230}>
          {texts.decide.otherChannels}
        </Text>
        {channels.map((channel) => (
          <LinkButton key={channel} onClick={() => again({ channel, address: '' })}>
            {texts.channels[channel]}
          </LinkButton>
        ))}
      </Group>
      {devices.length > 1 && (
        <Group gap="sm">
          <Text size="sm" c="dimmed" w={230}>
            {texts.decide.otherDevices}
          </Text>
          {devices.map(({ address, type }) => (
            <LinkButton key={address} onClick={() => again({ address, contact: contact?.id ?? '' })}>
              {address} ({texts.deviceTypes[type]})
            </LinkButton>
          ))}
        </Group>
      )}
      {contact !== null && <Accounts contactId={contact.id} asked={asked} again={again} />}
    </Stack>
  );
}

/** The same question about one of the contact's accounts: its state and its attempts count then too. */
function Accounts({
  contactId,
  asked,
  again,
}: {
  readonly contactId: string;
  readonly asked: Asked;
  readonly again: (change: Readonly<Record<string, string>>) => void;
}) {
  const { data } = useQuery({
    queryKey: ['accounts', 'of', contactId],
    queryFn: () => client.accounts.list({ query: { contactId, limit: 50 } }),
  });
  const accounts = (data?.items ?? []).filter(({ id }) => id !== asked.accountId);
  if (accounts.length === 0 && asked.accountId === null) return null;
  return (
    <Group gap="sm">
      <Text size="sm" c="dimmed" w={230}>
        {texts.decide.aboutAccount}
      </Text>
      {asked.accountId !== null && (
        <LinkButton onClick={() => again({ account: '', contact: contactId })}>
          {texts.decide.noAccount}
        </LinkButton>
      )}
      {accounts.map(({ id, reference, status }) => (
        <LinkButton key={id} onClick={() => again({ account: id, contact: contactId })}>
          {reference} ({texts.accounts.statuses[status]})
        </LinkButton>
      ))}
    </Group>
  );
}

function LinkButton({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button
      type="button"
      className="link"
      style={{
        border: 0,
        background: 'none',
        padding: 0,
        cursor: 'pointer',
        font: 'inherit',
        color: 'var(--mantine-primary-color-light-color)',
      }}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
