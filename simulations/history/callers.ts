import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@tact/service/without-http';
import type { Member } from './model.ts';
import type { History, HouseholdName } from './recorded.ts';
import type { ServiceNode } from './service-node.ts';

/** Households that are called about now. Each is left after a while: its limits are reached then, and its history is long enough. */
export interface Households {
  pick(random: Random): HouseholdName;
  /** Those that are called about, for whoever changes a list. */
  readonly live: readonly HouseholdName[];
}

/** What callers work with. */
export interface CallingParts {
  readonly nodes: readonly ServiceNode[];
  readonly households: Households;
  readonly history: History;
  readonly isOver: () => boolean;
}

const CALLS_ON_HOUSEHOLD = 70;
const LIVE = 5;

/** Hands out households, a few at a time; null where none are left, which ends the era early. */
export function handOut(all: readonly HouseholdName[]): Households & { isEmpty(): boolean } {
  const waiting = [...all];
  const live = waiting.splice(0, LIVE);
  const calls = new Map<HouseholdName, number>();
  return {
    live,
    isEmpty: () => waiting.length === 0,
    pick(random) {
      const chosen = random.pick(live);
      const count = (calls.get(chosen) ?? 0) + 1;
      calls.set(chosen, count);
      const next = count > CALLS_ON_HOUSEHOLD ? waiting.shift() : undefined;
      if (next !== undefined) live[live.indexOf(chosen)] = next;
      return chosen;
    },
  };
}

interface Held {
  readonly attemptId: string;
  readonly household: HouseholdName;
  readonly of: Member;
}

/** Seconds until a reservation expires: the shortest that there is, so that clocks that are set forward find them expired. */
const EXPIRES_IN_SECONDS = 60;
/** Of reservations that are done with: released, reported, or left to expire. */
const RELEASED = 0.72;
const REPORTED = 0.14;

/** A dialer: asks, reserves, releases and reports, as fast as it is answered. */
export async function dial(
  { nodes, households, history, isOver }: CallingParts,
  random: Random,
): Promise<void> {
  const held: Held[] = [];
  while (!isOver()) {
    const node = random.pick(nodes);
    const one = held.length > 0 && random.chance(0.5) ? held.shift() : undefined;
    if (one !== undefined) await finish(history, node, one, random);
    else {
      const household = households.pick(random);
      const of: Member = random.chance(0.5) ? 0 : 1;
      const kind = random.chance(0.15) ? 'ask' : 'reserve';
      const attemptId = await question(history, node, household, of, kind);
      if (attemptId !== null) held.push({ attemptId, household, of });
    }
    const last = history.calls.at(-1);
    await sleep(last?.reply.came === 'unknown' ? random.between(20, 80) : random.between(0, 4));
  }
}

async function question(
  history: History,
  node: ServiceNode,
  household: HouseholdName,
  of: Member,
  kind: 'ask' | 'reserve',
): Promise<string | null> {
  const body = { contact: { clientId: household.clientIds[of] }, channel: 'call' as const };
  const reply = await history.record({ kind, household: household.index, of }, node.name, async () => {
    if (kind === 'ask') {
      const { decision, deciding } = await node.client.decisions.ask({ body });
      return { answer: deciding?.code ?? decision };
    }
    const { decision, deciding, attempt } = await node.client.attempts.reserve({
      body: { ...body, expiresInSeconds: EXPIRES_IN_SECONDS },
    });
    return { answer: deciding?.code ?? decision, attemptId: attempt?.id ?? null };
  });
  return reply.came === 'answer' ? reply.attemptId : null;
}

async function finish(
  history: History,
  node: ServiceNode,
  { attemptId, household, of }: Held,
  random: Random,
): Promise<void> {
  const params = { id: attemptId };
  const chance = random.next();
  if (chance < RELEASED) {
    const made = { kind: 'release', household: household.index, of, attemptId } as const;
    await history.record(made, node.name, async () => {
      await node.client.attempts.release({ params });
      return {};
    });
  } else if (chance < RELEASED + REPORTED) {
    // It changes no count, so that it is no part of the history, and may fail.
    await node.client.attempts.report({ params, body: { callResult: 'No Answer' } }).catch(() => undefined);
  }
}

/** Contacts who opt out and think better of it, one at a time. */
export async function wish(
  { nodes, households, history, isOver }: CallingParts,
  random: Random,
  tagOf: () => string,
): Promise<void> {
  while (!isOver()) {
    await sleep(random.between(5, 60));
    const household = households.pick(random);
    const of: Member = random.chance(0.5) ? 0 : 1;
    const made = { household: household.index, of, contactOnly: random.chance(0.4), tag: tagOf() };
    const node = random.pick(nodes);
    let id = '';
    const reply = await history.record({ kind: 'opt-out', ...made }, node.name, async () => {
      const body = { clientId: household.clientIds[of], contactOnly: made.contactOnly, reason: made.tag };
      ({ id } = await node.client.optOuts.create({ body }));
      return {};
    });
    // An opt-out whose id is not known cannot be lifted, and goes on.
    if (reply.came !== 'answer') continue;
    await sleep(random.between(5, 80));
    const other = random.pick(nodes);
    await history.record({ kind: 'lift', ...made }, other.name, async () => {
      await other.client.optOuts.lift({ params: { id }, body: { reason: made.tag } });
      return {};
    });
  }
}
