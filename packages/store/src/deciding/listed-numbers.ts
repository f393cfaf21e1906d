import { sql } from 'kysely';
import {
  chunkKeyOf,
  phoneNumberOf,
  type DeviceKey,
  type EntryId,
  type OrganizationId,
  type SuppressionListId,
} from '@tact/engine';
import type { Database, Tx } from '../database.ts';
import { PIECES_AT_ONCE } from '../number-sets/read-pieces.ts';
import type { NumberSetReference, StoredFacts } from '../ports.ts';
import { uuidArray } from './binary-arrays.ts';
import { pieceCache, type PieceRange } from './piece-cache.ts';

/** A device that a list's numbers hold, as an entry fact. Its id is that of the version: what a replay or an explanation looks up. */
export interface ListedNumber {
  readonly deviceKey: DeviceKey;
  readonly entry: StoredFacts['entries'][number];
}

/** Looks devices up in the numbers of lists. */
export interface ListedNumbers {
  /**
   * The devices that are in these versions. INVARIANT: the caller has read which versions are in force together with the facts; what is kept
   * here is only ever found by the id of a version, and a version never changes. Throws `not_found` where one was deleted meanwhile, and a
   * `DamagedChunkError` for one that cannot be read: never silence, which would allow.
   */
  find(
    organizationId: OrganizationId,
    inForce: readonly NumberSetReference[],
    deviceKeys: Iterable<string>,
  ): Promise<readonly ListedNumber[]>;
}

/**
 * Looks devices up in pieces that are kept in memory up to `bytesMax`. A batch of thousands asks for nearly all pieces of a version, and so
 * loads nearly the whole set, some megabytes at a time.
 */
export function listedNumbers(database: Database, bytesMax: number): ListedNumbers {
  const pieces = pieceCache(database, bytesMax);

  async function findIn(
    organizationId: OrganizationId,
    reference: NumberSetReference,
    numbers: ReadonlyMap<number, DeviceKey>,
  ): Promise<readonly ListedNumber[]> {
    const asked = byPiece(await pieces.rangesOf(organizationId, reference), numbers.keys());
    const found: ListedNumber[] = [];
    for (let from = 0; from < asked.length; from += PIECES_AT_ONCE) {
      const some = asked.slice(from, from + PIECES_AT_ONCE);
      const ranges = some.map(({ range }) => range);
      for (const [index, set] of (await pieces.setsOf(organizationId, reference, ranges)).entries())
        for (const number of some[index]?.numbers ?? [])
          if (set.has(number)) found.push(listed(reference, numbers.get(number)));
    }
    return found;
  }

  return {
    async find(organizationId, inForce, deviceKeys) {
      if (inForce.length === 0) return [];
      const numbers = new Map<number, DeviceKey>();
      for (const key of deviceKeys) {
        const number = phoneNumberOf(key);
        if (number !== undefined) numbers.set(number, key as DeviceKey);
      }
      if (numbers.size === 0) return [];
      const found = await Promise.all(inForce.map((reference) => findIn(organizationId, reference, numbers)));
      return found.flat();
    },
  };
}

/** Which versions of the lists' numbers are in force, read in the snapshot of the other facts. */
export async function numberSetsInForce(
  tx: Tx,
  organizationId: OrganizationId,
  listIds: readonly SuppressionListId[],
): Promise<readonly NumberSetReference[]> {
  if (listIds.length === 0) return [];
  const { rows } = await sql<{ list_id: string; id: string }>`
    select list_id, id from number_set_versions
    where organization_id = ${organizationId} and list_id = any (${uuidArray(listIds)}::uuid[]) and state = 'in force'
  `.execute(tx);
  return rows.map((row) => ({ listId: row.list_id as SuppressionListId, versionId: row.id }));
}

function listed({ listId, versionId }: NumberSetReference, deviceKey: DeviceKey | undefined): ListedNumber {
  if (deviceKey === undefined) throw new Error('a number was found that nobody asked for');
  return { deviceKey, entry: { listId, entryId: versionId as EntryId, from: null, until: null } };
}

/** The numbers by the piece that would hold them. The pieces cover all keys, so each number has one. */
function byPiece(
  ranges: readonly PieceRange[],
  numbers: Iterable<number>,
): readonly { readonly range: PieceRange; readonly numbers: readonly number[] }[] {
  const asked = new Map<PieceRange, number[]>();
  for (const number of numbers) {
    const key = chunkKeyOf(number);
    let [from, end] = [0, ranges.length];
    while (end - from > 1) {
      const middle = (from + end) >>> 1;
      if ((ranges[middle]?.fromKey ?? Infinity) <= key) from = middle;
      else end = middle;
    }
    const range = ranges[from];
    if (range === undefined || key < range.fromKey || key >= range.endKey)
      throw new Error('a number is in no piece of a complete version');
    const others = asked.get(range);
    if (others === undefined) asked.set(range, [number]);
    else others.push(number);
  }
  return [...asked].map(([range, own]) => ({ range, numbers: own }));
}
