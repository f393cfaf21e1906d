import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import { raiseEpoch, raiseGuards, type Tx } from './database.ts';
import type { ContactFields } from './ports.ts';

/**
 * Opts out, everywhere, the devices that opted-out contacts have got (S21). INVARIANT: runs in the transaction that gives a contact
 * its devices, so there is no moment at which such a device is free; and raises the epoch, so that no decision under way misses it.
 */
export async function coverNewDevices(
  tx: Tx,
  organizationId: OrganizationId,
  contacts: readonly Pick<ContactFields, 'clientId' | 'devices'>[],
): Promise<void> {
  const rows = contacts.flatMap(({ clientId, devices }) => devices.map(({ key }) => ({ clientId, key })));
  // The guards of the clients are the common ground with an opt-out that is being made at the same moment: whoever comes second waits here,
  // and its next statement sees what the first has written.
  await raiseGuards(
    tx,
    organizationId,
    contacts.map(({ clientId }) => ({ clientId, deviceKey: null })),
  );
  if (rows.length === 0) return;
  const { rows: covered } = await sql`
    insert into opt_out_devices (organization_id, opt_out_id, device_key)
    select distinct o.organization_id, o.id, r.device_key
    from unnest(${rows.map(({ clientId }) => clientId)}::text[], ${rows.map(({ key }) => key)}::text[]) as r (client_id, device_key)
    join opt_outs o on o.organization_id = ${organizationId} and o.client_id = r.client_id and o.lifted_at is null and not o.contact_only
    on conflict do nothing
    returning 1`.execute(tx);
  if (covered.length > 0) await raiseEpoch(tx, organizationId, 'suppression');
}
