import { Buffer } from 'node:buffer';
import { refuseForeign, type Container } from '../container.ts';
import { declaredDelimiter, detectDelimiter, firstRows, type Head } from '../csv/csv-file.ts';
import { detectEncoding, type Encoding } from '../encoding.ts';
import { FileError } from '../file-error.ts';
import { HEAD_BYTES, HEAD_ROWS } from '../limits.ts';
import type { ColumnUse, FileLayout, TableDelimiter } from '../plan.ts';
import { textFrom } from '../text.ts';
import { XmlReader } from '../xml.ts';
import { lookOfColumn } from './column-looks.ts';
import type { FileKind, InspectedColumn } from './inspection.ts';
import { kindOfTable, tableHeadOf, type TableHead } from './table-head.ts';

/** What was found in the beginning of one text. */
export interface InspectedText {
  readonly encoding: Encoding;
  readonly kind: FileKind;
  readonly layout: FileLayout;
  readonly delimiter: TableDelimiter | null;
  readonly headerRows: number;
  readonly columns: readonly InspectedColumn[];
  readonly columnUses: readonly ColumnUse[];
  readonly rowsSeen: number;
  /** Of XML: the attribute of `ph` that may say what is added and what deleted. */
  readonly changeAttribute: string | null;
  readonly isChange: boolean;
}

/** Looks at one text: its encoding as a whole, its beginning for everything else. */
export async function inspectText(container: Container, member: string): Promise<InspectedText> {
  const encoding = await detectEncoding(container.content(member));
  const { head, beginning } = await textHeadOf(container, member, encoding);
  if (beginning.startsWith('<')) return { ...inspectXml(head), encoding };
  return { ...inspectLines(head), encoding };
}

/** The head of a text, and its first characters without the space before them. Refuses by name what is empty, no text, or a text of another kind. */
export async function textHeadOf(
  container: Container,
  member: string,
  encoding: Encoding,
): Promise<{ readonly head: Head; readonly beginning: string }> {
  const head = await headOf(container, member, encoding);
  const beginning = head.bytes.toString('utf8', 0, 2_048).trimStart();
  refuseForeign(head.bytes.subarray(0, 8));
  if (beginning === '')
    throw new FileError('file_empty', 'the file has no row; check that it was written whole');
  refuseOtherTexts(beginning);
  return { head, beginning };
}

async function headOf(container: Container, member: string, encoding: Encoding): Promise<Head> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const { bytes } of textFrom(container, member, encoding, 0, { bytes: 0 })) {
    chunks.push(bytes);
    size += bytes.length;
    if (size >= HEAD_BYTES) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, HEAD_BYTES), isWhole: size < HEAD_BYTES };
}

function refuseOtherTexts(beginning: string): void {
  if (/^(?:<!doctype html|<html|<table|<\?xml[^>]*>\s*<(?:\?mso|workbook|html))/i.test(beginning))
    throw new FileError(
      'format_unsupported',
      'the file is a web page or an old XML table that is named as a spreadsheet; open it there and save it as XLSX or CSV',
    );
  if (/^[{[]\s*["{[\]}]/.test(beginning))
    throw new FileError(
      'format_unsupported',
      'the file is JSON; send it to the API, or export the list as CSV',
    );
  const controls = beginning.replaceAll(/(?![\t\n\v\f\r])\p{Cc}/gu, '');
  if (beginning.length - controls.length > beginning.length / 20)
    throw new FileError(
      'format_unsupported',
      'the file is no text and no workbook; export the list as CSV or XLSX',
    );
}

type WithoutEncoding = Omit<InspectedText, 'encoding'>;

const PAIRS = /^["']?\d{3}["']?,["']?\d{7}["']?$/;
const WHOLE = /^["']?\d{10}["']?$/;

function inspectLines(head: Head): WithoutEncoding {
  const lines = firstLines(head);
  const pairs = lines.filter((line) => PAIRS.test(line)).length;
  const arePairs = pairs > 0 && pairs + lines.filter((line) => WHOLE.test(line)).length >= lines.length / 2;
  if (arePairs) {
    const columns: InspectedColumn[] = [
      { name: '', looksLike: 'number', proposedUse: 'number', samples: lines.slice(0, 5) },
    ];
    return { ...BARE, kind: 'ftc_flat', layout: 'area_pairs', columns, rowsSeen: lines.length };
  }
  const delimiter = delimiterOf(head);
  const rows = firstRows(head, delimiter, HEAD_ROWS);
  const table = tableHeadOf(rows);
  return isOfValues(table) ? inspectValues(table, delimiter) : inspectTable(table, delimiter, rows);
}

const BARE: WithoutEncoding = {
  kind: 'table',
  layout: 'table',
  delimiter: null,
  headerRows: 0,
  columns: [],
  columnUses: [],
  rowsSeen: 0,
  changeAttribute: null,
  isChange: false,
};

/** The lines of the head that are whole and not empty. */
function firstLines({ bytes, isWhole }: Head): readonly string[] {
  const lines = bytes.toString('utf8').split(/\r\n|\n|\r/);
  return (isWhole ? lines : lines.slice(0, -1))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, HEAD_ROWS);
}

/** The colon only where nothing else cuts the rows evenly: times and `tel:` have it too. */
function delimiterOf(head: Head): TableDelimiter {
  const found = declaredDelimiter(head) ?? detectDelimiter(head);
  if ((firstRows(head, found, 1)[0]?.length ?? 0) > 1) return found;
  const rows = firstRows(head, ':', 50);
  const width = rows[0]?.length ?? 0;
  return width > 1 && rows.every((row) => row.length === width) && !/tel:/i.test(rows.flat().join(':'))
    ? ':'
    : found;
}

/** One column, or rows of nothing but values of one kind without a header: where a value stands says nothing then. */
function isOfValues({ columns, headerRows, rows }: TableHead): boolean {
  if (columns.length <= 1) return true;
  const uses = new Set(
    columns.filter(({ looksLike }) => looksLike !== 'empty').map(({ proposedUse }) => proposedUse),
  );
  return (
    headerRows === 0 &&
    rows.length > 0 &&
    [...uses].every((use) => use === 'number' || use === 'email' || use === 'device')
  );
}

function inspectValues(table: TableHead, delimiter: TableDelimiter): WithoutEncoding {
  const cells = table.rows.flat().map((cell) => cell.trim());
  const looksLike = lookOfColumn(cells);
  const name = table.columns[0]?.name ?? '';
  const single = table.columns.length === 1 ? table.columns[0]?.proposedUse : undefined;
  const use = single ?? (looksLike === 'number' ? 'number' : looksLike === 'email' ? 'email' : 'device');
  const samples = cells.filter((cell) => cell !== '').slice(0, 5);
  const digits = cells.filter((cell) => cell !== '');
  return {
    ...BARE,
    kind: kindOfValues(digits, table.columns.length > 1),
    layout: 'values',
    delimiter: delimiter === ':' ? ':' : null,
    headerRows: table.headerRows,
    columns: [{ name, looksLike, proposedUse: use, samples }],
    columnUses: [use],
    rowsSeen: cells.length,
  };
}

function kindOfValues(cells: readonly string[], isSeparated: boolean): FileKind {
  if (cells.some((cell) => /^\+?\d{3,}X+$/i.test(cell))) return 'vicidial';
  const isBritish = (cell: string) => /^0[12378]\d{8,9}(?:\D.*)?$/.test(cell);
  if (cells.length > 0 && cells.every(isBritish)) return 'uk_tps';
  return isSeparated ? 'separated_values' : 'one_per_line';
}

function inspectTable(
  table: TableHead,
  delimiter: TableDelimiter,
  rows: readonly (readonly string[])[],
): WithoutEncoding {
  const kind = kindOfTable(table, 'table');
  return {
    ...BARE,
    kind,
    delimiter,
    headerRows: table.headerRows,
    columns: table.columns,
    columnUses: table.columns.map(({ proposedUse }) => proposedUse),
    rowsSeen: rows.length,
    isChange: kind === 'ftc_flat_change',
  };
}

function inspectXml(head: Head): WithoutEncoding {
  const samples: string[] = [];
  const values = new Map<string, Set<string>>();
  let area = '';
  let isChange = false;
  try {
    for (const token of new XmlReader().tokensOf(head.bytes, head.isWhole)) {
      if (token.kind !== 'open') continue;
      if (token.name === 'list') isChange = /change/i.test(token.attributes.get('type') ?? '');
      if (token.name === 'ac') area = token.attributes.get('val') ?? '';
      if (token.name !== 'ph') continue;
      samples.push(`${area} ${token.attributes.get('val') ?? ''}`);
      for (const name of token.attributes.names())
        values.set(name, (values.get(name) ?? new Set()).add(token.attributes.get(name) ?? ''));
    }
  } catch (error) {
    // A file that is cut off is told when it is read; what is no list is told now.
    if (samples.length === 0) throw error;
  }
  if (samples.length === 0)
    throw new FileError(
      'format_unsupported',
      'the XML file has no `ph` in an `ac`, as the FTC writes numbers; export the list as CSV',
    );
  const changeAttribute =
    [...values].find(([, found]) => [...found].every((value) => /^[ad]$/i.test(value)))?.[0] ?? null;
  isChange ||= changeAttribute !== null;
  return {
    ...BARE,
    kind: isChange ? 'ftc_xml_change' : 'ftc_xml',
    layout: 'ftc_xml',
    columns: [{ name: 'ph', looksLike: 'number', proposedUse: 'number', samples: samples.slice(0, 5) }],
    rowsSeen: samples.length,
    changeAttribute,
    isChange,
  };
}
