import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { DAY_MS, type OrganizationId } from '@tact/engine';
import { StoreError, type Job, type Store } from '@tact/store';
import { nameOfError, placesOfError } from '../told-error.ts';
import { carryOutJob, JOB_LEASE_MS } from './carry-out-job.ts';
import { needsContactFile } from './contact-import-runner.ts';
import { lookForWork, type WorkLoop } from './look-for-work.ts';
import type { Spool } from './spool.ts';

/** Works on the jobs of all organizations whose files this node has. Stopped, it stores what was read, and this node or another goes on. */
export type JobRunner = WorkLoop;

/** That of a process that works on none: another one of those that share the files takes the jobs, and takes files away. */
export const NO_JOB_RUNNER: JobRunner = { wake: () => undefined, stop: () => Promise.resolve() };

/** What a runner works with. */
export interface RunnerParts {
  readonly store: Store;
  readonly spool: Spool;
  readonly logger: Logger;
}

/** How often jobs are looked for that nobody woke the runner for, milliseconds: those of a node that crashed. */
const LOOK_EVERY_MS = 2_000;
/** A file that waits for nobody but whoever stopped its import is kept for so long after it was sent, milliseconds: it may be taken up again. */
const FILE_KEPT_MS = 7 * DAY_MS;

const LAPSED = `the import was stopped, and its file was kept for ${FILE_KEPT_MS / DAY_MS} days; send the file again`;

/** Starts a runner. One job runs at a time for each organization, and one at a time on this node. */
export function startJobRunner(parts: RunnerParts): JobRunner {
  const { store, logger } = parts;
  const runner = randomUUID();
  const loop = lookForWork({
    everyMs: LOOK_EVERY_MS,
    async workOnAll(signal) {
      for (const organizationId of await store.organizations.listIds())
        for (const job of await store.jobs.waiting(organizationId)) {
          if (signal.aborted) return;
          await workOn(parts, { organizationId, job, runner, signal });
        }
    },
    onFailure: (error) => {
      if (error instanceof StoreError && error.code === 'job_running') return;
      logger.error({ error: nameOfError(error) }, 'no job could be worked on');
    },
  });
  const sweepNow = () =>
    sweep(parts, runner).catch((error: unknown) => {
      logger.warn({ error: nameOfError(error) }, 'files that are needed no more were not taken away');
    });
  // At once too: a process that is started anew every day would never come to it.
  let swept = sweepNow();
  const sweeper = setInterval(() => {
    swept = sweepNow();
  }, DAY_MS);
  sweeper.unref();
  return {
    wake: () => loop.wake(),
    async stop() {
      clearInterval(sweeper);
      await Promise.all([loop.stop(), swept]);
    },
  };
}

/** Works on a job whose file is here. */
async function workOn(
  { store, spool, logger }: RunnerParts,
  {
    organizationId,
    job,
    runner,
    signal,
  }: {
    readonly organizationId: OrganizationId;
    readonly job: Job;
    readonly runner: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const listImport = await store.listImports.find(organizationId, job.importId);
  // A job without a file here is another node's, or that of a command line.
  const source = await spool.open(job.importId, listImport?.fileName ?? '');
  if (source === undefined) return;
  const ended = await carryOutJob({ store, organizationId, source, signal, onAbort: 'queued' }, job, runner);
  const told = { jobId: job.id, organizationId };
  if (ended.kind === 'failed')
    logger.warn({ ...told, code: ended.code, stack: placesOfError(ended.error) }, 'job failed');
  else logger.info({ ...told, end: ended.kind }, 'job ended');
  if (ended.kind === 'failed' || ended.kind === 'finished') await spool.remove(job.importId);
}

/** Takes files away that no import needs any more, and gives up the imports that were stopped and not taken up again. */
async function sweep({ store, spool }: RunnerParts, runner: string): Promise<void> {
  await spool.sweep(Date.now() - FILE_KEPT_MS, async (id) => {
    for (const organizationId of await store.organizations.listIds()) {
      if (await needsContactFile(store, organizationId, id, LAPSED)) return true;
      const found = await store.listImports.find(organizationId, id);
      if (found?.state !== 'loading') continue;
      const job = await store.jobs.get(organizationId, found.jobId);
      if (job?.state !== 'stopped') return true;
      try {
        await lapse(store, organizationId, job, runner);
      } catch (error) {
        // Another job of the organization runs, or somebody takes this one up just now: the next sweep looks again.
        if (error instanceof StoreError && error.code.startsWith('job_')) return true;
        throw error;
      }
    }
    return false;
  });
}

/** Ends a stopped job for good: without its file nobody could go on with it. */
async function lapse(store: Store, organizationId: OrganizationId, job: Job, runner: string): Promise<void> {
  await store.jobs.take(organizationId, job.id, runner, JOB_LEASE_MS);
  const error = { code: 'file_invalid', sentence: LAPSED };
  await store.jobs.end(organizationId, job.id, runner, { state: 'failed', error });
  await store.listImports.abandon(organizationId, job);
  await store.listImports.tidyUp(organizationId, job);
}
