import { addBit, type ChunkBits } from './chunk-bits.ts';
import type { EntrySorter } from './chunk-entries.ts';

/** Stands for no block. */
export const NO_BLOCK = -1;
/** Entries of one block: a cache line. */
export const BLOCK_ENTRIES = 32;
const SLAB_BLOCKS = 1 << 13;

/** Entries of many chunks in chains of small blocks, newest block first: a block that one chunk gives back serves the next. */
export interface EntryBlocks {
  /** A block in front of a chain. */
  take(chain: number): number;
  put(block: number, at: number, low: number): void;
  /** Adds a chain's entries, of which there are so many, and gives how many new bits that made. */
  openChain(chain: number, count: number, bits: ChunkBits): number;
  /** Hands a chain's entries, of which there are so many, to a sorter. */
  eachEntry(chain: number, count: number, sorter: EntrySorter): void;
  /** Gives all blocks of a chain back. */
  free(chain: number): void;
}

/** No blocks yet; memory comes half a megabyte at a time. */
export function entryBlocks(): EntryBlocks {
  const slabs: Uint16Array[] = [];
  let following = new Int32Array(SLAB_BLOCKS);
  let made = 0;
  let freed = NO_BLOCK;

  function newBlock(): number {
    if (freed !== NO_BLOCK) {
      const block = freed;
      freed = following[block] ?? NO_BLOCK;
      return block;
    }
    if (made % SLAB_BLOCKS === 0) slabs.push(new Uint16Array(SLAB_BLOCKS * BLOCK_ENTRIES));
    if (made === following.length) {
      const larger = new Int32Array(made * 2);
      larger.set(following);
      following = larger;
    }
    return made++;
  }

  function slabOf(block: number): Uint16Array {
    const slab = slabs[Math.floor(block / SLAB_BLOCKS)];
    if (slab === undefined) throw new Error('a chunk names a block that was never made');
    return slab;
  }

  return {
    take(chain) {
      const block = newBlock();
      following[block] = chain;
      return block;
    },
    put(block, at, low) {
      slabOf(block)[(block % SLAB_BLOCKS) * BLOCK_ENTRIES + at] = low;
    },
    openChain(chain, count, bits) {
      let different = 0;
      // Only the newest block may be partly filled.
      let entries = ((count - 1) % BLOCK_ENTRIES) + 1;
      for (let block = chain; block !== NO_BLOCK; block = following[block] ?? NO_BLOCK) {
        const slab = slabOf(block);
        const from = (block % SLAB_BLOCKS) * BLOCK_ENTRIES;
        for (let at = from; at < from + entries; at++) {
          const low = slab[at] ?? 0;
          different += 1 - (((bits[low >>> 5] ?? 0) >>> (low & 31)) & 1);
          addBit(bits, low);
        }
        entries = BLOCK_ENTRIES;
      }
      return different;
    },
    eachEntry(chain, count, sorter) {
      // Only the newest block may be partly filled.
      let entries = ((count - 1) % BLOCK_ENTRIES) + 1;
      for (let block = chain; block !== NO_BLOCK; block = following[block] ?? NO_BLOCK) {
        const slab = slabOf(block);
        const from = (block % SLAB_BLOCKS) * BLOCK_ENTRIES;
        for (let at = from; at < from + entries; at++) sorter.add(slab[at] ?? 0);
        entries = BLOCK_ENTRIES;
      }
    },
    free(chain) {
      for (let block = chain; block !== NO_BLOCK;) {
        const next = following[block] ?? NO_BLOCK;
        following[block] = freed;
        freed = block;
        block = next;
      }
    },
  };
}
