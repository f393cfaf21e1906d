import type { Selectable } from 'kysely';
import type { ClientId, Instant, OptOutId, OrganizationId } from '@tact/engine';
import type { Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { StoreError } from './errors.ts';
import type { OptOut } from './ports.ts';
import { channelsOf, edgeOf } from './span-columns.ts';
import { isUuid } from './uuid-v7.ts';

/** One opt-out; throws `not_found`. With `lock` its row is held to the end of the transaction. */
export async function mustFindOptOut(
  tx: Tx,
  organizationId: OrganizationId,
  id: OptOutId,
  lock = false,
): Promise<OptOut> {
  const optOut = await findOptOut(tx, organizationId, id, lock);
  if (optOut === undefined) throw new StoreError('not_found', `there is no opt-out \`${id}\``);
  return optOut;
}

async function findOptOut(
  tx: Tx,
  organizationId: OrganizationId,
  id: OptOutId,
  lock = false,
): Promise<OptOut | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('opt_outs')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : optOutOf(row);
}

/** An opt-out from its row. */
export function optOutOf(row: Selectable<Tables['opt_outs']>): OptOut {
  return {
    id: row.id as OptOutId,
    clientId: row.client_id as ClientId,
    channels: channelsOf(row.channels),
    contactOnly: row.contact_only,
    reason: row.reason,
    source: row.source,
    from: edgeOf(row.from_at, row.from_date) ?? { instant: row.created_at as Instant },
    until: edgeOf(row.until_at, row.until_date),
    createdAt: row.created_at as Instant,
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    liftedAt: row.lifted_at as Instant | null,
    liftedBy: row.lifted_by,
    liftReason: row.lift_reason,
  };
}
