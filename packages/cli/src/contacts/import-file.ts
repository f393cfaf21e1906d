import type { ContactFields } from '@tact/store';
import type { Table } from '@tact/files';
import { contactReader, type Column, type ListedAccount, type RowSettings } from '@tact/service/without-http';
import type { ErrorFile } from './error-file.ts';
import { Repeats } from './repeats.ts';

/** What became of one batch. */
export interface Upserted {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** A contact as its last row of a batch states it, and the debts of all its rows there, each once. */
export interface ImportRow {
  readonly contact: ContactFields;
  readonly accounts: readonly ListedAccount[];
}

/** What an import works with. */
export interface ImportParts {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly settings: RowSettings;
  /** Writes one batch in one transaction. */
  readonly upsert: (rows: readonly ImportRow[]) => Promise<Upserted>;
  readonly errors: ErrorFile;
  /** Asked for the end: what is being written is finished, nothing more is begun. */
  readonly signal: AbortSignal;
  readonly onProgress: (bytesRead: number, rows: number) => void;
}

/** How far an import came. */
export interface ImportResult extends Upserted {
  /** Rows read. */
  readonly rows: number;
  /** Rows left out, each with its reasons in the error file. */
  readonly leftOut: number;
  /** Rows without a debt whose client id came before in the file: the last one counts. */
  readonly repeated: number;
  /** Devices that a row names twice, kept once. */
  readonly repeatedDevices: number;
  /** The last line all rows up to which are in or left out; the whole file where it was not stopped. */
  readonly doneToLine: number;
  readonly stopped: boolean;
  /** Why it ended early; null where it did not. What is counted above is in all the same. */
  readonly failure: Error | null;
}

/** Rows in one transaction: large enough that round trips do not count, small enough to stop soon. */
const BATCH_ROWS = 1_000;
/** Batches under way at once: one is read while others are written. */
const IN_FLIGHT_MAX = 2;

/**
 * Reads a whole list and writes its good rows, batch by batch, in memory that does not grow with the file (but for 16 bytes a client id).
 * Within the file the last row of a client id wins, and of two about one debt the last one. A fault ends it; what was written before stays and is counted.
 */
export async function importFile(parts: ImportParts): Promise<ImportResult> {
  return new Import(parts).run();
}

class Import {
  readonly #parts: ImportParts;
  readonly #counts = {
    rows: 0,
    leftOut: 0,
    repeated: 0,
    repeatedDevices: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
  };
  readonly #seen = new Repeats();
  readonly #inFlight = new Map<number, Promise<void>>();
  #batch = new Map<string, ImportRow>();
  #batchRows = 0;
  #batchRepeats = false;
  #batchNumber = 0;
  #line = 1;
  #failure: Error | null = null;

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  async run(): Promise<ImportResult> {
    const { signal } = this.#parts;
    try {
      await this.#readAll();
      if (!signal.aborted) await this.#send();
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    }
    await Promise.all(this.#inFlight.values());
    const stopped = signal.aborted && this.#failure === null;
    return { ...this.#counts, doneToLine: this.#line, stopped, failure: this.#failure };
  }

  async #readAll(): Promise<void> {
    const { table, columns, settings, errors, signal, onProgress } = this.#parts;
    const read = contactReader(columns, settings);
    for await (const { rows, bytesRead } of table.rows()) {
      for (const row of rows) {
        this.#counts.rows++;
        const result = read(row);
        if (result.ok) {
          this.#counts.repeatedDevices += result.repeatedDevices;
          this.#keep(result, row.line);
        } else {
          this.#counts.leftOut++;
          for (const problem of result.problems) errors.add(problem);
        }
        if (this.#batchRows < BATCH_ROWS) continue;
        await this.#send();
        this.#line = row.line;
        if (signal.aborted || this.#failure !== null) return;
      }
      await errors.drained();
      onProgress(bytesRead, this.#counts.rows);
      if (signal.aborted || this.#failure !== null) return;
    }
  }

  #keep(
    { contact, account }: { readonly contact: ContactFields; readonly account: ListedAccount | null },
    line: number,
  ): void {
    const { clientId } = contact;
    const isKnown = this.#seen.add(clientId);
    if (isKnown) this.#batchRepeats = true;
    // With an account it is another debt, and nothing to tell of.
    if (isKnown && account === null) {
      this.#counts.repeated++;
      const reason = 'the client id came before in this file; this line replaced the earlier one';
      this.#parts.errors.add({ line, column: this.#clientIdHeader(), value: clientId, reason });
    }
    const others = this.#batch.get(clientId)?.accounts ?? [];
    this.#batch.set(clientId, { contact, accounts: account === null ? others : debtsWith(others, account) });
    this.#batchRows++;
  }

  /** Starts writing the batch. INVARIANT: a batch that repeats a client id waits for those before it, so that the last row wins. */
  async #send(): Promise<void> {
    if (this.#batchRepeats) await Promise.all(this.#inFlight.values());
    while (this.#inFlight.size >= IN_FLIGHT_MAX) await Promise.race(this.#inFlight.values());
    if (this.#batch.size === 0 || this.#failure !== null) return;
    const rows = [...this.#batch.values()];
    const number = this.#batchNumber++;
    this.#batch = new Map();
    this.#batchRows = 0;
    this.#batchRepeats = false;
    const writing = this.#parts
      .upsert(rows)
      .then(
        ({ created, updated, unchanged }) => {
          this.#counts.created += created;
          this.#counts.updated += updated;
          this.#counts.unchanged += unchanged;
        },
        (error: unknown) => {
          this.#failure ??= error instanceof Error ? error : new Error(String(error));
        },
      )
      .finally(() => this.#inFlight.delete(number));
    this.#inFlight.set(number, writing);
  }

  #clientIdHeader(): string {
    return (
      this.#parts.columns.find(({ use }) => use.kind === 'field' && use.field === 'clientId')?.header ?? ''
    );
  }
}

/** Debts with one more, or with what a later row says of one of them: what it does not state stays, as it does across batches. */
function debtsWith(debts: readonly ListedAccount[], account: ListedAccount): readonly ListedAccount[] {
  const place = debts.findIndex(({ reference }) => reference === account.reference);
  const before = debts[place];
  if (before === undefined) return [...debts, account];
  if (account.amount !== null) return debts.with(place, account);
  return debts.with(place, { ...before, currency: account.currency ?? before.currency });
}
