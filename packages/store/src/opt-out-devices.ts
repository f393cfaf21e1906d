import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import { raiseEpoch, type Tx } from './database.ts';
import { aliasesIn } from './erasure/aliases-in.ts';
import type { Namers } from './erasure/erased-names.ts';
import type { ContactFields } from './ports.ts';

/**
 * Opts out, everywhere, the devices that opted-out contacts have got (S21). INVARIANT: runs in the transaction that gives a contact
 * its devices, under the contacts' lock, so there is no moment at which such a device is free and no opt-out that is made meanwhile;
 * and raises the epoch, so that no decision under way misses it.
 */
export async function coverNewDevices(
  tx: Tx,
  namers: Namers,
  organizationId: OrganizationId,
  contacts: readonly Pick<ContactFields, 'clientId' | 'devices'>[],
): Promise<void> {
  const own = contacts.flatMap(({ clientId, devices }) => devices.map(({ key }) => ({ clientId, key })));
  if (own.length === 0) return;
  // Who opted out, was erased and comes back is known by another name too (ADR 0018).
  const clients = own.map(({ clientId }) => clientId);
  const aliases = await aliasesIn(tx, namers, organizationId, { clients });
  const rows = own.flatMap(({ clientId, key }) => {
    const alias = aliases.clients.get(clientId);
    return [{ clientId, key }, ...(alias === undefined ? [] : [{ clientId: alias, key }])];
  });
  const { rows: covered } = await sql`
    insert into opt_out_devices (organization_id, opt_out_id, device_key)
    select distinct o.organization_id, o.id, r.device_key
    from unnest(${rows.map(({ clientId }) => clientId)}::text[], ${rows.map(({ key }) => key)}::text[]) as r (client_id, device_key)
    join opt_outs o on o.organization_id = ${organizationId} and o.client_id = r.client_id and o.lifted_at is null and not o.contact_only
    on conflict do nothing
    returning 1`.execute(tx);
  if (covered.length > 0) await raiseEpoch(tx, organizationId, 'suppression');
}
