import { randomUUID } from 'node:crypto';
import { ROLES, SCOPES, type Role } from '@tact/api';
import type { Instant } from '@tact/engine';
import { newApiKey } from '../../src/api-key.ts';
import { newSecretToken, secretHash } from '../../src/secret-token.ts';
import type { RunningService, TestOrganization } from '../running-service.ts';

/** How somebody asks: the headers that a request gets. */
export type Headers = Readonly<Record<string, string>>;

/** Somebody of the organization that is asked about. */
export interface RoleCaller {
  readonly by: 'key' | 'session';
  readonly role: Role;
  readonly headers: Headers;
}

/** Who asks without a right to, and what each is told. */
export interface Outsider {
  readonly name: string;
  readonly code: string;
  readonly headers: Headers;
}

const ACTOR = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' } as const;
const OWN_PAGE: Headers = { 'x-tact-request': '1' };

/** A key and a session of each role. */
export async function roleCallers(
  running: RunningService,
  organization: TestOrganization,
): Promise<readonly RoleCaller[]> {
  const callers: RoleCaller[] = [];
  for (const role of ROLES) {
    callers.push({ by: 'key', role, headers: { 'x-api-key': await organization.newKey(role) } });
    callers.push({ by: 'session', role, headers: await sessionOf(running, organization, role) });
  }
  return callers;
}

/** A key of an administrator with every scope but one. */
export async function keyWithout(organization: TestOrganization, scope: string): Promise<Headers> {
  const scopes = SCOPES.filter((one) => one !== scope);
  return { 'x-api-key': await organization.newKey('administrator', { scopes }) };
}

/** A session that has begun, without the second that a password takes. */
export async function sessionOf(
  running: RunningService,
  organization: TestOrganization,
  role: Role,
  expiresInMs = 3_600_000,
): Promise<Headers> {
  const fields = { email: `${randomUUID()}@example.com`, role, passwordHash: 'none' } as const;
  const { id: userId } = await running.store.users.createUser(organization.id, fields, ACTOR);
  const token = newSecretToken();
  const now = Date.now() as Instant;
  const times = { createdAt: now, lastSeenAt: now, expiresAt: (now + expiresInMs) as Instant };
  await running.store.signIn.createSession(
    organization.id,
    { userId, tokenHash: secretHash(token), ...times },
    ACTOR,
  );
  return { ...OWN_PAGE, cookie: `tact_session=${token}` };
}

/** Nobody, and those whose right has ended or is none, all with an administrator's. */
export async function outsiders(
  running: RunningService,
  organization: TestOrganization,
): Promise<readonly Outsider[]> {
  const expired = await organization.newKey('administrator', { expiresAt: Date.now() - 1 });
  const revoked = await organization.newKey('administrator');
  const { items } = await running.store.access.listApiKeys(organization.id, { limit: 200, cursor: null });
  const key = items.find(({ prefix }) => revoked.startsWith(prefix));
  if (key === undefined) throw new Error('the key to be revoked is not listed');
  await running.store.access.revokeApiKey(organization.id, key.id, ACTOR);
  const ended = await sessionOf(running, organization, 'administrator', -1);
  const { cookie = '' } = await sessionOf(running, organization, 'administrator');
  return [
    { name: 'nobody', code: 'api_key_missing', headers: {} },
    { name: 'a made-up key', code: 'api_key_unknown', headers: { 'x-api-key': newApiKey() } },
    { name: 'an expired key', code: 'api_key_expired', headers: { 'x-api-key': expired } },
    { name: 'a revoked key', code: 'api_key_revoked', headers: { authorization: `Bearer ${revoked}` } },
    { name: 'an ended session', code: 'session_ended', headers: ended },
    {
      name: 'a made-up session',
      code: 'session_ended',
      headers: { ...OWN_PAGE, cookie: `tact_session=${newSecretToken()}` },
    },
    { name: "another site's page", code: 'foreign_page', headers: { cookie } },
    {
      name: "another site's page that says so",
      code: 'foreign_page',
      headers: { ...OWN_PAGE, cookie, 'sec-fetch-site': 'cross-site' },
    },
  ];
}
