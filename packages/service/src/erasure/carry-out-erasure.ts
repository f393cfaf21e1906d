import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganizationId } from '@tact/engine';
import { StoreError, type Erasure, type Store } from '@tact/store';
import { ERASURE_HASHES } from '../proof/hashes.ts';

/** How long a runner holds an erasure without a word, milliseconds: after a crash the next one goes on after so long. */
export const ERASURE_LEASE_MS = 90_000;
/** How long it waits where a step has to wait for something else, milliseconds. */
const WAIT_MS = 500;

/** What an erasure is carried out with. */
export interface ErasureParts {
  /** A store that logs in as the tables' owner, who alone may change records. */
  readonly caretaker: Store;
  readonly organizationId: OrganizationId;
  readonly runner: string;
  /** Aborted: the work ends after the part under way, and another process goes on. */
  readonly signal: AbortSignal;
  readonly onProgress?: (erasure: Erasure) => void;
}

/** Works on an erasure that was taken, part by part, to its end or the signal. Gives how it stands then. Throws where the database does not answer. */
export async function carryOutErasure(parts: ErasureParts, taken: Erasure): Promise<Erasure> {
  const { caretaker, organizationId, runner, signal, onProgress } = parts;
  const { id } = taken;
  const lease = { runner, leaseMs: ERASURE_LEASE_MS };
  let erasure = taken;
  try {
    while (erasure.state === 'running') {
      if (signal.aborted) {
        await caretaker.erasures.leave(organizationId, id, runner, null);
        return { ...erasure, state: 'queued' };
      }
      const before = erasure;
      erasure = await caretaker.erasures.doSome(organizationId, id, lease, ERASURE_HASHES);
      onProgress?.(erasure);
      // Only a backtest that is running keeps it waiting: its examples would be written again.
      if (erasure.step === 'backtests' && before.step === 'backtests') await sleep(WAIT_MS);
    }
    return erasure;
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'job_lost' || error.code === 'database_unavailable'))
      throw error;
    const told =
      error instanceof StoreError
        ? { code: error.code, sentence: error.message }
        : {
            code: 'internal',
            sentence: 'something went wrong here; look at the log, and order the erasure again',
          };
    await caretaker.erasures.leave(organizationId, id, runner, told);
    return { ...erasure, state: 'failed', error: told };
  }
}
