/** What a finding says of an erased record that is not what its statement left. */
export const NOT_LEFT = 'it was erased, and what is left of it is not what the audit log states';

/**
 * Erased records against the statements of the audit log. An entry may be erased by a statement that comes after it, so each root waits for
 * its statement; one root a statement is kept, so memory stays flat.
 */
export class ErasedRecords {
  readonly #stated = new Map<string, string>();
  readonly #waiting = new Map<string, Map<string, string>>();

  /** Notes what an entry states, where it is a statement of erased records. One statement says one thing: a second one is none. */
  noteStatement(fields: readonly (string | null)[]): void {
    const [, , , , action, entity, , , after] = fields;
    if (action !== 'person.erase-records' || entity !== 'erased-records' || after === null || after === undefined)
      return;
    const { statement, root, records } = JSON.parse(after) as Partial<Readonly<Record<string, unknown>>>;
    if (typeof statement !== 'string' || this.#stated.has(statement)) return;
    const tree = treeOf(String(root), Number(records));
    this.#stated.set(statement, tree);
    const waiting = this.#waiting.get(statement);
    waiting?.delete(tree);
    if (waiting?.size === 0) this.#waiting.delete(statement);
  }

  /** A record leads to the root of a statement, as one of so many. */
  take(statement: string, root: string, places: number, where: string): void {
    const tree = treeOf(root, places);
    if (this.#stated.get(statement) === tree) return;
    const waiting = this.#waiting.get(statement) ?? new Map<string, string>();
    if (!waiting.has(tree)) waiting.set(tree, where);
    this.#waiting.set(statement, waiting);
  }

  /** The first record of each root that no statement states. */
  unstated(): readonly { readonly where: string; readonly sentence: string }[] {
    return [...this.#waiting.values()].flatMap((roots) =>
      [...roots.values()].map((where) => ({ where, sentence: NOT_LEFT })),
    );
  }
}

function treeOf(root: string, places: number): string {
  return `${root} ${places}`;
}
