import type { BatchMaker } from './batch-maker.ts';
import { CsvScanner, type CsvRow } from './csv/scanner.ts';
import type { ReadPosition } from './entry.ts';
import type { ReadPlan } from './plan.ts';
import type { TextReader } from './read-values.ts';
import type { RowReader } from './row-reader.ts';

/** Reads rows and columns. A row with broken quotes is bad, and ends with its line: it takes no other row with it. */
export function tableReader(
  plan: ReadPlan,
  rows: RowReader,
  batch: BatchMaker,
  start: ReadPosition,
): TextReader {
  let scanner: CsvScanner | null = null;
  let headerRows = start.offset === 0 ? plan.headerRows : 0;
  let position = start;
  return function* read({ bytes, offset }, isLast) {
    // The first chunk tells where the text begins: after a byte order mark, or where reading was left.
    scanner ??= new CsvScanner(plan.delimiter ?? ',', {
      startLine: start.line,
      startOffset: offset,
      brokenQuotes: 'end_at_line',
    });
    for (const row of scanner.rowsOf(bytes, isLast)) {
      if (headerRows > 0) headerRows--;
      else if (row.problem === null) rows.readRow(row, batch);
      else addBroken(row, row.problem, batch);
      position = { member: start.member, ...scanner.next };
      if (batch.isFull) yield position;
    }
    if (!batch.isEmpty) yield position;
  };
}

function addBroken(row: CsvRow, problem: string, batch: BatchMaker): void {
  const text = Array.from({ length: Math.min(row.fieldCount, 8) }, (_, index) => row.text(index)).join(' ');
  batch.addBad(row.line, null, text, row.fieldCount === 0 ? 'row_too_long' : 'quote_broken', problem);
}
