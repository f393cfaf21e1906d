import { DAY_MS } from '@tact/engine';
import { createByteTable } from './byte-table.ts';
import { COUNTED_BEFORE_MS } from './look-up.ts';
import { wider } from './wider.ts';

/** How many outbound attempts there were on each client in the day and the week before an instant that only moves on. */
export interface AttemptWindow {
  /** False: there were more attempts or clients than are kept and nothing that it says is true any more. */
  readonly isWhole: boolean;
  /** The number of a client, until the next `trim`. */
  clientOf(bytes: Uint8Array, from: number, to: number): number;
  /** An outbound attempt; ascending, and not before the last `moveTo`. */
  add(at: number, client: number): void;
  /** Counts from now on as of this instant: what is older than a week goes, and what is not before it is not yet counted. */
  moveTo(at: number): void;
  /** Attempts on a client in the day before the instant. */
  dayOf(client: number): number;
  /** In the week before it. */
  weekOf(client: number): number;
  /** Forgets clients without attempts where there are many. Whoever holds a client's number asks for it again. */
  trim(): void;
}

/** How much is kept: some 16 bytes an attempt, and 50 a client. */
export interface WindowLimits {
  readonly attemptsMax: number;
  readonly clientsMax: number;
}

/** 100 MB where both are full: a million attempts a day. */
export const WINDOW_LIMITS: WindowLimits = { attemptsMax: 4_194_304, clientsMax: 1_000_000 };

const FIRST_PLACES = 4_096;

/** Creates an empty window. Memory is bounded by the limits. */
export function createAttemptWindow({
  attemptsMax,
  clientsMax,
}: WindowLimits = WINDOW_LIMITS): AttemptWindow {
  let clients = createByteTable();
  let weeks = new Uint32Array(FIRST_PLACES);
  let days = new Uint32Array(FIRST_PLACES);
  /** Attempts in the order of time, in a ring. INVARIANT: its length is a power of two. */
  let instants = new Float64Array(FIRST_PLACES);
  let owners = new Int32Array(FIRST_PLACES);
  /** How many came, are counted, have left the day, have left the week. */
  let come = 0;
  let counted = 0;
  let leftDay = 0;
  let leftWeek = 0;
  let isWhole = true;

  function growRing(): void {
    const length = instants.length;
    instants = wider(instants, length * 2, Float64Array);
    owners = wider(owners, length * 2, Int32Array);
    const [mask, widerMask] = [length - 1, length * 2 - 1];
    // Each stays where it was, or moves on by the old length.
    for (let i = leftWeek; i < come; i++) {
      instants[i & widerMask] = instants[i & mask] ?? 0;
      owners[i & widerMask] = owners[i & mask] ?? 0;
    }
  }

  function growClients(): void {
    const room = weeks.length * 2;
    weeks = wider(weeks, room, Uint32Array);
    days = wider(days, room, Uint32Array);
  }

  /** INVARIANT: every attempt in the ring has a client that stays. */
  function withoutIdle(): void {
    const before = { clients, weeks, days };
    clients = createByteTable();
    weeks = new Uint32Array(before.weeks.length);
    days = new Uint32Array(before.days.length);
    const mask = instants.length - 1;
    for (let i = leftWeek; i < come; i++) {
      const old = owners[i & mask] ?? 0;
      const key = before.clients.keyOf(old);
      const client = clients.add(key, 0, key.length);
      weeks[client] = before.weeks[old] ?? 0;
      days[client] = before.days[old] ?? 0;
      owners[i & mask] = client;
    }
  }

  return {
    get isWhole() {
      return isWhole;
    },
    clientOf(bytes, from, to) {
      const client = clients.add(bytes, from, to);
      if (client >= weeks.length) growClients();
      return client;
    },
    add(at, client) {
      if (!isWhole) return;
      if (come - leftWeek === instants.length) {
        if (instants.length >= attemptsMax) {
          isWhole = false;
          return;
        }
        growRing();
      }
      const place = come++ & (instants.length - 1);
      instants[place] = at;
      owners[place] = client;
    },
    moveTo(at) {
      const mask = instants.length - 1;
      for (; counted < come && (instants[counted & mask] ?? 0) < at; counted++) {
        const owner = owners[counted & mask] ?? 0;
        weeks[owner] = (weeks[owner] ?? 0) + 1;
        days[owner] = (days[owner] ?? 0) + 1;
      }
      for (; leftDay < counted && (instants[leftDay & mask] ?? 0) < at - DAY_MS; leftDay++) {
        const owner = owners[leftDay & mask] ?? 0;
        days[owner] = (days[owner] ?? 0) - 1;
      }
      for (; leftWeek < leftDay && (instants[leftWeek & mask] ?? 0) < at - COUNTED_BEFORE_MS; leftWeek++) {
        const owner = owners[leftWeek & mask] ?? 0;
        weeks[owner] = (weeks[owner] ?? 0) - 1;
      }
    },
    dayOf: (client) => days[client] ?? 0,
    weekOf: (client) => weeks[client] ?? 0,
    trim() {
      if (clients.size < clientsMax || !isWhole) return;
      withoutIdle();
      // Made anew again and again, it would cost more than it saves.
      if (clients.size > clientsMax / 2) isWhole = false;
    },
  };
}
