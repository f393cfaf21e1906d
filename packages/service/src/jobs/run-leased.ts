import { HOUR_MS, type OrganizationId } from '@tact/engine';
import { lookForWork, type WorkLoop } from './look-for-work.ts';

/** Work that is held by a lease, of all organizations. */
export interface LeasedWorkParts {
  /** Milliseconds between two looks that nobody asked for. */
  readonly everyMs: number;
  readonly organizationIds: () => Promise<readonly OrganizationId[]>;
  /** Takes the next piece of an organization's work, and works on it to its end or the signal; false where there is none. */
  readonly workOnNext: (organizationId: OrganizationId, signal: AbortSignal) => Promise<boolean>;
  /** Forgets what is beyond its days; asked every hour. Left out: nothing is forgotten. */
  readonly purge?: (organizationId: OrganizationId) => Promise<unknown>;
  readonly onFailure: (error: unknown) => void;
}

/** Works on all there is, organization by organization, and forgets what is beyond its days. */
export function runLeased(parts: LeasedWorkParts): WorkLoop {
  const { everyMs, organizationIds, workOnNext, purge, onFailure } = parts;
  const purgeAll = async () => {
    for (const organizationId of await organizationIds()) await purge?.(organizationId);
  };
  const purger = setInterval(() => {
    purgeAll().catch(onFailure);
  }, HOUR_MS);
  purger.unref();
  const loop = lookForWork({
    everyMs,
    async workOnAll(signal) {
      for (const organizationId of await organizationIds()) {
        let isMore = true;
        while (isMore) {
          if (signal.aborted) return;
          isMore = await workOnNext(organizationId, signal);
        }
      }
    },
    onFailure,
  });
  return {
    wake: () => loop.wake(),
    async stop() {
      clearInterval(purger);
      await loop.stop();
    },
  };
}
