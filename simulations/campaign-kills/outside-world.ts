import type { AttemptId, ClientId, Instant } from '@tact/engine';
import type { Person } from '../campaign/plan.ts';
import { createResultsToCome, type ResultToReport } from '../campaign/results-to-come.ts';
import type { BookLine } from './books.ts';
import type { TwoServices } from './services.ts';

/** Everybody outside of the services: people who opt out, and the carrier that reports what came of its calls. Both are heard over HTTP. */
export interface OutsideWorld {
  /** Takes over what stands in the carrier's books. */
  read(lines: readonly BookLine[]): void;
  /** Tells what is to be told by now, to whichever service answers. Gives how many things were acknowledged. */
  tellBy(now: Instant): Promise<number>;
  /** When there is something to tell next; null where nothing is to come. */
  nextAt(): Instant | null;
  /** Results by attempt: when each was sent for the first time, whether or not that was answered. Not a moment later may anybody know it. */
  readonly toldAt: ReadonlyMap<string, Instant>;
  /** Results that were acknowledged. */
  readonly acknowledged: ReadonlyMap<string, ResultToReport>;
  /** Opt-outs by person: when each was acknowledged. From then on nothing may be allowed. */
  readonly optedOutAt: ReadonlyMap<ClientId, Instant>;
}

/** What is told at the same time. */
const TELLERS = 16;

/** Creates it. */
export function createOutsideWorld(
  people: readonly Person[],
  clock: () => Instant,
  services: Pick<TwoServices, 'call'>,
): OutsideWorld {
  const results = createResultsToCome();
  const toldAt = new Map<string, Instant>();
  const acknowledged = new Map<string, ResultToReport>();
  const optedOutAt = new Map<ClientId, Instant>();
  /** The soonest last. */
  const wishes = people
    .flatMap(({ clientId, optsOutAt: at }) => (at === null ? [] : [{ clientId, at }]))
    .toSorted((one, other) => other.at - one.at);

  async function optOut({ clientId }: { readonly clientId: ClientId }): Promise<void> {
    await services.call((client) =>
      client.optOuts.create({ body: { clientId, reason: 'asked on the phone', source: 'call' } }),
    );
    optedOutAt.set(clientId, clock());
  }

  async function report(result: ResultToReport): Promise<void> {
    const { attemptId, callResult } = result;
    toldAt.set(attemptId, clock());
    await services.call((client) =>
      client.attempts.report({ params: { id: attemptId }, body: { callResult } }),
    );
    acknowledged.set(attemptId, result);
  }

  return {
    read(lines) {
      for (const { attemptId, result } of lines)
        if (result !== null) results.add({ ...result, attemptId: attemptId as AttemptId });
    },
    async tellBy(now) {
      const toTell: (() => Promise<void>)[] = results.takeBy(now).map((result) => () => report(result));
      for (let next = wishes.at(-1); next !== undefined && next.at <= now; next = wishes.at(-1)) {
        const wish = next;
        wishes.pop();
        toTell.push(() => optOut(wish));
      }
      const told = toTell.length;
      const tellers = Array.from({ length: TELLERS }, async () => {
        for (let next = toTell.pop(); next !== undefined; next = toTell.pop()) await next();
      });
      await Promise.all(tellers);
      return told;
    },
    nextAt() {
      const next = Math.min(results.nextAt() ?? Infinity, wishes.at(-1)?.at ?? Infinity);
      return next === Infinity ? null : (next as Instant);
    },
    toldAt,
    acknowledged,
    optedOutAt,
  };
}
