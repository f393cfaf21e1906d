import type { ChainHead } from '@tact/store';

/** A hash that a checkpoint says stands at a number of a chain, and which checkpoint. */
interface Stated {
  readonly hash: string;
  readonly where: string;
}

/** What checkpoints say of a chain, until the chain comes there. */
export class StatedHeads {
  readonly #stated = new Map<number, Stated[]>();

  /** Notes what a checkpoint says. */
  note({ seq, hash }: ChainHead, where: string): void {
    this.#stated.set(seq, [...(this.#stated.get(seq) ?? []), { hash, where }]);
  }

  /** The checkpoints that say that another hash stands at this number. Each number is asked for once. */
  take({ seq, hash }: ChainHead): readonly string[] {
    const others = (this.#stated.get(seq) ?? []).filter((one) => one.hash !== hash);
    this.#stated.delete(seq);
    return others.map(({ where }) => where);
  }

  /** The numbers that never came, each with the first checkpoint that says something stands there: the chain was cut off. */
  unreached(): readonly { readonly seq: number; readonly where: string }[] {
    return [...this.#stated].flatMap(([seq, [one]]) =>
      seq > 0 && one !== undefined ? [{ seq, where: one.where }] : [],
    );
  }
}
