import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import type { Actor } from './store.ts';

/** `stopped` may be taken up again; `failed` and `finished` are over. */
export type JobState = 'queued' | 'running' | 'stopped' | 'failed' | 'finished';

/** Work that takes longer than a request. */
export interface Job {
  readonly id: string;
  readonly kind: 'list-import';
  /** What it is for. */
  readonly listId: SuppressionListId;
  readonly importId: string;
  readonly state: JobState;
  /** Bytes of the file, packed as it may be. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly rowsDone: number;
  /** Null until the last row was read. */
  readonly rowsTotal: number | null;
  /** Why it failed: a code and one sentence, without a number or a name. */
  readonly error: { readonly code: string; readonly sentence: string } | null;
  /** Whether somebody asked for its end and it has not ended yet. */
  readonly isStopping: boolean;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

/** How a runner's work on a job ended. `queued`: the process stops, and another one is to go on. */
export type JobEnd =
  | { readonly state: 'stopped' | 'queued' }
  | { readonly state: 'failed'; readonly error: { readonly code: string; readonly sentence: string } };

/**
 * Jobs, one running at a time for each organization. A runner holds its job by a lease, which it renews; every change that it makes for the
 * job asks in the same transaction whether it still holds it, and throws `job_lost` where not: two runners never work on one job.
 */
export interface JobPort {
  get(organizationId: OrganizationId, id: string): Promise<Job | undefined>;
  /**
   * Jobs that wait, or whose runner's lease is over, oldest first; those of the running one alone where one runs. One whose runner is gone, and
   * whose end somebody has asked for, is stopped and waits no more.
   */
  waiting(organizationId: OrganizationId): Promise<readonly Job[]>;
  /** Takes a job. `job_running` where another one of the organization runs, or somebody else has taken it; `job_ended` where it is over. */
  take(organizationId: OrganizationId, id: string, runner: string, leaseMs: number): Promise<Job>;
  /** Renews the lease; gives whether somebody asked for the end. Throws `job_lost`. */
  renew(organizationId: OrganizationId, id: string, runner: string, leaseMs: number): Promise<boolean>;
  /** Ends the runner's work. Throws `job_lost`. */
  end(organizationId: OrganizationId, id: string, runner: string, end: JobEnd): Promise<void>;
  /** Asks for the end; a job that nobody runs is stopped at once. `job_ended` where it is over. */
  requestStop(organizationId: OrganizationId, id: string, actor: Actor): Promise<Job>;
  /** Lets a stopped job wait for a runner again. `job_ended` where it is not stopped. */
  resume(organizationId: OrganizationId, id: string, actor: Actor): Promise<Job>;
}
