import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** One line of the audit log: who changed what, when, and why. */
export interface AuditEntry {
  readonly id: string;
  /** Its place in the chain of the organization, from 1 (ADR 0014). */
  readonly number: number;
  readonly at: Instant;
  readonly actor: Actor;
  /** `rule.create`, `opt-out.lift`, … */
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
}

/** Which entries; null, or left out: no matter. */
export interface AuditFilter {
  /** What it is about: a kind of thing, and one of them. */
  readonly entity: string | null;
  readonly entityId: string | null;
  /** One kind of change, such as `rule.create`. */
  readonly action: string | null;
  /** Who: a user, a key, or a job, by id. */
  readonly actorId: string | null;
  readonly actorKind: Actor['kind'] | null;
  readonly source: Actor['source'] | null;
  readonly requestId: string | null;
  /** Made in `[from, until)`. */
  readonly from: Instant | null;
  readonly until: Instant | null;
}

/** Reading the audit log, which every other port writes; and what nobody changed and somebody has to see. */
export interface AuditPort {
  /** Newest first. */
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: Partial<AuditFilter>,
  ): Promise<Page<AuditEntry>>;
  /**
   * Oldest first, those after a number (0: from the beginning), part by part: each part is a read of its own, so a long export holds no
   * transaction. Entries that come meanwhile are not told: it ends with what was there when it began.
   */
  parts(
    organizationId: OrganizationId,
    afterNumber: number,
    filter: Partial<AuditFilter>,
  ): AsyncGenerator<readonly AuditEntry[]>;
  /** Adds an entry by itself: something was found, nothing was changed. */
  note(
    organizationId: OrganizationId,
    actor: Actor,
    note: Pick<AuditEntry, 'action' | 'entity' | 'entityId' | 'reason'>,
  ): Promise<void>;
}

/** The answer that a request with this key had. */
export interface KeptAnswer {
  readonly httpStatus: number;
  readonly body: string;
  /** Since the request came, by the database's clock, milliseconds. */
  readonly ageMs: number;
  /** Whether no rule and no suppression of the organization has changed since then (ADR 0004). */
  readonly isCurrent: boolean;
}

/** Answers of writes by key, so that a repeated request gets the first one's answer. */
export interface IdempotencyPort {
  /**
   * Claims a key for a request (a hash of it). `new`: go on, then `finish`. `finished`: the stored answer. `running`: another request with
   * this key is under way. `different`: the key was used for another request. A claim whose request died is free again after a minute.
   */
  claim(
    organizationId: OrganizationId,
    principalId: string,
    key: string,
    requestHash: string,
  ): Promise<
    { readonly state: 'new' | 'running' | 'different' } | ({ readonly state: 'finished' } & KeptAnswer)
  >;
  finish(
    organizationId: OrganizationId,
    principalId: string,
    key: string,
    httpStatus: number,
    body: string,
  ): Promise<void>;
  /** The request failed before it changed anything: the key may be used again. */
  abandon(organizationId: OrganizationId, principalId: string, key: string): Promise<void>;
  /** Removes some thousands of keys that were claimed more than so many days ago, by the database's clock, the oldest first; gives how many. */
  removeSome(organizationId: OrganizationId, days: number): Promise<number>;
}
