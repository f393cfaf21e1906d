import { sql } from 'kysely';
import type { DeviceKey } from '@tact/engine';
import type { Tx } from '../database.ts';
import { textArray, uuidArray } from '../deciding/binary-arrays.ts';
import { leafOfKind, tableOf, upToEdge } from '../sealed-records.ts';
import type { SealEdge, SealForm } from '../ports.ts';
import { keepNames } from './erase-identity.ts';
import type { Namer } from './erased-names.ts';
import { fixRecords, type Erasing } from './fix-records.ts';
import type { Subject } from './subject.ts';

/** Records that one transaction erases: some hundred milliseconds, while sealing waits. */
const RECORDS_MAX = 500;

/** Erases the next records of a kind that bear the person's client id; gives how many, and on which devices. What is erased bears it no more, so 0 is the end. */
export async function eraseRecords(
  erasing: Erasing,
  kind: 'attempt' | 'decision',
  { clientId }: Subject,
  namer: Namer,
): Promise<{ readonly erased: number; readonly deviceKeys: readonly DeviceKey[] }> {
  const { tx, organizationId } = erasing;
  if (clientId === null) return { erased: 0, deviceKeys: [] };
  // INVARIANT: nothing is sealed meanwhile. What a seal covers keeps the hash of what it was; what none covers yet is sealed as it is then.
  await sql`select pg_advisory_xact_lock(hashtextextended(${organizationId}::text, 8230))`.execute(tx);
  const { table, fields } = tableOf(kind);
  const { isSealed, leaf } = await sealedBy(tx, organizationId, kind);
  const { rows } = await sql<{
    id: string;
    at: string;
    device_key: DeviceKey;
    hash: string;
    sealed: boolean;
  }>`
    select r.id, r.at::text as at, r.device_key, encode(${leaf}, 'hex') as hash, ${isSealed} as sealed
    from ${sql.table(table)} r
    where r.organization_id = ${organizationId} and r.client_id = ${clientId}
    order by r.at limit ${RECORDS_MAX} for update`.execute(tx);
  if (rows.length === 0) return { erased: 0, deviceKeys: [] };
  const client = namer.client(clientId);
  const devices = rows.map((row) => namer.device(row.device_key));
  await keepNames(tx, organizationId, [client, ...devices]);
  const content =
    kind === 'attempt'
      ? sql`area_code = null, postal_code = null`
      : sql`record = ${JSON.stringify({ erased: erasing.erasureId })}`;
  const changed = await sql<{ id: string; left: string }>`
    update ${sql.table(table)} r set client_id = ${client}, device_key = x.device, salt = null, ${content}
    from unnest(${uuidArray(rows.map(({ id }) => id))}::uuid[], ${textArray(rows.map(({ at }) => at))}::text[]::timestamptz[],
      ${textArray(devices)}::text[]) as x (id, at, device)
    where r.organization_id = ${organizationId} and r.id = x.id and r.at = x.at
    returning r.id, encode(record_hash(${sql.raw(fields)}(r)), 'hex') as left`.execute(tx);
  const left = new Map(changed.rows.map((row) => [row.id, row.left]));
  const sealed = rows.flatMap(({ id, hash, sealed }) => {
    const now = left.get(id);
    if (now === undefined) throw new Error('a record was locked, and was not there to be changed');
    return sealed ? [{ key: id, hash, left: now }] : [];
  });
  await fixRecords(erasing, kind, sealed);
  return { erased: rows.length, deviceKeys: [...new Set(rows.map((row) => row.device_key))] };
}

/** Whether a record `r` is covered by a seal, and the hash that its seal covers; where none covers it yet, the hash says nothing. */
async function sealedBy(tx: Tx, organizationId: Erasing['organizationId'], kind: 'attempt' | 'decision') {
  const upToLast = async (form: SealForm) => {
    const { rows } = await sql<SealEdge>`
      select to_at as at, to_key as key from seals
      where organization_id = ${organizationId} and kind = ${kind} ${form === 1 ? sql`and form = 1` : sql``} order by seq desc limit 1`.execute(
      tx,
    );
    const [edge] = rows;
    return edge === undefined ? sql<boolean>`false` : upToEdge(kind, edge);
  };
  return {
    isSealed: await upToLast(2),
    leaf: sql<Buffer>`case when ${await upToLast(1)} then ${leafOfKind(kind, 1)} else ${leafOfKind(kind, 2)} end`,
  };
}
