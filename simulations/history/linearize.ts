import { after, changesNothing, householdKey, type Call, type Household } from './model.ts';

/** A call with when it was made and when its answer came, milliseconds of one clock. */
export interface TimedCall {
  readonly call: Call;
  /** What it was, for people. */
  readonly told: string;
  readonly calledAtMs: number;
  /** Of a call whose answer is unknown and that did happen: the instant of the last look at the database. */
  readonly returnedAtMs: number;
}

/** A history that no order explains: the first answer for which that is so. */
export interface Unexplained {
  readonly at: TimedCall;
  /** What could have been true just before, by all orders that explain everything up to here. */
  readonly possible: readonly string[];
}

/** What came of a search: nothing found, something found, or too many orders to try, which proves nothing. */
export type Finding =
  { readonly explained: true } | { readonly explained: false; readonly why: Unexplained | 'too wide' };

/** One way in which things may have gone so far: what is true then, and which of the calls under way have happened in it. */
interface Way {
  readonly household: Household;
  /** One bit for each call under way. */
  readonly happened: bigint;
}

/** Ways that are followed at once, before the search gives up: beyond it the calls overlap so much that they prove little. */
const WAYS_MAX = 20_000;

/**
 * Whether the calls could have happened one after the other, each at one instant between its call and its answer, with the answers that
 * they had (linearizability of Herlihy and Wing).
 *
 * Goes through the calls and answers in the order of time and follows every way at once (the search of Wing and Gong, made forward, with ways that
 * are equal taken together, as Lowe does). At an answer only those ways are left in which its call has happened. Complete: between two
 * instants every order of the calls under way is tried. Sound: a call that changes nothing is taken as soon as it fits, which leaves every
 * later choice open; nothing else is left out.
 */
export function findOrder(calls: readonly TimedCall[], initial: Household): Finding {
  const underWay = new Map<bigint, Call>();
  const bits = new Map<TimedCall, bigint>();
  let ways: ReadonlyMap<string, Way> = byKey([{ household: initial, happened: 0n }]);
  for (const { timed, isCall } of inOrderOfTime(calls)) {
    if (isCall) {
      const bit = freeBit(underWay);
      bits.set(timed, bit);
      underWay.set(bit, timed.call);
      ways = byKey([...ways.values()].map((way) => settled(way, underWay)));
      continue;
    }
    const bit = bits.get(timed);
    if (bit === undefined) throw new Error('an answer came before its call');
    const left = waysWith(ways, bit, underWay);
    if (left === 'too wide') return { explained: false, why: 'too wide' };
    if (left.size === 0) return { explained: false, why: { at: timed, possible: possibleIn(ways) } };
    underWay.delete(bit);
    ways = left;
  }
  return { explained: true };
}

/** Every way in which the call of the bit has happened, with that bit given back. */
function waysWith(
  ways: ReadonlyMap<string, Way>,
  bit: bigint,
  underWay: ReadonlyMap<bigint, Call>,
): ReadonlyMap<string, Way> | 'too wide' {
  const seen = new Map(ways);
  const left: Way[] = [];
  const open = [...ways.values()];
  for (let way = open.pop(); way !== undefined; way = open.pop()) {
    if ((way.happened & bit) !== 0n) {
      left.push({ ...way, happened: way.happened & ~bit });
      continue;
    }
    for (const [other, call] of underWay) {
      if ((way.happened & other) !== 0n) continue;
      const household = after(way.household, call);
      if (household === undefined) continue;
      const next = settled({ household, happened: way.happened | other }, underWay);
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.set(key, next);
      open.push(next);
    }
    if (seen.size > WAYS_MAX) return 'too wide';
  }
  return byKey(left);
}

/** The way with every call under way that changes nothing and fits now. */
function settled({ household, happened }: Way, underWay: ReadonlyMap<bigint, Call>): Way {
  let all = happened;
  for (const [bit, call] of underWay)
    if ((all & bit) === 0n && changesNothing(call) && after(household, call) !== undefined) all |= bit;
  return { household, happened: all };
}

/** Calls before answers where both are at one instant: they overlap then. */
function inOrderOfTime(calls: readonly TimedCall[]) {
  return calls
    .flatMap((timed) => [
      { timed, isCall: true, atMs: timed.calledAtMs },
      { timed, isCall: false, atMs: timed.returnedAtMs },
    ])
    .toSorted((one, other) => one.atMs - other.atMs || Number(other.isCall) - Number(one.isCall));
}

function freeBit(underWay: ReadonlyMap<bigint, Call>): bigint {
  let bit = 1n;
  while (underWay.has(bit)) bit <<= 1n;
  return bit;
}

function byKey(ways: readonly Way[]): ReadonlyMap<string, Way> {
  return new Map(ways.map((way) => [keyOf(way), way]));
}

function keyOf({ household, happened }: Way): string {
  return `${householdKey(household)} ${happened.toString(36)}`;
}

function possibleIn(ways: ReadonlyMap<string, Way>): readonly string[] {
  return [...new Set([...ways.values()].map(({ household }) => householdKey(household)))];
}
