import { API_LIMITS } from '@tact/api';
import { CommandError } from '../command-error.ts';
import { hashPassword, isPassword } from '../password.ts';
import type { Sender } from '../http/sender.ts';
import type { Caller } from './context.ts';
import { takeTry, type SignInParts } from './sign-in.ts';

/** Sets another password of whoever is signed in. The one so far is asked for, because a browser may have been left open. */
export async function setPassword(
  parts: SignInParts,
  { signedIn, principal, networkAddress }: Sender,
  { actor }: Caller,
  { password, newPassword }: { readonly password: string; readonly newPassword: string },
): Promise<void> {
  if (signedIn === null || principal === null) throw notSignedIn();
  const { failures, store } = parts;
  const takenAt = await takeTry(parts, principal.name, networkAddress);
  if (signedIn.passwordHash === null || !(await isPassword(password, signedIn.passwordHash))) {
    throw new CommandError('sign_in_failed', 'the password so far is not right; try again', {
      path: '/password',
    });
  }
  await failures.succeed(principal.name, networkAddress, takenAt);
  assertSuitable(newPassword, '/newPassword');
  const { session } = signedIn;
  const hash = await hashPassword(newPassword);
  await store.signIn.setPassword(principal.organizationId, session.userId, hash, session.id, actor);
}

/** Throws `password_unsuitable` for a password that is too short or too long. */
export function assertSuitable(password: string, path: string): void {
  const { passwordLengthMin, passwordLengthMax } = API_LIMITS;
  if (password.length >= passwordLengthMin && password.length <= passwordLengthMax) return;
  const sentence = `the password has ${password.length} characters; choose one of ${passwordLengthMin} to ${passwordLengthMax}`;
  throw new CommandError('password_unsuitable', sentence, { path });
}

/** What an API key is told where only a person can act. */
export function notSignedIn(): CommandError {
  return new CommandError('session_missing', 'only a signed-in person can do that; sign in');
}
