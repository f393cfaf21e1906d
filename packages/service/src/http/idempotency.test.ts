import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { IdempotencyPort, Principal } from '@tact/store';
import { claimKey, type RequestIdentity } from './idempotency.ts';

const PRINCIPAL: Principal = {
  kind: 'api-key',
  id: 'p',
  name: 'p',
  organizationId: 'o' as OrganizationId,
  role: 'administrator',
  scopes: null,
};
const REQUEST = { method: 'POST', url: '/api/v1/channels', body: { b: 'a password', a: 1 } };

/** The hash that is kept of a request. */
async function keptOf(key: string, request: RequestIdentity): Promise<string> {
  let kept = '';
  const nothing = () => Promise.reject(new Error('not asked for here'));
  const port: IdempotencyPort = {
    claim(_organizationId, _principalId, _key, requestHash) {
      kept = requestHash;
      return Promise.resolve({ state: 'new' });
    },
    finish: nothing,
    abandon: nothing,
    removeSome: nothing,
  };
  await claimKey(port, PRINCIPAL, key, request);
  return kept;
}

test('of a request that holds a secret nothing is kept that is guessed fast, or is found under two keys', async () => {
  const plain = { ...REQUEST, holdsSecrets: false };
  const secret = { ...REQUEST, holdsSecrets: true };
  const fast = createHash('sha256').update('POST /api/v1/channels\n{"a":1,"b":"a password"}').digest('hex');
  expect(await keptOf('k', plain)).toBe(fast);
  const kept = await keptOf('k', secret);
  expect(kept).not.toBe(fast);
  expect(await keptOf('k', { ...secret, body: { a: 1, b: 'a password' } })).toBe(kept);
  expect(await keptOf('k', { ...secret, body: { a: 1, b: 'another' } })).not.toBe(kept);
  expect(await keptOf('other', secret)).not.toBe(kept);
});
