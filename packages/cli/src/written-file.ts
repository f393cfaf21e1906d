import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXIT, Failure } from './failure.ts';

/** What a new file is made with: never over another one, and for its owner's eyes alone, because it names people. */
export const NEW_FILE = { flags: 'wx', mode: 0o600 } as const;

/** Writes parts to a new file as they come, and waits while the disk is slower; `-`: to standard output, which stays open. */
export async function writeNewFile(file: string, parts: AsyncIterable<string | Uint8Array>): Promise<void> {
  if (file === '-') await writeParts(process.stdout, file, parts);
  else await writeParts(createWriteStream(file, NEW_FILE), file, parts);
}

/** The same to what is open already; `file` is what a failure names. */
export async function writeParts(
  out: Writable,
  file: string,
  parts: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  try {
    await pipeline(Readable.from(parts), out, { end: out !== process.stdout });
  } catch (error) {
    throw fileFailure(error, file);
  }
}

/** Why a new file could not be written, as one line; what is no failure of a file stays as it is. */
export function fileFailure(error: unknown, file: string, instead = 'name another one'): unknown {
  // Only what the system refuses is about the file: a database that goes away has a code, too.
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return error;
  if (file === '-' && code === 'EPIPE')
    return new Failure('nobody reads standard output any more', EXIT.unread);
  const name = file === '-' ? 'standard output' : `the file \`${file}\``;
  return new Failure(
    code === 'EEXIST' ? `${name} is there already; ${instead}` : `${name} cannot be written: ${code}`,
  );
}
