import type { ClientId, DeviceKey, Instant, OrganizationId } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** Seals and opens the keys under which organizations' erased names are hashed; made of the installation's secret key. */
export interface ErasureKeyBox {
  seal(organizationId: OrganizationId, key: Buffer): Promise<Buffer>;
  /** Undefined where it does not open. */
  open(organizationId: OrganizationId, sealed: Buffer): Promise<Buffer | undefined>;
}

/** What is done one after the other. `identity` is one transaction: after it nobody is called by what was erased. */
export const ERASURE_STEPS = [
  'identity',
  'attempts',
  'decisions',
  'audit',
  'answers',
  'backtests',
  'done',
] as const;
/** One step. */
export type ErasureStep = (typeof ERASURE_STEPS)[number];

/** Whom to erase: by client id, or by a device that nobody else is known to have. */
export type ErasureSubject = { readonly clientId: ClientId } | { readonly deviceKey: DeviceKey };

/** The erasure of one person. It names nobody. */
export interface Erasure {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'failed' | 'finished';
  readonly step: ErasureStep;
  /** Rows that were removed or replaced until now, by what they are. */
  readonly counts: Readonly<Record<string, number>>;
  readonly reason: string;
  readonly error: { readonly code: string; readonly sentence: string } | null;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly finishedAt: Instant | null;
}

/** What the storage fixes erased records with; it does not know how a tree is made. */
export interface ErasureHashes {
  /** What stands for one erased record in the tree of its statement. */
  item(kind: 'audit-entry' | 'decision' | 'attempt', key: string, hash: string, left: string): Buffer;
  /** The root over items, and for each the way up to it, hexadecimal. */
  tree(items: readonly Buffer[]): { readonly root: string; readonly paths: readonly (readonly string[])[] };
}

/** Erasing persons (ADR 0018). */
export interface ErasurePort {
  /**
   * Takes an order: of a client, or of a device. By a device: of the one contact that has it, or else of the one client that attempts were
   * made on it for; throws `erasure_ambiguous` where it is not one person's. Erasing somebody of whom nothing is stored is no error.
   */
  create(
    organizationId: OrganizationId,
    subject: ErasureSubject,
    reason: string,
    actor: Actor,
  ): Promise<Erasure>;
  get(organizationId: OrganizationId, id: string): Promise<Erasure | undefined>;
  /** The key of the organization's erased names, for a thread that decides about it; null: nobody was erased. Throws `erasure_key_missing`. */
  keyOf(organizationId: OrganizationId): Promise<Buffer | null>;
  /** Newest first. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<Erasure>>;
  /** How many are ordered and not done, those under way too. */
  waiting(organizationId: OrganizationId): Promise<number>;
  /** Takes the next one that waits, or that its process left behind; undefined: there is none. Works only for the tables' owner. */
  take(organizationId: OrganizationId, runner: string, leaseMs: number): Promise<Erasure | undefined>;
  /** Does the next part, some hundred rows in one transaction, and renews the lease. Throws `job_lost` where another process has it. */
  doSome(
    organizationId: OrganizationId,
    id: string,
    lease: { readonly runner: string; readonly leaseMs: number },
    hashes: ErasureHashes,
  ): Promise<Erasure>;
  /** Leaves it: to be gone on with (null), or as failed. */
  leave(
    organizationId: OrganizationId,
    id: string,
    runner: string,
    error: { readonly code: string; readonly sentence: string } | null,
  ): Promise<void>;
}
