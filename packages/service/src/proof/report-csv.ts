import { createCsvWriter } from './csv-writer.ts';
import { REPORT_CSV_HEADER, type ReportRow } from './report-row.ts';

/**
 * Rows as CSV, byte by byte the same as `reportCsvLine` says: without a text in between, which would take longer than all the rest of a long
 * report. `header`: whether the file begins here.
 */
export function reportCsvBytes(rows: readonly ReportRow[], header: boolean): Uint8Array {
  const writer = createCsvWriter();
  if (header) writer.plain(REPORT_CSV_HEADER);
  for (const row of rows) {
    writer.begin(lengthOf(row));
    // INVARIANT: in the order of REPORT_COLUMNS. Where nobody writes but the program, nothing needs quotes.
    writer.plain(row.interactionId);
    writer.nextPlain(row.atUtc);
    writer.next(row.atLocal);
    writer.next(row.zone);
    writer.next(row.zoneFrom);
    writer.next(row.clientId);
    writer.next(row.account);
    writer.next(row.device);
    writer.nextPlain(row.devicePosition);
    writer.next(row.channel);
    writer.nextPlain(row.direction);
    writer.nextPlain(row.state);
    writer.next(row.callResult);
    writer.next(row.disposition);
    writer.next(row.campaignGroup);
    writer.next(row.agent);
    writer.nextPlain(row.hours);
    writer.next(row.rules);
    writer.nextPlain(row.judgedBy);
    writer.nextPlain(row.decision);
    writer.nextPlain(row.decisionId);
    writer.nextPlain(row.attemptsBefore24Hours);
    writer.nextPlain(row.attemptsBefore7Days);
    writer.next(row.country);
    writer.next(row.region);
    writer.plain('\r\n');
  }
  return writer.bytes();
}

/** Characters of all texts that anybody may have made as long as they like. */
function lengthOf(row: ReportRow): number {
  const ids = row.clientId.length + row.account.length + row.device.length;
  const zones = row.zone.length + row.zoneFrom.length + row.atLocal.length;
  const words =
    row.channel.length + row.callResult.length + row.disposition.length + row.campaignGroup.length;
  return ids + zones + words + row.agent.length + row.rules.length + row.country.length + row.region.length;
}
