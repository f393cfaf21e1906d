import type { ChainHead, Checkpoint, LeftOut } from '@tact/store';

/** Something that is not as it was, and where. */
export interface ProofFinding {
  /** Such as `audit entry 17`. */
  readonly where: string;
  readonly sentence: string;
}

/** What a check came to. */
export interface ProofResult {
  readonly findings: readonly ProofFinding[];
  readonly counted: {
    readonly entries: number;
    readonly seals: number;
    readonly sealed: number;
    /** Recorded since the last seal: nothing vouches for them yet. */
    readonly open: number;
    /** Removed beyond their retention, as signed entries of the audit log state (ADR 0021). */
    readonly removed: number;
    /** Without the person whom they were about, as entries of the audit log state (ADR 0018). */
    readonly erased: number;
    readonly checkpoints: number;
  };
  /** How far each chain was read. */
  readonly reached: { readonly entries: ChainHead; readonly seals: ChainHead; readonly checkpoint: number };
  /** Its time was over, or something could not be read, before the end: what holds only for the whole was not looked at. */
  readonly isCut: boolean;
  /** The keys that signed; whoever checks must know which of them to trust. */
  readonly publicKeys: readonly string[];
}

/** How much is checked, where that is not everything. */
export interface ProofExtent {
  /** What the lines leave out. Never what a file says of itself. */
  readonly leftOut?: LeftOut | undefined;
  /** Aborted: the time is over. */
  readonly signal?: AbortSignal;
  /**
   * Whether an error of reading the lines says nothing about them: then it is thrown. Any other is a finding, at which the check ends. All are thrown where
   * this is left out.
   */
  readonly isOutage?: (error: unknown) => boolean;
}

/** What else is known than what is being checked. */
export interface ProofKnown {
  readonly organizationId: string;
  /** Checkpoints that were kept elsewhere. */
  readonly checkpoints: readonly Checkpoint[];
  /** The keys that may sign; null: any, which proves only that whoever signed had one key. */
  readonly publicKeys: readonly string[] | null;
}
