import type { ReportPart } from './compliance-report.ts';
import { reportCsvBytes } from './report-csv.ts';
import { reportJsonLine } from './report-row.ts';
import { createSummary, type ReportSummary } from './report-summary.ts';

/** The forms in which rows are written. */
export type RowFormat = 'csv' | 'ndjson';

/** A part of a report as it is written. `header`: whether the file begins here. */
export function partBytes(part: ReportPart, format: RowFormat, header: boolean): Uint8Array {
  if (format === 'csv') return reportCsvBytes(part.rows, header);
  let text = '';
  for (const row of part.rows) text += reportJsonLine(row);
  return Buffer.from(text);
}

/** A whole report as bytes to be written one after the other. */
export async function* reportBytes(
  parts: AsyncIterable<ReportPart>,
  format: RowFormat,
  header: boolean,
): AsyncGenerator<Uint8Array> {
  let isFirst = header;
  for await (const part of parts) {
    const bytes = partBytes(part, format, isFirst);
    isFirst = false;
    if (bytes.length > 0) yield bytes;
  }
}

/** Counts a whole report. */
export async function summarize(parts: AsyncIterable<ReportPart>): Promise<ReportSummary> {
  const counter = createSummary();
  for await (const { rows } of parts) for (const row of rows) counter.add(row);
  return counter.summary();
}
