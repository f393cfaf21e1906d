import { formatInstant, type Instant } from '@tact/engine';
import type { Job } from '@tact/store';

/** A job as it is sent. */
export function jobJson(job: Job) {
  const { id, kind, listId, importId, state, isStopping, bytesDone, bytesTotal, rowsDone, rowsTotal, error } =
    job;
  return {
    id,
    kind,
    listId,
    importId,
    state,
    isStopping,
    bytesDone,
    bytesTotal,
    rowsDone,
    rowsTotal,
    error,
    createdAt: formatInstant(job.createdAt),
    startedAt: instantOrNull(job.startedAt),
    finishedAt: instantOrNull(job.finishedAt),
  };
}

/** An instant as it is sent, where there is one. */
export function instantOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
