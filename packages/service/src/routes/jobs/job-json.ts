import { formatInstant } from '@tact/engine';
import type { Job } from '@tact/store';
import { instantOrNull } from '../instant-json.ts';

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
