import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Database, Tx } from './database.ts';
import type { IdempotencyPort } from './ports.ts';

/** After this time a claim whose request died may be taken again. */
const CLAIM_SECONDS_MAX = 60;
/** Keys that one transaction removes: some milliseconds. */
const REMOVED_MAX = 5_000;

/** Answers of writes, kept by key. */
export function idempotencyPort(database: Database): IdempotencyPort {
  return {
    claim: (organizationId, principalId, key, requestHash) =>
      database.inOrganization(organizationId, async (tx) => {
        const { rows } = await sql`
          insert into idempotency_keys as i (organization_id, principal_id, key, request_hash, ruleset_epoch, suppression_epoch)
          values (${organizationId}, ${principalId}, ${key}, ${requestHash},
            (select ruleset_epoch from organization_epochs where organization_id = ${organizationId}),
            (select suppression_epoch from organization_epochs where organization_id = ${organizationId}))
          on conflict (organization_id, principal_id, key) do update
            set claimed_at = clock_timestamp(), ruleset_epoch = excluded.ruleset_epoch, suppression_epoch = excluded.suppression_epoch
            where i.request_hash = excluded.request_hash and i.http_status is null
              and i.claimed_at < clock_timestamp() - make_interval(secs => ${CLAIM_SECONDS_MAX})
          returning 1`.execute(tx);
        if (rows.length > 0) return { state: 'new' };
        const row = await find(tx, organizationId, principalId, key);
        if (row === undefined) return { state: 'running' };
        if (row.request_hash !== requestHash) return { state: 'different' };
        const { http_status: httpStatus, body, age_ms: ageMs, is_current: isCurrent } = row;
        if (httpStatus === null || body === null) return { state: 'running' };
        return { state: 'finished', httpStatus, body, ageMs, isCurrent };
      }),
    finish: (organizationId, principalId, key, httpStatus, body) =>
      database.inOrganization(organizationId, async (tx) => {
        await tx
          .updateTable('idempotency_keys')
          .set({ http_status: httpStatus, body })
          .where('organization_id', '=', organizationId)
          .where('principal_id', '=', principalId)
          .where('key', '=', key)
          .execute();
      }),
    abandon: (organizationId, principalId, key) =>
      database.inOrganization(organizationId, async (tx) => {
        await tx
          .deleteFrom('idempotency_keys')
          .where('organization_id', '=', organizationId)
          .where('principal_id', '=', principalId)
          .where('key', '=', key)
          .where('http_status', 'is', null)
          .execute();
      }),
    removeSome: (organizationId, days) =>
      database.inOrganization(organizationId, async (tx) => {
        const { numAffectedRows } = await sql`
          delete from idempotency_keys where organization_id = ${organizationId} and (principal_id, key) in (
            select principal_id, key from idempotency_keys
            where organization_id = ${organizationId} and claimed_at < clock_timestamp() - make_interval(days => ${days}::integer)
            order by claimed_at limit ${REMOVED_MAX} for update skip locked)`.execute(tx);
        return Number(numAffectedRows ?? 0);
      }),
  };
}

interface KeptRow {
  readonly request_hash: string;
  readonly http_status: number | null;
  readonly body: string | null;
  readonly age_ms: number;
  readonly is_current: boolean;
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  principalId: string,
  key: string,
): Promise<KeptRow | undefined> {
  const { rows } = await sql<KeptRow>`
    select i.request_hash, i.http_status, i.body, milliseconds(clock_timestamp()) - milliseconds(i.claimed_at) as age_ms,
      exists (
        select from organization_epochs e where e.organization_id = ${organizationId}
          and e.ruleset_epoch = i.ruleset_epoch and e.suppression_epoch = i.suppression_epoch
      ) as is_current
    from idempotency_keys i
    where i.organization_id = ${organizationId} and i.principal_id = ${principalId} and i.key = ${key}`.execute(
    tx,
  );
  return rows[0];
}
