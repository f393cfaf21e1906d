import { BITMAP_WORDS, type PackedChunk } from './chunk-bits.ts';
import { CHUNK_KEY_MAX } from './chunk-bytes.ts';
import { bytesFor, finishLayout, layOut, POOL_WORDS_MAX, poolOf, type Layout } from './layout.ts';

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
  let buffer = newBuffer(bytesFor(room.chunks, room.words + BITMAP_WORDS));
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
    const larger = newBuffer(bytesFor(directory.length() * 2, capacity));
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
      const chunks = directory.length();
      const bytes = bytesFor(chunks, used);
      // Much unused room is given back by a copy; a little, or much that is not large, is not worth one.
      if (buffer.byteLength < bytes || buffer.byteLength > bytes * 1.05 + (1 << 16)) {
        const exact = newBuffer(bytes);
        poolOf(exact, used).set(pool.subarray(0, used));
        buffer = exact;
      } else {
        // What was written into the spare room by a chunk that became smaller is not what the table takes it for.
        new Uint8Array(buffer).fill(0, poolOf(buffer, used).byteOffset + used * 2);
      }
      const layout = layOut(buffer, { chunks, words: used, size });
      directory.copyTo(layout);
      finishLayout(layout);
      return layout;
    },
  };
}

function writtenDirectory(room: number) {
  let length = 0;
  let keys = new Float64Array(room);
  let offsets = new Uint32Array(room);
  let shapes = new Uint32Array(room * 3);
  return {
    length: () => length,
    add(key: number, offset: number, { kind, length: words, count }: PackedChunk): void {
      if (length === keys.length) {
        keys = grown(keys, new Float64Array(Math.max(64, length * 2)));
        offsets = grown(offsets, new Uint32Array(keys.length));
        shapes = grown(shapes, new Uint32Array(keys.length * 3));
      }
      keys[length] = key;
      offsets[length] = offset;
      shapes[length * 3] = kind;
      shapes[length * 3 + 1] = words;
      shapes[length * 3 + 2] = count - 1;
      length++;
    },
    copyTo(layout: Layout): void {
      layout.keys.set(keys.subarray(0, length));
      layout.offsets.set(offsets.subarray(0, length));
      for (let place = 0; place < length; place++) {
        layout.kinds[place] = shapes[place * 3] ?? 0;
        layout.lengths[place] = shapes[place * 3 + 1] ?? 0;
        layout.countsLessOne[place] = shapes[place * 3 + 2] ?? 0;
      }
    },
  };
}

function grown<Numbers extends { set(from: Numbers): void }>(smaller: Numbers, larger: Numbers): Numbers {
  larger.set(smaller);
  return larger;
}
