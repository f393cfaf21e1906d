import { numberSetIn } from '@tact/engine';
import type { FoundRows } from './found-rows.ts';
import { outsideCoverage } from './outside-coverage.ts';
import { reasonOfNumber, type ScrubSet } from './scrub-set.ts';

/** Finds out which list has a row, in the order of the lists. */
export interface LookUp {
  /** Told of the e-mail addresses of the row that comes next. */
  readonly onAddresses: (addresses: readonly string[]) => void;
  /** Writes for each row the first list that has one of its values. */
  mark(): void;
  /** Why a row that is marked is on its list; empty where that is not known. */
  reasonOf(row: number): string;
}

const OUTSIDE = 'outside the coverage of the list: whether the number is on it is not known';

/** Looks rows up in sets, block by block. */
export function createLookUp(sets: readonly ScrubSet[], rows: FoundRows): LookUp {
  const lists = sets.map((set) => ({
    set,
    numbers: numberSetIn(set.numbers),
    isOutside: outsideCoverage(set.coverage),
  }));
  let isIn = new Uint8Array(0);
  const byAddress = new Map<number, { readonly list: number; readonly reason: string }>();

  function findAddress(address: string): { readonly list: number; readonly reason: string } | undefined {
    const domain = address.slice(address.lastIndexOf('@'));
    for (const [place, { set }] of lists.entries()) {
      const reason = set.addresses.get(address) ?? set.addresses.get(domain);
      if (reason !== undefined) return { list: place + 1, reason };
    }
    return undefined;
  }

  function markNumbers(list: number): void {
    const one = lists[list - 1];
    if (one === undefined) return;
    const numbers = rows.numbers.subarray(0, rows.numbersCount);
    const found = one.numbers.hasAll(numbers, isIn);
    const { isOutside } = one;
    if (isOutside === null && found === 0) return;
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at] as number;
      if (isIn[at] === 0 && isOutside?.(number) !== true) continue;
      const row = rows.rowOf[at] as number;
      rows.lists[row] = list;
      rows.hits[row] = number;
    }
  }

  return {
    onAddresses(addresses) {
      for (const address of addresses) {
        const found = findAddress(address);
        const before = byAddress.get(rows.count)?.list ?? Infinity;
        // The row is not added yet: its place is the next one.
        if (found !== undefined && found.list < before) byAddress.set(rows.count, found);
      }
    },
    mark() {
      if (isIn.length < rows.numbersCount) isIn = new Uint8Array(rows.numbers.length);
      // From the last list to the first, so that the first that has a number is the one that stays.
      for (let list = lists.length; list > 0; list--) markNumbers(list);
      for (const [row, { list, reason }] of byAddress) {
        const before = rows.lists[row] as number;
        if (before !== 0 && before <= list) continue;
        rows.lists[row] = list;
        rows.addressReasons.set(row, reason);
      }
      byAddress.clear();
    },
    reasonOf(row) {
      const one = lists[(rows.lists[row] as number) - 1];
      if (one === undefined) return '';
      const ofAddress = rows.addressReasons.get(row);
      if (ofAddress !== undefined) return ofAddress;
      const number = rows.hits[row] as number;
      if (one.isOutside?.(number) === true && !one.numbers.has(number)) return OUTSIDE;
      return reasonOfNumber(one.set, number);
    },
  };
}
