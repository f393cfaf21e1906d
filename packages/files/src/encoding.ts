import { Buffer, isAscii, isUtf8 } from 'node:buffer';

/** How the bytes of a file are to be read as text. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-1';

/**
 * Finds out the encoding of a whole text: by its byte order mark, by the zero bytes of UTF-16, by being valid UTF-8 from end to end;
 * else it is Windows-1252 where it has a character that Latin-1 does not, and Latin-1 otherwise. The whole text is looked at,
 * because the first accent may stand on the last line; that costs about a second in five gigabytes.
 */
export async function detectEncoding(chunks: AsyncIterable<Buffer>): Promise<Encoding> {
  const search = new EncodingSearch();
  for await (const chunk of chunks) if (search.isSettledBy(chunk)) break;
  return search.encoding();
}

/** Text as UTF-8, without a byte order mark. `bytesRead` counts the bytes taken so far, for progress. */
export async function* utf8Chunks(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<{ readonly chunk: Buffer; readonly bytesRead: number }, void, undefined> {
  // The WHATWG name `iso-8859-1` means Windows-1252, of which true Latin-1 text is a part.
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding, { ignoreBOM: false });
  let bytesRead = 0;
  let head: Buffer | null = Buffer.alloc(0);
  for await (const bytes of chunks) {
    bytesRead += bytes.length;
    if (decoder !== null) {
      yield { chunk: Buffer.from(decoder.decode(bytes, { stream: true })), bytesRead };
      continue;
    }
    if (head === null) {
      yield { chunk: bytes, bytesRead };
      continue;
    }
    head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
    if (head.length < 3) continue;
    yield { chunk: hasUtf8Mark(head) ? head.subarray(3) : head, bytesRead };
    head = null;
  }
  if (decoder !== null) yield { chunk: Buffer.from(decoder.decode()), bytesRead };
  else if (head !== null && head.length > 0) yield { chunk: head, bytesRead };
}

/** Whether a text begins with the mark that Windows programs put before UTF-8. */
export function hasUtf8Mark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

const HEAD_BYTES = 4_096;

/** What is known of the encoding after some of a text's chunks. */
class EncodingSearch {
  #head: Buffer = Buffer.alloc(0);
  #isHeadWhole = false;
  #rest: Buffer = Buffer.alloc(0);
  #isValid = true;
  #hasControls = false;
  #wide: Encoding | null = null;

  /** Takes the next chunk; true where the chunks after it cannot change the answer. */
  isSettledBy(chunk: Buffer): boolean {
    if (!this.#isHeadWhole) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
      this.#isHeadWhole = this.#head.length >= HEAD_BYTES;
      if (this.#isHeadWhole) this.#wide = wideEncoding(this.#head);
    }
    if (this.#wide !== null) return true;
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const end = wholeCharacters(bytes);
    this.#isValid &&= isUtf8(bytes.subarray(0, end));
    // A byte that is none of UTF-8 may come last: controls are looked for in all of the text before it too.
    this.#hasControls ||= hasControl(bytes.subarray(0, end));
    this.#rest = Buffer.from(bytes.subarray(end));
    return !this.#isValid && this.#hasControls;
  }

  encoding(): Encoding {
    const wide = this.#wide ?? wideEncoding(this.#head);
    if (wide !== null) return wide;
    if (this.#isValid && this.#rest.length === 0) return 'utf-8';
    return this.#hasControls || hasControl(this.#rest) ? 'windows-1252' : 'iso-8859-1';
  }
}

/** UTF-16: by its mark; without one, text of most languages has many zero bytes, all in even or all in odd places. */
function wideEncoding(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
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
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return size > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** 0x80 to 0x9f: control characters in Latin-1, which no file holds; letters and marks in Windows-1252. */
function hasControl(bytes: Buffer): boolean {
  if (isAscii(bytes)) return false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 && byte <= 0x9f) return true;
  }
  return false;
}
