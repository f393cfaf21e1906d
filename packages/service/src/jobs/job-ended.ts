import { FileError } from '@tact/files';
import { StoreError, type JobEnd } from '@tact/store';

/** The reason why the work on a job ends before its time. */
export class JobEnded extends Error {
  readonly kind: 'stop' | 'abort' | 'lost';
  constructor(kind: JobEnded['kind']) {
    super(kind);
    this.name = 'JobEnded';
    this.kind = kind;
  }
}

/**
 * How a job whose work threw is left; null where it is somebody else's now. A database that does not answer ends nothing: that is thrown, and
 * the job is tried again. `onAbort`: how an end by the process's own is kept. `nextStep`: what whoever reads of a fault of ours is to do.
 */
export function endOf(
  error: unknown,
  onAbort: 'stopped' | 'queued',
  nextStep = 'import the file again',
): JobEnd | null {
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
      sentence: `something went wrong here; look at the log, and ${nextStep}`,
    },
  };
}
