import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { formatInstant, type Instant } from '@tact/engine';
import { reportCsvBytes } from './report-csv.ts';
import { instantTexts, REPORT_CSV_HEADER, reportCsvLine, type ReportRow } from './report-row.ts';

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

test('a line is read back by a CSV reader, each field in its column', () => {
  const { data, errors } = Papa.parse<Record<string, string>>(`${REPORT_CSV_HEADER}${reportCsvLine(ROW)}`, {
    header: true,
    skipEmptyLines: true,
    newline: '\r\n',
  });
  expect(errors).toEqual([]);
  expect(data).toEqual([{ ...ROW, device: "'+12125550123", agent: '\'=HYPERLINK("http://x")' }]);
});

test.each([
  ['plain', ''],
  ['a formula', '=1+1'],
  ['a comma', 'a,b'],
  ['quotes', '"'.repeat(2_000)],
  ['a break', 'a\r\nb'],
  ['a tab first', '\ta'],
  ['a control character', 'a\u0001'],
  ['letters beyond ASCII', 'é€😀'.repeat(500)],
  ['half a character', '\ud800'],
  ['a letter of DEL', '\u007f'],
])('lines written as bytes are the lines: %s', (_, text) => {
  const strange = {
    ...ROW,
    zone: text,
    clientId: text,
    account: text,
    disposition: text,
    agent: text,
    rules: text,
    region: text,
  };
  const rows = [ROW, strange, ROW, strange];
  const lines = rows.map(reportCsvLine).join('');
  for (const header of [true, false])
    expect(Buffer.from(reportCsvBytes(rows, header)).toString('utf8')).toBe(
      Buffer.from(`${header ? REPORT_CSV_HEADER : ''}${lines}`).toString('utf8'),
    );
});

test('each column of a line written as bytes has the text of its field', () => {
  const row = Object.fromEntries(Object.keys(ROW).map((column) => [column, column])) as unknown as ReportRow;
  expect(Buffer.from(reportCsvBytes([row], true)).toString('utf8')).toBe(
    `${REPORT_CSV_HEADER}${reportCsvLine(row)}`,
  );
});

test('no rows are no bytes, or the header alone', () => {
  expect(reportCsvBytes([], false)).toHaveLength(0);
  expect(Buffer.from(reportCsvBytes([], true)).toString('utf8')).toBe(REPORT_CSV_HEADER);
});

test('instants are written as everywhere', () => {
  const textOf = instantTexts();
  const instants = [
    0,
    1,
    999,
    1_000,
    59_999,
    60_000,
    Date.UTC(2026, 2, 4, 12, 34, 56, 7),
    253_402_300_799_999,
    253_402_300_800_000,
    5,
  ];
  for (const at of instants) expect(textOf(at as Instant)).toBe(formatInstant(at as Instant));
});
