import type {
  Instant,
  NumberChunk,
  NumberSet,
  OrganizationId,
  SetOptions,
  SuppressionListId,
} from '@tact/engine';
import type { Actor } from './store.ts';

/** `in force`: at most one of a list. `replaced`: was in force, another came. `rolled back`: was in force and was taken back. */
export type NumberSetState = 'loading' | 'in force' | 'replaced' | 'rolled back';

/** One version of a list's numbers. It never changes once it is in force. */
export interface NumberSetVersion {
  readonly id: string;
  readonly state: NumberSetState;
  /** The version that was in force when this one was begun: what a roll-back goes back to. Null: none. */
  readonly replaces: string | null;
  readonly importId: string | null;
  /** The instant that a registry list's numbers are of (S26). */
  readonly dataAt: Instant | null;
  /** Null while loading, like `chunks` and `words`. */
  readonly numbers: number | null;
  readonly createdAt: Instant;
  readonly inForceAt: Instant | null;
}

/** A part of a version: all its numbers whose chunk key is from `fromKey` to before `endKey`. */
export interface NumberSetPiece {
  readonly fromKey: number;
  readonly endKey: number;
  readonly numbers: number;
  readonly chunks: number;
  /** 16-bit words that its chunks take in memory. */
  readonly words: number;
  readonly bytes: Uint8Array;
}

/** A list and the version of its numbers that is meant. */
export interface NumberSetReference {
  readonly listId: SuppressionListId;
  readonly versionId: string;
}

/**
 * The numbers of large device lists, beside their single entries. A version is begun, its pieces are written in any order, and it is put in
 * force in one short transaction: from its commit no node allows against it (S23). All refusals are `StoreError`s.
 */
export interface NumberSetPort {
  /** A new version, which replaces the one that is in force now. `not_found` where the list is none of devices. */
  begin(
    organizationId: OrganizationId,
    listId: SuppressionListId,
    given: { readonly importId: string | null; readonly dataAt: Instant | null },
    actor: Actor,
  ): Promise<NumberSetVersion>;
  /** Newest first. */
  versions(organizationId: OrganizationId, listId: SuppressionListId): Promise<readonly NumberSetVersion[]>;
  /** Durable when it returns; a piece that is there already is written over. `version_conflict` once the version is not loading any more. */
  write(
    organizationId: OrganizationId,
    reference: NumberSetReference,
    pieces: readonly NumberSetPiece[],
  ): Promise<void>;
  /** Which pieces are there, by rising key: where an import goes on after a crash. */
  written(
    organizationId: OrganizationId,
    reference: NumberSetReference,
  ): Promise<readonly Omit<NumberSetPiece, 'bytes'>[]>;
  /**
   * Puts a loaded version in force, with its line in the audit log. `version_conflict` where pieces are missing, or another version was put
   * in force since this one was begun.
   */
  putInForce(
    organizationId: OrganizationId,
    reference: NumberSetReference,
    actor: Actor,
  ): Promise<NumberSetVersion>;
  /** Takes the version in force back; the one that it replaced is in force again, or none where there was none. Names the version, so that nobody rolls back twice by mistake. */
  rollBack(
    organizationId: OrganizationId,
    reference: NumberSetReference,
    reason: string,
    actor: Actor,
  ): Promise<void>;
  /** Deletes a version that is not in force. `still_used` where it is. */
  delete(organizationId: OrganizationId, reference: NumberSetReference, actor: Actor): Promise<void>;
  /** The chunks with these keys, by rising key; those without numbers are left out. `not_found` where the version is gone. */
  chunks(
    organizationId: OrganizationId,
    reference: NumberSetReference,
    keys: readonly number[],
  ): Promise<readonly NumberChunk[]>;
  /** All chunks by rising key, some megabytes of them at a time. Throws where a piece is missing or damaged. */
  read(organizationId: OrganizationId, reference: NumberSetReference): AsyncIterable<NumberChunk>;
  /** The whole set in memory. */
  load(
    organizationId: OrganizationId,
    reference: NumberSetReference,
    options?: SetOptions,
  ): Promise<NumberSet>;
}
