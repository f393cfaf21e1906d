import { StoreError } from '@tact/store';

/** How often a runner renews its lease and hears of a stop, milliseconds. */
const RENEW_EVERY_MS = 1_000;

/** A lease that is renewed while work goes on. */
export interface WatchedLease {
  /** Why the work is to end: somebody asked for it, or another process has it now; null: it goes on. */
  readonly ended: () => 'stop' | 'lost' | null;
  /** Renews it no more. */
  readonly end: () => void;
}

/** Renews a lease by `renew`, which gives whether somebody asked for the end, and throws `job_lost`. Other faults are tried again. */
export function watchLease(renew: () => Promise<boolean>): WatchedLease {
  let ended: 'stop' | 'lost' | null = null;
  let isRenewing = false;
  const timer = setInterval(() => {
    if (isRenewing) return;
    isRenewing = true;
    renew()
      .then(
        (isStopping) => {
          if (isStopping) ended = 'stop';
        },
        (error: unknown) => {
          if (error instanceof StoreError && error.code === 'job_lost') ended = 'lost';
        },
      )
      .finally(() => (isRenewing = false));
  }, RENEW_EVERY_MS);
  return {
    ended: () => ended,
    end: () => {
      clearInterval(timer);
    },
  };
}
