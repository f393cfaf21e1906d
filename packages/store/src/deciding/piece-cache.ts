import { numberSetOf, type NumberSet, type OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';
import { chunksOf } from '../number-sets/pieces.ts';
import { completePieces, readPieces } from '../number-sets/read-pieces.ts';
import type { NumberSetPiece, NumberSetReference } from '../ports.ts';

/** Which chunk keys a piece covers. */
export type PieceRange = Pick<NumberSetPiece, 'fromKey' | 'endKey'>;

/** The pieces of versions, by the version's id. Nothing in it can be stale: a version never changes. Errors as `readPieces` and `completePieces`. */
export interface PieceCache {
  /** Every piece of a version, by rising key. */
  rangesOf(organizationId: OrganizationId, reference: NumberSetReference): Promise<readonly PieceRange[]>;
  /** The sets of these pieces, in order; what is missing comes by one statement. */
  setsOf(
    organizationId: OrganizationId,
    reference: NumberSetReference,
    ranges: readonly PieceRange[],
  ): Promise<readonly NumberSet[]>;
}

/** Versions whose ranges are kept: some hundred kilobytes each for the largest. */
const VERSIONS_MAX = 200;

/** A cache of pieces up to `bytesMax`, and those under way. Those not asked for longest go first. */
export function pieceCache(database: Database, bytesMax: number): PieceCache {
  const ranges = new Map<string, Promise<readonly PieceRange[]>>();
  const sets = keptSets(bytesMax);
  return {
    rangesOf(organizationId, reference) {
      const name = `${organizationId} ${reference.versionId}`;
      const known = ranges.get(name);
      if (known !== undefined) return known;
      const loading = database.inOrganization(organizationId, (tx) =>
        completePieces(tx, organizationId, reference),
      );
      ranges.set(name, loading);
      loading.catch(() => ranges.delete(name));
      const [oldest] = ranges.keys();
      if (ranges.size > VERSIONS_MAX && oldest !== undefined) ranges.delete(oldest);
      return loading;
    },
    setsOf(organizationId, reference, wanted) {
      const nameOf = ({ fromKey }: PieceRange) => `${organizationId} ${reference.versionId} ${fromKey}`;
      const missing = wanted.filter((range) => !sets.has(nameOf(range)));
      const loading =
        missing.length === 0
          ? NOTHING
          : database
              .inOrganization(organizationId, (tx) =>
                readPieces(
                  tx,
                  organizationId,
                  reference,
                  missing.map(({ fromKey }) => fromKey),
                ),
              )
              .then((pieces) => new Map(pieces.map((piece) => [piece.fromKey, piece])));
      const come = (range: PieceRange) => loading.then((pieces) => setOfPiece(pieces.get(range.fromKey)));
      return Promise.all(wanted.map((range) => sets.get(nameOf(range), () => come(range))));
    },
  };
}

const NOTHING = Promise.resolve(new Map<number, NumberSetPiece>());

/** Sets by name, up to so many bytes. */
function keptSets(bytesMax: number) {
  const kept = new Map<string, { readonly set: Promise<NumberSet>; bytes: number }>();
  let bytes = 0;

  function makeRoom(): void {
    for (const [name, one] of kept) {
      if (bytes <= bytesMax) return;
      kept.delete(name);
      bytes -= one.bytes;
    }
  }

  return {
    has: (name: string) => kept.has(name),
    /** The set that is kept, or the one that comes. One that fails to come is not kept. */
    get(name: string, come: () => Promise<NumberSet>): Promise<NumberSet> {
      const known = kept.get(name);
      if (known !== undefined) {
        kept.delete(name);
        kept.set(name, known);
        return known.set;
      }
      const one = { set: come(), bytes: 0 };
      kept.set(name, one);
      one.set.then(
        ({ byteLength }) => {
          // One that was dropped before it came is not counted.
          if (kept.get(name) !== one) return;
          one.bytes = byteLength;
          bytes += byteLength;
          makeRoom();
        },
        () => {
          if (kept.get(name) === one) kept.delete(name);
        },
      );
      return one.set;
    },
  };
}

function setOfPiece(piece: NumberSetPiece | undefined): NumberSet {
  if (piece === undefined) throw new Error('a piece of numbers was asked for and did not come');
  return numberSetOf(chunksOf(piece), {}, { chunks: piece.chunks, words: piece.words });
}
