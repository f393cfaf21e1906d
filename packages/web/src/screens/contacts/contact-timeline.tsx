import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Section } from '../../parts/screen.tsx';
import { VerdictMark } from '../../parts/verdict.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import './timeline.css';

const WORDS = texts.contacts;
const PAGE_ITEMS = 25;

type Decided = Awaited<ReturnType<typeof client.decisions.list>>['items'][number];
type Attempted = Awaited<ReturnType<typeof client.attempts.list>>['items'][number];

/** What happened at an instant. */
type Happening =
  | { readonly kind: 'decision'; readonly at: string; readonly id: string; readonly decision: Decided }
  | { readonly kind: 'attempt'; readonly at: string; readonly id: string; readonly attempt: Attempted };

/** Decisions and interactions of a contact in one line, newest first. */
export function ContactTimeline({ clientId }: { readonly clientId: string }) {
  const clock = useOrganizationClock();
  const decisions = useInfiniteQuery({
    queryKey: ['decisions', 'of', clientId],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      client.decisions.list({ query: { clientId, limit: PAGE_ITEMS, ...cursorOf(pageParam) } }),
    getNextPageParam: ({ next }) => next,
  });
  const attempts = useInfiniteQuery({
    queryKey: ['attempts', 'of', clientId],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      client.attempts.list({ query: { clientId, limit: PAGE_ITEMS, ...cursorOf(pageParam) } }),
    getNextPageParam: ({ next }) => next,
  });
  const error = decisions.error ?? attempts.error;
  const isPending = decisions.isPending || attempts.isPending;
  // What is older than the end of one of the two lists waits until that list is read on.
  const decided = decisions.data?.pages.flatMap(({ items }) => items) ?? [];
  const attempted = attempts.data?.pages.flatMap(({ items }) => items) ?? [];
  const readBackTo = [
    ...(decisions.hasNextPage ? [decided.at(-1)?.at ?? ''] : []),
    ...(attempts.hasNextPage ? [attempted.at(-1)?.at ?? ''] : []),
  ].reduce((latest, at) => (Date.parse(at) > Date.parse(latest || '1970-01-01') ? at : latest), '');
  const shown = [
    ...decided.map((decision): Happening => ({
      kind: 'decision',
      at: decision.at,
      id: decision.id,
      decision,
    })),
    ...attempted.map((attempt): Happening => ({ kind: 'attempt', at: attempt.at, id: attempt.id, attempt })),
  ]
    .filter(({ at }) => readBackTo === '' || Date.parse(at) >= Date.parse(readBackTo))
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const more = () => {
    if (decisions.hasNextPage) void decisions.fetchNextPage();
    if (attempts.hasNextPage) void attempts.fetchNextPage();
  };
  return (
    <Section title={WORDS.timeline}>
      {error !== null && (
        <FailureNote
          error={error}
          onRetry={() => void (decisions.error === null ? attempts : decisions).refetch()}
        />
      )}
      {isPending && error === null && <LoadingNote />}
      {!isPending && shown.length === 0 && (
        <Text size="sm" c="dimmed">
          {WORDS.timelineNone}
        </Text>
      )}
      <ol className="timeline">
        {shown.map((one) => (
          <li key={one.id}>
            <time dateTime={one.at}>{clock(one.at)}</time>
            {one.kind === 'decision' ? (
              <DecisionLine decision={one.decision} />
            ) : (
              <AttemptLine attempt={one.attempt} />
            )}
          </li>
        ))}
      </ol>
      {(decisions.hasNextPage || attempts.hasNextPage) && (
        <Button variant="default" size="xs" mt="xs" onClick={more}>
          {texts.actions.more}
        </Button>
      )}
    </Section>
  );
}

function cursorOf(cursor: string): { readonly cursor?: string } {
  return cursor === '' ? {} : { cursor };
}

function DecisionLine({ decision: { id, decision, channel, code } }: { readonly decision: Decided }) {
  return (
    <Group gap="xs">
      <VerdictMark isAllowed={decision === 'allowed'} />
      <Link className="link" to="/decisions/$id" params={{ id }}>
        {WORDS.asked(texts.channels[channel])}
      </Link>
      {code !== null && (
        <Text size="xs" c="dimmed" className="mono">
          {code}
        </Text>
      )}
    </Group>
  );
}

function AttemptLine({ attempt }: { readonly attempt: Attempted }) {
  const { direction, channel, callResult, disposition, state } = attempt;
  return (
    <Group gap="xs">
      <Icon name="arrow" size={15} />
      <Text size="sm">
        {WORDS.tried(texts.report.directions[direction], texts.channels[channel])}:{' '}
        {[callResult, disposition].filter((one) => one !== null).join(', ') || state}
      </Text>
    </Group>
  );
}
