import { CommandError } from '@tact/service';
import { StoreError } from '@tact/store';
import { Failure, failureLine, usage } from '../failure.ts';

/** What the person at the terminal can do something about, as one line. */
export async function asFailure<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandError || error instanceof StoreError) throw new Failure(failureLine(error));
    throw error;
  }
}

const REASON_LENGTH_MAX = 500;

/** The reason, which nobody may leave out. */
export function reasonOf(text: string | undefined): string {
  const reason = text?.trim() ?? '';
  if (reason === '') throw usage('say why with --reason; it is kept in the audit log');
  if (reason.length > REASON_LENGTH_MAX) throw usage(`a reason has at most ${REASON_LENGTH_MAX} characters`);
  return reason;
}
