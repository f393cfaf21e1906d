import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { StoreError, type Store } from '@tact/store';
import { nameOfError } from '../told-error.ts';
import { lookForWork, type WorkLoop } from '../jobs/look-for-work.ts';
import { carryOutErasure, ERASURE_LEASE_MS } from './carry-out-erasure.ts';

/** Works on the erasures of all organizations, one at a time. Stopped, it ends the work under way after its part, so that this node or another goes on with it. */
export type ErasureRunner = WorkLoop;

/** How often erasures are looked for that nobody woke the runner for, milliseconds: those of nodes that may not carry them out, or crashed. */
const LOOK_EVERY_MS = 5_000;

/** Starts a runner on a store that logs in as the tables' owner. */
export function startErasureRunner(caretaker: Store, logger: Logger): ErasureRunner {
  const runner = randomUUID();
  return lookForWork({
    everyMs: LOOK_EVERY_MS,
    async workOnAll(signal) {
      for (const organizationId of await caretaker.organizations.listIds()) {
        while (!signal.aborted) {
          const taken = await caretaker.erasures.take(organizationId, runner, ERASURE_LEASE_MS);
          if (taken === undefined) break;
          const { id } = taken;
          const ended = await carryOutErasure({ caretaker, organizationId, runner, signal }, taken);
          logger.info(
            { erasureId: id, organizationId, state: ended.state, counts: ended.counts },
            'person erased',
          );
        }
      }
    },
    onFailure: (error) => {
      if (error instanceof StoreError && error.code === 'job_lost') return;
      logger.error({ error: nameOfError(error) }, 'no erasure could be worked on');
    },
  });
}
