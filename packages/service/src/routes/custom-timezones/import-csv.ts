import { API_LIMITS, type AnswerBodyOf, type Endpoints } from '@tact/api';
import { CommandError } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import {
  createCustomTimezoneImport,
  isCustomTimezoneHeader,
  type CustomTimezoneImport,
  type CustomTimezoneProblem,
} from '../../commands/import-custom-timezones.ts';
import { CsvError, CsvScanner } from '@tact/files';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Imports the text of a CSV file: good rows go in, bad ones are told of. A file that cannot be read to its end changes nothing. */
export async function importCsv(
  parts: Parts,
  caller: Caller,
  text: string,
): Promise<AnswerBodyOf<Endpoints['customTimezones']['import']>> {
  const bytes = Buffer.from(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const problems: CustomTimezoneProblem[] = [];
  const read = readAll(bytes, delimiterOf(bytes), (problem) => {
    if (problems.length < API_LIMITS.importProblemsMax) problems.push(problem);
  });
  const written = await read.started.write(parts, caller);
  return { ...written, refused: read.refused, problems };
}

function readAll(
  bytes: Buffer,
  delimiter: string,
  refuse: (problem: CustomTimezoneProblem) => void,
): { readonly started: CustomTimezoneImport; readonly refused: number } {
  let started: CustomTimezoneImport | undefined;
  let refused = 0;
  try {
    for (const row of new CsvScanner(delimiter).rowsOf(bytes, true)) {
      if (started === undefined) started = createCustomTimezoneImport(fieldsOf(row), refuse);
      else if (!started.add(row)) refused++;
    }
  } catch (error) {
    throw error instanceof CsvError ? new CommandError('csv_invalid', error.message) : error;
  }
  if (started === undefined)
    throw new CommandError('csv_invalid', 'the file has no row; its first line names the columns');
  return { started, refused };
}

/** The delimiter under which the first row names the columns; the comma where none does, so that the refusal tells of columns. */
function delimiterOf(bytes: Buffer): string {
  return DELIMITERS.find((delimiter) => isCustomTimezoneHeader(firstRow(bytes, delimiter))) ?? ',';
}

function firstRow(bytes: Buffer, delimiter: string): readonly string[] {
  const end = bytes.indexOf('\n');
  const line = end < 0 ? bytes : bytes.subarray(0, end + 1);
  try {
    for (const row of new CsvScanner(delimiter).rowsOf(line, true)) return fieldsOf(row);
  } catch {
    // A quote that is never closed: the whole file is read next, and says so.
  }
  return [];
}

function fieldsOf(row: { readonly fieldCount: number; text(index: number): string }): readonly string[] {
  return Array.from({ length: row.fieldCount }, (_, index) => row.text(index).trim());
}
