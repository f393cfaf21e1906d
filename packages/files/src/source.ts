import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CHUNK_BYTES } from './limits.ts';

/** The bytes of a file, wherever they are kept; they must not change while they are read. */
export interface FileSource {
  readonly name: string;
  readonly bytes: number;
  /** So many bytes from a place on; fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  /** The bytes from `from` (in) to `end` (out; the file's end where it is left out), in chunks of any size. */
  chunks(from: number, end?: number): AsyncIterable<Buffer>;
}

/** A file on this machine. Errors of the file system are thrown as they are. */
export async function fileAt(path: string): Promise<FileSource> {
  const { size } = await stat(path);
  return {
    name: basename(path),
    bytes: size,
    read: async (offset, length) => {
      const file = await open(path);
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    chunks: (from, end = size) =>
      from >= end
        ? cut(Buffer.alloc(0), 1)
        : createReadStream(path, { start: from, end: end - 1, highWaterMark: CHUNK_BYTES }),
  };
}

/** Bytes in memory, given out in chunks of so many bytes: for uploads that are small, and for tests of borders between chunks. */
export function bytesInMemory(name: string, content: Buffer, chunkBytes = CHUNK_BYTES): FileSource {
  return {
    name,
    bytes: content.length,
    read: (offset, length) => Promise.resolve(content.subarray(offset, offset + length)),
    chunks: (from, end = content.length) => cut(content.subarray(from, end), chunkBytes),
  };
}

async function* cut(content: Buffer, chunkBytes: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < content.length; at += chunkBytes)
    yield await Promise.resolve(content.subarray(at, at + chunkBytes));
}
