import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileSource } from '@tact/files';
import { carryOutJob, type JobCarriedOut } from '@tact/service';
import { pagesOf, StoreError, type Job, type ListImport } from '@tact/store';
import { openErrorFile } from '../contacts/error-file.ts';
import type { OpenedStore } from '../database.ts';
import { asFailure } from '../as-failure.ts';
import { withProgress } from '../progress.ts';
import type { KeptBadRows } from './bad-rows.ts';
import { counted } from '../counted.ts';

/** An import with its job, not carried out yet, or not to its end. */
export interface BegunImport {
  readonly listImport: ListImport;
  readonly job: Job;
}

/** Works on an import in this process, with a progress display, to its end or the signal; and writes the bad rows to a file beside it. */
export async function carryOutImport(
  database: OpenedStore,
  { listImport, job }: BegunImport,
  source: FileSource,
  path: string,
): Promise<{ readonly ended: JobCarriedOut; readonly badRows: KeptBadRows }> {
  const { store, organization, signal } = database;
  return withProgress('import', source.bytes, async (progress) => {
    const parts = {
      store,
      organizationId: organization.id,
      source,
      signal,
      onAbort: 'stopped',
      onProgress: (bytes: number, rows: number) => {
        progress.update(bytes, `${counted(rows)} rows`);
      },
    } as const;
    const ended = await asFailure(() => whenFree(signal, () => carryOutJob(parts, job, randomUUID())));
    return { ended, badRows: await writeBadRows(database, listImport, `${path}.errors.csv`) };
  });
}

/** How often it is asked whether the job is free, milliseconds. */
const ASK_EVERY_MS = 500;

/** Waits while another process holds the job (one that was killed: till its lease is over), or carries out another one. */
async function whenFree(signal: AbortSignal, work: () => Promise<JobCarriedOut>): Promise<JobCarriedOut> {
  for (let asked = 0; ; asked++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'job_running') throw error;
      if (signal.aborted) return { kind: 'stopped' };
      if (asked === 0) process.stderr.write('another import is under way; this one waits\n');
      await sleep(ASK_EVERY_MS);
    }
  }
}

/** Writes the bad rows that are kept. */
async function writeBadRows(
  { store, organization }: OpenedStore,
  { id, listId }: ListImport,
  path: string,
): Promise<KeptBadRows> {
  const errors = openErrorFile(path);
  try {
    const reference = { listId, importId: id };
    for await (const rows of pagesOf((page) => store.listImports.badRows(organization.id, reference, page))) {
      for (const { line, column, value, sentence } of rows)
        errors.add({ line, column: column ?? '', value, reason: sentence });
      await errors.drained();
    }
  } finally {
    await errors.close();
  }
  return { path, kept: errors.count };
}
