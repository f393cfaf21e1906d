import { BITMAP_WORDS, type PackedChunk } from './chunk-bits.ts';
import { CHUNK_KEY_MAX } from './chunk-bytes.ts';
import { bytesFor, finishLayout, layOut, POOL_WORDS_MAX, poolOf, shapeOf, type Layout } from './layout.ts';

/** How a set is made: `shared` in a `SharedArrayBuffer`, which other threads read without a copy. */
export interface SetOptions {
  readonly shared?: boolean;
}

/** What is known of a set before it is written: no more than so many chunks, and words of all of them. */
export interface SetRoom {
  readonly chunks: number;
  readonly words: number;
}

/** Takes packed chunks by rising key and makes one buffer of them. */
export interface ChunkWriter {
  /** `pack` writes a chunk's words at a place with room for `wordsMax` of them. Chunks without numbers are left out. */
  write(key: number, wordsMax: number, pack: (words: Uint16Array, offset: number) => PackedChunk): void;
  finish(): Layout;
}

/**
 * A writer. Where the room is known, the pool is made once at its final size, and no second copy of a large set ever exists; else it grows by
 * halves. Room that is not used costs address space, not memory.
 */
export function chunkWriter(
  options: SetOptions,
  room: SetRoom = { chunks: 64, words: 1 << 14 },
): ChunkWriter {
  const newBuffer = (bytes: number): ArrayBufferLike =>
    options.shared === true ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  let buffer = newBuffer(roomFor(room.chunks, room.words + BITMAP_WORDS));
  let capacity = room.words + BITMAP_WORDS;
  let pool = poolOf(buffer, capacity);
  let used = 0;
  let size = 0;
  let keyBefore = -1;
  const directory = writtenDirectory(room.chunks);

  function makeRoom(wordsMax: number): void {
    if (used + wordsMax <= capacity) return;
    capacity = Math.ceil((used + wordsMax) * 1.5);
    if (capacity > POOL_WORDS_MAX)
      throw new RangeError('a number set has at most 8 GB of numbers; split the list');
    const larger = newBuffer(roomFor(directory.length() * 2, capacity));
    const largerPool = poolOf(larger, capacity);
    largerPool.set(pool.subarray(0, used));
    buffer = larger;
    pool = largerPool;
  }

  return {
    write(key, wordsMax, pack) {
      if (!(key > keyBefore) || key > CHUNK_KEY_MAX)
        throw new RangeError(
          `chunk \`${key}\` comes after \`${keyBefore}\`; give chunks by rising key, each once`,
        );
      keyBefore = key;
      makeRoom(wordsMax);
      const packed = pack(pool, used);
      if (packed.count === 0) return;
      directory.add(key, used, packed);
      used += packed.length;
      size += packed.count;
    },
    finish() {
      const shape = { chunks: directory.length(), words: used, size, ...directory.keyRange() };
      const bytes = bytesFor(shape);
      // Much unused room is given back by a copy; a little, or much that is not large, is not worth one.
      if (buffer.byteLength < bytes || buffer.byteLength > bytes * 1.05 + (1 << 16)) {
        const exact = newBuffer(bytes);
        poolOf(exact, used).set(pool.subarray(0, used));
        buffer = exact;
      } else {
        // What was written into the spare room by a chunk that became smaller is not what the table takes it for.
        new Uint8Array(buffer).fill(0, poolOf(buffer, used).byteOffset + used * 2);
      }
      const layout = layOut(buffer, shape);
      directory.copyTo(layout);
      finishLayout(layout, shape);
      return layout;
    },
  };
}

/** Bytes for the largest table: what exactly it needs is known at the end. */
function roomFor(chunks: number, words: number): number {
  return bytesFor({ chunks, words, keySpan: 4 * chunks });
}

function writtenDirectory(room: number) {
  let length = 0;
  let keys = new Float64Array(room * 2);
  let shapes = new Uint32Array(keys.buffer);
  return {
    length: () => length,
    keyRange(): { readonly firstKey: number; readonly keySpan: number } {
      const firstKey = keys[0] ?? 0;
      return { firstKey, keySpan: length === 0 ? 0 : (keys[2 * length - 2] ?? 0) - firstKey + 1 };
    },
    add(key: number, offset: number, packed: PackedChunk): void {
      if (2 * length === keys.length) {
        const larger = new Float64Array(Math.max(64, length * 4));
        larger.set(keys);
        keys = larger;
        shapes = new Uint32Array(keys.buffer);
      }
      keys[2 * length] = key;
      shapes[4 * length + 2] = offset;
      shapes[4 * length + 3] = shapeOf(packed);
      length++;
    },
    copyTo(layout: Layout): void {
      // As integers: a shape seen as a float may be no number, and such a one need not be copied bit by bit.
      layout.shapes.set(shapes.subarray(0, 4 * length));
    },
  };
}
