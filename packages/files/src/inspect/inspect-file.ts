import type { CountryCode } from '@tact/engine';
import { containerOf, type Container } from '../container.ts';
import { FileError } from '../file-error.ts';
import { HEAD_BYTES, HEAD_ROWS } from '../limits.ts';
import { planProblems, type PlannedMember, type ReadPlan } from '../plan.ts';
import { sheetRows } from '../sheet/rows.ts';
import { ownText, workbookOf } from '../sheet/workbook.ts';
import type { FileSource } from '../source.ts';
import { questionsOf, remarksOf } from './findings.ts';
import type { Inspection, InspectionRemark, StatedSettings } from './inspection.ts';
import { inspectText, type InspectedText } from './inspect-text.ts';
import { kindOfTable, tableHeadOf } from './table-head.ts';

/**
 * Looks at a file before anything of it is written: what it is packed in, whose format it is in, its encoding, header and columns, and
 * how it is proposed to be read. Nothing is guessed silently: what cannot be told is a question, what is left out is a remark. Throws
 * `FileError` for a file that cannot be read at all. Reads the whole file once, for its encoding.
 */
export async function inspectFile(source: FileSource, stated: StatedSettings = {}): Promise<Inspection> {
  const container = await containerOf(source);
  const found =
    container.kind === 'xlsx' ? await inspectWorkbook(container) : await inspectMembers(container);
  const { text, members, sheet } = found;
  const plan = proposedPlan(text, members, sheet, stated);
  const problems = planProblems(plan);
  return {
    name: source.name,
    bytes: source.bytes,
    container: container.kind,
    kind: text.kind,
    members: container.kind === 'zip' ? container.members : [],
    sheets: found.sheets,
    columns: text.columns,
    rowsSeen: text.rowsSeen,
    plan,
    questions: [...problems, ...questionsOf(text, plan)],
    remarks: [...found.remarks, ...remarksOf(text, plan)],
  };
}

interface Found {
  readonly text: InspectedText;
  readonly members: readonly PlannedMember[];
  readonly sheet: string | null;
  readonly sheets: readonly string[];
  readonly remarks: readonly InspectionRemark[];
}

/** All members that are like the first; the others are left out, and named. */
async function inspectMembers(container: Container): Promise<Found> {
  const members: PlannedMember[] = [];
  const remarks: InspectionRemark[] = [];
  let first: InspectedText | null = null;
  for (const name of container.members) {
    const text = await inspectMember(container, name);
    first ??= text;
    if (text !== null && first !== null && isAlike(text, first))
      members.push({ name, encoding: text.encoding });
    else
      remarks.push({
        code: 'member_left_out',
        sentence: `the member \`${name}\` is no list, or another kind of list than the first, and is not read; import it apart`,
      });
  }
  if (first === null)
    throw new FileError('format_unsupported', 'the zip file has no list inside; pack a CSV, TXT or XML file');
  return { text: first, members, sheet: null, sheets: [], remarks };
}

/** What a member is; null for one of several that is no list. */
async function inspectMember(container: Container, name: string): Promise<InspectedText | null> {
  try {
    return await inspectText(container, name);
  } catch (error) {
    const isOther =
      error instanceof FileError && ['format_unsupported', 'file_empty', 'xml_refused'].includes(error.code);
    if (isOther && container.members.length > 1) return null;
    throw error;
  }
}

function isAlike(one: InspectedText, other: InspectedText): boolean {
  const key = ({ layout, delimiter, headerRows, columns, columnUses }: InspectedText) =>
    JSON.stringify([layout, delimiter, headerRows, columnUses, columns.map(({ name }) => name)]);
  return key(one) === key(other);
}

async function inspectWorkbook(container: Container): Promise<Found> {
  const workbook = await workbookOf(container);
  const shown = workbook.sheets.filter(({ isHidden }) => !isHidden);
  for (const sheet of shown) {
    const rows: string[][] = [];
    let characters = 0;
    for await (const row of sheetRows(container, workbook, sheet, { bytes: 0 })) {
      const cells = Array.from({ length: row.fieldCount }, (_, index) => ownText(row.text(index)));
      rows.push(cells);
      for (const { length } of cells) characters += length;
      if (rows.length === HEAD_ROWS || characters >= HEAD_BYTES) break;
    }
    if (rows.length === 0) continue;
    const table = tableHeadOf(rows);
    const kind = kindOfTable(table, 'workbook');
    const text: InspectedText = {
      encoding: 'utf-8',
      kind,
      layout: 'sheet',
      delimiter: null,
      headerRows: table.headerRows,
      columns: table.columns,
      columnUses: table.columns.map(({ proposedUse }) => proposedUse),
      rowsSeen: rows.length,
      changeAttribute: null,
      isChange: kind === 'ftc_flat_change',
    };
    const others = workbook.sheets.filter((other) => other !== sheet);
    return {
      text,
      members: [{ name: sheet.member, encoding: 'utf-8' }],
      sheet: sheet.name,
      sheets: shown.map(({ name }) => name),
      remarks: others.map(({ name }) => ({
        code: 'sheet_left_out',
        sentence: `the sheet \`${name}\` is not read; name it in the plan to read it instead`,
      })),
    };
  }
  throw new FileError('file_empty', 'no sheet of the workbook has a row; check that it was saved whole');
}

function proposedPlan(
  text: InspectedText,
  members: readonly PlannedMember[],
  sheet: string | null,
  stated: StatedSettings,
): ReadPlan {
  const isTps = text.kind === 'uk_tps';
  return {
    members,
    layout: text.layout,
    delimiter: text.delimiter,
    sheet,
    headerRows: text.headerRows,
    columnNames: text.headerRows === 0 ? [] : text.columns.map(({ name }) => name),
    columns: text.columnUses,
    defaultCountry: countryOf(text, stated),
    zone: stated.zone ?? null,
    dateOrder: stated.dateOrder ?? dateOrderOf(text),
    countedFromDate: stated.countedFromDate ?? null,
    severalInCell: isTps ? 'refuse' : 'split',
    lostZero: 'refuse',
    textAfterNumber: isTps ? 'pass_over' : 'refuse',
    wildcards: text.kind === 'vicidial' ? 'range' : 'refuse',
    changeAttribute: text.changeAttribute,
    list: text.isChange ? 'change' : 'full',
    baseVersion: stated.baseVersion ?? null,
  };
}

/** The FTC's registry holds numbers of the United States and no others: its files need no country stated. */
function countryOf({ kind }: InspectedText, { defaultCountry }: StatedSettings): CountryCode | null {
  if (kind === 'ftc_flat' || kind === 'ftc_xml' || kind === 'ftc_xml_change') return 'US' as CountryCode;
  return defaultCountry ?? null;
}

/** Where a sample has a day above 12, the others are written in the same order. */
function dateOrderOf({ columns }: InspectedText): ReadPlan['dateOrder'] {
  const orders = new Set<ReadPlan['dateOrder']>();
  for (const { proposedUse: use, samples } of columns) {
    if (use !== 'from' && use !== 'until') continue;
    for (const sample of samples) {
      const [, one, two] = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}/.exec(sample) ?? [];
      if (Number(one) > 12) orders.add('day_first');
      if (Number(two) > 12) orders.add('month_first');
    }
  }
  const [only = null] = orders;
  return orders.size === 1 ? only : null;
}
