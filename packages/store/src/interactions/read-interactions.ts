import { sql } from 'kysely';
import type {
  AccountId,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  Instant,
  OrganizationId,
} from '@tact/engine';
import type { Database, Tx } from '../database.ts';
import type { Interaction, InteractionRequest } from '../ports.ts';
import { firstIdAt, isUuid } from '../uuid-v7.ts';
import {
  lookUpAccounts,
  lookUpAgents,
  lookUpAsked,
  lookUpContacts,
  lookUpCounts,
  lookUpDecisions,
  rowsOf,
} from './look-up.ts';

/** Interactions of one part: some megabytes. */
const INTERACTIONS_MAX = 10_000;

/**
 * Reads one part of a report: its attempts by one statement, then what belongs to them by one statement a table, each a look-up of a set
 * of keys in one index. Joined in the database, each row would open every month's index again, which takes ten times as long.
 */
export async function readInteractions(
  database: Database,
  organizationId: OrganizationId,
  request: InteractionRequest,
): Promise<readonly Interaction[]> {
  if (request.limit > INTERACTIONS_MAX)
    throw new RangeError(`at most ${INTERACTIONS_MAX} interactions are read at once`);
  const inside = lookingUp(database, organizationId);
  const attempts = await inside((tx) => readAttempts(tx, organizationId, request));
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const part = { organizationId, from: first[1], to: last[1] };
  const { details } = request;
  const clients = distinct(attempts, ([, , clientId]) => clientId);
  const decided = distinct(attempts, (columns) => columns[13]);
  const undecided = distinct(attempts, (columns) => (isUndecided(columns) ? columns[2] : null));
  const reported = distinct(attempts, (columns) => (columns[13] === null ? null : columns[0]));
  const accountIds = distinct(attempts, (columns) => columns[5]);
  // On connections of their own: PostgreSQL works on several at once.
  const [[contacts, accounts], [decisions, asked, agents], counts] = await Promise.all([
    inside(
      async (tx) =>
        [
          await lookUpContacts({ tx, organizationId }, clients),
          await lookUpAccounts({ tx, organizationId }, accountIds),
        ] as const,
    ),
    inside(
      async (tx) =>
        [
          await lookUpDecisions({ tx, ...part }, decided),
          await lookUpAsked({ tx, ...part }, undecided),
          details ? await lookUpAgents({ tx, ...part }, reported) : null,
        ] as const,
    ),
    details ? inside((tx) => lookUpCounts({ tx, ...part }, clients)) : null,
  ]);
  const joined = { contacts, accounts, decisions, asked, agents, counts };
  return attempts.map((columns) => interactionOf(columns, joined));
}

/** Transactions that look up keys: each in its index, whatever the statistics say. */
export function lookingUp(
  database: Database,
  organizationId: OrganizationId,
): <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result> {
  return (work) =>
    database.inOrganization(organizationId, async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx);
      return work(tx);
    });
}

/** What belongs to the attempts of a part, by table. Null: it was not asked for. */
interface Joined {
  readonly contacts: Awaited<ReturnType<typeof lookUpContacts>>;
  readonly accounts: Awaited<ReturnType<typeof lookUpAccounts>>;
  readonly decisions: Awaited<ReturnType<typeof lookUpDecisions>>;
  readonly asked: Awaited<ReturnType<typeof lookUpAsked>>;
  readonly agents: Awaited<ReturnType<typeof lookUpAgents>> | null;
  readonly counts: Awaited<ReturnType<typeof lookUpCounts>> | null;
}

function interactionOf(
  columns: AttemptColumns,
  { contacts, accounts, decisions, asked, agents, counts }: Joined,
): Interaction {
  const [id, at, clientId, deviceKey, devicePosition, accountId, campaignGroupId, channel, direction] =
    columns;
  const [
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    state,
    expiresAt,
    callResult,
    disposition,
    decisionId,
    country,
    regions,
    postalCode,
  ] = columns;
  return {
    id,
    at,
    clientId,
    deviceKey,
    devicePosition,
    accountId,
    accountReference: accountId === null ? null : (accounts.get(accountId) ?? null),
    campaignGroupId,
    channel,
    direction,
    state,
    expiresAt,
    callResult,
    disposition,
    country,
    regions: regions === '' ? [] : regions.split(','),
    postalCode,
    contact: contacts.get(clientId) ?? null,
    decision: decisionId === null ? null : (decisions.get(decisionId) ?? { id: decisionId, zones: [] }),
    askedBefore: isUndecided(columns) ? asked({ clientId, deviceKey, channel, at }) : null,
    agent: agents?.get(id) ?? null,
    attemptsBefore: counts === null ? null : counts(clientId, at),
  };
}

type Text = string | null;

/** An attempt as it travels. INVARIANT: in the order in which `readAttempts` names the columns. */
type AttemptColumns = readonly [
  AttemptId, Instant, ClientId, DeviceKey, number | null, AccountId | null, CampaignGroupId | null, Channel, 'outbound' | 'inbound',
  'reserved' | 'finished', Instant | null, CallResult | null, Text, Text, Text, string, Text,
]; // prettier-ignore

/** Made by nobody's permission: somebody may have asked before it (S32). */
function isUndecided(columns: AttemptColumns): boolean {
  return columns[13] === null && columns[8] === 'outbound';
}

async function readAttempts(
  tx: Tx,
  organizationId: OrganizationId,
  request: InteractionRequest,
): Promise<readonly AttemptColumns[]> {
  return rowsOf<AttemptColumns>(
    tx,
    sql`select json_build_array(a.id, milliseconds(a.at), a.client_id, a.device_key, a.device_position, a.account_id, a.campaign_group_id,
        a.channel, a.direction, a.state, milliseconds(a.expires_at), a.call_result, a.disposition, a.decision_id, a.country,
        array_to_string(a.regions, ','), a.postal_code) as row
      from (${attemptsOf(organizationId, request)}) as a`,
  );
}

/**
 * The ids carry the instant (UUID version 7), so their order is that of time, and the primary key gives a part wherever it begins.
 * Both bounds stand there twice: the instants choose the partitions, the ids the place in each.
 */
function attemptsOf(organizationId: OrganizationId, request: InteractionRequest) {
  const { from, until, after, channel, direction, campaignGroupId, clientId, accountId } = request;
  const start = after ?? firstIdAt(from);
  const filters = [
    ...(channel === null ? [] : [sql`and channel = ${channel}`]),
    ...(direction === null ? [] : [sql`and direction = ${direction}`]),
    ...(campaignGroupId === null ? [] : [sql`and campaign_group_id = ${idOrNone(campaignGroupId)}`]),
    ...(clientId === null ? [] : [sql`and client_id = ${clientId}`]),
    ...(accountId === null ? [] : [sql`and account_id = ${idOrNone(accountId)}`]),
  ];
  return sql`
    select * from attempts
    where organization_id = ${organizationId} and id > ${start} and id < ${firstIdAt(until)}
      and at >= ${new Date(from)} and at < ${new Date(until)} and state <> 'released' ${sql.join(filters, sql` `)}
    order by id limit ${request.limit}`;
}

/** An id to compare with; what cannot be one is nobody's. */
export function idOrNone(id: string): string {
  return isUuid(id) ? id : '00000000-0000-0000-0000-000000000000';
}

function distinct(
  attempts: readonly AttemptColumns[],
  of: (columns: AttemptColumns) => string | null,
): readonly string[] {
  const found = new Set<string>();
  for (const columns of attempts) {
    const one = of(columns);
    if (one !== null) found.add(one);
  }
  return [...found];
}
