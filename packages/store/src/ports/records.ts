import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** One line of the audit log: who changed what, when, and why. */
export interface AuditEntry {
  readonly id: string;
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

/** Reading the audit log, which every other port writes; and what nobody changed and somebody has to see. */
export interface AuditPort {
  /** Newest first. */
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: { readonly entity: string | null; readonly entityId: string | null },
  ): Promise<Page<AuditEntry>>;
  /** Adds an entry by itself: something was found, nothing was changed. */
  note(
    organizationId: OrganizationId,
    actor: Actor,
    note: Pick<AuditEntry, 'action' | 'entity' | 'entityId' | 'reason'>,
  ): Promise<void>;
}

/** Answers of writes by key, so that a repeated request gets the first one's answer. */
export interface IdempotencyPort {
  /**
   * Claims a key for a request (its SHA-256). `new`: go on, then `finish`. `finished`: the stored answer. `running`: another request with
   * this key is under way. `different`: the key was used for another request. A claim whose request died is free again after a minute.
   */
  claim(
    organizationId: OrganizationId,
    principalId: string,
    key: string,
    requestHash: string,
  ): Promise<
    | { readonly state: 'new' | 'running' | 'different' }
    | { readonly state: 'finished'; readonly httpStatus: number; readonly body: string }
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
}
