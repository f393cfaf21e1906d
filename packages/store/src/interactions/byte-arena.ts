/** Bytes that stay where they were put: nothing is taken out again, and growing copies nothing. */
export interface ByteArena {
  /** Puts bytes in, at most 16 kB at once; gives where they lie from now on. */
  store(bytes: Uint8Array, from: number, length: number): number;
  /** Whether the same bytes lie there. */
  isAt(place: number, bytes: Uint8Array, from: number, length: number): boolean;
  /** The byte that lies there. */
  byteAt(place: number): number;
  /** What lies there. */
  at(place: number, length: number): Uint8Array;
}

/** Small pieces: some arenas hold little, and live for an hour of a report. */
const PIECE_BYTES = 16_384;

/** Creates an empty arena. */
export function createByteArena(): ByteArena {
  const pieces: Uint8Array[] = [];
  let used = 0;
  return {
    store(bytes, from, length) {
      if (length > PIECE_BYTES) throw new RangeError(`a key of \`${length}\` bytes is too long`);
      if (pieces.length === 0 || used + length > PIECE_BYTES) {
        pieces.push(new Uint8Array(PIECE_BYTES));
        used = 0;
      }
      const piece = pieces.at(-1);
      for (let i = 0; piece !== undefined && i < length; i++) piece[used + i] = bytes[from + i] ?? 0;
      used += length;
      return (pieces.length - 1) * PIECE_BYTES + used - length;
    },
    isAt(place, bytes, from, length) {
      const start = place % PIECE_BYTES;
      const piece = pieces[(place - start) / PIECE_BYTES];
      if (piece === undefined) return false;
      for (let i = 0; i < length; i++) if (piece[start + i] !== bytes[from + i]) return false;
      return true;
    },
    byteAt: (place) => pieces[Math.floor(place / PIECE_BYTES)]?.[place % PIECE_BYTES] ?? 0,
    at(place, length) {
      const start = place % PIECE_BYTES;
      return pieces[(place - start) / PIECE_BYTES]?.subarray(start, start + length) ?? new Uint8Array(0);
    },
  };
}
