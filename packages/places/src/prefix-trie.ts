/**
 * A set of digit prefixes, each with a number: node `n` has its child for digit `d` at `next[10 n + d]` (0 for none) and its value at
 * `values[n]` (-1 for none). Node 0 is the root.
 */
export interface PrefixTrie {
  readonly next: Uint32Array;
  readonly values: Int32Array;
}

/** Builds the trie. Prefixes are digits only; values are at least 0; of two entries with one prefix the later one holds. */
export function buildPrefixTrie(entries: Iterable<readonly [prefix: string, value: number]>): PrefixTrie {
  const next: number[] = new Array<number>(10).fill(0);
  const values: number[] = [-1];
  for (const [prefix, value] of entries) {
    let node = 0;
    for (let at = 0; at < prefix.length; at++) {
      const slot = node * 10 + digitAt(prefix, at);
      const child = next[slot];
      if (child === undefined) throw new Error(`prefix \`${prefix}\` is not all digits`);
      node = child;
      if (node !== 0) continue;
      node = values.push(-1) - 1;
      next[slot] = node;
      for (let digit = 0; digit < 10; digit++) next.push(0);
    }
    values[node] = value;
  }
  return { next: Uint32Array.from(next), values: Int32Array.from(values) };
}

/** The value of the longest prefix of `text` from index `from` on; -1 where no prefix matches. One array read a digit. */
export function longestPrefix(trie: PrefixTrie, text: string, from: number): number {
  const { next, values } = trie;
  let node = 0;
  let found = -1;
  for (let at = from; at < text.length; at++) {
    const digit = digitAt(text, at);
    if (!(digit >= 0 && digit <= 9)) break;
    node = next[node * 10 + digit] ?? 0;
    if (node === 0) break;
    const value = values[node] ?? -1;
    if (value !== -1) found = value;
  }
  return found;
}

function digitAt(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}
