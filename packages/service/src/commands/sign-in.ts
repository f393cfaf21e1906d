import { SESSION_RULES, type CredentialsJson } from '@tact/api';
import type { Instant } from '@tact/engine';
import type { Actor, KnownUser, Principal, Session, Store } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Clock } from '../deciding/decider.ts';
import { hashPassword, isPassword } from '../password.ts';
import { newSecretToken, secretHash } from '../secret-token.ts';
import type { FailureCount } from '../sign-in/failure-count.ts';

/** What signing in works with. */
export interface SignInParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly failures: FailureCount;
}

/** A session that has begun. `token` goes into the cookie and is kept nowhere. */
export interface Begun {
  readonly principal: Principal;
  readonly session: Session;
  readonly token: string;
}

/** The hash of a password that nobody has: an address that is nobody's takes as long as one that is somebody's. */
const nobodysHash = hashPassword(newSecretToken());

/** Signs in by address and password. Every failure reads the same: who is a user cannot be found out here. */
export async function signIn(
  parts: SignInParts,
  { email, password }: CredentialsJson,
  from: { readonly networkAddress: string; readonly requestId: string },
): Promise<Begun> {
  const { store, failures } = parts;
  const address = email.trim().toLowerCase();
  const takenAt = await takeTry(parts, address, from.networkAddress);
  const known = await store.signIn.findByAddress(address);
  const right = await firstWithPassword(known, password);
  if (right === undefined) {
    throw new CommandError(
      'sign_in_failed',
      'the e-mail address or the password is not right; try again, or have an administrator invite you anew',
    );
  }
  await failures.succeed(address, from.networkAddress, takenAt);
  return beginSession(parts, right, from.requestId);
}

/** Takes a try at a password, and gives its time; throws `sign_ins_too_many` after too many failures. */
export async function takeTry(
  { failures, clock }: SignInParts,
  account: string,
  network: string,
): Promise<Instant> {
  const now = clock();
  const seconds = await failures.take(account, network, now);
  if (seconds === null) return now;
  const sentence = `too many sign-ins failed; try again in ${Math.ceil(seconds / 60)} minutes`;
  throw new CommandError('sign_ins_too_many', sentence, { retryAfterSeconds: seconds });
}

/** Begins a session of a user whose right to it was shown. */
export async function beginSession(
  { store, clock }: Pick<SignInParts, 'store' | 'clock'>,
  { organizationId, user }: KnownUser,
  requestId: string,
): Promise<Begun> {
  const token = newSecretToken();
  const now = clock();
  const { id, email, role } = user;
  const principal: Principal = { kind: 'user', id, name: email, organizationId, role, scopes: null };
  const session = await store.signIn.createSession(
    organizationId,
    {
      userId: id,
      tokenHash: secretHash(token),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: (now + SESSION_RULES.lastsMsMax) as Instant,
    },
    userActor(user, requestId),
  );
  return { principal, session, token };
}

/** A user as the audit log names whoever acts. */
export function userActor({ id, email }: KnownUser['user'], requestId: string): Actor {
  return { kind: 'user', id, name: email, requestId, source: 'individual' };
}

/** One hash is worked out in any case, also where nobody can sign in. */
async function firstWithPassword(
  known: readonly KnownUser[],
  password: string,
): Promise<KnownUser | undefined> {
  const able = known.filter(({ user, passwordHash }) => user.state === 'active' && passwordHash !== null);
  if (able.length === 0) await isPassword(password, await nobodysHash);
  for (const one of able) {
    if (one.passwordHash !== null && (await isPassword(password, one.passwordHash))) return one;
  }
  return undefined;
}
