import type { Instant, OrganizationId } from '@tact/engine';
import type { AccountToImport, ContactFields } from './contacts.ts';
import type { LeasedWork, LeasedWorkEnd } from './leased-work.ts';
import type { Actor, Page, PageRequest } from './store.ts';

/** What an import of contacts is, before anything of its file is read. The plan is the service's own, as JSON. */
export interface ContactImportFields {
  /** By what whoever received the file has kept it. */
  readonly fileId: string;
  readonly fileName: string;
  /** Hexadecimal. */
  readonly fileSha256: string;
  readonly fileBytes: number;
  readonly plan: unknown;
  /** The contact list that gets a record for each contact; null: none does. */
  readonly contactListId: string | null;
}

/** A file of contacts that was brought in, or is being. `progress` is where reading goes on; `done` is of the phase. */
export interface ContactImport extends LeasedWork, ContactImportFields {
  /** `undo`: what it brought is being taken away again, or was. */
  readonly phase: 'import' | 'undo';
  /** Whether the file was read to its end. */
  readonly readWhole: boolean;
  /** Rows that were taken, repeats among them. */
  readonly good: number;
  /** Rows that were left out. */
  readonly bad: number;
  /** Cells and repeats that are told of, up to a limit. */
  readonly badKept: number;
  /** Rows whose client id came before, and that bring no account. */
  readonly repeated: number;
  readonly created: number;
  /** Contacts that were there before the import, and became what their row says. Like the others, each counts once, however often it comes. */
  readonly updated: number;
  readonly unchanged: number;
  readonly accountsCreated: number;
  readonly recordsAdded: number;
  /** Null: nobody has asked for it. `at` is null until it is done. */
  readonly undo: ContactImportUndo | null;
}

/** What taking an import back came to. */
export interface ContactImportUndo {
  readonly at: Instant | null;
  readonly by: Actor;
  readonly reason: string;
  /** Contacts that are gone, with the accounts that the import made. */
  readonly removed: number;
  /** Contacts that stay because something was done with them since. */
  readonly used: number;
  /** Contacts that stay because they were changed since. */
  readonly changed: number;
  /** Of contacts that were there before: places in the import's contact list that are gone. */
  readonly records: number;
  /** Such places that stay: a campaign has taken them up, or somebody has changed them. */
  readonly recordsKept: number;
  /** Of contacts that were there before: accounts that the import made, and that are gone. */
  readonly accounts: number;
  /** Such accounts that stay: somebody has used or changed them since. */
  readonly accountsKept: number;
}

/** A cell for which a row was left out, or a row that repeats a client id. `value` is what stood there: for who imports, never for a log. */
export interface ContactImportBadRow {
  readonly line: number;
  /** Empty: the row as a whole. */
  readonly column: string;
  readonly value: string;
  readonly code: string;
  readonly sentence: string;
}

/** A good row: the contact, and the debt that it is about. */
export interface ContactImportRow {
  readonly line: number;
  readonly contact: ContactFields;
  readonly account: Omit<AccountToImport, 'clientId'> | null;
}

/** What was read since the last step: stored whole or not at all. */
export interface ContactImportStep {
  /** Behind the last row. */
  readonly progress: unknown;
  /** The share of the file that was read, 0 to 1. */
  readonly done: number;
  /** Whether this is the last one. */
  readonly readWhole: boolean;
  readonly rows: readonly ContactImportRow[];
  /** Rows that were left out. */
  readonly bad: number;
  readonly badRows: readonly ContactImportBadRow[];
  /** The name of the column that holds client ids, for what is told of repeats. */
  readonly clientIdColumn: string;
}

/** Who works on an import, for how long without a word. */
export interface ContactImportHold {
  readonly id: string;
  readonly runner: string;
  readonly leaseMs: number;
}

/**
 * Files of contacts, one worked on at a time for each organization, held by a lease: whoever has lost it changes nothing more (`job_lost`). Each
 * step stores contacts, accounts, records, what was left out, and how far the file is, in one transaction: wherever it ends, no row is done
 * twice and none is left out.
 */
export interface ContactImportPort {
  /** Adds one that waits. `not_found` for a contact list that is none. */
  create(organizationId: OrganizationId, given: ContactImportFields, actor: Actor): Promise<ContactImport>;
  get(organizationId: OrganizationId, id: string): Promise<ContactImport | undefined>;
  /** Newest first. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<ContactImport>>;
  /** The import that has a file; undefined where none has. */
  ofFile(organizationId: OrganizationId, fileId: string): Promise<ContactImport | undefined>;
  /** In the file's order. */
  badRows(organizationId: OrganizationId, id: string, page: PageRequest): Promise<Page<ContactImportBadRow>>;
  /**
   * Takes the oldest that waits, or whose runner's lease is over, of those whose file is among these or that need none any more; undefined where
   * there is none, or another one runs. One whose runner is gone waits again where its file is not among these: whoever has the file goes on.
   */
  take(
    organizationId: OrganizationId,
    hold: Omit<ContactImportHold, 'id'>,
    fileIds: readonly string[],
  ): Promise<ContactImport | undefined>;
  /** Renews the lease; gives whether somebody asked for the end. */
  renew(organizationId: OrganizationId, hold: ContactImportHold): Promise<boolean>;
  /** Stores what was read, and renews the lease. */
  store(
    organizationId: OrganizationId,
    hold: ContactImportHold,
    step: ContactImportStep,
    actor: Actor,
  ): Promise<void>;
  /** Takes back so many contacts more, and then so much of what was added to others; gives whether that was all. */
  undoStep(
    organizationId: OrganizationId,
    hold: ContactImportHold,
    contactsMax: number,
    actor: Actor,
  ): Promise<boolean>;
  /** Ends the runner's work; what is finished or failed is told in the audit log. */
  end(
    organizationId: OrganizationId,
    hold: ContactImportHold,
    end: LeasedWorkEnd,
    actor: Actor,
  ): Promise<void>;
  /** Asks for the end; one that nobody works on is stopped at once. `job_ended` where it is over. */
  requestStop(organizationId: OrganizationId, id: string, actor: Actor): Promise<ContactImport>;
  /** Lets a stopped one wait for a runner again. `job_ended` where it is not stopped, or is to be taken back and beyond its days. */
  resume(organizationId: OrganizationId, id: string, actor: Actor): Promise<ContactImport>;
  /**
   * Asks for what it brought to be taken back; again where that has failed. `status_conflict` where it still runs, was taken back before, or is
   * beyond its days.
   */
  requestUndo(
    organizationId: OrganizationId,
    id: string,
    reason: string,
    actor: Actor,
  ): Promise<ContactImport>;
  /** Gives up one that was stopped and whose file goes; false where it is not stopped any more, and needs the file. */
  lapse(organizationId: OrganizationId, id: string, sentence: string): Promise<boolean>;
  /** Forgets what nobody needs any more of one that is over, in steps: contacts that it had and did not make. May be called twice. */
  tidyUp(organizationId: OrganizationId, id: string): Promise<void>;
  /** Forgets cells and contacts of imports that are beyond their days; the imports stay told. */
  purge(organizationId: OrganizationId): Promise<void>;
}
