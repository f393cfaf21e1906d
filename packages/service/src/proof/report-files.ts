import { complianceCsv, complianceReport, type ReportPart, type WrittenPart } from './compliance-report.ts';
import { reportJsonLine } from './report-row.ts';
import { createSummary, type ReportSummary } from './report-summary.ts';

/** The forms in which rows are written. */
export type RowFormat = 'csv' | 'ndjson';

/** The rows of a report as they are written, part by part. `header`: whether the file begins here. */
export async function* reportInForm(
  format: RowFormat,
  ...[parts, organizationId, filter, options]: Parameters<typeof complianceCsv>
): AsyncGenerator<WrittenPart> {
  if (format === 'csv') {
    yield* complianceCsv(parts, organizationId, filter, options);
    return;
  }
  for await (const { rows, toldUntil } of complianceReport(parts, organizationId, filter, options)) {
    const bytes = Buffer.from(rows.map(reportJsonLine).join(''));
    yield { bytes, rows: rows.length, lastId: rows.at(-1)?.interactionId ?? null, toldUntil };
  }
}

/** What of parts is written. */
export async function* bytesOf(parts: AsyncIterable<WrittenPart>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of parts) if (bytes.length > 0) yield bytes;
}

/** Counts a whole report. */
export async function summarize(parts: AsyncIterable<ReportPart>): Promise<ReportSummary> {
  const counter = createSummary();
  for await (const { rows } of parts) for (const row of rows) counter.add(row);
  return counter.summary();
}
