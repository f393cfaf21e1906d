import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { OrganizationId, ZoneTable } from '@tact/engine';
import { StoreError, type LeasedWorkEnd, type ReportFile, type Store } from '@tact/store';
import type { WorkLoop } from '../jobs/look-for-work.ts';
import { runLeased } from '../jobs/run-leased.ts';
import { nameOfError } from '../told-error.ts';
import { makeReportFile } from './make-report-file.ts';
import type { ReportFilePlan, ReportFileProgress } from './report-file-plan.ts';

/** Makes the report files of all organizations, one at a time on this node. Stopped, it leaves what it is at to this node or another. */
export type ReportFileRunner = WorkLoop;

/** What a runner works with. */
export interface ReportFileRunnerParts {
  readonly store: Store;
  readonly zoneTable: ZoneTable;
  readonly logger: Logger;
  /** How long it holds a file without a word, milliseconds; left out: a minute. */
  readonly leaseMs?: number;
}

/** How often files are looked for that nobody woke the runner for, milliseconds: those of a node that crashed. */
const LOOK_EVERY_MS = 2_000;
/** How long a runner holds a file without a word, milliseconds: each part, a second or two of work, renews it. */
const LEASE_MS = 60_000;

/** Starts a runner. It removes files that are beyond their days, too. */
export function startReportFileRunner(parts: ReportFileRunnerParts): ReportFileRunner {
  const { store, logger, leaseMs = LEASE_MS } = parts;
  const runner = randomUUID();
  return runLeased({
    everyMs: LOOK_EVERY_MS,
    organizationIds: () => store.organizations.listIds(),
    async workOnNext(organizationId, signal) {
      const file = await store.reportFiles.take(organizationId, runner, leaseMs);
      if (file === undefined) return false;
      await workOn(parts, { organizationId, file, runner, signal });
      return true;
    },
    purge: (organizationId) => store.reportFiles.purge(organizationId),
    onFailure: (error) => {
      logger.error({ error: nameOfError(error) }, 'no report file could be worked on');
    },
  });
}

interface Work {
  readonly organizationId: OrganizationId;
  readonly file: ReportFile;
  readonly runner: string;
  readonly signal: AbortSignal;
}

/** Makes one to its end, a stop, or the signal. Another process that took it over is left alone. */
async function workOn(parts: ReportFileRunnerParts, work: Work): Promise<void> {
  const { store, logger } = parts;
  const { organizationId, file, runner } = work;
  const told = { reportFileId: file.id, organizationId };
  try {
    let end: LeasedWorkEnd;
    try {
      end = await made(parts, work);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      logger.warn({ ...told, error: nameOfError(error) }, 'report file failed');
      end = { state: 'failed', error: { code: 'internal', sentence: FAILED } };
    }
    await store.reportFiles.end(organizationId, file.id, runner, end);
    logger.info({ ...told, end: end.state }, 'report file ended');
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'job_lost') throw error;
  }
}

const FAILED = 'something went wrong here; look at the log, and ask for the file again';

/** Each part is stored together with how far the file is: wherever this ends, nothing is written twice, and nothing is left out. */
async function made(
  { store, zoneTable, leaseMs = LEASE_MS }: ReportFileRunnerParts,
  { organizationId, file, runner, signal }: Work,
): Promise<LeasedWorkEnd> {
  const progress = file.progress as ReportFileProgress | null;
  const making = makeReportFile({ store, zoneTable }, organizationId, file.plan as ReportFilePlan, progress);
  const hold = { runner, leaseMs };
  let isWhole = false;
  for await (const part of making) {
    const isStopAsked = await store.reportFiles.append(organizationId, file.id, hold, part);
    isWhole = part.done >= 1;
    if (isStopAsked && !isWhole) return { state: 'stopped' };
    if (signal.aborted && !isWhole) return { state: 'queued' };
  }
  return { state: 'finished' };
}
