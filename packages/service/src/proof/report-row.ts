import { REPORT_COLUMNS, type REPORT_DECISIONS, type REPORT_HOURS } from '@tact/api/without-schemas';
import { formatInstant, MINUTE_MS, type Instant } from '@tact/engine';
import { safeCsvField } from '../csv-field.ts';

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

/** Creates `formatInstant` for instants that ascend: what it says of a minute is written once. */
export function instantTexts(): (at: Instant) => string {
  const text = Buffer.alloc(32);
  let minute = Number.NaN;
  let length = 0;
  const digits = (value: number, count: number) => {
    for (let i = length + count - 1, rest = value; i >= length; i--, rest = Math.floor(rest / 10))
      text[i] = 48 + (rest % 10);
    length += count;
  };
  return (at) => {
    const begun = Math.floor(at / MINUTE_MS);
    // `2026-03-04T12:34:`; years have four digits from 0 to 9999.
    if (at < 0 || at >= YEAR_10000_MS) return formatInstant(at);
    if (begun !== minute) {
      minute = begun;
      text.write(formatInstant((begun * MINUTE_MS) as Instant), 'latin1');
    }
    length = SECONDS_AT;
    const ms = at - begun * MINUTE_MS;
    digits(Math.floor(ms / 1_000), 2);
    if (ms % 1_000 !== 0) {
      text[length++] = 0x2e;
      digits(ms % 1_000, 3);
    }
    text[length++] = 0x5a;
    return text.toString('latin1', 0, length);
  };
}

const SECONDS_AT = '2026-03-04T12:34:'.length;
const YEAR_10000_MS = 253_402_300_800_000;
