import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { REPORT_CSV_HEADER, reportCsvLine, safeCsvField, type ReportRow } from './report-row.ts';

const ROW: ReportRow = {
  interactionId: '01900000-0000-7000-8000-000000000001',
  atUtc: '2026-03-04T12:00:00.000Z',
  atLocal: '2026-03-04T07:00',
  zone: 'America/New_York',
  zoneFrom: 'device',
  clientId: 'A-1',
  account: '',
  device: '+12125550123',
  devicePosition: '1',
  channel: 'call',
  direction: 'outbound',
  state: 'finished',
  callResult: 'No Answer',
  disposition: '',
  campaignGroup: 'Smith, "Sons"\r\nand =others',
  agent: '=HYPERLINK("http://x")',
  hours: 'outside',
  rules: 'organization hours',
  judgedBy: 'then',
  decision: 'none',
  decisionId: '',
  attemptsBefore24Hours: '0',
  attemptsBefore7Days: '3',
  country: 'US',
  region: 'US-NY',
};

test.each([
  ['=1+1', "'=1+1"],
  ['+12125550123', "'+12125550123"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['=1,2', '"\'=1,2"'],
  ['a=1', 'a=1'],
  ['', ''],
  ['say "no"', '"say ""no"""'],
])('a spreadsheet takes `%s` for text', (text, field) => {
  expect(safeCsvField(text)).toBe(field);
});

test('a line is read back by a CSV reader, each field in its column', () => {
  const { data, errors } = Papa.parse<Record<string, string>>(`${REPORT_CSV_HEADER}${reportCsvLine(ROW)}`, {
    header: true,
    skipEmptyLines: true,
    newline: '\r\n',
  });
  expect(errors).toEqual([]);
  expect(data).toEqual([{ ...ROW, device: "'+12125550123", agent: '\'=HYPERLINK("http://x")' }]);
});
