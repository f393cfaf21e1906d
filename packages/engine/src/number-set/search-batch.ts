import { CHUNK_KIND, CHUNK_NUMBERS } from './chunk-bits.ts';
import {
  findEntryAfter,
  findEntryFrom,
  guessOf,
  isInChunk,
  isInRuns,
  offsetAt,
  packedAt,
  placeOf,
  type Layout,
} from './layout.ts';
import { searchSorted } from './search-sorted.ts';

/** Numbers that are looked up together: few enough that what they touch stays in the nearest cache. */
const GROUP = 64;

/** Looks numbers up, in groups; writes 1 or 0 for each to `out`, where there is one, and gives how many were found. */
export function searchBatch(layout: Layout, numbers: Float64Array, out: Uint8Array | undefined): number {
  return searchSorted(layout, numbers, out ?? new Uint8Array(numbers.length), searchGroups);
}

function searchGroups(layout: Layout, numbers: Float64Array, answers: Uint8Array): number {
  const group = { places: new Int32Array(GROUP), near: new Uint16Array(GROUP) };
  let found = 0;
  for (let from = 0; from < numbers.length; from += GROUP) {
    const end = Math.min(numbers.length, from + GROUP);
    found += isAscending(numbers, from, end)
      ? searchAscending(layout, numbers, from, end, answers)
      : searchScattered(layout, numbers, from, end, answers, group);
  }
  return found;
}

function isAscending(numbers: Float64Array, from: number, end: number): boolean {
  let before = -1;
  for (let index = from; index < end; index++) {
    const number = numbers[index] ?? 0;
    if (number < before) return false;
    before = number;
  }
  return true;
}

/** One after the other: each goes on from where the one before was found, so that memory is read once. */
function searchAscending(
  layout: Layout,
  numbers: Float64Array,
  from: number,
  end: number,
  out: Uint8Array,
): number {
  const { words } = layout;
  let found = 0;
  let key = -1;
  let place = -1;
  let isEntries = false;
  let at = 0;
  let entriesEnd = 0;
  for (let index = from; index < end; index++) {
    const number = numbers[index] ?? 0;
    const keyNow = Math.floor(number / CHUNK_NUMBERS);
    const low = number - keyNow * CHUNK_NUMBERS;
    const isNewChunk = keyNow !== key;
    if (isNewChunk) {
      key = keyNow;
      place = placeOf(layout, key);
      const chunk = place < 0 ? undefined : packedAt(layout, place);
      isEntries = chunk?.kind === CHUNK_KIND.entries;
      at = place < 0 ? 0 : offsetAt(layout, place);
      entriesEnd = at + (chunk?.length ?? 0);
    }
    let isIn = false;
    // A fraction is in no set; its whole part must not answer for it.
    if (low !== (low | 0)) isIn = false;
    else if (isEntries) {
      at = isNewChunk
        ? findEntryFrom(words, at, entriesEnd, low, words[guessOf(at, entriesEnd, low)] ?? 0)
        : findEntryAfter(words, at, entriesEnd, low);
      isIn = at < entriesEnd && words[at] === low;
    } else if (place >= 0) isIn = isInChunk(layout, place, low);
    if (isIn) found++;
    out[index] = isIn ? 1 : 0;
  }
  return found;
}

/**
 * In two passes: the first reads for each number the one word that it is most likely near. Those reads do not wait for each other, as whole
 * look-ups would, so that memory answers many at a time; the second pass finds what it needs in the cache.
 */
function searchScattered(
  layout: Layout,
  numbers: Float64Array,
  from: number,
  end: number,
  out: Uint8Array,
  { places, near }: { readonly places: Int32Array; readonly near: Uint16Array },
): number {
  const { words } = layout;
  for (let index = from; index < end; index++) {
    const number = numbers[index] ?? 0;
    const key = Math.floor(number / CHUNK_NUMBERS);
    const place = placeOf(layout, key);
    places[index - from] = place;
    if (place < 0) continue;
    const { kind, length } = packedAt(layout, place);
    const low = number - key * CHUNK_NUMBERS;
    const offset = offsetAt(layout, place);
    near[index - from] =
      words[kind === CHUNK_KIND.bitmap ? offset + (low >>> 4) : guessOf(offset, offset + length, low)] ?? 0;
  }
  let found = 0;
  for (let index = from; index < end; index++) {
    const place = places[index - from] ?? -1;
    const number = numbers[index] ?? 0;
    const low = number - Math.floor(number / CHUNK_NUMBERS) * CHUNK_NUMBERS;
    const isIn = place >= 0 && low === (low | 0) && isInNear(layout, place, low, near[index - from] ?? 0);
    if (isIn) found++;
    out[index] = isIn ? 1 : 0;
  }
  return found;
}

function isInNear(layout: Layout, place: number, low: number, near: number): boolean {
  const { kind, length } = packedAt(layout, place);
  if (kind === CHUNK_KIND.bitmap) return ((near >>> (low & 15)) & 1) === 1;
  const { words } = layout;
  const offset = offsetAt(layout, place);
  if (kind !== CHUNK_KIND.entries) return isInRuns(words, offset, length, low);
  const at = findEntryFrom(words, offset, offset + length, low, near);
  return at < offset + length && words[at] === low;
}
