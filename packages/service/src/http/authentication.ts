import type { Instant } from '@tact/engine';
import type { AccessPort, Principal } from '@tact/store';
import type { IncomingHttpHeaders } from 'node:http';
import { apiKeyHash } from '../api-key.ts';
import { CommandError } from '../command-error.ts';
import type { Clock } from '../deciding/decider.ts';

/** Finds out who asks. Throws a `CommandError` with the code that says what is wrong with the key. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Principal>;

/** Creates the check of API keys. A revoked key opens nothing from the moment on at which its revocation was acknowledged. */
export function createAuthentication(access: AccessPort, clock: Clock): Authenticate {
  const find = sharedLookup((keyHash) => access.findApiKey(keyHash));
  return async (headers) => {
    const text = keyTextOf(headers);
    if (text === undefined)
      throw new CommandError('api_key_missing', 'there is no API key; send it as `X-API-Key`');
    const found = await find(apiKeyHash(text));
    if (found === undefined)
      throw new CommandError('api_key_unknown', 'the API key is not known; check for a cut or altered key');
    const { revokedAt, expiresAt } = found.key;
    if (revokedAt !== null) throw new CommandError('api_key_revoked', refused('was revoked', revokedAt));
    if (expiresAt !== null && expiresAt <= clock())
      throw new CommandError('api_key_expired', refused('expired', expiresAt));
    return found.principal;
  };
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
