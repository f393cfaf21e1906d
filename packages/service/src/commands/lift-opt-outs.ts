import type { ClientId } from '@tact/engine';
import type { OptOut } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { momentOf } from './moment.ts';

/** Lifts every opt-out in force of a stored contact (S25). `not_found` where there is no such contact, or nothing to lift. */
export async function liftOptOutsOfContact(
  parts: Pick<Parts, 'store' | 'clock'>,
  caller: Caller,
  contactId: string,
  reason: string | undefined,
): Promise<{ readonly clientId: ClientId; readonly lifted: readonly OptOut[] }> {
  if (reason === undefined)
    throw new CommandError(
      'reason_missing',
      'lifting an opt-out needs a reason; send it as `{"reason":"…"}`, or as `?reason=…`',
      { path: '/reason' },
    );
  const contact = found(await parts.store.contacts.get(caller.organizationId, contactId), 'contact');
  const { clientId } = contact;
  return { clientId, lifted: await liftOptOutsOfClient(parts, caller, clientId, reason) };
}

/** Lifts every opt-out in force of a client, whether or not a contact is stored. `not_found` where there is none. */
export async function liftOptOutsOfClient(
  parts: Pick<Parts, 'store' | 'clock'>,
  { organizationId, actor }: Caller,
  clientId: ClientId,
  reason: string,
): Promise<readonly OptOut[]> {
  const now = await momentOf(parts, organizationId);
  const lifted = await parts.store.optOuts.liftAll(organizationId, clientId, reason, now, actor);
  if (lifted.length === 0)
    throw new CommandError('not_found', 'the contact has no opt-out in force; nothing is left to lift');
  return lifted;
}
