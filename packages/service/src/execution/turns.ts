/** Who comes next: organizations in turn, and within each its campaigns by their weights. */
export interface Turns<Item> {
  /** Who takes turns from now on. Those who were there already keep their place, so that nobody is passed over by looking for work often. */
  renew(items: readonly Item[]): void;
  /** Whose turn it is of those who are ready; undefined where nobody is. Who is not keeps the place. */
  next(isReady?: (item: Item) => boolean): Item | undefined;
  /** Takes one out: it has nothing more to do for now. */
  remove(item: Item): void;
  /** Whether nobody is left. */
  isEmpty(): boolean;
}

/** One that takes turns. `weight` of at least 1: how many turns it gets while another of its group gets one. */
export interface TakesTurns {
  /** By which it is known again when the row is renewed. */
  readonly key: string;
  readonly group: string;
  readonly weight: number;
}

/** One in the row, and what it has saved up. */
interface Member<Item> {
  readonly item: Item;
  credit: number;
}

/**
 * Gives turns: every group gets as many as every other, however many members it has; within a group, turns go by weight and are spread
 * evenly (smooth weighted round robin). So a large campaign holds up no small one, and an organization no other.
 */
export function createTurns<Item extends TakesTurns>(): Turns<Item> {
  let groups = new Map<string, Map<string, Member<Item>>>();
  return {
    renew(items) {
      const before = groups;
      const named = Map.groupBy(items, ({ group }) => group);
      groups = new Map();
      for (const name of new Set([...before.keys(), ...named.keys()])) {
        const members = named.get(name);
        if (members === undefined) continue;
        const known = before.get(name);
        const member = (item: Item) => ({ item, credit: known?.get(item.key)?.credit ?? 0 });
        groups.set(name, new Map(members.map((item) => [item.key, member(item)])));
      }
    },
    next(isReady = () => true) {
      for (const [name, members] of groups) {
        const ready = [...members.values()].filter(({ item }) => isReady(item));
        if (ready.length === 0) continue;
        // The group goes to the end of the row.
        groups.delete(name);
        groups.set(name, members);
        return heaviest(ready);
      }
      return undefined;
    },
    remove(item) {
      const members = groups.get(item.group);
      members?.delete(item.key);
      if (members?.size === 0) groups.delete(item.group);
    },
    isEmpty: () => groups.size === 0,
  };
}

/** The member whose turn it is: each gains its weight, and the richest pays for all. */
function heaviest<Item extends TakesTurns>(members: readonly Member<Item>[]): Item | undefined {
  let chosen: Member<Item> | undefined;
  let total = 0;
  for (const member of members) {
    member.credit += member.item.weight;
    total += member.item.weight;
    if (chosen === undefined || member.credit > chosen.credit) chosen = member;
  }
  if (chosen !== undefined) chosen.credit -= total;
  return chosen?.item;
}
