import { sql } from 'kysely';
import type { Database } from './database.ts';
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
          insert into idempotency_keys as i (organization_id, principal_id, key, request_hash)
          values (${organizationId}, ${principalId}, ${key}, ${requestHash})
          on conflict (organization_id, principal_id, key) do update set claimed_at = clock_timestamp()
            where i.request_hash = excluded.request_hash and i.http_status is null
              and i.claimed_at < clock_timestamp() - make_interval(secs => ${CLAIM_SECONDS_MAX})
          returning 1`.execute(tx);
        if (rows.length > 0) return { state: 'new' };
        const row = await tx
          .selectFrom('idempotency_keys')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('principal_id', '=', principalId)
          .where('key', '=', key)
          .executeTakeFirst();
        if (row === undefined) return { state: 'running' };
        if (row.request_hash !== requestHash) return { state: 'different' };
        if (row.http_status === null || row.body === null) return { state: 'running' };
        return { state: 'finished', httpStatus: row.http_status, body: row.body };
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
