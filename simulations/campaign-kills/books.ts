import { appendFileSync, closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CallResult, Instant } from '@tact/engine';
import type { Received } from '../campaign/carrier.ts';

/** What the carrier writes down of one dispatch before it answers: also what it will know of it later; null: nothing. */
export interface BookLine extends Received {
  readonly result: { readonly callResult: CallResult; readonly at: Instant } | null;
}

/** Opens a book of the carrier's own in the folder: one for each process, so that none ends in the midst of another's line. */
export function openBook(folder: string): (line: BookLine) => void {
  const file = join(folder, `${randomUUID()}.ndjson`);
  // One call of the system for a line: it is there whole, or not at all, whenever the process is killed.
  return (line) => {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
}

/** Reads all books of a folder as they grow. Gives the lines that came since it was called last. */
export function readBooks(folder: string): () => readonly BookLine[] {
  const offsets = new Map<string, number>();
  return () =>
    readdirSync(folder).flatMap((name) => {
      const offset = offsets.get(name) ?? 0;
      const text = readFrom(join(folder, name), offset);
      const end = text.lastIndexOf('\n') + 1;
      offsets.set(name, offset + Buffer.byteLength(text.slice(0, end)));
      return text
        .slice(0, end)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as BookLine);
    });
}

function readFrom(file: string, offset: number): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - offset));
    const length = readSync(descriptor, bytes, 0, bytes.length, offset);
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}
