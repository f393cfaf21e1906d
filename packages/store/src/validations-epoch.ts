import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Tx } from './database.ts';

/**
 * Says that which services are asked before a record is dialled is about to change. INVARIANT: the first statement of each such change. It takes
 * the organization's row before any other, in the order in which marks of hand-overs lock, and so waits for those under way and holds back new
 * ones, which then find another epoch: once the change is acknowledged, nothing is marked that was validated as it was before.
 */
export async function raiseValidations(tx: Tx, organizationId: OrganizationId): Promise<void> {
  await sql`update organizations set validations_epoch = validations_epoch + 1
    where organization_id = ${organizationId}`.execute(tx);
}
