import { sql } from 'kysely';
import type { ClientId, DeviceKey, OptOutId, OrganizationId } from '@tact/engine';
import { auditMany } from './write-audit.ts';
import { lockContacts, organizationValue, raiseEpoch, type Tx } from './database.ts';
import { textArray, uuidArray } from './deciding/binary-arrays.ts';
import { isInForce } from './opt-outs-in-force.ts';
import { putOnOwnList } from './own-list.ts';
import type { Actor, BulkOptOut, BulkOptOutResult, Moment, OptOut } from './ports.ts';
import { uuidV7 } from './uuid-v7.ts';

/** A contact that has some of the numbers. */
interface Matched {
  readonly contactId: string;
  readonly clientId: ClientId;
  readonly numbers: DeviceKey[];
  /** Whether it was opted out by each of them already, for good and on every channel. */
  isCovered: boolean;
}

/**
 * Opts out whoever has one of the numbers (S24): set by set, a handful of statements for a hundred thousand. INVARIANT: under the
 * contacts' lock, so that no contact comes to have a number between the look and the write; and the epoch is raised at the end, so that
 * decisions wait for the commit alone.
 */
export async function bulkOptOut(
  tx: Tx,
  organizationId: OrganizationId,
  { numbers, reason, source, storeUnmatched }: BulkOptOut,
  now: Moment,
  actor: Actor,
): Promise<BulkOptOutResult> {
  await lockContacts(tx, organizationId, 'exclusive');
  const matched = await match(tx, organizationId, numbers, now);
  const known = new Set(matched.flatMap((one) => one.numbers));
  const uncovered = matched.filter(({ isCovered }) => !isCovered);
  // In the order of clients, so that of several that cover one number the same is told of first every time.
  const ids = uncovered.map(() => uuidV7(now.at) as OptOutId).sort();
  const made = uncovered.map((one, index) => ({ ...one, id: idAt(ids, index) }));
  await write(tx, organizationId, made, { reason, source }, now, actor);
  const unmatched = numbers.filter((number) => !known.has(number));
  const kept =
    storeUnmatched && unmatched.length > 0
      ? await putOnOwnList(tx, organizationId, unmatched, reason, actor)
      : { listId: null, isNew: false, stored: 0 };
  if (kept.isNew) await raiseEpoch(tx, organizationId, 'ruleset');
  if (made.length > 0 || kept.stored > 0) await raiseEpoch(tx, organizationId, 'suppression');
  const idOf = new Map(made.map(({ clientId, id }) => [clientId, id]));
  const contacts = matched.map(({ contactId, clientId }) => ({
    contactId,
    clientId,
    optOutId: idOf.get(clientId) ?? null,
  }));
  return { contacts, unmatched, stored: kept.stored, listId: kept.listId };
}

function idAt(ids: readonly OptOutId[], index: number): OptOutId {
  const id = ids[index];
  if (id === undefined) throw new Error('an opt-out was left without an id');
  return id;
}

/**
 * Who has which of the numbers. Each statement looks up a set of keys in one index, and is joined here: a join of tables whose statistics
 * are older than an import of contacts may be planned as if they were empty, and take minutes.
 */
async function match(
  tx: Tx,
  organizationId: OrganizationId,
  numbers: readonly DeviceKey[],
  now: Moment,
): Promise<readonly Matched[]> {
  const { rows: devices } = await sql<{ contact_id: string; device_key: DeviceKey }>`
    select contact_id, device_key from devices
    where organization_id = ${organizationValue(organizationId)} and device_key = any (${textArray(numbers)}::text[])`.execute(
    tx,
  );
  if (devices.length === 0) return [];
  const contactIds = [...new Set(devices.map(({ contact_id: id }) => id))];
  const { rows: contacts } = await sql<{ id: string; client_id: ClientId }>`
    select id, client_id from contacts
    where organization_id = ${organizationValue(organizationId)} and id = any (${uuidArray(contactIds)}::uuid[])`.execute(
    tx,
  );
  const covered = await coveredPairs(tx, organizationId, numbers, now);
  const byContact = new Map<string, Matched>(
    contacts.map(({ id, client_id: clientId }) => [
      id,
      { contactId: id, clientId, numbers: [], isCovered: true },
    ]),
  );
  for (const { contact_id: id, device_key: key } of devices) {
    const one = byContact.get(id);
    if (one === undefined) throw new Error('a device belongs to no contact');
    one.numbers.push(key);
    one.isCovered &&= covered.has(pairOf(one.clientId, key));
  }
  return [...byContact.values()].sort((one, other) => (one.clientId < other.clientId ? -1 : 1));
}

/**
 * Which clients are opted out by which of the numbers, for good and on every channel. An opt-out that they made themselves is another wish: to
 * lift that one must not free what is opted out here (S25).
 */
async function coveredPairs(
  tx: Tx,
  organizationId: OrganizationId,
  numbers: readonly DeviceKey[],
  now: Moment,
): Promise<ReadonlySet<string>> {
  const { rows: devices } = await sql<{ opt_out_id: string; device_key: DeviceKey }>`
    select opt_out_id, device_key from opt_out_devices
    where organization_id = ${organizationValue(organizationId)} and device_key = any (${textArray(numbers)}::text[])`.execute(
    tx,
  );
  if (devices.length === 0) return new Set();
  const ids = [...new Set(devices.map(({ opt_out_id: id }) => id))];
  const { rows: optOuts } = await sql<{ id: string; client_id: ClientId }>`
    select o.id, o.client_id from opt_outs o
    where o.organization_id = ${organizationValue(organizationId)} and o.id = any (${uuidArray(ids)}::uuid[]) and o.channels is null
      and o.contact_only and o.until_at is null and o.until_date is null and ${isInForce(now)}`.execute(tx);
  const clientOf = new Map(optOuts.map(({ id, client_id: clientId }) => [id, clientId]));
  return new Set(
    devices.flatMap(({ opt_out_id: id, device_key: key }) => {
      const clientId = clientOf.get(id);
      return clientId === undefined ? [] : [pairOf(clientId, key)];
    }),
  );
}

/** A number has no blank, so that no two pairs are one text. */
function pairOf(clientId: ClientId, key: DeviceKey): string {
  return `${key} ${clientId}`;
}

async function write(
  tx: Tx,
  organizationId: OrganizationId,
  made: readonly (Matched & { readonly id: OptOutId })[],
  { reason, source }: { readonly reason: string; readonly source: string },
  now: Moment,
  actor: Actor,
): Promise<void> {
  if (made.length === 0) return;
  const at = new Date(now.at);
  await sql`
    insert into opt_outs (organization_id, id, client_id, contact_only, reason, source, from_at, created_at, created_by, created_by_name)
    select ${organizationId}, m.id, m.client_id, true, ${reason}::text, ${source}::text, ${at}::timestamptz, ${at}::timestamptz,
      ${actor.id}::text, ${actor.name}::text
    from unnest(${uuidArray(made.map(({ id }) => id))}::uuid[], ${textArray(made.map(({ clientId }) => clientId))}::text[])
      as m (id, client_id)`.execute(tx);
  const devices = made.flatMap(({ id, numbers }) => numbers.map((key) => ({ id, key })));
  await sql`
    insert into opt_out_devices (organization_id, opt_out_id, device_key)
    select ${organizationId}, d.id, d.key
    from unnest(${uuidArray(devices.map(({ id }) => id))}::uuid[], ${textArray(devices.map(({ key }) => key))}::text[])
      as d (id, key)`.execute(tx);
  await auditMany(
    tx,
    organizationId,
    actor,
    made.map(({ id, clientId, numbers }) => {
      const after: OptOut & { readonly numbers: readonly DeviceKey[] } = {
        id,
        clientId,
        channels: 'any',
        contactOnly: true,
        reason,
        source,
        from: { instant: now.at },
        until: null,
        createdAt: now.at,
        createdBy: actor.id,
        createdByName: actor.name,
        liftedAt: null,
        liftedBy: null,
        liftReason: null,
        numbers,
      };
      return { action: 'opt-out.create', entity: 'opt-out', entityId: id, after, reason };
    }),
  );
}
