import { quote } from '@tact/api';
import { parseCallResult, type AttemptId, type CallResult } from '@tact/engine';
import type { Attempt } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';

/** Records what came of an attempt, also after its expiry (S7). */
export async function reportResult(
  { store, clock }: Parts,
  { organizationId, actor }: Caller,
  id: AttemptId,
  result: { readonly callResult?: string | null; readonly disposition?: string | null },
): Promise<Attempt> {
  const callResult = readCallResult(result.callResult ?? null, '/callResult');
  const disposition = result.disposition ?? null;
  return store.attempts.recordResult(organizationId, id, { callResult, disposition, at: clock() }, actor);
}

/** Reads a call result in any spelling; one that is not known is refused, because it would count as nothing. */
export function readCallResult(text: string | null, path: string): CallResult | null {
  if (text === null) return null;
  const result = parseCallResult(text);
  if (result === undefined)
    throw new CommandError(
      'call_result_unknown',
      `${quote(text)} is no call result; use one such as \`No Answer\` or \`Busy\``,
      { path },
    );
  return result;
}
