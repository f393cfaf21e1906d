import type { FileErrorCode } from '../../src/file-error.ts';
import type { FileKind, Inspection, StatedSettings } from '../../src/inspect/inspection.ts';
import type { ReadPlan } from '../../src/plan.ts';

/** A file as users have it, and what they expect of it. Expected cells are written by hand. */
export interface UglyFile {
  readonly name: string;
  readonly content: Buffer | string;
  readonly stated?: StatedSettings;
  readonly kind?: FileKind;
  /** Questions that looking at it must raise. */
  readonly questions?: readonly Inspection['questions'][number]['code'][];
  readonly remarks?: readonly Inspection['remarks'][number]['code'][];
  /** What the user changes in the proposed plan. */
  readonly change?: Partial<ReadPlan>;
  /** `LINE value …`, as `read-all.ts` writes them. */
  readonly good: readonly string[];
  /** `LINE code [column]`. */
  readonly bad: readonly string[];
  /** The file is refused with this code: when it is looked at, or while it is read. */
  readonly refused?: FileErrorCode;
}
