import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import type { Job } from './jobs.ts';
import type { Actor, Page, PageRequest } from './store.ts';
import type { SuppressionEntryFields } from './suppression.ts';

/**
 * `append`: the file's rows come to the list. `replace`: they come instead of what earlier imports brought; entries added by hand stay.
 * `remove`: they go from the list, whoever put them there.
 */
export type ListImportMode = 'append' | 'replace' | 'remove';

/** Where an import stands. `replaced`: a later one came instead of it. */
export type ListImportState = 'loading' | 'in force' | 'replaced' | 'rolled back' | 'failed';

/** What an import is, before anything of its file is read. */
export interface ListImportFields {
  /** Chosen by the caller, who has kept the file by it. */
  readonly id: string;
  readonly fileName: string;
  /** Hexadecimal. */
  readonly fileSha256: string;
  readonly fileBytes: number;
  readonly mode: ListImportMode;
  /** A `ReadPlan` of the package `files`, kept as JSON. */
  readonly plan: unknown;
  /** The version of the list that a change list was made for; null: it is none. */
  readonly baseLabel: string | null;
  /** What the list is called after this import. Null: the import's id. */
  readonly label: string | null;
  /** Of a registry list (S26): the instant that its numbers are of. Null: that of the numbers before. */
  readonly dataAt: Instant | null;
  /** Of a registry list: its coverage from then on. Null: as before. */
  readonly coverage: readonly string[] | null;
}

/** A file that was brought into a list, or is being. */
export interface ListImport {
  readonly id: string;
  readonly listId: SuppressionListId;
  readonly jobId: string;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly fileBytes: number;
  readonly mode: ListImportMode;
  readonly plan: unknown;
  readonly label: string;
  readonly baseLabel: string | null;
  readonly dataAt: Instant | null;
  readonly coverage: readonly string[] | null;
  /** A `ReadPosition`: the end of what is stored. Null: nothing is. */
  readonly position: unknown;
  readonly readWhole: boolean;
  /** Values that were taken; ones that came before in the file among them. */
  readonly good: number;
  readonly bad: number;
  /** Bad rows that are kept, up to a limit. */
  readonly badKept: number;
  /** Known at the end. */
  readonly repeated: number;
  readonly versionId: string | null;
  readonly state: ListImportState;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly inForceAt: Instant | null;
  readonly rolledBack: { readonly at: Instant; readonly by: Actor; readonly reason: string } | null;
}

/** A row that was not taken. `value` is what stood there, shortened: for who imports, never for a log. */
export interface KeptBadRow {
  readonly member: string;
  readonly line: number;
  readonly column: string | null;
  readonly value: string;
  readonly code: string;
  readonly sentence: string;
}

/** An import with the list that it is of. */
export interface ListImportReference {
  readonly listId: SuppressionListId;
  readonly importId: string;
}

/** Who works on an import: the runner that holds its job. */
export interface ListImportRun extends ListImportReference {
  readonly jobId: string;
  readonly runner: string;
}

/** What was read since the last step: stored whole or not at all. */
export interface ListImportStep {
  readonly position: unknown;
  readonly bytesDone: number;
  readonly rowsDone: number;
  readonly good: number;
  readonly bad: number;
  /** Numbers that came twice among those of this step. */
  readonly repeated: number;
  /** Whether this is the last one. */
  readonly readWhole: boolean;
  readonly badRows: readonly KeptBadRow[];
  /** To be added as single entries; what is the same in every field was given twice, and is kept once. */
  readonly entries: readonly SuppressionEntryFields[];
  /** Values whose single entries go. */
  readonly removedValues: readonly string[];
  /** Ranges of numbers whose single entries go: first (in) and end (out), digits of E.164. */
  readonly removedRanges: readonly { readonly first: number; readonly end: number }[];
  /** Sets of numbers by their chunks: to add, and to remove. */
  readonly added: Iterable<ListImportChunk> | null;
  readonly deleted: Iterable<ListImportChunk> | null;
}

/** A chunk of numbers (`packages/engine/src/number-set`). */
export interface ListImportChunk {
  readonly key: number;
  readonly bytes: Uint8Array;
}

/**
 * Files brought into suppression lists. What is stored of an import counts for nothing until it is put in force, in one transaction that
 * also writes the audit line and raises the epoch: from its commit on no node allows against it (S23). All refusals are `StoreError`s.
 */
export interface ListImportPort {
  /** A new import with its job. `base_version_differs` for a change list that was made for another version of the list. */
  begin(
    organizationId: OrganizationId,
    listId: SuppressionListId,
    given: ListImportFields,
    actor: Actor,
  ): Promise<{ readonly listImport: ListImport; readonly job: Job }>;
  get(organizationId: OrganizationId, reference: ListImportReference): Promise<ListImport | undefined>;
  /** By its id alone; undefined where there is none. */
  find(organizationId: OrganizationId, importId: string): Promise<ListImport | undefined>;
  /** Newest first. */
  list(
    organizationId: OrganizationId,
    listId: SuppressionListId,
    page: PageRequest,
  ): Promise<Page<ListImport>>;
  /** The newest import of the same file in the same mode that is still loading: what the same command goes on with. */
  unfinished(
    organizationId: OrganizationId,
    listId: SuppressionListId,
    file: Pick<ListImportFields, 'fileSha256' | 'mode'>,
  ): Promise<ListImport | undefined>;
  /** In the file's order. */
  badRows(
    organizationId: OrganizationId,
    reference: ListImportReference,
    page: PageRequest,
  ): Promise<Page<KeptBadRow>>;
  /** Stores what was read. Throws `job_lost`. */
  store(organizationId: OrganizationId, run: ListImportRun, step: ListImportStep): Promise<void>;
  /**
   * Joins the numbers read and those of the version in force to a new version, some megabytes at a time; goes on where an earlier call was
   * cut off. `onStep` is called between two steps; what it throws ends it.
   */
  join(
    organizationId: OrganizationId,
    run: ListImportRun,
    actor: Actor,
    onStep: () => Promise<void>,
  ): Promise<void>;
  /** Puts all of a joined import in force and finishes its job. `base_version_differs`, or `version_conflict` where other numbers came in force meanwhile. */
  putInForce(organizationId: OrganizationId, run: ListImportRun, actor: Actor): Promise<ListImport>;
  /** Takes an import back, exactly: what it brought goes, what it removed or replaced is there again. `import_not_last` where a later one is in force. */
  rollBack(
    organizationId: OrganizationId,
    reference: ListImportReference,
    reason: string,
    actor: Actor,
  ): Promise<ListImport>;
  /** Says that an import will never be in force. */
  abandon(organizationId: OrganizationId, reference: ListImportReference): Promise<void>;
  /** Takes away what an import no longer needs: parts, and entries where it failed or was rolled back. May be called twice. */
  tidyUp(organizationId: OrganizationId, reference: ListImportReference): Promise<void>;
}
