import { createHash, type Hash } from 'node:crypto';
import {
  BackupError,
  ROWS_END,
  type BackupEnd,
  type BackupHead,
  type BackupTable,
  type BackupTableEnd,
} from './backup-format.ts';

/** What a backup holds, in order. `rows`: whole rows, some at a time, as COPY takes them. */
export type BackupPart =
  | { readonly kind: 'head'; readonly head: BackupHead }
  | { readonly kind: 'table'; readonly table: BackupTable }
  | { readonly kind: 'rows'; readonly rows: Buffer }
  | { readonly kind: 'table end'; readonly end: BackupTableEnd };

const LINE_END = 10;
/** A head or a table's line is no longer: beyond it the file is something else. */
const LINE_BYTES_MAX = 4_000_000;

/**
 * Reads the text of a backup and checks all that it says of itself: order, counts and hashes. Throws a `BackupError` at the first thing that is not
 * so, and at an end that comes too early; what was given before is then not to be believed.
 */
export async function* readBackup(text: AsyncIterable<Buffer>): AsyncGenerator<BackupPart> {
  const reader = new BackupReader();
  for await (const part of text) yield* reader.take(part);
  reader.assertWhole();
}

/** Where the reading is. */
class BackupReader {
  #left: Buffer = Buffer.alloc(0);
  #head: BackupHead | null = null;
  #open: { readonly table: BackupTable; readonly hash: Hash; rows: number; isEnded: boolean } | null = null;
  #tables = 0;
  #isWhole = false;

  *take(part: Buffer): Generator<BackupPart> {
    const text = this.#left.length === 0 ? part : Buffer.concat([this.#left, part]);
    let from = 0;
    // Rows are given in runs, not one by one.
    let runFrom = 0;
    for (let at = text.indexOf(LINE_END, from); at >= 0; at = text.indexOf(LINE_END, from)) {
      const isRow = this.#open !== null && !this.#open.isEnded && !isRowsEnd(text, from, at);
      if (!isRow) {
        yield* this.#run(text.subarray(runFrom, from));
        yield* this.#line(text.toString('utf8', from, at));
        runFrom = at + 1;
      } else if (this.#open !== null) this.#open.rows++;
      from = at + 1;
    }
    yield* this.#run(text.subarray(runFrom, from));
    this.#left = text.subarray(from);
    if (this.#head === null && this.#left.length > LINE_BYTES_MAX) throw noBackup();
  }

  /** INVARIANT: called once, at the end. */
  assertWhole(): void {
    if (this.#head === null) throw noBackup();
    if (!this.#isWhole || this.#left.length > 0)
      throw new BackupError('the backup is cut off; use one that was made to its end');
  }

  *#run(rows: Buffer): Generator<BackupPart> {
    if (rows.length === 0) return;
    this.#open?.hash.update(rows);
    yield { kind: 'rows', rows };
  }

  *#line(line: string): Generator<BackupPart> {
    if (this.#isWhole) throw new BackupError('the backup goes on after its end; use one that nobody changed');
    if (this.#open !== null && !this.#open.isEnded) {
      this.#open.isEnded = true;
      return;
    }
    const value = parsed(line);
    if (this.#head === null) {
      if (!('tact' in value) || value.tact !== 'backup 1') throw noBackup();
      this.#head = value;
      yield { kind: 'head', head: value };
    } else if ('end' in value) {
      this.#endTable(value);
      yield { kind: 'table end', end: value };
    } else if ('table' in value) {
      this.#open = { table: value, hash: createHash('sha256'), rows: 0, isEnded: false };
      yield { kind: 'table', table: value };
    } else if (value.tact === 'end') {
      if (value.tables !== this.#tables)
        throw new BackupError(
          `the backup holds ${this.#tables} tables of ${value.tables}; use one that nobody changed`,
        );
      this.#isWhole = true;
    } else throw new BackupError('the backup has two heads; use one that nobody changed');
  }

  #endTable({ end, rows, sha256 }: BackupTableEnd): void {
    const open = this.#open;
    if (open?.table.table !== end || open.rows !== rows || open.hash.digest('hex') !== sha256)
      throw new BackupError(
        `the table \`${end}\` of the backup is not as it was written; use another backup`,
      );
    this.#open = null;
    this.#tables++;
  }
}

function isRowsEnd(text: Buffer, from: number, to: number): boolean {
  return to - from === ROWS_END.length && text.toString('latin1', from, to) === ROWS_END;
}

function parsed(line: string): BackupHead | BackupTable | BackupTableEnd | BackupEnd {
  try {
    return JSON.parse(line) as BackupHead | BackupTable | BackupTableEnd | BackupEnd;
  } catch (error) {
    throw noBackup(error);
  }
}

function noBackup(cause?: unknown): BackupError {
  return new BackupError('the file is no backup, or was changed; make one with `tact backup`', cause);
}
