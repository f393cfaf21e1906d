import { ApiError } from '@tact/api/without-schemas';
import type { ReportFilter } from './report-filter.ts';

/** What the report is made into. */
export type ReportFormat = 'csv' | 'ndjson' | 'pdf';

const TYPES: Readonly<Record<ReportFormat, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  pdf: 'application/pdf',
};

/** A file that is being made. */
export interface ReportFile {
  /** Reads to the end; null where it was stopped, and then goes on after the last whole row when it is called again. Throws what failed. */
  read(): Promise<{ readonly blob: Blob; readonly name: string } | null>;
  stop(): void;
}

/** Makes a file of the report from the stream of the service. Rows are counted as they come; of a row that was cut nothing is kept. */
export function createReportFile(
  filter: ReportFilter,
  format: ReportFormat,
  onProgress: (done: { readonly rows: number; readonly bytes: number }) => void,
): ReportFile {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let rows = 0;
  let bytes = 0;
  let lastId = '';
  let aborting: AbortController | null = null;
  const decoder = new TextDecoder();

  /** Keeps whole lines, and gives what is left of the last one. */
  function keepLines(chunk: Uint8Array<ArrayBuffer>, isLast: boolean): Uint8Array<ArrayBuffer> {
    const end = isLast ? chunk.length : lastLineEnd(chunk, format) + 1;
    if (end === 0) return chunk;
    const whole = chunk.subarray(0, end);
    const lines = decoder.decode(whole).split('\n');
    for (const line of lines) {
      const id = idIn(line);
      if (id === undefined) continue;
      rows++;
      lastId = id;
    }
    parts.push(whole);
    bytes += whole.length;
    onProgress({ rows, bytes });
    return chunk.subarray(end);
  }

  async function readStream(response: Response): Promise<void> {
    if (response.body === null) throw new TypeError('the answer has no body');
    let rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
    for (const reader = response.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (format === 'pdf') {
        parts.push(value);
        bytes += value.length;
        onProgress({ rows, bytes });
      } else rest = keepLines(joined(rest, value), false);
    }
    // A stream that was cut throws: what is left at its end is a whole row.
    if (rest.length > 0) keepLines(rest, true);
  }

  return {
    async read() {
      aborting = new AbortController();
      if (format === 'pdf') [parts, bytes] = [[], 0];
      try {
        const response = await fetch(addressOf(filter, format, lastId), { signal: aborting.signal });
        if (!response.ok) throw await failureOf(response);
        await readStream(response);
      } catch (error) {
        if (aborting.signal.aborted) return null;
        throw error;
      }
      return {
        blob: new Blob(parts, { type: TYPES[format] }),
        name: `compliance-${filter.from}-${filter.to}.${format}`,
      };
    },
    stop: () => aborting?.abort(),
  };
}

function addressOf(filter: ReportFilter, format: ReportFormat, after: string): string {
  const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]));
  if (after !== '' && format !== 'pdf') query.set('after', after);
  return `/api/v1/reports/compliance.${format}?${query.toString()}`;
}

async function failureOf(response: Response): Promise<ApiError> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  return new ApiError(
    response.status,
    isProblem ? ((await response.json()) as NonNullable<ApiError['problem']>) : undefined,
    null,
  );
}

/** Where the last line ends that surely is one: a field of CSV may hold a line's end, and the next row then begins with no id. */
function lastLineEnd(chunk: Uint8Array, format: ReportFormat): number {
  for (let end = chunk.lastIndexOf(10); end >= 0; end = chunk.lastIndexOf(10, end - 1)) {
    if (format !== 'csv' || isRowStart(chunk, end + 1)) return end;
    if (end === 0) break;
  }
  return -1;
}

/** A row begins with its id; at the end of what has come nobody knows yet. */
function isRowStart(chunk: Uint8Array, from: number): boolean {
  const start = new TextDecoder().decode(chunk.subarray(from, from + ID_LENGTH + 1));
  return start.length > ID_LENGTH && ID.test(start) && start.endsWith(',');
}

const ID_LENGTH = 36;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** The id of the row that begins in this line; undefined: none does. */
function idIn(line: string): string | undefined {
  const start = line.startsWith('{"interactionId":"') ? line.slice('{"interactionId":"'.length) : line;
  return ID.exec(start)?.[0];
}

function joined(one: Uint8Array<ArrayBuffer>, other: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
