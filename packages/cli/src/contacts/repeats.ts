/**
 * Remembers which client ids a file has had, in about 16 bytes each, so that a list of any length can be read with little memory. It keeps
 * fingerprints of 52 bits: it never misses a repeat, and among a million ids it takes two different ones for the same about once in
 * ten thousand files. Nothing but the report and the order of two writes hangs on it.
 */
export class Repeats {
  #table = new Float64Array(1024);
  #size = 0;

  /** Adds an id; says whether it was there before. */
  add(id: string): boolean {
    if (this.#size * 4 > this.#table.length * 3) this.#grow();
    const isNew = put(this.#table, fingerprint(id));
    if (isNew) this.#size++;
    return !isNew;
  }

  #grow(): void {
    const table = new Float64Array(this.#table.length * 2);
    for (const print of this.#table) if (print !== 0) put(table, print);
    this.#table = table;
  }
}

/** Puts a fingerprint into a table with free places; false where it is there already. Zero marks a free place. */
function put(table: Float64Array, print: number): boolean {
  const mask = table.length - 1;
  for (let at = (print % 0x1_0000_0000) & mask; ; at = (at + 1) & mask) {
    const there = table[at];
    if (there === print) return false;
    if (there === 0) {
      table[at] = print;
      return true;
    }
  }
}

/** Two different 32-bit multiplicative hashes joined to 52 bits; never zero. */
function fingerprint(id: string): number {
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  for (let at = 0; at < id.length; at++) {
    const unit = id.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ unit, 0x5bd1e995);
    other ^= other >>> 15;
  }
  one ^= one >>> 16;
  return (other & 0xfffff) * 0x1_0000_0000 + (one >>> 0) || 1;
}
