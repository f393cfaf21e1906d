import { CHUNK_KEY_MAX, chunkCount, DamagedChunkError, type NumberChunk } from '@tact/engine';
import type { NumberSetPiece } from '../ports.ts';

/** Where the chunk keys of every version end. */
export const KEYS_END = CHUNK_KEY_MAX + 1;
/** A piece has no more bytes than a chunk above this: one row, large enough that rows cost little, small enough to be read for one number. */
const PIECE_BYTES = 65_536;
/** Bytes of a chunk that are not its words. */
const CHUNK_HEADER_BYTES = 8;
/** Before the chunks: form and how many. Before each chunk: its key (a float) and its bytes. All little-endian. */
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const FORM = 1;

/** Which chunk keys are covered: from the first, to before the end. */
export interface KeyRange {
  readonly fromKey: number;
  readonly endKey: number;
}

/** All of them. */
export const ALL_KEYS: KeyRange = { fromKey: 0, endKey: KEYS_END };

/**
 * Cuts chunks, by rising key and all of them in the range, into pieces that cover the range without a gap. The same chunks always give the
 * same pieces.
 */
export function* piecesOf(
  chunks: Iterable<NumberChunk>,
  range: KeyRange = ALL_KEYS,
): Generator<NumberSetPiece> {
  let { fromKey } = range;
  let held: NumberChunk[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    const more = chunk.bytes.length + ENTRY_BYTES;
    if (held.length > 0 && bytes + more > PIECE_BYTES) {
      yield pieceOf(held, fromKey, chunk.key);
      fromKey = chunk.key;
      held = [];
      bytes = 0;
    }
    held.push(chunk);
    bytes += more;
  }
  yield pieceOf(held, fromKey, range.endKey);
}

function pieceOf(chunks: readonly NumberChunk[], fromKey: number, endKey: number): NumberSetPiece {
  const size = chunks.reduce((sum, { bytes }) => sum + ENTRY_BYTES + bytes.length, HEADER_BYTES);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, FORM, true);
  view.setUint32(4, chunks.length, true);
  let at = HEADER_BYTES;
  for (const chunk of chunks) {
    view.setFloat64(at, chunk.key, true);
    view.setUint32(at + 8, chunk.bytes.length, true);
    bytes.set(chunk.bytes, at + ENTRY_BYTES);
    at += ENTRY_BYTES + chunk.bytes.length;
  }
  return {
    fromKey,
    endKey,
    numbers: chunks.reduce((sum, chunk) => sum + chunkCount(chunk), 0),
    chunks: chunks.length,
    words: (size - HEADER_BYTES - chunks.length * (ENTRY_BYTES + CHUNK_HEADER_BYTES)) / 2,
    bytes,
  };
}

/** The chunks of a piece. Throws a `DamagedChunkError` where they are not all there, or not its own: a lost chunk would allow. */
export function chunksOf(piece: NumberSetPiece): readonly NumberChunk[] {
  const { bytes, fromKey, endKey } = piece;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, true) !== FORM)
    throw new DamagedChunkError(fromKey, 'its piece has no header');
  const chunks: NumberChunk[] = [];
  let numbers = 0;
  let at = HEADER_BYTES;
  while (at + ENTRY_BYTES <= bytes.length) {
    const key = view.getFloat64(at, true);
    const end = at + ENTRY_BYTES + view.getUint32(at + 8, true);
    if (end > bytes.length || !(key >= fromKey && key < endKey))
      throw new DamagedChunkError(key, 'it does not fit its piece');
    const chunk = { key, bytes: bytes.subarray(at + ENTRY_BYTES, end) };
    chunks.push(chunk);
    numbers += chunkCount(chunk);
    at = end;
  }
  if (at !== bytes.length || chunks.length !== view.getUint32(4, true) || numbers !== piece.numbers)
    throw new DamagedChunkError(fromKey, 'its piece has not the numbers that it was written with');
  return chunks;
}
