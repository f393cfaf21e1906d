import type { ErasedMark } from '@tact/store';
import { hashOfErased, hashOfTexts, rootOfPath } from './hashes.ts';
import { objectInText } from './object-in-text.ts';

/** An erased record as it is found. */
export interface FoundErased {
  readonly kind: 'audit-entry' | 'decision' | 'attempt';
  readonly key: string;
  /** What is left of it. */
  readonly fields: readonly (string | null)[];
  readonly erased: ErasedMark;
  /** Such as `audit entry 17`. */
  readonly where: string;
  /** The hash that the chain has, where that is not the mark's own. */
  readonly hash?: string;
}

/** What is told of something that is not as it was. */
interface Finding {
  readonly where: string;
  readonly sentence: string;
}

/** What a finding says of an erased record that is not what its statement left. */
const NOT_LEFT = 'it was erased, and what is left of it is not what the audit log states';

/**
 * Erased records against the statements of the audit log. An entry may be erased by a statement that comes after it, so each root waits for
 * its statement; one root a statement is kept, so memory stays flat.
 */
export class ErasedRecords {
  readonly #stated = new Map<string, string>();
  readonly #waiting = new Map<string, Map<string, string>>();
  readonly #findings: Finding[] = [];
  #count = 0;

  /** Notes what an entry states, where it is a statement of erased records. One statement says one thing: a second one is none. */
  noteStatement(fields: readonly (string | null)[]): void {
    const [, , , , action, entity, , , after] = fields;
    if (
      action !== 'person.erase-records' ||
      entity !== 'erased-records' ||
      after === null ||
      after === undefined
    )
      return;
    const { statement, root, records } = objectInText(after) ?? {};
    if (typeof statement !== 'string' || typeof root !== 'string' || typeof records !== 'number') return;
    if (this.#stated.has(statement)) return;
    const tree = treeOf(root, records);
    this.#stated.set(statement, tree);
    const waiting = this.#waiting.get(statement);
    waiting?.delete(tree);
    if (waiting?.size === 0) this.#waiting.delete(statement);
  }

  /** An erased record: what it was stands in its hash alone, and what is left of it leads to the root of a statement. */
  take({ kind, key, fields, erased, where, hash = erased.hash }: FoundErased): void {
    this.#count++;
    const item = hashOfErased(kind, key, erased.hash, hashOfTexts(fields));
    const root = rootOfPath(item, erased.place, erased.places, erased.path);
    if (root === undefined || erased.hash !== hash) {
      this.#findings.push({ where, sentence: NOT_LEFT });
      return;
    }
    const tree = treeOf(root, erased.places);
    if (this.#stated.get(erased.statement) === tree) return;
    const waiting = this.#waiting.get(erased.statement) ?? new Map<string, string>();
    if (!waiting.has(tree)) waiting.set(tree, where);
    this.#waiting.set(erased.statement, waiting);
  }

  /** How many there were. */
  count(): number {
    return this.#count;
  }

  /** What is not as it was; of records that lead to one root without a statement the first is told. */
  findings(): readonly Finding[] {
    const unstated = [...this.#waiting.values()].flatMap((trees) => [...trees.values()]);
    return [...this.#findings, ...unstated.map((where) => ({ where, sentence: NOT_LEFT }))];
  }
}

function treeOf(root: string, places: number): string {
  return `${root} ${places}`;
}
