import type { OrganizationId } from '@tact/engine';
import type { LeasedWork, LeasedWorkEnd } from './leased-work.ts';
import type { Actor, Page, PageRequest } from './store.ts';

/** Proposed rules over the recorded history. `progress` is also what was found. */
export type Backtest = LeasedWork;
/** How a runner's work on a backtest ended. */
export type BacktestEnd = LeasedWorkEnd;

/** Backtests, one running at a time for each organization, held by a lease as jobs are: whoever has lost it changes nothing more. */
export interface BacktestPort {
  /** Adds one that waits; those that are older than 90 days go. */
  create(organizationId: OrganizationId, plan: unknown, actor: Actor): Promise<Backtest>;
  get(organizationId: OrganizationId, id: string): Promise<Backtest | undefined>;
  /** Newest first. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<Backtest>>;
  /** Takes the oldest that waits, or whose runner's lease is over; undefined where there is none, or another one runs. */
  take(organizationId: OrganizationId, runner: string, leaseMs: number): Promise<Backtest | undefined>;
  /** Stores how far it is, and renews the lease; gives whether somebody asked for the end. Throws `job_lost`. */
  save(
    organizationId: OrganizationId,
    id: string,
    hold: { readonly runner: string; readonly leaseMs: number },
    progress: { readonly progress: unknown; readonly done: number },
  ): Promise<boolean>;
  /** Ends the runner's work. Throws `job_lost`. */
  end(organizationId: OrganizationId, id: string, runner: string, end: BacktestEnd): Promise<void>;
  /** Asks for the end; one that nobody works on is stopped at once. `job_ended` where it is over. */
  requestStop(organizationId: OrganizationId, id: string, actor: Actor): Promise<Backtest>;
  /** Lets a stopped one wait for a runner again. `job_ended` where it is not stopped. */
  resume(organizationId: OrganizationId, id: string, actor: Actor): Promise<Backtest>;
}
