import type { OrganizationId } from '@tact/engine';
import type { LeasedWork, LeasedWorkEnd } from './leased-work.ts';
import type { Actor, Page, PageRequest } from './store.ts';

/** A file of the compliance report that is made, or was made. */
export interface ReportFile extends LeasedWork {
  /** What a browser is to call it. */
  readonly name: string;
  readonly rowsDone: number;
  readonly bytesDone: number;
}

/** A further part of a file, and how far the file is with it. */
export interface ReportFilePart {
  /** Null: nothing is written this time, only how far it is. */
  readonly body: Uint8Array | null;
  readonly rows: number;
  readonly progress: unknown;
  /** 0 to 1. */
  readonly done: number;
}

/** Files of the compliance report, one made at a time for each organization, held by a lease: whoever has lost it changes nothing more. */
export interface ReportFilePort {
  /** Adds one that waits. Those that are older than seven days go. `report_files_full` where twenty wait or are made. */
  create(
    organizationId: OrganizationId,
    file: { readonly plan: unknown; readonly name: string },
    actor: Actor,
  ): Promise<ReportFile>;
  get(organizationId: OrganizationId, id: string): Promise<ReportFile | undefined>;
  /** Newest first. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<ReportFile>>;
  /** Takes the oldest that waits, or whose runner's lease is over; undefined where there is none, or another one is made. */
  take(organizationId: OrganizationId, runner: string, leaseMs: number): Promise<ReportFile | undefined>;
  /** Stores a part and how far the file is, together, and renews the lease; gives whether somebody asked for the end. Throws `job_lost`. */
  append(
    organizationId: OrganizationId,
    id: string,
    hold: { readonly runner: string; readonly leaseMs: number },
    part: ReportFilePart,
  ): Promise<boolean>;
  /** Ends the runner's work. Throws `job_lost`. */
  end(organizationId: OrganizationId, id: string, runner: string, end: LeasedWorkEnd): Promise<void>;
  /** Asks for the end; one that nobody works on is stopped at once. `job_ended` where it is over. */
  requestStop(organizationId: OrganizationId, id: string, actor: Actor): Promise<ReportFile>;
  /** Lets a stopped one wait for a runner again. `job_ended` where it is not stopped. */
  resume(organizationId: OrganizationId, id: string, actor: Actor): Promise<ReportFile>;
  /** What a file consists of so far, part by part: memory stays flat however long it is. */
  parts(organizationId: OrganizationId, id: string): AsyncGenerator<Uint8Array>;
  /** Removes files that are older than seven days; gives how many went. */
  purge(organizationId: OrganizationId): Promise<number>;
}
