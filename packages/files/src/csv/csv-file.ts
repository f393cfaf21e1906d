import { detectEncoding, utf8Chunks, type Encoding } from '../encoding.ts';
import { fileAt, type FileSource } from '../source.ts';
import { CsvScanner, type CsvRow } from './scanner.ts';

/** A CSV file, looked at once: how it is written, and the names of its columns. */
export interface CsvFile {
  readonly path: string;
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** The first row: the columns' names, trimmed. */
  readonly header: readonly string[];
}

/** What may stand between two fields; among equals the one that stands first here is taken. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
/** One of them. */
export type Delimiter = (typeof DELIMITERS)[number];

/** Looks at a file: encoding, delimiter, header. Undefined for a file without a row. */
export async function inspectCsv(path: string): Promise<CsvFile | undefined> {
  const source = await fileAt(path);
  const encoding = await detectEncoding(source.chunks(0));
  const head = await headOf(source, encoding);
  const declared = declaredDelimiter(head);
  const delimiter = declared ?? detectDelimiter(head);
  const header = firstRows(head, delimiter, declared === null ? 1 : 2).at(-1);
  if (header === undefined) return undefined;
  return { path, encoding, delimiter, header: header.map((name) => name.trim()) };
}

/** The rows after the header, chunk by chunk. A row is valid until the next one is taken. */
export async function* csvRows({
  path,
  encoding,
  delimiter,
}: CsvFile): AsyncGenerator<
  { readonly rows: Iterable<CsvRow>; readonly bytesRead: number },
  void,
  undefined
> {
  const scanner = new CsvScanner(delimiter);
  let isHeaderNext = true;
  let last = 0;
  function* withoutHeader(chunk: Buffer, isLast: boolean): Generator<CsvRow, void, undefined> {
    for (const row of scanner.rowsOf(chunk, isLast)) {
      if (!isHeaderNext) yield row;
      else isHeaderNext = isSeparatorLine(row, delimiter);
    }
  }
  const source = await fileAt(path);
  for await (const { chunk, bytesRead } of utf8Chunks(source.chunks(0), encoding)) {
    last = bytesRead;
    yield { rows: withoutHeader(chunk, false), bytesRead };
  }
  yield { rows: withoutHeader(Buffer.alloc(0), true), bytesRead: last };
}

/** Whether a row is Excel's own line that names the delimiter (`sep=;`): it is none of the table. */
export function isSeparatorLine(row: Pick<CsvRow, 'fieldCount' | 'text'>, delimiter: string): boolean {
  return row.fieldCount <= 2 && SEPARATOR_LINE.test(`${row.text(0)}${delimiter}`);
}

const HEAD_BYTES = 65_536;
/** Excel's own line that names the delimiter; it is no row. */
const SEPARATOR_LINE = /^sep=[,;\t|]/i;

/** The beginning of a file as UTF-8. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether it is the whole file. */
  readonly isWhole: boolean;
}

async function headOf(source: FileSource, encoding: Encoding): Promise<Head> {
  const bytes = await source.read(0, HEAD_BYTES);
  const decoder = new TextDecoder(encoding);
  return {
    bytes: Buffer.from(decoder.decode(bytes, { stream: true })),
    isWhole: bytes.length < HEAD_BYTES,
  };
}

/** The delimiter that Excel's own first line names (`sep=;`); null where there is none. */
export function declaredDelimiter({ bytes }: Head): Delimiter | null {
  const declared = SEPARATOR_LINE.exec(bytes.toString('utf8', 0, 5))?.[0].at(-1);
  return DELIMITERS.find((delimiter) => delimiter === declared) ?? null;
}

/** The delimiter that cuts the most rows into as many fields as the header; among equals the one with more fields; else the comma. */
export function detectDelimiter(head: Head): Delimiter {
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const rows = firstRows(head, delimiter, 100);
    const width = rows[0]?.length ?? 0;
    if (width < 2) continue;
    const even = rows.filter((row) => row.length === width).length / rows.length;
    const score = even * 1000 + Math.min(width, 999);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** The first rows of a file's head, its last and perhaps broken one left out where there are others. */
export function firstRows({ bytes, isWhole }: Head, delimiter: string, rowsMax: number): string[][] {
  const scanner = new CsvScanner(delimiter);
  const rows: string[][] = [];
  try {
    for (const row of scanner.rowsOf(bytes, isWhole)) {
      rows.push(Array.from({ length: row.fieldCount }, (_, index) => row.text(index)));
      if (rows.length === rowsMax) break;
    }
  } catch {
    // A quote that is open under this delimiter: what was read before it is enough to judge by.
  }
  return rows;
}
