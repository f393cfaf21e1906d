/** Queries by a key. Most sets find nothing to sort out, so the places of a key are looked for only when they are first asked for. */
export class Index {
  readonly #keyOf: readonly (string | null)[];
  #last: Map<string, number> | undefined;
  readonly #before = new Map<number, number>();

  readonly #aliases: ReadonlyMap<string, string>;

  /** `keyOf`: the key of each query, by its place; null for none. `aliases`: other names by which a key is looked up and known. */
  constructor(keyOf: readonly (string | null)[], aliases: ReadonlyMap<string, string> = new Map()) {
    this.#keyOf = keyOf;
    this.#aliases = aliases;
  }

  /** Every key, some of them perhaps twice, and the other names of those that have one. */
  keys(): readonly string[] {
    return [...this.#keyOf.filter((key) => key !== null), ...this.#aliases.values()];
  }

  /** The places of the queries that the key belongs to; none for null. */
  placesOf(key: string | null): readonly number[] {
    const last = (this.#last ??= this.#chain());
    const places: number[] = [];
    for (
      let place = key === null ? undefined : last.get(key);
      place !== undefined;
      place = this.#before.get(place)
    )
      places.push(place);
    return places;
  }

  /** The last place of each key; each place leads to the one before it, so that a set of thousands costs no list apiece. */
  #chain(): Map<string, number> {
    const last = new Map<string, number>();
    for (const [place, key] of this.#keyOf.entries()) {
      if (key === null) continue;
      const before = last.get(key);
      if (before !== undefined) this.#before.set(place, before);
      last.set(key, place);
    }
    for (const [key, alias] of this.#aliases) {
      const place = last.get(key);
      if (place !== undefined) last.set(alias, place);
    }
    return last;
  }
}

/** What was found, by the places of the queries that it belongs to. */
export class Found<Item> {
  readonly #items = new Map<number, Item[]>();

  add(places: Iterable<number>, item: Item): void {
    for (const place of places) {
      const items = this.#items.get(place);
      if (items === undefined) this.#items.set(place, [item]);
      else items.push(item);
    }
  }

  isEmpty(): boolean {
    return this.#items.size === 0;
  }

  /** In the order in which they were added. */
  of(place: number): readonly Item[] {
    return this.#items.get(place) ?? NONE;
  }
}

const NONE: readonly never[] = Object.freeze([]);
