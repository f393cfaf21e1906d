import pg from 'pg';
import { findOrder, type TimedCall } from './linearize.ts';
import type { Call, Member } from './model.ts';
import { FIRST_LIMIT } from './officer.ts';
import type { HouseholdName, Made, Recorded } from './recorded.ts';

/** What was found in one era. */
export interface Judgement {
  /** Sentences, each with all that is needed to look at it; none: every answer is explained. */
  readonly violations: readonly string[];
  readonly calls: number;
  readonly unknown: number;
  /** Histories that overlapped too much to be searched: they prove nothing. */
  readonly undecided: number;
}

/** What the database holds at one instant, read in one snapshot past the service. */
export interface Stored {
  readonly attempts: ReadonlyMap<
    string,
    { readonly clientId: string; readonly isReleased: boolean; readonly isRecorded: boolean }
  >;
  /** By the tag in the reason. */
  readonly optOuts: ReadonlyMap<string, { readonly isLifted: boolean }>;
  /** Tags of rule changes and of imports that happened. */
  readonly tags: ReadonlySet<string>;
}

/** Reads what became of an era's calls. `connectionString`: of the owner. */
export async function readStored(connectionString: string, clientIds: readonly string[]): Promise<Stored> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read; set local search_path = tact');
    const attempts = await client.query<{
      id: string;
      client_id: string;
      state: string;
      is_recorded: boolean;
    }>(
      `select a.id, a.client_id, a.state, exists (select from decisions d where d.organization_id = a.organization_id
         and d.id = a.decision_id and d.at = a.at and d.allowed) as is_recorded
       from attempts a where a.client_id = any ($1)`,
      [clientIds],
    );
    const optOuts = await client.query<{ reason: string; is_lifted: boolean }>(
      'select reason, lifted_at is not null as is_lifted from opt_outs where client_id = any ($1)',
      [clientIds],
    );
    const changes = await client.query<{ tag: string }>(
      `select after ->> 'name' as tag from audit_log where after ->> 'name' like 'tag %'
       union all select label from list_imports where in_force_at is not null`,
    );
    return {
      attempts: new Map(
        attempts.rows.map((row) => [
          row.id,
          { clientId: row.client_id, isReleased: row.state === 'released', isRecorded: row.is_recorded },
        ]),
      ),
      optOuts: new Map(optOuts.rows.map((row) => [row.reason, { isLifted: row.is_lifted }])),
      tags: new Set(changes.rows.map(({ tag }) => tag)),
    };
  } finally {
    await client.end();
  }
}

/** Judges an era: everything acknowledged is stored (G3), and for each household some order explains every answer (G1, G2). */
export function judgeEra(
  calls: readonly Recorded[],
  households: readonly HouseholdName[],
  stored: Stored,
  readAtMs: number,
): Judgement {
  const violations = [...unexpected(calls), ...missing(calls, stored)];
  let undecided = 0;
  for (const household of households) {
    const timed = historyOf(household, calls, stored, readAtMs);
    const finding = findOrder(timed, {
      attempts: [0, 0],
      optOuts: [0, 0, 0],
      isListed: false,
      limit: FIRST_LIMIT,
    });
    if (finding.explained) continue;
    if (finding.why === 'too wide') undecided++;
    else violations.push(told(household, finding.why.at, finding.why.possible, timed));
  }
  const unknown = calls.filter(({ reply }) => reply.came === 'unknown').length;
  return { violations, calls: calls.length, unknown, undecided };
}

/** A rule that moved meanwhile is no surprise; any other refusal of a sound call is. */
function unexpected(calls: readonly Recorded[]): readonly string[] {
  return calls.flatMap(({ made, reply, node }) =>
    reply.came === 'refusal' && reply.code !== 'version_conflict'
      ? [`${node} refused ${made.kind} with \`${reply.code}\``]
      : [],
  );
}

function missing(calls: readonly Recorded[], { attempts }: Stored): readonly string[] {
  return calls.flatMap(({ made, reply, node }) => {
    if (made.kind !== 'reserve' || reply.came !== 'answer') return [];
    if (reply.answer === 'allowed' && reply.attemptId === null) return [`${node} allowed without an attempt`];
    if (reply.attemptId === null) return [];
    const found = attempts.get(reply.attemptId);
    if (found === undefined)
      return [`the attempt ${reply.attemptId} was allowed by ${node} and is not stored (G3)`];
    return found.isRecorded
      ? []
      : [`the attempt ${reply.attemptId} has no record of an allowed decision (G3)`];
  });
}

/**
 * The calls that concern a household. One whose answer is unknown is kept where the database shows that it happened, and then it
 * happened before the database was read. What happened only later concerns no answer of this history.
 */
function historyOf(
  household: HouseholdName,
  calls: readonly Recorded[],
  stored: Stored,
  readAtMs: number,
): readonly TimedCall[] {
  const timed: TimedCall[] = [];
  for (const { made, reply, calledAtMs, endedAtMs, node } of calls) {
    if (reply.came === 'refusal' || ('household' in made && made.household !== household.index)) continue;
    const call = callOf(made, reply.came === 'answer' ? reply.answer : null, household);
    if (reply.came === 'answer')
      timed.push({
        call,
        told: `${node}: ${toldOf(made)} ${reply.answer ?? 'done'}`,
        calledAtMs,
        returnedAtMs: endedAtMs,
      });
    else if (made.kind !== 'reserve' && made.kind !== 'ask' && happened(made, stored))
      timed.push({ call, told: `${node}: ${toldOf(made)}, unanswered`, calledAtMs, returnedAtMs: readAtMs });
  }
  for (const member of [0, 1] as const) timed.push(...unanswered(household, member, calls, stored, readAtMs));
  return [...timed, finalLook(household, calls, stored, readAtMs)];
}

/**
 * Reservations that nobody was told of, and that are stored. Which of the unanswered calls made which is not known; they are taken for the
 * earliest, which leaves every order open that any other choice would.
 */
function unanswered(
  { index, clientIds }: HouseholdName,
  of: Member,
  calls: readonly Recorded[],
  { attempts }: Stored,
  readAtMs: number,
): readonly TimedCall[] {
  const known = new Set(calls.map(({ reply }) => (reply.came === 'answer' ? reply.attemptId : null)));
  const found = [...attempts].filter(([id, { clientId }]) => clientId === clientIds[of] && !known.has(id));
  const candidates = calls
    .filter(
      ({ made, reply }) =>
        made.kind === 'reserve' && made.household === index && made.of === of && reply.came === 'unknown',
    )
    .map(({ calledAtMs }) => calledAtMs)
    .toSorted((one, other) => one - other);
  return found.flatMap(([, { isReleased }], position): readonly TimedCall[] => {
    // More stored than asked for: nothing explains the one beyond, which is then too late for itself.
    const when = { calledAtMs: candidates[position] ?? readAtMs, returnedAtMs: readAtMs };
    const told = `reserve of member ${of} allowed, unanswered`;
    const made: TimedCall = { call: { kind: 'reserve', of, answer: 'allowed' }, told, ...when };
    // What took too long is given back by the service itself: nobody else knows of it.
    const back = `release of member ${of}, by the service`;
    return isReleased ? [made, { call: { kind: 'release', of }, told: back, ...when }] : [made];
  });
}

function finalLook(
  { index, clientIds }: HouseholdName,
  calls: readonly Recorded[],
  { attempts, optOuts }: Stored,
  readAtMs: number,
): TimedCall {
  const counted = (of: Member) =>
    [...attempts.values()].filter(({ clientId, isReleased }) => clientId === clientIds[of] && !isReleased)
      .length;
  const inForce = (of: Member | null) =>
    calls.filter(
      ({ made }) =>
        made.kind === 'opt-out' &&
        made.household === index &&
        (of === null ? !made.contactOnly : made.contactOnly && made.of === of) &&
        optOuts.get(made.tag)?.isLifted === false,
    ).length;
  return {
    call: {
      kind: 'stored',
      attempts: [counted(0), counted(1)],
      optOuts: [inForce(null), inForce(0), inForce(1)],
    },
    told: 'what is stored in the end',
    calledAtMs: readAtMs + 1,
    returnedAtMs: readAtMs + 2,
  };
}

function happened(made: Made, { attempts, optOuts, tags }: Stored): boolean {
  switch (made.kind) {
    case 'release':
      return attempts.get(made.attemptId)?.isReleased === true;
    case 'opt-out':
      return optOuts.has(made.tag);
    case 'lift':
      return optOuts.get(made.tag)?.isLifted === true;
    case 'limit':
    case 'list':
      return tags.has(made.tag);
    case 'reserve':
    case 'ask':
      return false;
  }
}

function callOf(made: Made, answer: string | null, { number }: HouseholdName): Call {
  switch (made.kind) {
    case 'reserve':
    case 'ask':
      return { kind: made.kind, of: made.of, answer: answer ?? '' };
    case 'list':
      return { kind: 'list', isListed: made.numbers.has(number) };
    case 'release':
    case 'opt-out':
    case 'lift':
    case 'limit':
      return made;
  }
}

function toldOf(made: Made): string {
  if (made.kind === 'limit') return `limit ${made.limit}`;
  if (made.kind === 'list') return `list of ${made.numbers.size}`;
  return `${made.kind} of member ${made.of}`;
}

const TOLD_BEFORE = 14;

/** The first answer that nothing explains, with the calls before it that say why. */
function told(
  { clientIds }: HouseholdName,
  at: TimedCall,
  possible: readonly string[],
  timed: readonly TimedCall[],
): string {
  const before = timed
    .filter(({ call, calledAtMs }) => call.kind !== 'stored' && calledAtMs <= at.returnedAtMs)
    .toSorted((one, other) => one.returnedAtMs - other.returnedAtMs)
    .slice(-TOLD_BEFORE);
  const line = ({ told: text, calledAtMs, returnedAtMs }: TimedCall) =>
    `    ${calledAtMs.toFixed(1)} to ${returnedAtMs.toFixed(1)} ms: ${text}`;
  return [
    `nothing explains this answer about ${clientIds.join(' and ')}:`,
    line(at),
    `  possible just before (attempts, opt-outs, listed, limit): ${possible.join('; ')}`,
    '  the calls before it:',
    ...before.map(line),
  ].join('\n');
}
