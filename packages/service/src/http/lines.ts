import { API_LIMITS } from '@tact/api';

/** One line of a streamed body, numbered from 1. `text` is undefined where the line is longer than a line may be. */
export interface Line {
  readonly line: number;
  readonly text: string | undefined;
}

const NEWLINE = 10;

/**
 * Cuts a stream into lines, in batches of what has arrived, so that somebody who sends one line and waits gets an answer. Blank lines
 * are counted and left out. A line that is too long is told of, and its bytes are let go as they come.
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  batchMax: number,
): AsyncGenerator<readonly Line[]> {
  let line = 0;
  let parts: Buffer[] = [];
  let bytes = 0;
  const endLine = (last: Buffer): Line | undefined => {
    line++;
    const isTooLong = bytes + last.length > API_LIMITS.lineBytesMax;
    const text = isTooLong ? undefined : textOf(parts, last);
    parts = [];
    bytes = 0;
    return text?.trim() === '' ? undefined : { line, text };
  };
  for await (const chunk of stream) {
    let batch: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const ended = endLine(chunk.subarray(start, end));
      start = end + 1;
      if (ended !== undefined) batch.push(ended);
      if (batch.length >= batchMax) {
        yield batch;
        batch = [];
      }
    }
    const rest = chunk.subarray(start);
    bytes += rest.length;
    if (bytes > API_LIMITS.lineBytesMax) parts = [];
    else if (rest.length > 0) parts.push(rest);
    if (batch.length > 0) yield batch;
  }
  const last = bytes > 0 ? endLine(Buffer.alloc(0)) : undefined;
  if (last !== undefined) yield [last];
}

/** A byte order mark at the very start is no part of the first line. */
function textOf(parts: readonly Buffer[], last: Buffer): string {
  const text = parts.length === 0 ? last.toString('utf8') : Buffer.concat([...parts, last]).toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
