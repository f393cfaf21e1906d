import { Alert, List, Text } from '@mantine/core';
import { ApiError } from '@tact/api/without-schemas';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote } from '../../parts/notes.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';

const WORDS = texts.audit;
const REPLAY_MISMATCH = 'decision.replay-mismatch';
const CHAIN_MISMATCH = 'verification.mismatch';
/** Findings that are told above the audit trail; the entry of the log tells more. */
const FOUND_SHOWN_MAX = 3;

type Chain = Awaited<ReturnType<typeof client.audit.chain>>;
type Verification = NonNullable<Chain['lastVerification']>;

/** Since when the chain is verified and how far, whether anything was found, and whether a night's replay found anything (ADR 0014, seed G5). */
export function ChainNote() {
  const clock = useOrganizationClock();
  const {
    data: chain,
    error,
    refetch,
  } = useQuery({ queryKey: ['audit', 'chain'], queryFn: () => client.audit.chain() });
  const mismatch = useQuery({
    queryKey: ['audit', 'mismatch'],
    queryFn: () => client.audit.list({ query: { action: REPLAY_MISMATCH, limit: 1 } }),
  });
  const found = mismatch.data?.items[0];
  return (
    <>
      {error !== null && <ChainUnknown error={error} onRetry={() => void refetch()} />}
      {chain !== undefined && chain.alarm !== null && <ChainAlarm alarm={chain.alarm} />}
      {chain !== undefined && chain.unreadable.length > 0 && (
        <Alert color="crimson" icon={<Icon name="warning" />} mb="sm" role="alert">
          {chain.unreadable.map((what) => WORDS.unreadable[what]).join(' ')} {WORDS.alarmHelp}
        </Alert>
      )}
      {found !== undefined && (
        <Alert color="crimson" icon={<Icon name="warning" />} mb="sm" role="alert">
          {WORDS.replayFailed(clock(found.at))}{' '}
          <Link to="/audit" search={{ action: REPLAY_MISMATCH }}>
            {WORDS.replayShow}
          </Link>
        </Alert>
      )}
      {chain !== undefined && (
        <>
          <VerifiedLine chain={chain} />
          <Text size="xs" c="dimmed" mb="sm" component="div" data-testid="chain">
            {chain.entries.number > 0 &&
              `${WORDS.chain(counted(chain.entries.number), clock(chain.entries.at))} `}
            {chain.checkpoint !== null &&
              `${WORDS.signed(counted(chain.checkpoint.entries), clock(chain.checkpoint.signedAt), chain.checkpoint.key)} `}
            {WORDS.chainCheck} <Copyable text="tact audit verify" />
            {mismatch.data !== undefined && found === undefined && ` ${WORDS.replayFine}`}
          </Text>
        </>
      )}
    </>
  );
}

/** Nobody takes a note that is missing for a chain that is whole. Where a session has ended, the sign-in says it. */
function ChainUnknown({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  if (error instanceof ApiError && error.status === 401) return null;
  return (
    <>
      <FailureNote error={error} onRetry={onRetry} />
      <Text size="sm" mb="sm" data-testid="chain-unknown">
        {WORDS.chainUnknown}
      </Text>
    </>
  );
}

/** One honest line: from where to where, when, and what came of it; then what exactly was read. */
function VerifiedLine({ chain }: { readonly chain: Chain }) {
  const clock = useOrganizationClock();
  const { lastVerification: last, isOverdue } = chain;
  if (last === null)
    return (
      <Text size="sm" data-testid="verified">
        {isOverdue && <Icon name="warning" size={14} />} {WORDS.neverVerified}
        {isOverdue && ` ${WORDS.neverVerifiedOverdue}`}
      </Text>
    );
  const isFine = last.findings === 0 && !last.isCut && !isOverdue;
  return (
    <>
      <Text size="sm" data-testid="verified">
        <Icon name={isFine ? 'tick' : 'warning'} size={14} /> {verifiedSentence(last, clock(last.endedAt))}
        {isOverdue && ` ${WORDS.verifiedOverdue}`}
      </Text>
      <Text size="xs" c="dimmed" data-testid="verified-extent">
        {extentSentence(last)}
      </Text>
    </>
  );
}

function verifiedSentence({ entries, findings, isCut }: Verification, at: string): string {
  const [to, of] = [counted(entries.to), counted(entries.of)];
  if (findings > 0) return WORDS.checked(isCut ? WORDS.partOf(to, of) : to, at, counted(findings));
  return isCut ? WORDS.verifiedPart(to, of, at) : WORDS.verified(to, at);
}

function extentSentence({ seals, records, keptElsewhere, actor }: Verification): string {
  const [first, last, count] = [counted(records.fromSeal), counted(seals.to), counted(records.checked)];
  const told = records.fromSeal > 1 ? WORDS.recordsFrom(count, first, last) : WORDS.recordsAll(count);
  const parts = [WORDS.verifiedBy(whoWords(actor), last), told];
  if (records.removed > 0) parts.push(WORDS.recordsRemoved(counted(records.removed)));
  if (records.erased > 0) parts.push(WORDS.recordsErased(counted(records.erased)));
  if (keptElsewhere > 0) parts.push(WORDS.keptElsewhere(keptElsewhere));
  return parts.join(' ');
}

function ChainAlarm({ alarm }: { readonly alarm: Verification }) {
  const clock = useOrganizationClock();
  const shown = alarm.found.slice(0, FOUND_SHOWN_MAX);
  return (
    <Alert
      color="crimson"
      icon={<Icon name="warning" />}
      mb="sm"
      role="alert"
      title={WORDS.alarm(counted(alarm.findings), clock(alarm.endedAt), whoWords(alarm.actor))}
    >
      <List size="sm">
        {shown.map(({ where, sentence }) => (
          <List.Item key={`${where} ${sentence}`}>{`${where}: ${sentence}`}</List.Item>
        ))}
      </List>
      <Text size="sm" mt={4}>
        {WORDS.alarmHelp}{' '}
        <Link className="link" to="/audit" search={{ action: CHAIN_MISMATCH }}>
          {WORDS.replayShow}
        </Link>
      </Text>
    </Alert>
  );
}

function whoWords({ kind, name }: Verification['actor']): string {
  return kind === 'job' ? WORDS.byService : WORDS.byCommand(name);
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
