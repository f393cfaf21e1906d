import { expect, test } from 'vitest';
import { SESSION_RULES } from '@tact/api';
import { MINUTE_MS, type Instant, type OrganizationId } from '@tact/engine';
import type { AccessPort, Store } from '@tact/store';
import { newSecretToken } from '../secret-token.ts';
import { createAuthentication } from './authentication.ts';

type Found = Awaited<ReturnType<AccessPort['findApiKey']>>;

/** Key lookups that answer when they are told to. */
function heldLookups() {
  const waiting: ((found: Found) => void)[] = [];
  const findApiKey = () => new Promise<Found>((resolve) => waiting.push(resolve));
  return { store: { access: { findApiKey } } as unknown as Store, waiting };
}

function keyFound(revokedAt: number | null): Found {
  const common = { id: 'k', name: 'key', role: 'analyst', scopes: null } as const;
  const times = {
    createdAt: 0 as Instant,
    expiresAt: null,
    revokedAt: revokedAt as Instant | null,
    lastUsedAt: null,
  };
  return {
    key: { ...common, ...times, prefix: 'tact_' },
    principal: { ...common, kind: 'api-key', organizationId: 'o' as OrganizationId },
    rulesetEpoch: 1,
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('requests with one key share lookups, and none is answered by one that began before it came', async () => {
  const { store, waiting } = heldLookups();
  const { authenticate } = createAuthentication(store, () => 1 as Instant);
  const ask = () => authenticate({ 'x-api-key': 'tact_one' }, 'GET');
  const first = ask();
  // The key is revoked here: whoever comes from now on must not be let in by the lookup that is under way.
  const later = [ask(), ask(), ask()];
  expect(waiting).toHaveLength(1);
  waiting[0]?.(keyFound(null));
  await expect(first).resolves.toMatchObject({ principal: { id: 'k' } });
  await settled();
  expect(waiting).toHaveLength(2);
  waiting[1]?.(keyFound(5));
  for (const one of later) await expect(one).rejects.toMatchObject({ code: 'api_key_revoked' });
  await settled();
  void ask().catch(() => undefined);
  expect(waiting).toHaveLength(3);
});

test('a lookup that fails fails its own requests only', async () => {
  let calls = 0;
  const findApiKey = () =>
    ++calls === 1 ? Promise.reject(new Error('down')) : Promise.resolve(keyFound(null));
  const { authenticate } = createAuthentication(
    { access: { findApiKey } } as unknown as Store,
    () => 1 as Instant,
  );
  const [first, second] = [
    authenticate({ authorization: 'Bearer tact_one' }, 'GET'),
    authenticate({ 'x-api-key': 'tact_one' }, 'GET'),
  ];
  await expect(first).rejects.toThrow('down');
  await expect(second).resolves.toMatchObject({ principal: { id: 'k' } });
});

test('what somebody still gets is nothing that they do: only a request keeps an idle session', async () => {
  const touched: number[] = [];
  const session = { id: 's', userId: 'u', createdAt: 0, lastSeenAt: 0, expiresAt: 10 ** 12 };
  const principal = { kind: 'user', id: 'u', organizationId: 'o' };
  const signIn = {
    findSession: () => Promise.resolve({ session, principal, passwordHash: null }),
    touchSession: (_organizationId: string, _id: string, at: number) => Promise.resolve(touched.push(at)),
  };
  let now = 5 * MINUTE_MS;
  const { authenticate, authenticateAgain } = createAuthentication(
    { access: {}, signIn } as unknown as Store,
    () => now as Instant,
  );
  const headers = { cookie: `tact_session=${newSecretToken()}` };
  await expect(authenticateAgain(headers)).resolves.toMatchObject({ principal: { id: 'u' } });
  expect(touched).toEqual([]);
  await authenticate(headers, 'GET');
  expect(touched).toEqual([now]);
  now += SESSION_RULES.idleMsMax;
  await expect(authenticateAgain(headers)).rejects.toMatchObject({ code: 'session_ended' });
});
