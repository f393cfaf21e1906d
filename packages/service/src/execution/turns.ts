/** Who comes next: organizations in turn, and within each its campaigns by their weights. */
export interface Turns<Item> {
  /** Undefined where nobody is left. */
  next(): Item | undefined;
  /** Takes one out: it has nothing more to do for now. */
  remove(item: Item): void;
}

/** One that takes turns. `weight` of at least 1: how many turns it gets while another of its group gets one. */
export interface TakesTurns {
  readonly group: string;
  readonly weight: number;
}

/**
 * Gives turns: every group gets as many as every other, however many members it has; within a group, turns go by weight and are spread
 * evenly (smooth weighted round robin). So a large campaign holds up no small one, and an organization no other.
 */
export function createTurns<Item extends TakesTurns>(items: readonly Item[]): Turns<Item> {
  const groups = new Map<string, Map<Item, number>>();
  for (const item of items) {
    const members = groups.get(item.group) ?? new Map<Item, number>();
    members.set(item, 0);
    groups.set(item.group, members);
  }
  return {
    next() {
      const [first] = groups;
      if (first === undefined) return undefined;
      const [name, members] = first;
      // The group goes to the end of the row.
      groups.delete(name);
      groups.set(name, members);
      return heaviest(members);
    },
    remove(item) {
      const members = groups.get(item.group);
      members?.delete(item);
      if (members?.size === 0) groups.delete(item.group);
    },
  };
}

/** The member whose turn it is: each gains its weight, and the richest pays for all. */
function heaviest<Item extends TakesTurns>(members: Map<Item, number>): Item | undefined {
  let chosen: Item | undefined;
  let richest = -Infinity;
  let total = 0;
  for (const [item, credit] of members) {
    const grown = credit + item.weight;
    members.set(item, grown);
    total += item.weight;
    if (grown > richest) [chosen, richest] = [item, grown];
  }
  if (chosen !== undefined) members.set(chosen, richest - total);
  return chosen;
}
