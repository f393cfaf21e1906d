/** Something that the person at the terminal can do something about: shown as one line, without a stack. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(sentence: string, exitCode: ExitCode = EXIT.failure) {
    super(sentence);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/** What a command's end says to the shell; documented in `tact --help`. `unread`: whoever read the output has gone, told as a shell tells it (128 and SIGPIPE). */
export const EXIT = { done: 0, failure: 1, usage: 2, unread: 141 } as const;
/** One of them. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A wrong option or argument. */
export function usage(sentence: string): Failure {
  return new Failure(sentence, EXIT.usage);
}

/** An error as one line: its sentence, and that of what caused it where the sentence does not hold it already. */
export function failureLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : '';
  const text =
    cause === '' || error.message.includes(cause)
      ? error.message || error.name
      : `${error.message}: ${cause}`;
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}
