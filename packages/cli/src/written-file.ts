import { Failure } from './failure.ts';

/** What a new file is made with: never over another one, and for its owner's eyes alone, because it names people. */
export const NEW_FILE = { flags: 'wx', mode: 0o600 } as const;

/** Why a new file could not be written, as one line; what is no failure of a file stays as it is. */
export function fileFailure(error: unknown, file: string, instead = 'name another one'): unknown {
  // Only what the system refuses is about the file: a database that goes away has a code, too.
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return error;
  return code === 'EEXIST'
    ? new Failure(`the file \`${file}\` is there already; ${instead}`)
    : new Failure(`the file \`${file}\` cannot be written: ${code}`);
}
