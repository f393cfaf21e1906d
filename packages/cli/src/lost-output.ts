import { EXIT } from './failure.ts';

/** What a failed write of the standard output is called by the system, such as `ENOSPC`; nothing where all was written. */
let lost: string | undefined;

/**
 * Watches for output that nobody gets, for the whole process. Where its reader has gone, as `head` does, the command ends in silence with the exit
 * code that a shell gives for that; where it cannot be written otherwise, with one line. What the command does is done to its end either way.
 */
export function watchOutput(): void {
  process.stdout.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    lost ??= code;
  });
  // There is nowhere left to tell it.
  process.stderr.on('error', () => undefined);
  process.on('exit', (exitCode) => {
    // A command that failed has said so, and its exit code says more.
    if (lost === undefined || exitCode !== EXIT.done) return;
    process.exitCode = lost === 'EPIPE' ? EXIT.unread : EXIT.failure;
    if (lost !== 'EPIPE') process.stderr.write(`tact: standard output cannot be written: ${lost}\n`);
  });
}
