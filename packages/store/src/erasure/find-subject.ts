import { sql } from 'kysely';
import type { ClientId, OrganizationId } from '@tact/engine';
import type { Tx } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { ErasureSubject } from '../ports.ts';
import type { Subject } from './subject.ts';

/** Whom an order is about. A device stands for the one contact that has it, else for the one client that was tried on it; throws `erasure_ambiguous`. */
export async function findSubject(
  tx: Tx,
  organizationId: OrganizationId,
  asked: ErasureSubject,
): Promise<Subject> {
  const nothing = { deviceKeys: [], contactIds: [], entityIds: [] };
  if ('clientId' in asked) return { ...nothing, clientId: asked.clientId };
  const { deviceKey } = asked;
  const own = sql`organization_id = ${organizationId}`;
  const { rows: holders } = await sql<{ client_id: ClientId }>`
    select client_id from contacts where ${own} and id in (select contact_id from devices where ${own} and device_key = ${deviceKey})
    limit 2`.execute(tx);
  const { rows: tried } =
    holders.length > 0
      ? { rows: holders }
      : await sql<{ client_id: ClientId }>`
          select distinct client_id from attempts where ${own} and device_key = ${deviceKey} limit 2`.execute(
          tx,
        );
  const [first, second] = tried;
  if (second !== undefined)
    throw new StoreError(
      'erasure_ambiguous',
      'several clients have this device, or were tried on it; name the client whom it is about',
    );
  return { ...nothing, clientId: first?.client_id ?? null, deviceKeys: [deviceKey] };
}
