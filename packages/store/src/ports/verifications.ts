import type { Instant, OrganizationId } from '@tact/engine';
import type { ChainHead, SealedKind } from './proof.ts';
import type { Actor } from './store.ts';

/** What a check of the chains has read and held against their hashes. */
export interface Covered {
  /** From the first entry of the audit log to `to`; it went to `of` when the check began. */
  readonly entries: { readonly to: number; readonly of: number };
  /** The same of the seals. */
  readonly seals: { readonly to: number; readonly of: number };
  /** Records that were held against their seals, and the first seal whose records were. 1: those of all. */
  readonly records: { readonly count: number; readonly fromSeal: number };
  /** The first and the last checkpoint whose signatures were looked at; 0: there was none. */
  readonly checkpoints: { readonly from: number; readonly to: number };
  /** Its time was over before the end, so that what holds only for the whole was not looked at. */
  readonly isCut: boolean;
  /** Records that are gone or without their person, as the audit log states. */
  readonly removed: number;
  readonly erased: number;
  /** The first findings; `Verification.findings` counts all. */
  readonly found: readonly { readonly where: string; readonly sentence: string }[];
}

/** What was kept elsewhere, that a check was held against. */
export interface KeptElsewhere {
  /** The hashes of checkpoints, hexadecimal. Null: an older version made the check, and said only how many. */
  readonly checkpoints: readonly string[] | null;
  /** The fingerprints of the keys that might sign. Null: any key might. */
  readonly keys: readonly string[] | null;
  /** How many of both. */
  readonly count: number;
}

/** A check that came to its end, or to the end of its time. */
export interface Verification {
  readonly id: string;
  readonly actor: Actor;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  /** Whether it read everything that is chained, sealed or recorded. */
  readonly isWhole: boolean;
  readonly findings: number;
  readonly kept: KeptElsewhere;
  readonly covered: Covered;
}

/** What a seal covers. `from` null: all before `to`. */
export interface NewestSeal {
  readonly kind: SealedKind;
  readonly from: Instant | null;
  readonly to: Instant;
  readonly records: number;
}

/** How far the chains go, as the database says. */
export interface ChainState {
  /** `at`: when the newest entry was made; null: there is none, or it names no instant. */
  readonly entries: ChainHead & { readonly at: Instant | null };
  readonly seals: ChainHead;
  /** What the newest seal covers: records of one kind by when they were recorded. Null: there is none; `unreadable`: what stands there names no instants. */
  readonly newestSeal: NewestSeal | 'unreadable' | null;
  /** When the organization was made. */
  readonly since: Instant;
  readonly last: Verification | null;
  /**
   * The newest that found something, unless a later check of everything found nothing that was held against all of its checkpoints, and trusted no key that it
   * did not trust.
   */
  readonly alarm: Verification | null;
}

/** Keeps when the chains were checked, and what was found. */
export interface VerificationPort {
  /**
   * Takes the check of a night upon itself; undefined where another process has it or had it. One that has said nothing for `leaseMs` is taken over.
   */
  takeNight(
    organizationId: OrganizationId,
    night: Instant,
    leaseMs: number,
    actor: Actor,
  ): Promise<string | undefined>;
  /** Leaves a night to whoever looks next. */
  giveBack(organizationId: OrganizationId, id: string): Promise<void>;
  /**
   * Keeps what a check came to; `id` null: nobody's night. One that found something is told in the audit log; where that takes no entry any more, the check
   * is kept and the error is thrown. The newest thousand are kept.
   */
  keep(
    organizationId: OrganizationId,
    verification: Omit<Verification, 'id' | 'finishedAt'> & { readonly id: string | null },
  ): Promise<void>;
  /** How far the chains go, and how far they were checked. */
  state(organizationId: OrganizationId): Promise<ChainState>;
}
