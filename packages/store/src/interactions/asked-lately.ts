import { ASKED_ALLOWED, ASKED_BLOCKED, NOT_ASKED } from '../ports/interaction-batch.ts';
import { createByteTable } from './byte-table.ts';
import { ASKED_BEFORE_MS } from './look-up.ts';

/** The newest decision about each client, device and channel in the hour before an instant that only moves on (S32). */
export interface AskedLately {
  /** False: there were more decisions in an hour than are kept and nothing that it says is true any more. */
  readonly isWhole: boolean;
  /** A decision, ascending: about the client, device and channel whose bytes are the key; its id's bytes are at `idAt`. */
  put(decision: {
    readonly at: number;
    readonly allowed: boolean;
    readonly bytes: Uint8Array;
    readonly idAt: number;
    readonly keyFrom: number;
    readonly keyTo: number;
  }): void;
  /** The newest up to and with the instant, as `asked` of a batch says it. */
  before(at: number, bytes: Uint8Array, keyFrom: number, keyTo: number): number;
  /** Writes the id of the one that was found last. */
  copyId(into: Uint8Array, place: number): void;
}

/** Different keys in an hour: some 40 MB. */
export const ASKED_MAX = 400_000;
const ID_BYTES = 16;
const FIRST_KEYS = 256;

/** Creates an empty memory. It holds between one hour and two. */
export function createAskedLately(keysMax = ASKED_MAX): AskedLately {
  let current = createHour(0);
  let previous = createHour(0);
  let isWhole = true;
  let found = current;
  let foundIndex = 0;
  return {
    get isWhole() {
      return isWhole;
    },
    put({ at, allowed, bytes, idAt, keyFrom, keyTo }) {
      if (at - current.beganAt >= ASKED_BEFORE_MS) {
        previous = at - current.beganAt < 2 * ASKED_BEFORE_MS ? current : createHour(at);
        current = createHour(at);
      }
      if (current.keys.size >= keysMax) isWhole = false;
      if (isWhole) current.put({ at, allowed, bytes, idAt, index: current.keys.add(bytes, keyFrom, keyTo) });
    },
    before(at, bytes, keyFrom, keyTo) {
      let index = current.keys.find(bytes, keyFrom, keyTo);
      found = current;
      if (index < 0) {
        index = previous.keys.find(bytes, keyFrom, keyTo);
        found = previous;
      }
      foundIndex = index;
      return index < 0 ? NOT_ASKED : found.since(at - ASKED_BEFORE_MS, index);
    },
    copyId: (into, place) => found.copyId(foundIndex, into, place),
  };
}

/** A decision, and the number of its key. */
interface PutAt {
  readonly at: number;
  readonly allowed: boolean;
  readonly bytes: Uint8Array;
  readonly idAt: number;
  readonly index: number;
}

/** Decisions of an hour, the newest of each key. */
function createHour(beganAt: number) {
  let instants = new Float64Array(FIRST_KEYS);
  let allowances = new Uint8Array(FIRST_KEYS);
  let ids = new Uint8Array(FIRST_KEYS * ID_BYTES);
  return {
    beganAt,
    keys: createByteTable(),
    put({ at, allowed, bytes, idAt, index }: PutAt): void {
      if (index >= instants.length) {
        instants = wider(instants, new Float64Array(instants.length * 2));
        allowances = wider(allowances, new Uint8Array(allowances.length * 2));
        ids = wider(ids, new Uint8Array(ids.length * 2));
      }
      instants[index] = at;
      allowances[index] = Number(allowed);
      for (let i = 0; i < ID_BYTES; i++) ids[index * ID_BYTES + i] = bytes[idAt + i] ?? 0;
    },
    since(from: number, index: number): number {
      if ((instants[index] ?? 0) <= from) return NOT_ASKED;
      return allowances[index] === 1 ? ASKED_ALLOWED : ASKED_BLOCKED;
    },
    copyId(index: number, into: Uint8Array, place: number): void {
      for (let i = 0; i < ID_BYTES; i++) into[place + i] = ids[index * ID_BYTES + i] ?? 0;
    },
  };
}

function wider<Numbers extends Float64Array | Uint8Array>(before: Numbers, after: Numbers): Numbers {
  after.set(before);
  return after;
}
