import { createHash } from 'node:crypto';
import { API_LIMITS } from '@tact/api';
import { canonicalJson } from '@tact/engine';
import type { IdempotencyPort, KeptAnswer, Principal } from '@tact/store';
import { CommandError } from '../command-error.ts';
import { slowHash } from '../password.ts';

/** A request that carries an idempotency key, and holds the claim to carry it out. */
export interface Claim {
  /** Keeps the answer, so that the same request is answered alike. */
  finish(status: number, body: string): Promise<void>;
  /** The request changed nothing: the key is free again. */
  abandon(): Promise<void>;
}

/** What came of a claim: go on and carry the request out, or give the answer that it had. */
export type Claimed =
  { readonly isNew: true; readonly claim: Claim } | { readonly isNew: false; readonly kept: KeptAnswer };

/** What makes two requests the same one. */
export interface RequestIdentity {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly body: unknown;
  /** The body holds a password or the like. */
  readonly holdsSecrets: boolean;
}

/** Claims the key for the request. Throws where the key is not usable, was used for another request, or is under way. */
export async function claimKey(
  port: IdempotencyPort,
  principal: Principal,
  key: string,
  request: RequestIdentity,
): Promise<Claimed> {
  if (key.length > API_LIMITS.idempotencyKeyLengthMax || !/^[\x21-\x7e]+$/.test(key))
    throw new CommandError(
      'idempotency_key_invalid',
      `an idempotency key has 1 to ${API_LIMITS.idempotencyKeyLengthMax} visible ASCII characters; choose another one`,
    );
  const { organizationId, id } = principal;
  const requestHash = await hashOf(request, `${organizationId} ${id} ${key}`);
  const claimed = await port.claim(organizationId, id, key, requestHash);
  switch (claimed.state) {
    case 'finished':
      return { isNew: false, kept: claimed };
    case 'running':
      throw new CommandError(
        'idempotency_key_running',
        'a request with this idempotency key is under way; send it again in a moment',
      );
    case 'different':
      throw new CommandError(
        'idempotency_key_reused',
        'this idempotency key was used for another request; choose a new key for a new request',
      );
    case 'new':
      return {
        isNew: true,
        claim: {
          finish: (status, answer) => port.finish(organizationId, id, key, status, answer),
          abandon: () => port.abandon(organizationId, id, key),
        },
      };
  }
}

/** What a request is known by. Where it holds a secret, the hash is slow and this key's own: whoever reads it guesses no faster than at a password. */
async function hashOf({ method, url, body, holdsSecrets }: RequestIdentity, key: string): Promise<string> {
  const text = `${method} ${url}\n${body === undefined ? '' : canonicalJson(body)}`;
  const digest = (of: string) => createHash('sha256').update(of);
  return holdsSecrets ? slowHash(text, digest(key).digest()) : digest(text).digest('hex');
}
