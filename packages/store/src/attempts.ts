import { sql, type Selectable } from 'kysely';
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
import { audit, instantValue, raiseGuards, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { finishAttempt } from './finish-attempt.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, Attempt, AttemptPort, AttemptToImport } from './ports.ts';
import { timeOfUuidV7, uuidV7 } from './uuid-v7.ts';

/** Attempts: what became of reservations, and history from elsewhere. */
export function attemptPort(database: Database): AttemptPort {
  return {
    get: (organizationId, id) =>
      database.inOrganization(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page, { clientId }) =>
      database.inOrganization(organizationId, async (tx) => {
        let query = tx.selectFrom('attempts').selectAll().where('organization_id', '=', organizationId);
        if (clientId !== null) query = query.where('client_id', '=', clientId);
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, attemptOf, ({ id }) => [id]);
      }),
    async recordResult(organizationId, id, result, actor) {
      const known = { kind: 'finished', ...result } as const;
      return (await finishAttempt(database, organizationId, id, known, actor)).attempt;
    },
    async fillInResult(organizationId, id, { callResult, at }, actor) {
      const known = { kind: 'finished', callResult, disposition: null, at, fillsIn: true } as const;
      return (await finishAttempt(database, organizationId, id, known, actor)).isChanged;
    },
    async release(organizationId, id, at, actor) {
      const known = { kind: 'released', callResult: null, disposition: null, at } as const;
      return (await finishAttempt(database, organizationId, id, known, actor)).attempt;
    },
    importMany: (organizationId, attempts, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        const chosen = await importAttempts(tx, organizationId, attempts, actor);
        await raiseGuards(tx, organizationId, chosen);
        return { imported: chosen.length, alreadyThere: attempts.length - chosen.length };
      }),
  };
}

/** Imports attempts in a transaction, and gives those that were not there. Whoever calls it raises their guards at the end. */
export async function importAttempts(
  tx: Tx,
  organizationId: OrganizationId,
  attempts: readonly AttemptToImport[],
  actor: Actor,
): Promise<readonly AttemptToImport[]> {
  const chosen = await withoutKnown(tx, organizationId, attempts);
  await insertMany(tx, organizationId, chosen);
  await audit(tx, organizationId, actor, {
    action: 'attempt.import',
    entity: 'attempt',
    entityId: 'many',
    after: { imported: chosen.length, alreadyThere: attempts.length - chosen.length },
  });
  return chosen;
}

/** Leaves out what was imported before, and what stands in the batch twice. */
async function withoutKnown(
  tx: Tx,
  organizationId: OrganizationId,
  attempts: readonly AttemptToImport[],
): Promise<readonly (AttemptToImport & { readonly id: string })[]> {
  const withIds = attempts.map((attempt) => ({ ...attempt, id: uuidV7(attempt.at) }));
  // In one order, so that two imports of the same attempts do not wait for each other in a circle.
  const named = withIds.filter(({ externalId }) => externalId !== null).toSorted(byExternalId);
  const { rows } = await sql<{ attempt_id: string }>`
    insert into attempt_external_ids (organization_id, external_id, attempt_id)
    select ${organizationId}, * from unnest(${named.map(({ externalId }) => externalId)}::text[], ${named.map(({ id }) => id)}::uuid[])
    on conflict do nothing
    returning attempt_id`.execute(tx);
  const isNew = new Set(rows.map(({ attempt_id: id }) => id));
  return withIds.filter(({ externalId, id }) => externalId === null || isNew.has(id));
}

/** The first of several with one id stays the first. */
function byExternalId({ externalId: one }: AttemptToImport, { externalId: other }: AttemptToImport): number {
  if (one === other) return 0;
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

async function insertMany(
  tx: Tx,
  organizationId: OrganizationId,
  attempts: readonly (AttemptToImport & { readonly id: string })[],
): Promise<void> {
  const column = <T>(value: (attempt: AttemptToImport & { readonly id: string }) => T) => attempts.map(value);
  await sql`
    insert into attempts (organization_id, id, at, client_id, device_key, device_position, account_id, campaign_group_id, channel, direction,
      state, call_result, disposition, finished_at, origin, country, regions, area_code, postal_code)
    select ${organizationId}, id, to_timestamp(at_ms / 1000), client_id, device_key, device_position, account_id, group_id, channel, direction,
      'finished', call_result, disposition, now(), 'import', country, coalesce(string_to_array(nullif(regions, ''), ','), '{}'), area_code, postal_code
    from unnest(${column(({ id }) => id)}::uuid[], ${column(({ at }) => at)}::double precision[], ${column(({ clientId }) => clientId)}::text[],
      ${column(({ deviceKey }) => deviceKey)}::text[], ${column(({ devicePosition }) => devicePosition)}::smallint[],
      ${column(({ accountId }) => accountId)}::uuid[], ${column(({ campaignGroupId }) => campaignGroupId)}::uuid[],
      ${column(({ channel }) => channel)}::text[], ${column(({ direction }) => direction)}::text[],
      ${column(({ callResult }) => callResult)}::text[], ${column(({ disposition }) => disposition)}::text[],
      ${column(({ place }) => place.country)}::text[], ${column(({ place }) => place.regions.join(','))}::text[],
      ${column(({ place }) => place.areaCode)}::text[], ${column(({ place }) => place.postalCode)}::text[])
      as a (id, at_ms, client_id, device_key, device_position, account_id, group_id, channel, direction, call_result, disposition, country,
        regions, area_code, postal_code)`.execute(tx);
}

/** The id carries the instant, so the lookup goes to one partition. */
async function find(tx: Tx, organizationId: OrganizationId, id: AttemptId): Promise<Attempt | undefined> {
  const at = timeOfUuidV7(id);
  if (at === undefined) return undefined;
  const row = await tx
    .selectFrom('attempts')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('at', '=', instantValue(at))
    .executeTakeFirst();
  return row === undefined ? undefined : attemptOf(row);
}

function attemptOf(row: Selectable<Tables['attempts']>): Attempt {
  return {
    id: row.id as AttemptId,
    at: row.at as Instant,
    clientId: row.client_id as ClientId,
    deviceKey: row.device_key as DeviceKey,
    devicePosition: row.device_position,
    accountId: row.account_id as AccountId | null,
    campaignGroupId: row.campaign_group_id as CampaignGroupId | null,
    channel: row.channel as Channel,
    direction: row.direction === 'inbound' ? 'inbound' : 'outbound',
    state: row.state === 'reserved' || row.state === 'released' ? row.state : 'finished',
    expiresAt: row.expires_at as Instant | null,
    callResult: row.call_result as CallResult | null,
    disposition: row.disposition,
    finishedAt: row.finished_at as Instant | null,
    decisionId: row.decision_id,
    origin: row.origin === 'import' ? 'import' : 'reservation',
    place: {
      country: row.country,
      regions: row.regions,
      areaCode: row.area_code,
      postalCode: row.postal_code,
    },
  };
}
