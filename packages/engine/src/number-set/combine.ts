import { BITMAP_WORDS, CHUNK_KIND, emptyBits, packBits, unpackInto, type ChunkBits } from './chunk-bits.ts';
import { mergeEntries, packEntries, type Entries, type Kept } from './chunk-entries.ts';
import { chunkWriter, type ChunkWriter, type SetOptions } from './chunk-writer.ts';
import { offsetAt, packedAt, type Layout } from './layout.ts';
import { layoutOf, numberSetOver, type NumberSet } from './number-set.ts';

/** What is in either set: an import that appends. */
export function union(one: NumberSet, other: NumberSet, options: SetOptions = {}): NumberSet {
  return combine(one, other, options, { onlyOne: true, onlyOther: true, both: true, word: (a, b) => a | b });
}

/** What is in the first set and not in the other: an import that removes. */
export function difference(one: NumberSet, other: NumberSet, options: SetOptions = {}): NumberSet {
  return combine(one, other, options, {
    onlyOne: true,
    onlyOther: false,
    both: false,
    word: (a, b) => a & ~b,
  });
}

/** What is in both sets. */
export function intersection(one: NumberSet, other: NumberSet, options: SetOptions = {}): NumberSet {
  return combine(one, other, options, {
    onlyOne: false,
    onlyOther: false,
    both: true,
    word: (a, b) => a & b,
  });
}

/** Which numbers stay; the same for 32 numbers at once, a bit each. */
interface Operation extends Kept {
  readonly word: (one: number, other: number) => number;
}

/** Chunk by chunk, by rising key, so that it takes no more memory than the two sets and what comes of them. */
function combine(one: NumberSet, other: NumberSet, options: SetOptions, operation: Operation): NumberSet {
  const { onlyOne, onlyOther, word } = operation;
  const [a, b] = [layoutOf(one), layoutOf(other)];
  const writer = chunkWriter(options, {
    chunks: a.chunks + (onlyOther ? b.chunks : 0),
    words: a.words.length + (onlyOther ? b.words.length : 0),
  });
  const [bits, otherBits] = [emptyBits(), emptyBits()];
  const merged = new Uint16Array(BITMAP_WORDS);
  for (let atA = 0, atB = 0; atA < a.chunks || atB < b.chunks;) {
    const keyA = a.keys[2 * atA] ?? Infinity;
    const keyB = b.keys[2 * atB] ?? Infinity;
    if (keyA < keyB) {
      if (onlyOne) copyChunk(writer, a, atA);
      atA++;
    } else if (keyB < keyA) {
      if (onlyOther) copyChunk(writer, b, atB);
      atB++;
    } else if (areFew(a, atA, b, atB)) {
      const count = mergeEntries(entriesAt(a, atA++), entriesAt(b, atB++), operation, merged);
      writer.write(keyA, count, (words, offset) => packEntries(merged, count, words, offset));
    } else {
      open(bits, a, atA++);
      open(otherBits, b, atB++);
      for (let at = 0; at < bits.length; at++) bits[at] = word(bits[at] ?? 0, otherBits[at] ?? 0);
      writer.write(keyA, BITMAP_WORDS, (words, offset) => packBits(bits, words, offset));
    }
  }
  return numberSetOver(writer.finish());
}

/** Whether two chunks are entries, of which all together are fewer than a bitmap's words. */
function areFew(a: Layout, atA: number, b: Layout, atB: number): boolean {
  const [one, other] = [packedAt(a, atA), packedAt(b, atB)];
  const areEntries = one.kind === CHUNK_KIND.entries && other.kind === CHUNK_KIND.entries;
  return areEntries && one.count + other.count < BITMAP_WORDS;
}

function entriesAt(layout: Layout, place: number): Entries {
  return { words: layout.words, offset: offsetAt(layout, place), count: packedAt(layout, place).count };
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
