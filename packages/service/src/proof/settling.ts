import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganizationId } from '@tact/engine';
import type { Recording, Store } from '@tact/store';

/** Ordinary transactions end within this; who takes longer is waited for until the next time. Milliseconds. */
const PATIENCE_MS = 1_000;
/** Between two looks whether they have ended. Milliseconds. */
const LOOK_EVERY_MS = 25;

/** An instant up to which everything will be there, once these transactions have ended. */
interface Waiting extends Recording {
  /** By the process's own steady clock. */
  readonly sinceMs: number;
}

/** Says up to which instant an organization's records are all there. */
export interface Settling {
  /**
   * The instant (seconds since 1970 UTC, as text) up to which all that was recorded is to be seen, and nothing comes any more. Null: a transaction that
   * may have recorded something goes on, or the signal aborted; asked again, it is the same instant that is waited for.
   */
  settledBefore(organizationId: OrganizationId, signal?: AbortSignal): Promise<string | null>;
  /** How long the oldest instant that is waited for has been, milliseconds; 0: none is. */
  waitingMs(): number;
}

/**
 * Follows what settles. `settleMs`: how long ago the instants are beside that, for a clock of the database that is set back: a record of a later
 * transaction would come before them. It remembers between two calls, so that transactions which follow one another, each of them long, hold up nothing.
 */
export function createSettling(store: Store, settleMs: number): Settling {
  const waiting = new Map<OrganizationId, Waiting>();

  async function runningOf(
    organizationId: OrganizationId,
    { transactions }: Recording,
  ): Promise<readonly string[]> {
    if (transactions.length === 0) return [];
    const now = new Set((await store.proof.recording(organizationId, settleMs)).transactions);
    const left = transactions.filter((transaction) => now.has(transaction));
    const isOneGone = transactions.some((transaction) => !now.has(transaction) && !isPrepared(transaction));
    // Whoever is gone may be prepared, and bear another name since the server came back. A prepared one bears that to its end, so this comes to an end, too.
    return isOneGone ? [...new Set([...left, ...[...now].filter(isPrepared)])] : left;
  }

  return {
    async settledBefore(organizationId, signal) {
      const known = waiting.get(organizationId);
      const begun = known ?? (await store.proof.recording(organizationId, settleMs));
      const sinceMs = known?.sinceMs ?? performance.now();
      let transactions = known === undefined ? begun.transactions : await runningOf(organizationId, begun);
      for (let waitedMs = 0; transactions.length > 0 && waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
        if (!(await paused(LOOK_EVERY_MS, signal))) break;
        transactions = await runningOf(organizationId, { ...begun, transactions });
      }
      if (transactions.length === 0) {
        waiting.delete(organizationId);
        return begun.before;
      }
      waiting.set(organizationId, { before: begun.before, transactions, sinceMs });
      return null;
    },
    waitingMs: () => Math.max(0, ...[...waiting.values()].map(({ sinceMs }) => performance.now() - sinceMs)),
  };
}

/** Whether it is the name of a prepared transaction of no process. PostgreSQL gives it to those from before its start; others keep the name that they had. */
function isPrepared(transaction: string): boolean {
  return transaction.startsWith('-1/');
}

/** Waits so many milliseconds; false where it was told to end. */
export function paused(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return sleep(ms, true, signal === undefined ? {} : { signal }).catch(() => false);
}
