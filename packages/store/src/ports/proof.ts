import type { OrganizationId } from '@tact/engine';

/** What is sealed in batches. */
export const SEALED_KINDS = ['decision', 'attempt', 'attempt-event'] as const;
/** One kind of sealed records. */
export type SealedKind = (typeof SEALED_KINDS)[number];

/**
 * Records of a kind in one batch, at most: some fifteen milliseconds of the database, and two megabytes of its log where their pages are logged whole,
 * which commits beside it wait for.
 */
export const SEAL_BATCH_ROWS = 2_500;

/**
 * How a batch was hashed. 1: each record as the JSON array of its texts, the tree as in RFC 6962. 2: each as the binary form of that array, the tree
 * sixteen wide; what is sealed now (ADR 0014).
 */
export type SealForm = 1 | 2;

/** Where a batch begins or ends: by when a record was recorded (seconds since 1970 UTC, as text), then by its key. */
export interface SealEdge {
  readonly at: string;
  readonly key: string;
}

/** A batch of records: those after `from`, up to and with `to`. */
export interface Seal {
  readonly seq: number;
  readonly kind: SealedKind;
  /** Exports of older versions do not name it: then it is 1. */
  readonly form?: SealForm;
  readonly from: SealEdge;
  readonly to: SealEdge;
  readonly rows: number;
  /** The root of the Merkle tree of the records' hashes, hexadecimal. */
  readonly root: string;
  /** The hash of the seal and of the one before it, hexadecimal. */
  readonly hash: string;
  /** Eight bytes of each record's hash, hexadecimal: they only help to say which record is not as it was. */
  readonly marks: string;
}

/** How far a chain went. `seq` 0: it is empty. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** A signed statement of how far the chains went. */
export interface Checkpoint {
  readonly seq: number;
  /** The JSON text that was signed. */
  readonly body: string;
  /** Ed25519, base64. */
  readonly signature: string;
  /** SPKI, base64. */
  readonly publicKey: string;
}

/** Of an erased record: what the chain or a seal covers, and where an entry of the audit log states what is left (ADR 0018). */
export interface ErasedMark {
  /** The hash of what the record was, hexadecimal. */
  readonly hash: string;
  /** The statement, the record's place among those of it, and the way up to their root. */
  readonly statement: string;
  readonly place: number;
  readonly places: number;
  readonly path: readonly string[];
}

/** One line of what an export is made of. `fields` are the texts that hashes cover. */
export type ProofLine =
  | {
      readonly line: 'audit';
      readonly seq: number;
      readonly hash: string;
      readonly fields: readonly (string | null)[];
      readonly erased?: ErasedMark;
    }
  | ({ readonly line: 'seal' } & Seal)
  | {
      readonly line: 'record';
      readonly kind: SealedKind;
      readonly recorded: SealEdge;
      readonly fields: readonly (string | null)[];
      /** Of an attempt: its state, call result, disposition and their instant as they are now. */
      readonly state?: readonly (string | null)[];
      /** Of an attempt: its events, oldest first, as the texts that their own hashes cover. */
      readonly events?: readonly (readonly (string | null)[])[];
      readonly erased?: ErasedMark;
    }
  /** An event whose attempt was removed by retention; it is a record of its own too. */
  | { readonly line: 'orphan'; readonly fields: readonly (string | null)[] }
  | ({ readonly line: 'checkpoint' } & Checkpoint)
  | { readonly line: 'head'; readonly seq: number; readonly hash: string };

/** What may still be recorded late, as of now. */
export interface Recording {
  /** So long before now: seconds since 1970 UTC, as text. */
  readonly before: string;
  /** The transactions that may have recorded something which nobody sees yet, as the database names them. Once they have ended, it is all there. */
  readonly transactions: readonly string[];
}

/** What a check of the newest leaves out: what stands before these, and what no seal covers yet. Both from 1. */
export interface LeftOut {
  /** The first checkpoint that is read. */
  readonly checkpointsFrom: number;
  /** The first seal whose records are read; of those before it the seals alone are. */
  readonly recordsFromSeal: number;
}

/** Seals, checkpoints, and what is needed to check them. */
export interface ProofPort {
  /** Which transactions are recording, and the instant so many milliseconds ago, by the database's clock. */
  recording(organizationId: OrganizationId, settleMs: number): Promise<Recording>;
  /**
   * Seals the next records of a kind that were recorded up to an instant. INVARIANT: that of a {@link Recording} whose transactions have ended, so that
   * nothing comes late into a batch. At most {@link SEAL_BATCH_ROWS} a call; gives how many. 0 too where another process is sealing.
   */
  seal(organizationId: OrganizationId, kind: SealedKind, before: string): Promise<number>;
  /** How far both chains went, and the last checkpoint; undefined: there is none. */
  heads(organizationId: OrganizationId): Promise<{
    readonly audit: ChainHead;
    readonly seals: ChainHead;
    readonly checkpoint: Checkpoint | undefined;
  }>;
  /** Keeps a checkpoint; false where another process kept one with this number. */
  addCheckpoint(organizationId: OrganizationId, checkpoint: Checkpoint): Promise<boolean>;
  /** What would be left out to read no more than so many of the newest checkpoints and sealed records; undefined: nothing has to be. */
  newest(
    organizationId: OrganizationId,
    most: { readonly checkpointsMax: number; readonly recordsMax: number },
  ): Promise<LeftOut | undefined>;
  /**
   * Everything that is chained or sealed, in one snapshot: checkpoints, audit entries, then each seal followed by its records, by kind the
   * records that no seal covers yet, and the head of the audit log. Memory stays flat. With `leftOut` without that, and without the records
   * that no seal covers yet; audit entries and seals are always all there.
   */
  lines(organizationId: OrganizationId, leftOut?: LeftOut): AsyncGenerator<ProofLine>;
}
