import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { OrganizationId } from '@tact/engine';
import { StoreError, type Actor, type ContactImport, type LeasedWorkEnd, type Store } from '@tact/store';
import { nameOfError, placesOfError } from '../told-error.ts';
import { endOf, JobEnded } from './job-ended.ts';
import type { WorkLoop } from './look-for-work.ts';
import { runContactImport, undoContactImport } from './run-contact-import.ts';
import { runLeased } from './run-leased.ts';
import type { Spool } from './spool.ts';
import { watchLease } from './watch-lease.ts';

/** Works on the imports of contacts of all organizations whose files this node has. Stopped, it stores what was read, and this node goes on. */
export type ContactImportRunner = WorkLoop;

/** What a runner works with. */
export interface ContactImportRunnerParts {
  readonly store: Store;
  readonly spool: Spool;
  readonly logger: Logger;
}

/** How often imports are looked for that nobody woke the runner for, milliseconds: those of a process that crashed. */
const LOOK_EVERY_MS = 2_000;
/** How long a runner holds an import without a word, milliseconds; it says one every second. */
const LEASE_MS = 10_000;

/** Starts a runner. It forgets what is beyond its days, too. */
export function startContactImportRunner(parts: ContactImportRunnerParts): ContactImportRunner {
  const { store, spool, logger } = parts;
  const runner = randomUUID();
  let fileIds: readonly string[] = [];
  return runLeased({
    everyMs: LOOK_EVERY_MS,
    async organizationIds() {
      fileIds = await spool.ids();
      return store.organizations.listIds();
    },
    async workOnNext(organizationId, signal) {
      const hold = { runner, leaseMs: LEASE_MS };
      const one = await store.contactImports.take(organizationId, hold, fileIds);
      if (one === undefined) return false;
      await workOn(parts, { organizationId, one, runner, signal });
      return true;
    },
    purge: (organizationId) => store.contactImports.purge(organizationId),
    onFailure: (error) => {
      logger.error({ error: nameOfError(error) }, 'no import of contacts could be worked on');
    },
  });
}

interface Work {
  readonly organizationId: OrganizationId;
  readonly one: ContactImport;
  readonly runner: string;
  readonly signal: AbortSignal;
}

/** Works on one to its end, a stop, or the signal. Another process that took it over is left alone. */
async function workOn(parts: ContactImportRunnerParts, work: Work): Promise<void> {
  const { store, spool, logger } = parts;
  const { organizationId, one, runner } = work;
  const hold = { id: one.id, runner, leaseMs: LEASE_MS };
  const told = { contactImportId: one.id, organizationId };
  const ended = await carriedOut(parts, work);
  if (ended === null) return;
  const { end, error } = ended;
  try {
    await store.contactImports.end(organizationId, hold, end, actorOf(one));
  } catch (failure) {
    if (failure instanceof StoreError && failure.code === 'job_lost') return;
    throw failure;
  }
  if (end.state === 'failed')
    logger.warn({ ...told, code: end.error.code, stack: placesOfError(error) }, 'import of contacts failed');
  else logger.info({ ...told, end: end.state }, 'import of contacts ended');
  if (end.state !== 'failed' && end.state !== 'finished') return;
  await spool.remove(one.fileId);
  await store.contactImports.tidyUp(organizationId, one.id);
}

/** How the work ended, and by what; null where it is somebody else's now. */
async function carriedOut(
  { store, spool }: ContactImportRunnerParts,
  { organizationId, one, runner, signal }: Work,
): Promise<{ readonly end: LeasedWorkEnd; readonly error: unknown } | null> {
  const hold = { id: one.id, runner, leaseMs: LEASE_MS };
  const watch = watchLease(() => store.contactImports.renew(organizationId, hold));
  const checkEnd = () => {
    const kind = signal.aborted ? 'abort' : watch.ended();
    if (kind !== null) throw new JobEnded(kind);
  };
  const run = { store, organizationId, one, hold, actor: actorOf(one), checkEnd };
  try {
    if (one.phase === 'undo') await undoContactImport(run);
    else {
      const source = await spool.open(one.fileId, one.fileName);
      if (source === undefined) throw new Error('the file of an import was taken away meanwhile');
      await runContactImport(run, source);
    }
    return { end: { state: 'finished' }, error: null };
  } catch (error) {
    const end = endOf(error, 'queued', one.phase === 'undo' ? 'take the import back again' : undefined);
    return end === null ? null : { end, error };
  } finally {
    watch.end();
  }
}

/** Who does it: whoever began it, or asked for it to be taken back. */
function actorOf({ phase, createdBy, undo }: ContactImport): Actor {
  return { ...(phase === 'undo' && undo !== null ? undo.by : createdBy), source: 'bulk' };
}

/**
 * Whether an import still needs a file, and how long it may: one that was stopped so long ago is given up. One that somebody takes up in that
 * moment keeps its file.
 */
export async function needsContactFile(
  store: Store,
  organizationId: OrganizationId,
  fileId: string,
  lapsed: string,
): Promise<boolean> {
  const one = await store.contactImports.ofFile(organizationId, fileId);
  if (one?.phase !== 'import' || one.state === 'finished' || one.state === 'failed') return false;
  if (one.state !== 'stopped') return true;
  if (!(await store.contactImports.lapse(organizationId, one.id, lapsed))) return true;
  await store.contactImports.tidyUp(organizationId, one.id);
  return false;
}
