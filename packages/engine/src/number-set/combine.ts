import { BITMAP_WORDS, emptyBits, packBits, unpackInto, type ChunkBits } from './chunk-bits.ts';
import { chunkWriter, type ChunkWriter, type SetOptions } from './chunk-writer.ts';
import { offsetAt, packedAt, type Layout } from './layout.ts';
import { layoutOf, numberSetOver, type NumberSet } from './number-set.ts';

/** What is in either set: an import that appends. */
export function union(one: NumberSet, other: NumberSet, options: SetOptions = {}): NumberSet {
  return combine(one, other, options, { onlyOne: true, onlyOther: true, word: (a, b) => a | b });
}

/** What is in the first set and not in the other: an import that removes. */
export function difference(one: NumberSet, other: NumberSet, options: SetOptions = {}): NumberSet {
  return combine(one, other, options, { onlyOne: true, onlyOther: false, word: (a, b) => a & ~b });
}

/** What is in both sets. */
export function intersection(one: NumberSet, other: NumberSet, options: SetOptions = {}): NumberSet {
  return combine(one, other, options, { onlyOne: false, onlyOther: false, word: (a, b) => a & b });
}

/** Whether a chunk that only one set has stays, and what becomes of 32 numbers where both have the chunk. */
interface Operation {
  readonly onlyOne: boolean;
  readonly onlyOther: boolean;
  readonly word: (one: number, other: number) => number;
}

/** Chunk by chunk, by rising key, so that it takes no more memory than the two sets and what comes of them. */
function combine(
  one: NumberSet,
  other: NumberSet,
  options: SetOptions,
  { onlyOne, onlyOther, word }: Operation,
): NumberSet {
  const [a, b] = [layoutOf(one), layoutOf(other)];
  const writer = chunkWriter(options, {
    chunks: a.chunks + (onlyOther ? b.chunks : 0),
    words: a.words.length + (onlyOther ? b.words.length : 0),
  });
  const [bits, otherBits] = [emptyBits(), emptyBits()];
  for (let atA = 0, atB = 0; atA < a.chunks || atB < b.chunks;) {
    const keyA = a.keys[2 * atA] ?? Infinity;
    const keyB = b.keys[2 * atB] ?? Infinity;
    if (keyA < keyB) {
      if (onlyOne) copyChunk(writer, a, atA);
      atA++;
    } else if (keyB < keyA) {
      if (onlyOther) copyChunk(writer, b, atB);
      atB++;
    } else {
      open(bits, a, atA++);
      open(otherBits, b, atB++);
      for (let at = 0; at < bits.length; at++) bits[at] = word(bits[at] ?? 0, otherBits[at] ?? 0);
      writer.write(keyA, BITMAP_WORDS, (words, offset) => packBits(bits, words, offset));
    }
  }
  return numberSetOver(writer.finish());
}

function open(bits: ChunkBits, layout: Layout, place: number): void {
  const { kind, length } = packedAt(layout, place);
  bits.fill(0);
  unpackInto(bits, kind, layout.words, offsetAt(layout, place), length);
}

function copyChunk(writer: ChunkWriter, layout: Layout, place: number): void {
  const packed = packedAt(layout, place);
  const from = offsetAt(layout, place);
  writer.write(layout.keys[2 * place] ?? 0, packed.length, (words, offset) => {
    words.set(layout.words.subarray(from, from + packed.length), offset);
    return packed;
  });
}
