import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { ClientId, OrganizationId } from '@tact/engine';
import { lockContacts, raiseEpoch, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { aliasesIn } from './erasure/aliases-in.ts';
import type { Namers } from './erasure/erased-names.ts';
import { auditMany } from './write-audit.ts';
import { optOutOf } from './opt-out-rows.ts';
import type { Actor, Moment, OptOut, OptOutOfContact } from './ports.ts';

/** An opt-out as it is stored. */
export type OptOutRow = Selectable<Tables['opt_outs']>;

/** Whether the opt-out `o` of a statement is in force at the moment (S22): not lifted, begun, not ended. A day that is not known counts as in force. */
export function isInForce({ at, date }: Moment): RawBuilder<boolean> {
  const now = sql`${new Date(at)}::timestamptz`;
  return sql<boolean>`(o.lifted_at is null
    and coalesce(o.from_at <= ${now}, o.from_date <= ${date}::date, true)
    and coalesce(o.until_at > ${now}, o.until_date >= ${date}::date, true))`;
}

/** One numbered page of the opt-outs in force, newest first, with all there are. In a snapshot. */
export async function pageInForce(
  tx: Tx,
  organizationId: OrganizationId,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
  now: Moment,
): Promise<{ readonly items: readonly OptOutOfContact[]; readonly total: number }> {
  const counted = await sql<{ total: number }>`
    select count(*) as total from opt_outs o where o.organization_id = ${organizationId} and ${isInForce(now)}`.execute(
    tx,
  );
  const { rows } = await sql<OptOutRow>`
    select o.* from opt_outs o where o.organization_id = ${organizationId} and ${isInForce(now)}
    order by o.id desc limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(tx);
  const contacts = await sql<{ id: string; client_id: string; name: string | null }>`
    select id, client_id, name from contacts
    where organization_id = ${organizationId} and client_id = any (${rows.map((row) => row.client_id)}::text[])`.execute(
    tx,
  );
  const contactOf = new Map(contacts.rows.map(({ client_id: clientId, ...contact }) => [clientId, contact]));
  return {
    total: counted.rows[0]?.total ?? 0,
    items: rows.map((row) => ({
      ...optOutOf(row),
      contact: contactOf.get(row.client_id) ?? null,
    })),
  };
}

/** The opt-outs in force of some contacts, by contact id, oldest first. */
export async function inForceOf(
  tx: Tx,
  namers: Namers,
  organizationId: OrganizationId,
  contactIds: readonly string[],
  now: Moment,
): Promise<ReadonlyMap<string, readonly OptOut[]>> {
  const contacts = await sql<{ id: string; client_id: string }>`
    select id, client_id from contacts
    where organization_id = ${organizationId} and id = any (${contactIds}::uuid[])`.execute(tx);
  const idOf = new Map(contacts.rows.map(({ id, client_id: clientId }) => [clientId as ClientId, id]));
  const aliases = await aliasesIn(tx, namers, organizationId, { clients: [...idOf.keys()] });
  for (const [clientId, alias] of aliases.clients) idOf.set(alias, idOf.get(clientId) ?? '');
  const { rows } = await sql<OptOutRow>`
    select o.* from opt_outs o
    where o.organization_id = ${organizationId} and o.client_id = any (${[...idOf.keys()]}::text[]) and ${isInForce(now)}
    order by o.id`.execute(tx);
  return Map.groupBy(rows.map(optOutOf), ({ clientId }) => idOf.get(clientId) ?? '');
}

/** Lifts every opt-out of a client that is in force (S25). Those that have not begun yet, or have ended, are left as they are. */
export async function liftAll(
  { tx, namers }: { readonly tx: Tx; readonly namers: Namers },
  organizationId: OrganizationId,
  clientId: ClientId,
  reason: string,
  now: Moment,
  actor: Actor,
): Promise<readonly OptOut[]> {
  await lockContacts(tx, organizationId, 'exclusive');
  const { clients } = await aliasesIn(tx, namers, organizationId, { clients: [clientId] });
  const { rows } = await sql<OptOutRow>`
    select o.* from opt_outs o
    where o.organization_id = ${organizationId} and o.client_id = any (${[clientId, ...clients.values()]}::text[]) and ${isInForce(now)}
    order by o.id for update`.execute(tx);
  if (rows.length === 0) return [];
  const lifted = await sql<OptOutRow>`
    update opt_outs set lifted_at = ${new Date(now.at)}::timestamptz, lifted_by = ${actor.id}, lift_reason = ${reason}
    where organization_id = ${organizationId} and id = any (${rows.map(({ id }) => id)}::uuid[])
    returning *`.execute(tx);
  const after = new Map(lifted.rows.map((row) => [row.id, optOutOf(row)]));
  const changes = rows.flatMap((row) => {
    const now = after.get(row.id);
    return now === undefined ? [] : [{ before: optOutOf(row), after: now }];
  });
  await auditMany(
    tx,
    organizationId,
    actor,
    changes.map((change) => ({
      action: 'opt-out.lift',
      entity: 'opt-out',
      entityId: change.after.id,
      reason,
      ...change,
    })),
  );
  await raiseEpoch(tx, organizationId, 'suppression');
  return changes.map((change) => change.after);
}
