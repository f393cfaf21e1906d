import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** How the bytes of a file are to be read as text. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-1';

/**
 * Finds out the encoding of a whole file: by its byte order mark, by the zero bytes of UTF-16, by being valid UTF-8 from end to end;
 * else it is Windows-1252 where it has a character that Latin-1 does not, and Latin-1 otherwise. The whole file is looked at,
 * because the first accent may stand on the last line; that costs about a second a gigabyte.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const head = await readHead(path, HEAD_BYTES);
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const wide = wideEncoding(head);
  if (wide !== null) return wide;
  let isValid = true;
  let hasControls = false;
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = wholeCharacters(bytes);
    isValid &&= isUtf8(bytes.subarray(0, end));
    hasControls ||= bytes.some(isControl);
    if (!isValid && hasControls) break;
    rest = Buffer.from(bytes.subarray(end));
  }
  if (isValid && rest.length === 0) return 'utf-8';
  return hasControls ? 'windows-1252' : 'iso-8859-1';
}

/** The file's bytes as UTF-8, without a byte order mark. `bytesRead` counts those of the file itself, for progress. */
export async function* utf8Chunks(
  path: string,
  encoding: Encoding,
): AsyncGenerator<{ readonly chunk: Buffer; readonly bytesRead: number }, void, undefined> {
  // The WHATWG name `iso-8859-1` means Windows-1252, of which true Latin-1 text is a part.
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding, { ignoreBOM: false });
  let bytesRead = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const isFirst = bytesRead === 0;
    bytesRead += bytes.length;
    if (decoder !== null) yield { chunk: Buffer.from(decoder.decode(bytes, { stream: true })), bytesRead };
    else yield { chunk: isFirst && hasUtf8Mark(bytes) ? bytes.subarray(3) : bytes, bytesRead };
  }
  if (decoder !== null) yield { chunk: Buffer.from(decoder.decode()), bytesRead };
}

/** The first bytes of a file, at most so many. */
export async function readHead(path: string, bytesMax: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytesMax), 0, bytesMax, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const HEAD_BYTES = 4_096;
const CHUNK_BYTES = 262_144;

function hasUtf8Mark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** UTF-16 without a mark: text of most languages has many zero bytes, all in even or all in odd places. */
function wideEncoding(head: Buffer): Encoding | null {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < head.length; at++) {
    if (head[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  const many = head.length / 5;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : null;
}

/** Where the last character that may go on in the next chunk begins. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return size > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** 0x80 to 0x9f: control characters in Latin-1, which no file holds; letters and marks in Windows-1252. */
function isControl(byte: number): boolean {
  return byte >= 0x80 && byte <= 0x9f;
}
