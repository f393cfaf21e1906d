import { REPORT_COLUMNS, type REPORT_DECISIONS, type REPORT_HOURS } from '@tact/api/without-schemas';
import { csvField } from '../deciding/answer-csv.ts';

/** One interaction as the compliance report tells it (seed B8). Texts are ready to be shown; an empty one is nothing to tell. */
export interface ReportRow {
  /** Ascends with the instant; a download that was cut goes on after the last one. */
  readonly interactionId: string;
  readonly atUtc: string;
  /** The wall clock of the first zone, `YYYY-MM-DDTHH:MM`. */
  readonly atLocal: string;
  /** All zones that had to agree, with ` | ` between them. */
  readonly zone: string;
  /** What said so: `contact`, `device` or `organization`. */
  readonly zoneFrom: string;
  readonly clientId: string;
  readonly account: string;
  readonly device: string;
  readonly devicePosition: string;
  readonly channel: string;
  readonly direction: string;
  /** `finished`, `reserved`, or `expired`: never reported, so it counts as made (S7). */
  readonly state: string;
  readonly callResult: string;
  readonly disposition: string;
  readonly campaignGroup: string;
  readonly agent: string;
  /** `inside`, `outside`, `unknown`, `not-applicable`. */
  readonly hours: (typeof REPORT_HOURS)[number];
  /** The rules that it broke; where it is inside, those that it kept. */
  readonly rules: string;
  /** `decision`, `then`, `first-known`: which rules it was judged by. */
  readonly judgedBy: 'decision' | 'then' | 'first-known';
  /** `reserved` by an allowed decision; `asked` and allowed, but not held; `none`; `against` a blocked one (S32). */
  readonly decision: (typeof REPORT_DECISIONS)[number];
  readonly decisionId: string;
  /** Outbound attempts on the contact before it, in 24 hours and in 7 times 24 hours. */
  readonly attemptsBefore24Hours: string;
  readonly attemptsBefore7Days: string;
  readonly country: string;
  /** States and provinces that the device may be in, with ` | ` between them. */
  readonly region: string;
}

/** The first line of the report as CSV. */
export const REPORT_CSV_HEADER = `${REPORT_COLUMNS.join(',')}\r\n`;

/** A row as a line of CSV (RFC 4180), which no spreadsheet takes for a formula. */
export function reportCsvLine(row: ReportRow): string {
  let line = '';
  for (const column of REPORT_COLUMNS) line += `${line === '' ? '' : ','}${safeCsvField(row[column])}`;
  return `${line}\r\n`;
}

/** A row as a line of JSON. */
export function reportJsonLine(row: ReportRow): string {
  return `${JSON.stringify(row)}\n`;
}

/**
 * A text as one field of CSV. Spreadsheets run what begins with `=`, `+`, `-`, `@`, a tab or a carriage return, so an apostrophe stands
 * before it, which they take for "this is text"; that is so for every number in E.164.
 */
export function safeCsvField(text: string): string {
  if (text === '') return text;
  const first = text.charCodeAt(0);
  const runs =
    first === 0x3d || first === 0x2b || first === 0x2d || first === 0x40 || first === 9 || first === 13;
  return csvField(runs ? `'${text}` : text);
}
