import type { ClientId } from '@tact/engine';
import { FileError, tableRows, type FileSource } from '@tact/files';
import { CommandError } from '../command-error.ts';
import { columnsOfPlan, type ContactFilePlan } from './contact-file-plan.ts';
import { contactReader, type CellProblem, type ReadRow } from './contact-row.ts';

/** One row of the beginning, as it would be read. */
export interface PreviewedRow {
  readonly line: number;
  readonly read: ReadRow;
}

/** The beginning of a file as an import would read it. */
export interface ContactFilePreview {
  /** The first rows. */
  readonly rows: readonly PreviewedRow[];
  readonly good: number;
  readonly bad: number;
  /** The client ids of good rows. */
  readonly clientIds: ReadonlySet<ClientId>;
  /** What is wrong with cells, by kind and column, most often first; `sentence` is that of the first of its kind. */
  readonly problems: readonly ProblemKind[];
  /** Whether the counts are of the whole file, and not of its beginning only. */
  readonly isWhole: boolean;
}

/** One kind of what is wrong with cells of one column. */
export interface ProblemKind {
  readonly code: string;
  readonly column: string;
  readonly sentence: string;
  readonly rows: number;
}

/** Rows that are shown. */
const SHOWN_ROWS = 20;
/** Rows that are read: enough to see what is wrong with a file, and read within a second. */
const READ_ROWS_MAX = 20_000;

/** Reads the beginning of a file by a settled plan, as the import will, and keeps nothing. `file_invalid` where the file is broken there. */
export async function previewContactFile(
  source: FileSource,
  plan: ContactFilePlan,
): Promise<ContactFilePreview> {
  const read = contactReader(columnsOfPlan(plan).columns, plan);
  const rows: PreviewedRow[] = [];
  const clientIds = new Set<ClientId>();
  const kinds = new ProblemKinds();
  let good = 0;
  let bad = 0;
  const previewOf = (isWhole: boolean) => ({ rows, good, bad, clientIds, problems: kinds.all(), isWhole });
  try {
    for await (const batch of tableRows(source, plan))
      for (const row of batch.rows) {
        if (good + bad >= READ_ROWS_MAX) return previewOf(false);
        const result = read(row);
        if (rows.length < SHOWN_ROWS) rows.push({ line: row.line, read: result });
        if (result.ok) {
          good++;
          clientIds.add(result.contact.clientId);
        } else {
          bad++;
          kinds.add(result.problems);
        }
      }
  } catch (error) {
    if (error instanceof FileError) throw new CommandError('file_invalid', error.message);
    throw error;
  }
  return previewOf(true);
}

/** Counts rows by what is wrong with them. */
class ProblemKinds {
  readonly #kinds = new Map<string, ProblemKind>();

  add(problems: readonly CellProblem[]): void {
    const first = new Map(problems.map((problem) => [`${problem.code} ${problem.column}`, problem]));
    for (const [key, { code, column, reason }] of first) {
      const known = this.#kinds.get(key) ?? { code, column, sentence: reason, rows: 0 };
      this.#kinds.set(key, { ...known, rows: known.rows + 1 });
    }
  }

  all(): readonly ProblemKind[] {
    return [...this.#kinds.values()].toSorted((one, other) => other.rows - one.rows);
  }
}
