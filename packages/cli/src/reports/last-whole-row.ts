import { open } from 'node:fs/promises';
import { Failure } from '../failure.ts';

/** How much of the end of a file is looked at: far more than the longest row. */
const TAIL_BYTES = 1024 * 1024;

/** The beginning of a row, as CSV or as JSON: its id, first in a line. */
const ROW_START = /(?<=^|\n)(?:\{"interactionId":")?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[",]/g;

/** Where a report that was cut goes on: after which interaction, and at which byte; null and 0 where it has no whole row yet. */
export async function lastWholeRow(
  path: string,
): Promise<{ readonly interactionId: string | null; readonly endsAt: number }> {
  const tail = await readTail(path);
  const text = tail.bytes.toString('latin1');
  for (const row of [...text.matchAll(ROW_START)].toReversed()) {
    const end = endOfRow(text, row.index);
    if (end !== undefined && row[1] !== undefined) return { interactionId: row[1], endsAt: tail.from + end };
  }
  return { interactionId: null, endsAt: 0 };
}

/** The place after the line break that ends a row; undefined where the file ends first. A field in quotes may hold line breaks. */
function endOfRow(text: string, from: number): number | undefined {
  // Lines of JSON hold no line break.
  if (text[from] === '{') return text.indexOf('\n', from) + 1 || undefined;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === '\n' && !quoted) return at + 1;
  }
  return undefined;
}

async function readTail(path: string): Promise<{ readonly bytes: Buffer; readonly from: number }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - TAIL_BYTES);
      const bytes = Buffer.alloc(size - from);
      await file.read(bytes, 0, bytes.length, from);
      return { bytes, from };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new Failure(`the file \`${path}\` cannot be read: ${code}`);
  }
}
