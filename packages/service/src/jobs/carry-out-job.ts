import type { OrganizationId } from '@tact/engine';
import type { FileSource } from '@tact/files';
import type { Actor, Job, ListImport, Store } from '@tact/store';
import { endOf, JobEnded } from './job-ended.ts';
import { runListImport } from './run-list-import.ts';
import { watchLease } from './watch-lease.ts';

/** How long a runner holds a job without a word, milliseconds: after a crash the next one goes on after so long. */
export const JOB_LEASE_MS = 10_000;

/** What came of the work on a job. `lost`: another process has it now. */
export type JobCarriedOut =
  | { readonly kind: 'finished'; readonly listImport: ListImport }
  | { readonly kind: 'stopped' | 'lost' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly code: string; readonly sentence: string };

/** What a job is carried out with. */
export interface JobParts {
  readonly store: Store;
  readonly organizationId: OrganizationId;
  readonly source: FileSource;
  /** Aborted: the work ends soon and can be taken up again. */
  readonly signal: AbortSignal;
  /** How an end by the signal is kept: `queued` where another process is to go on by itself. */
  readonly onAbort: 'stopped' | 'queued';
  readonly onProgress?: (bytes: number, rows: number) => void;
}

/**
 * Takes a job and works on it to its end, a stop, or the signal. What ends it is stored with the job. Throws only what `take` refuses with,
 * and what the database cannot store; the lease then ends by itself.
 */
export async function carryOutJob(parts: JobParts, job: Job, runner: string): Promise<JobCarriedOut> {
  const { store, organizationId, source, signal, onAbort, onProgress } = parts;
  await store.jobs.take(organizationId, job.id, runner, JOB_LEASE_MS);
  const watch = watchLease(() => store.jobs.renew(organizationId, job.id, runner, JOB_LEASE_MS));
  const reference = { listId: job.listId, importId: job.importId };
  const actor: Actor = { ...job.createdBy, source: 'bulk' };
  const run = { ...reference, jobId: job.id, runner };
  const checkEnd = () => {
    const kind = signal.aborted ? 'abort' : watch.ended();
    if (kind !== null) throw new JobEnded(kind);
  };
  try {
    const listImport = await runListImport({
      store,
      source,
      organizationId,
      run,
      actor,
      checkEnd,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return { kind: 'finished', listImport };
  } catch (error) {
    const ended = endOf(error, onAbort);
    if (ended === null) return { kind: 'lost' };
    await store.jobs.end(organizationId, job.id, runner, ended);
    if (ended.state !== 'failed') return { kind: 'stopped' };
    await store.listImports.abandon(organizationId, reference);
    await store.listImports.tidyUp(organizationId, reference);
    return { kind: 'failed', error, ...ended.error };
  } finally {
    watch.end();
  }
}
