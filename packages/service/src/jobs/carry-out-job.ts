import type { OrganizationId } from '@tact/engine';
import { FileError, type FileSource } from '@tact/files';
import { StoreError, type Actor, type Job, type JobEnd, type ListImport, type Store } from '@tact/store';
import { runListImport } from './run-list-import.ts';

/** How long a runner holds a job without a word, milliseconds: after a crash the next one goes on after so long. */
export const JOB_LEASE_MS = 10_000;
/** How often a runner renews its lease and hears of a stop, milliseconds. */
const RENEW_EVERY_MS = 1_000;

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

/** The reason why the work on a job ends before its time. */
class JobEnded extends Error {
  readonly kind: 'stop' | 'abort' | 'lost';
  constructor(kind: JobEnded['kind']) {
    super(kind);
    this.name = 'JobEnded';
    this.kind = kind;
  }
}

/**
 * Takes a job and works on it to its end, a stop, or the signal. What ends it is stored with the job. Throws only what `take` refuses with,
 * and what the database cannot store; the lease then ends by itself.
 */
export async function carryOutJob(parts: JobParts, job: Job, runner: string): Promise<JobCarriedOut> {
  const { store, organizationId, source, signal, onAbort, onProgress } = parts;
  await store.jobs.take(organizationId, job.id, runner, JOB_LEASE_MS);
  const watch = watchJob(parts, job.id, runner);
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

/** How the job is left; null where it is somebody else's now. A database that does not answer ends nothing: the job is tried again. */
function endOf(error: unknown, onAbort: 'stopped' | 'queued'): JobEnd | null {
  if (error instanceof JobEnded) {
    if (error.kind === 'lost') return null;
    return { state: error.kind === 'stop' ? 'stopped' : onAbort };
  }
  if (error instanceof StoreError) {
    if (error.code === 'job_lost') return null;
    if (error.code === 'database_unavailable') throw error;
    return { state: 'failed', error: { code: error.code, sentence: error.message } };
  }
  if (error instanceof FileError)
    return { state: 'failed', error: { code: 'file_invalid', sentence: error.message } };
  return {
    state: 'failed',
    error: {
      code: 'internal',
      sentence: 'something went wrong here; look at the log, and import the file again',
    },
  };
}

/** Renews the lease while the work goes on, and hears of a stop. */
function watchJob(
  { store, organizationId }: JobParts,
  jobId: string,
  runner: string,
): { readonly ended: () => 'stop' | 'lost' | null; readonly end: () => void } {
  let ended: 'stop' | 'lost' | null = null;
  let isRenewing = false;
  const timer = setInterval(() => {
    if (isRenewing) return;
    isRenewing = true;
    store.jobs
      .renew(organizationId, jobId, runner, JOB_LEASE_MS)
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
