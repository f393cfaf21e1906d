import { ROLE_SCOPES, type NewApiKeyJson } from '@tact/api';
import type { ApiKey, Principal } from '@tact/store';
import { apiKeyHash, apiKeyPrefix, newApiKey } from '../api-key.ts';
import { CommandError } from '../command-error.ts';
import { assertWithin } from './assert-within.ts';
import type { Caller, Parts } from './context.ts';
import { readInstant } from './read-values.ts';

/**
 * Creates an API key. `text` is the key itself: it is not kept, and cannot be had again. `scope_beyond_caller` where it would have a scope that
 * whoever makes it lacks: a key that makes keys would else make itself one for everything.
 */
export async function createApiKey(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  { organizationId, actor }: Caller,
  maker: Principal | null,
  { name, role, scopes = null, expiresAt = null }: NewApiKeyJson,
): Promise<{ readonly key: ApiKey; readonly text: string }> {
  const beyond = scopes?.findIndex((scope) => !ROLE_SCOPES[role].includes(scope)) ?? -1;
  if (beyond >= 0)
    throw new CommandError(
      'scope_beyond_role',
      `the role \`${role}\` cannot have the scope \`${scopes?.[beyond] ?? ''}\`; leave it out, or choose another role`,
      { path: `/scopes/${beyond}` },
    );
  assertWithin(maker, scopes ?? ROLE_SCOPES[role], 'the key', scopes === null ? '/role' : '/scopes');
  const expires = expiresAt === null ? null : readInstant(expiresAt, '/expiresAt');
  if (expires !== null && expires <= clock())
    throw new CommandError('expiry_past', `\`${expiresAt ?? ''}\` is past; choose an instant in the future`, {
      path: '/expiresAt',
    });
  const text = newApiKey();
  const fields = {
    name,
    role,
    scopes,
    expiresAt: expires,
    prefix: apiKeyPrefix(text),
    keyHash: apiKeyHash(text),
  };
  return { key: await store.access.createApiKey(organizationId, fields, actor), text };
}
