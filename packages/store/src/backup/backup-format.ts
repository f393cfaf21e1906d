/**
 * What a backup is: gzip over lines. The first is a head, then each table has a line of its own, its rows as PostgreSQL's COPY writes them, a line
 * that ends them, and a line with their count and hash; the last line counts the tables. A file that ends before it is not whole.
 */

/** What stands first in a backup. */
export interface BackupHead {
  readonly tact: 'backup 1';
  /** When its snapshot was taken, ISO 8601 UTC. */
  readonly takenAt: string;
  /** The migrations that its database had seen, in order. */
  readonly migrations: readonly {
    readonly number: number;
    readonly name: string;
    readonly checksum: string;
  }[];
  /** Files of the installation's own keys by name, as text; they open what the database holds encrypted. */
  readonly keys: Readonly<Record<string, string>>;
}

/** What stands before the rows of a table. */
export interface BackupTable {
  readonly table: string;
  readonly columns: readonly string[];
}

/** What stands after the rows of a table. `sha256`: of the rows as they stand in the backup, each with its line end. */
export interface BackupTableEnd {
  readonly end: string;
  readonly rows: number;
  readonly sha256: string;
}

/** What stands last. */
export interface BackupEnd {
  readonly tact: 'end';
  readonly tables: number;
}

/** The line after the rows of a table. No row looks like it: COPY escapes its backslash. */
export const ROWS_END = '\\.';

/** A backup that cannot be made, read or restored. The message is one sentence that says what to do. */
export class BackupError extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'BackupError';
  }
}
