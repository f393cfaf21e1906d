import type { ReportPart } from './compliance-report.ts';
import { REPORT_CSV_HEADER, reportCsvLine, reportJsonLine, type ReportRow } from './report-row.ts';
import { createSummary, type ReportSummary } from './report-summary.ts';

/** The forms in which rows are written. */
export type RowFormat = 'csv' | 'ndjson';

/** A part of a report as it is written. `header`: whether the file begins here. */
export function partText(part: ReportPart, format: RowFormat, header: boolean): string {
  const line: (row: ReportRow) => string = format === 'csv' ? reportCsvLine : reportJsonLine;
  let text = header && format === 'csv' ? REPORT_CSV_HEADER : '';
  for (const row of part.rows) text += line(row);
  return text;
}

/** A whole report as texts to be written one after the other. */
export async function* reportTexts(
  parts: AsyncIterable<ReportPart>,
  format: RowFormat,
  header: boolean,
): AsyncGenerator<string> {
  let isFirst = header;
  for await (const part of parts) {
    const text = partText(part, format, isFirst);
    isFirst = false;
    if (text !== '') yield text;
  }
}

/** Counts a whole report. */
export async function summarize(parts: AsyncIterable<ReportPart>): Promise<ReportSummary> {
  const counter = createSummary();
  for await (const { rows } of parts) for (const row of rows) counter.add(row);
  return counter.summary();
}
