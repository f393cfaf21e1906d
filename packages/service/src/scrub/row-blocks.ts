import { Buffer } from 'node:buffer';
import { CsvScanner, separatorsOf, type MemberText, type ReadPlan } from '@tact/files';

/** Some rows of a file, whole: a block begins and ends between two rows. */
export interface RowBlock {
  /** In memory of its own, with a line's end last. */
  readonly bytes: Buffer;
  /** Bytes of the file that were read so far. */
  readonly bytesRead: number;
  /** Whether it is the header: at most one block, the first. */
  readonly isHeader: boolean;
}

/** Bytes of a block: a quarter of a million numbers, which are looked up fastest together. A few blocks for each thread are some 30 MB. */
export const BLOCK_BYTES = 3 << 20;
const LF = 0x0a;
const QUOTE = 0x22;
const NEW_LINE = Buffer.from('\n');

/**
 * Cuts the text of a file into blocks of rows. The header is that of the first member; those of the others are passed over. A row that is
 * longer than a block makes a longer block; one that is longer than any row may be is cut as the reader of CSV cuts it.
 */
export async function* rowBlocks(
  text: AsyncIterable<MemberText>,
  plan: ReadPlan,
  blockBytes = BLOCK_BYTES,
): AsyncGenerator<RowBlock, void, undefined> {
  const isTable = plan.layout === 'table' || plan.layout === 'sheet';
  const endOfRows = isTable ? tableRowsEnd(plan) : valueRowsEnd(plan);
  let held: Buffer[] = [];
  let heldBytes = 0;
  let member = 0;
  let bytesRead = 0;
  let isAtStart = true;

  /** Blocks of what is held; what is behind the last row stays. */
  function* cut(isLast: boolean): Generator<RowBlock, void, undefined> {
    let bytes = Buffer.concat(isLast ? [...held, NEW_LINE] : held);
    if (isAtStart && plan.headerRows > 0) {
      const end = headerEnd(bytes, plan, isLast);
      if (end < 0) {
        held = [bytes];
        return;
      }
      if (member === 0) yield { bytes: Buffer.from(bytes.subarray(0, end)), bytesRead, isHeader: true };
      bytes = bytes.subarray(end);
    }
    isAtStart = false;
    const end = isLast ? bytes.length : endOfRows(bytes);
    const rest = Buffer.from(bytes.subarray(end));
    held = rest.length === 0 ? [] : [rest];
    heldBytes = rest.length;
    // Last: whoever takes it hands its memory to a thread.
    if (end > 0) yield { bytes: ownMemory(bytes.subarray(0, end)), bytesRead, isHeader: false };
  }

  for await (const piece of text) {
    if (piece.member !== member) {
      yield* cut(true);
      held = [];
      heldBytes = 0;
      isAtStart = true;
      member = piece.member;
    }
    held.push(piece.bytes);
    heldBytes += piece.bytes.length;
    bytesRead = piece.bytesRead;
    if (heldBytes >= blockBytes) yield* cut(false);
  }
  if (heldBytes > 0) yield* cut(true);
}

/** Not a view of a larger buffer, which could not be handed to a thread. */
function ownMemory(bytes: Buffer): Buffer {
  return bytes.byteOffset === 0 && bytes.length === bytes.buffer.byteLength ? bytes : copyOf(bytes);
}

function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** Where the last whole row of a table ends. Only where a field is quoted the rows have to be found one by one. */
function tableRowsEnd({ delimiter }: ReadPlan): (bytes: Buffer) => number {
  return (bytes) => {
    const lineEnd = bytes.lastIndexOf(LF) + 1;
    if (!bytes.includes(QUOTE)) return lineEnd;
    const scanner = new CsvScanner(delimiter ?? ',', { brokenQuotes: 'end_at_line' });
    let end = 0;
    for (const row of scanner.rowsOf(bytes, false)) end = row.endOffset;
    return end;
  };
}

/** Where the last whole value ends: behind a line's end, and in one endless line behind any separator. */
function valueRowsEnd(plan: ReadPlan): (bytes: Buffer) => number {
  const isSeparator = separatorsOf(plan);
  return (bytes) => {
    const lineEnd = bytes.lastIndexOf(LF) + 1;
    if (lineEnd > 0) return lineEnd;
    let end = bytes.length;
    // A CR may have its LF in the next piece.
    while (end > 0 && (isSeparator[bytes[end - 1] ?? 0] === 0 || bytes[end - 1] === 0x0d)) end--;
    return end;
  };
}

/** Where the header ends, or -1 where its end is not in the bytes. */
function headerEnd(bytes: Buffer, plan: ReadPlan, isLast: boolean): number {
  let left = plan.headerRows;
  if (plan.layout === 'table' || plan.layout === 'sheet') {
    const scanner = new CsvScanner(plan.delimiter ?? ',', { brokenQuotes: 'end_at_line' });
    for (const row of scanner.rowsOf(bytes, isLast)) if (--left === 0) return row.endOffset;
  } else {
    for (let at = 0; at < bytes.length;) {
      const lineEnd = bytes.indexOf(LF, at);
      if (lineEnd < 0) break;
      if (bytes.toString('latin1', at, lineEnd).trim() !== '' && --left === 0) return lineEnd + 1;
      at = lineEnd + 1;
    }
  }
  return isLast ? bytes.length : -1;
}
