import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';

const WORDS = texts.audit;
const MISMATCH = 'decision.replay-mismatch';

/** How far the chain of the log goes and how it is checked, and whether a night's replay found anything (ADR 0014, seed G5). */
export function ChainNote() {
  const clock = useOrganizationClock();
  const newest = useQuery({
    queryKey: ['audit', 'newest'],
    queryFn: () => client.audit.list({ query: { limit: 1 } }),
  });
  const mismatch = useQuery({
    queryKey: ['audit', 'mismatch'],
    queryFn: () => client.audit.list({ query: { action: MISMATCH, limit: 1 } }),
  });
  const last = newest.data?.items[0];
  const found = mismatch.data?.items[0];
  return (
    <>
      {found !== undefined && (
        <Alert color="crimson" icon={<Icon name="warning" />} mb="sm" role="alert">
          {WORDS.replayFailed(clock(found.at))}{' '}
          <Link to="/audit" search={{ action: MISMATCH }}>
            {WORDS.replayShow}
          </Link>
        </Alert>
      )}
      {last !== undefined && (
        <Text size="xs" c="dimmed" mb="sm" component="div" data-testid="chain">
          {WORDS.chain(last.number.toLocaleString('en-US'), clock(last.at))} {WORDS.chainCheck}{' '}
          <Copyable text="tact audit verify" />
          {mismatch.data !== undefined && found === undefined && ` ${WORDS.replayFine}`}
        </Text>
      )}
    </>
  );
}
