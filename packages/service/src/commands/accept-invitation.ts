import type { KnownUser, Store } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Clock } from '../deciding/decider.ts';
import { hashPassword } from '../password.ts';
import { secretHash } from '../secret-token.ts';
import { beginSession, userActor, type Begun } from './sign-in.ts';
import { assertSuitable } from './set-password.ts';

/** What invitations are read by. */
export interface InvitationParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** Whom an invitation is for. Throws `invitation_invalid` where it is unknown, used, replaced or expired: they read the same. */
export async function findInvitation({ store, clock }: InvitationParts, token: string): Promise<KnownUser> {
  const known = await store.signIn.findByInvitation(secretHash(token));
  const expiresAt = known?.user.invitationExpiresAt ?? null;
  if (known === undefined || known.user.state === 'disabled' || expiresAt === null || expiresAt <= clock())
    throw invalid();
  return known;
}

/** Sets the password and signs in. */
export async function acceptInvitation(
  parts: InvitationParts,
  token: string,
  password: string,
  requestId: string,
): Promise<Begun> {
  const known = await findInvitation(parts, token);
  assertSuitable(password, '/password');
  const passwordHash = await hashPassword(password);
  const actor = userActor(known.user, requestId);
  if (!(await parts.store.signIn.acceptInvitation(known, secretHash(token), passwordHash, actor)))
    throw invalid();
  return beginSession(parts, known, requestId);
}

function invalid(): CommandError {
  return new CommandError(
    'invitation_invalid',
    'the invitation is not known, was used, or has expired; have an administrator invite you anew',
  );
}
