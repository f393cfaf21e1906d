import { SESSION_RULES } from '@tact/api';
import { MINUTE_MS, type Instant } from '@tact/engine';
import type { Principal, Session, Store } from '@tact/store';
import type { IncomingHttpHeaders } from 'node:http';
import { apiKeyHash } from '../api-key.ts';
import { CommandError } from '../command-error.ts';
import type { Clock } from '../deciding/decider.ts';
import { secretHash } from '../secret-token.ts';
import { assertOwnPage } from './own-page.ts';
import { sessionTokenOf } from './session-cookie.ts';

/** A session that is in force, and the hash of its user's password. */
export interface SignedIn {
  readonly session: Session;
  readonly passwordHash: string | null;
}

/** Who asks; `signedIn` is null for a key. */
export interface Authenticated {
  readonly principal: Principal;
  readonly signedIn: SignedIn | null;
}

/**
 * Finds out who asks, by a key, else by the cookie of a session. Throws a `CommandError` with the code that says what is wrong. What would
 * change something by a cookie has to come from one of our own pages (ADR 0016).
 */
export type Authenticate = (headers: IncomingHttpHeaders, method: string) => Promise<Authenticated>;

/** Whom a key stood for when it was last looked up, and the epoch of that time. */
export interface Remembered {
  readonly principal: Principal;
  readonly rulesetEpoch: number;
}

/** The ways to find out who asks. */
export interface Authentication {
  readonly authenticate: Authenticate;
  /** The same of somebody who was let in and still gets something. That is nothing that they do: a session that is idle stays so. */
  readonly authenticateAgain: (headers: IncomingHttpHeaders) => Promise<Authenticated>;
  /**
   * Without looking it up: whom a key stood for. It may have been revoked since, and then its organization's epoch of rules has moved: only what is
   * made durable at that very epoch may rest on it (ADR 0025). Undefined: the key is not remembered, has expired, or somebody asks by a session.
   */
  readonly remember: (headers: IncomingHttpHeaders) => Remembered | undefined;
}

/** Keys that are remembered; beyond it the one that was looked up longest ago is forgotten. */
const REMEMBERED_MAX = 10_000;

/** A session that is used is told so at most this often. */
const TOUCH_EVERY_MS = MINUTE_MS;

/** Creates the check of keys and sessions. What was revoked or ended opens nothing from the moment on at which that was acknowledged. */
export function createAuthentication(
  { access, signIn }: Pick<Store, 'access' | 'signIn'>,
  clock: Clock,
): Authentication {
  // By the keys' own hashes, so that no key is kept.
  const known = new Map<string, Remembered & { readonly expiresAt: Instant | null }>();
  const findKey = sharedLookup((keyHash) => access.findApiKey(keyHash));
  const findSession = sharedLookup((tokenHash) => signIn.findSession(tokenHash));

  async function byKey(text: string): Promise<Authenticated> {
    const keyHash = apiKeyHash(text);
    const found = await findKey(keyHash);
    known.delete(keyHash);
    if (found === undefined)
      throw new CommandError('api_key_unknown', 'the API key is not known; check for a cut or altered key');
    const { revokedAt, expiresAt } = found.key;
    if (revokedAt !== null) throw new CommandError('api_key_revoked', refused('was revoked', revokedAt));
    if (expiresAt !== null && expiresAt <= clock())
      throw new CommandError('api_key_expired', refused('expired', expiresAt));
    const { principal, rulesetEpoch } = found;
    known.set(keyHash, { principal, rulesetEpoch, expiresAt });
    const oldest = known.keys().next().value;
    if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest);
    return { principal, signedIn: null };
  }

  function remember(headers: IncomingHttpHeaders): Remembered | undefined {
    const text = keyTextOf(headers);
    const found = text === undefined ? undefined : known.get(apiKeyHash(text));
    if (found === undefined || (found.expiresAt !== null && found.expiresAt <= clock())) return undefined;
    return found;
  }

  async function bySession(token: string): Promise<Authenticated & { readonly signedIn: SignedIn }> {
    const found = await findSession(secretHash(token));
    if (found === undefined || isOver(found.session, clock()))
      throw new CommandError('session_ended', 'the session has ended; sign in again');
    const { session, principal, passwordHash } = found;
    return { principal, signedIn: { session, passwordHash } };
  }

  async function touch({ organizationId }: Principal, { id, lastSeenAt }: Session): Promise<void> {
    const now = clock();
    if (now - lastSeenAt >= TOUCH_EVERY_MS) await signIn.touchSession(organizationId, id, now);
  }

  return {
    remember,
    async authenticate(headers, method) {
      const text = keyTextOf(headers);
      if (text !== undefined) return byKey(text);
      const token = tokenOf(headers);
      if (method !== 'GET') assertOwnPage(headers);
      const found = await bySession(token);
      await touch(found.principal, found.signedIn.session);
      return found;
    },
    async authenticateAgain(headers) {
      const text = keyTextOf(headers);
      return text === undefined ? bySession(tokenOf(headers)) : byKey(text);
    },
  };
}

function tokenOf(headers: IncomingHttpHeaders): string {
  const token = sessionTokenOf(headers);
  if (token === undefined)
    throw new CommandError('api_key_missing', 'there is no API key; send it as `X-API-Key`');
  return token;
}

function isOver({ expiresAt, lastSeenAt }: Session, now: Instant): boolean {
  return expiresAt <= now || now - lastSeenAt >= SESSION_RULES.idleMsMax;
}

function keyTextOf({ 'x-api-key': plain, authorization }: IncomingHttpHeaders): string | undefined {
  if (typeof plain === 'string' && plain !== '') return plain;
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

function refused(what: string, at: Instant): string {
  return `the API key ${what} at \`${new Date(at).toISOString()}\`; have a new one made`;
}

/**
 * Joins lookups of the same key: while one is under way, all that come share the next one. None of them is answered by a lookup that
 * began before it came, so that a revoked key is refused at once; and a thousand requests of one dialer cost two reads, not a thousand.
 */
function sharedLookup<Found>(look: (key: string) => Promise<Found>): (key: string) => Promise<Found> {
  const underWay = new Map<string, { readonly now: Promise<Found>; next?: Promise<Found> }>();

  function start(key: string): Promise<Found> {
    const lookup: { readonly now: Promise<Found>; next?: Promise<Found> } = { now: look(key) };
    underWay.set(key, lookup);
    const forget = () => {
      if (underWay.get(key) === lookup) underWay.delete(key);
    };
    lookup.now.then(forget, forget);
    return lookup.now;
  }

  return (key) => {
    const lookup = underWay.get(key);
    if (lookup === undefined) return start(key);
    const begin = () => start(key);
    lookup.next ??= lookup.now.then(begin, begin);
    return lookup.next;
  };
}
