import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor } from './store.ts';

/** For how many days each kind of record is kept; null: for good. 400 to 36,525: no rule looks back so far. */
export interface RetentionDays {
  /** Decisions with their whole records, since they were recorded. */
  readonly decisionsDays: number | null;
  /** Attempts, inbound contacts and what became of them, since they were recorded. */
  readonly attemptsDays: number | null;
  /** Opt-outs, since they were lifted or ended by themselves. Those in force stay for good. */
  readonly optOutsDays: number | null;
}

/** The same as it is stored. `version` 0: nobody has said anything, so it is five years. */
export interface Retention extends RetentionDays {
  readonly version: number;
}

/** How long records are kept, and the removal of those beyond it (ADR 0021). The audit log, seals and checkpoints are never removed. */
export interface RetentionPort {
  get(organizationId: OrganizationId): Promise<Retention>;
  /** `version_conflict` where somebody changed it meanwhile. */
  set(organizationId: OrganizationId, version: number, days: RetentionDays, actor: Actor): Promise<Retention>;
  /**
   * States in the audit log, at most once in 20 hours and kind, up to which batch records are beyond their retention. Gives how many records
   * that is. Nothing is removed before a checkpoint has signed the statement.
   */
  state(organizationId: OrganizationId, at: Instant, actor: Actor): Promise<number>;
  /** Removes some thousands of records whose removal was stated and signed; gives how many, 0 where nothing is left to do. */
  removeSome(organizationId: OrganizationId): Promise<number>;
  /** Removes some thousands of opt-outs that are over and beyond their retention, each with its audit entry; gives how many. */
  removeOptOuts(organizationId: OrganizationId, at: Instant, actor: Actor): Promise<number>;
}
