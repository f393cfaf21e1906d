import { Buffer } from 'node:buffer';
import type { Container } from './container.ts';
import { hasUtf8Mark, utf8Chunks, type Encoding } from './encoding.ts';

/** A piece of a text as UTF-8. */
export interface TextChunk {
  readonly bytes: Buffer;
  /** Where it begins: bytes of the text as UTF-8, a byte order mark of UTF-8 counted, of UTF-16 not. */
  readonly offset: number;
}

/**
 * The text of a member from an offset on. A plain UTF-8 file is read from that very byte; what is packed or otherwise encoded has to be
 * read from its beginning, and what lies before the offset is dropped.
 */
export async function* textFrom(
  container: Container,
  member: string,
  encoding: Encoding,
  from: number,
  progress: { bytes: number },
): AsyncGenerator<TextChunk, void, undefined> {
  if (container.kind === 'plain' && encoding === 'utf-8') {
    yield* plainFrom(container, from, progress);
    return;
  }
  let offset = 0;
  const content = container.content(member, progress);
  const chunks = encoding === 'utf-8' ? asTheyAre(withHead(content)) : utf8Chunks(content, encoding);
  for await (const { chunk } of chunks) {
    const start = offset;
    offset += chunk.length;
    if (offset <= from) continue;
    yield withoutMark(start >= from ? chunk : chunk.subarray(from - start), Math.max(start, from));
  }
}

async function* plainFrom(
  { source }: Container,
  from: number,
  progress: { bytes: number },
): AsyncGenerator<TextChunk, void, undefined> {
  let offset = from;
  for await (const bytes of withHead(source.chunks(from))) {
    const start = offset;
    offset += bytes.length;
    progress.bytes = offset;
    yield withoutMark(bytes, start);
  }
}

function withoutMark(bytes: Buffer, offset: number): TextChunk {
  return offset === 0 && hasUtf8Mark(bytes) ? { bytes: bytes.subarray(3), offset: 3 } : { bytes, offset };
}

/** The same chunks, the first of at least three bytes where there are so many: a mark must not be cut. */
async function* withHead(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < 3) continue;
    yield head;
    head = null;
  }
  if (head !== null && head.length > 0) yield head;
}

async function* asTheyAre(
  content: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly chunk: Buffer }, void, undefined> {
  for await (const chunk of content) yield { chunk };
}
