import { API_LIMITS } from '@tact/api/without-schemas';
import { CsvError } from '@tact/files';
import { CommandError } from '@tact/service/without-http';
import { StoreError } from '@tact/store';
import { Failure, failureLine, usage } from './failure.ts';

/** What the person at the terminal can do something about, as one line; `before` says what became of the work. */
export async function asFailure<Result>(work: () => Promise<Result>, before = ''): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isExpected =
      error instanceof CommandError || error instanceof StoreError || error instanceof CsvError;
    throw isExpected ? new Failure(`${before}${failureLine(error)}`) : error;
  }
}

/** The reason, which nobody may leave out; `hint` says what to think of when writing it. */
export function reasonOf(text: string | undefined, hint = '; it is kept in the audit log'): string {
  const reason = text?.trim() ?? '';
  if (reason === '') throw usage(`say why with --reason${hint}`);
  if (reason.length > API_LIMITS.reasonLengthMax)
    throw usage(`a reason has at most ${API_LIMITS.reasonLengthMax} characters`);
  return reason;
}
