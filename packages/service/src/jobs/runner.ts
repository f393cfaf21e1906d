import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { DAY_MS, type OrganizationId } from '@tact/engine';
import { StoreError, type Job, type Store } from '@tact/store';
import { carryOutJob } from './carry-out-job.ts';
import type { Spool } from './spool.ts';

/** Works on the jobs of all organizations whose files this node has. */
export interface JobRunner {
  /** Looks for work now: a job was just added. */
  wake(): void;
  /** Ends the work under way, so that this node or another goes on with it; what was read is stored. */
  stop(): Promise<void>;
}

/** How often jobs are looked for that nobody woke the runner for, milliseconds: those of a node that crashed. */
const LOOK_EVERY_MS = 2_000;
/** A file that no import needs is kept for so long, milliseconds: a stopped import may be taken up again. */
const FILE_KEPT_MS = 7 * DAY_MS;

/** Starts a runner. One job runs at a time for each organization, and one at a time on this node. */
export function startJobRunner(parts: {
  readonly store: Store;
  readonly spool: Spool;
  readonly logger: Logger;
}): JobRunner {
  const { store, spool, logger } = parts;
  const controller = new AbortController();
  const runner = randomUUID();
  let looking: Promise<void> | null = null;
  let isWoken = false;

  async function workOnAll(): Promise<void> {
    for (const organizationId of await store.organizations.listIds())
      for (const job of await store.jobs.waiting(organizationId)) {
        if (controller.signal.aborted) return;
        await workOn(organizationId, job);
      }
  }

  async function workOn(organizationId: OrganizationId, job: Job): Promise<void> {
    const listImport = await store.listImports.find(organizationId, job.importId);
    // A job without a file here is another node's, or that of a command line.
    const source = await spool.open(job.importId, listImport?.fileName ?? '');
    if (source === undefined) return;
    const { signal } = controller;
    const outcome = await carryOutJob(
      { store, organizationId, source, signal, onAbort: 'queued' },
      job,
      runner,
    );
    const told = { jobId: job.id, organizationId };
    if (outcome.kind === 'failed')
      logger.warn({ ...told, code: outcome.code, stack: placesOf(outcome.error) }, 'job failed');
    else logger.info({ ...told, outcome: outcome.kind }, 'job ended');
    if (outcome.kind === 'failed' || outcome.kind === 'finished') await spool.remove(job.importId);
  }

  function look(): void {
    if (controller.signal.aborted) return;
    if (looking !== null) {
      isWoken = true;
      return;
    }
    isWoken = false;
    looking = workOnAll()
      .catch((error: unknown) => {
        if (error instanceof StoreError && error.code === 'job_running') return;
        logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'no job could be worked on');
      })
      .finally(() => {
        looking = null;
        if (isWoken) look();
      });
  }

  async function sweep(): Promise<void> {
    const ids = await store.organizations.listIds();
    await spool.sweep(Date.now() - FILE_KEPT_MS, async (id) => {
      const found = await Promise.all(ids.map((one) => store.listImports.find(one, id)));
      return found.some((one) => one?.state === 'loading');
    });
  }

  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  const sweeper = setInterval(() => void sweep().catch(() => undefined), DAY_MS);
  timer.unref();
  sweeper.unref();
  return {
    wake: look,
    async stop() {
      clearInterval(timer);
      clearInterval(sweeper);
      controller.abort();
      await looking;
    },
  };
}

/** Where something broke, without what: a message may repeat a number. */
function placesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
