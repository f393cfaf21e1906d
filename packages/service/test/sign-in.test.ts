import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allEndpoints, permissionProblem, ROLES, SESSION_RULES, type Role } from '@tact/api';
import type { Instant } from '@tact/engine';
import type { User } from '@tact/store';
import { hashPassword } from '../src/password.ts';
import { createFailureCount } from '../src/sign-in/failure-count.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;
let passwordHash: string;
let count = 0;

const ACTOR = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' } as const;
const PASSWORD = 'correct horse battery staple';
const JSON_TYPE = { 'content-type': 'application/json' };
const OWN = { ...JSON_TYPE, 'x-tact-request': '1' };

beforeAll(async () => {
  running = await startRunningService();
  organization = await running.newOrganization();
  passwordHash = await hashPassword(PASSWORD);
  await newUser('administrator');
});
afterAll(() => running.stop());

function newUser(role: Role): Promise<User> {
  const email = `user${++count}@example.com`;
  return running.store.users.createUser(organization.id, { email, role, passwordHash }, ACTOR);
}

interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** A request without a key. */
async function send(
  method: string,
  path: string,
  given: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly cookie?: string;
  } = {},
): Promise<Answer> {
  const { headers = OWN, body, cookie } = given;
  const { 'content-type': contentType, ...rest } = headers as Record<string, string>;
  const response = await fetch(new URL(path, running.service.address), {
    method,
    headers: {
      ...rest,
      ...(body === undefined || contentType === undefined ? {} : { 'content-type': contentType }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    json: isJson ? (JSON.parse(text) as Answer['json']) : {},
    headers: response.headers,
  };
}

const signIn = (email: string, password = PASSWORD) =>
  send('POST', '/api/v1/session', { body: { email, password } });

async function cookieOf(email: string): Promise<string> {
  const { headers } = await signIn(email);
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

const codeOf = async (cookie: string) =>
  (await send('GET', '/api/v1/session', { cookie })).json['code'] ?? 'in';

describe('signing in', () => {
  test('answers who it is, with a cookie that no script reads, and keeps no token', async () => {
    const { email, id } = await newUser('operator');
    const { status, json, headers } = await signIn(`  ${email.toUpperCase()} `);
    expect([status, json['name'], json['role'], json['id']]).toEqual([200, email, 'operator', id]);
    const cookie = headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^tact_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=50400$/);
    const token = /=([\w-]+);/.exec(cookie)?.[1] ?? '';
    expect(running.log.join('\n')).not.toContain(token);
    expect(running.log.join('\n')).not.toContain(email);
  });

  test('over HTTPS makes a cookie for HTTPS alone', async () => {
    const { email } = await newUser('analyst');
    const answer = await send('POST', '/api/v1/session', {
      headers: { ...OWN, 'x-forwarded-proto': 'https' },
      body: { email, password: PASSWORD },
    });
    const made = answer.headers.get('set-cookie') ?? '';
    expect(made).toMatch(
      /^__Host-tact_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=50400; Secure$/,
    );
    const [cookie = ''] = made.split(';');
    const over = async (protocol: string, sent: string) => {
      const headers = { ...OWN, 'x-forwarded-proto': protocol };
      return (await send('GET', '/api/v1/session', { headers, cookie: sent })).status;
    };
    expect([await over('https', cookie), await over('http, https', cookie)]).toEqual([200, 200]);
    // What a sibling host has set, or somebody on the network, has the other name.
    expect(await over('https', cookie.replace('__Host-', ''))).toBe(401);
    expect(await over('http', cookie)).toBe(401);
  });

  test.each([
    ['https', 'max-age=31536000'],
    ['http', null],
  ])('over %s the browser is told to stay with HTTPS: %s', async (protocol, told) => {
    const headers = { 'x-forwarded-proto': protocol };
    for (const path of ['/', '/api/v1/health', '/api/v1/contacts'])
      expect((await send('GET', path, { headers })).headers.get('strict-transport-security')).toBe(told);
  });

  test('with a wrong password, as nobody, disabled, or only invited: all read the same', async () => {
    const known = await newUser('analyst');
    const disabled = await newUser('analyst');
    await running.store.users.change(
      organization.id,
      disabled.id,
      { isDisabled: true },
      ACTOR,
      () => undefined,
    );
    const invited = { tokenHash: 'x', expiresAt: (Date.now() + 60_000) as Instant };
    await running.store.users.invite(
      organization.id,
      { email: 'invited@example.com', role: 'analyst' },
      invited,
      ACTOR,
    );
    const answers = [
      await signIn(known.email, 'wrong password here'),
      await signIn('nobody@example.com'),
      await signIn(disabled.email),
      await signIn('invited@example.com'),
    ];
    const shown = answers.map(({ status, json }) => ({ ...json, requestId: '', status }));
    expect(new Set(shown.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(shown[0]).toMatchObject({ status: 401, code: 'sign_in_failed' });
  });

  test('is refused after ten failures in all processes, also with the right password, and others are not', async () => {
    const { email } = await newUser('analyst');
    const other = await newUser('analyst');
    const own = await running.another({});
    const at = async (who: string, password: string, { address } = running.service) => {
      const response = await fetch(`${address}/api/v1/session`, {
        method: 'POST',
        headers: OWN,
        body: JSON.stringify({ email: who, password }),
      });
      return { status: response.status, retryAfter: Number(response.headers.get('retry-after')) };
    };
    for (let index = 0; index < 10; index++)
      expect((await at(email, 'guess', index % 2 === 0 ? own : running.service)).status).toBe(401);
    const refused = await at(email, PASSWORD);
    expect(refused.status).toBe(429);
    expect(refused.retryAfter).toBeGreaterThan(0);
    expect(refused.retryAfter).toBeLessThanOrEqual(900);
    expect((await at(other.email, PASSWORD)).status).toBe(200);
  });

  test('is refused to the network that a trusted proxy names, and to no other; whom nobody trusts is not believed', async () => {
    const [guesser, innocent] = ['203.0.113.7', '203.0.113.8'];
    const failures = createFailureCount(running.store);
    for (let index = 0; index < 100; index++)
      await failures.take(`guessed ${index}`, guesser, Date.now() as Instant);
    const { email } = await newUser('analyst');
    const from = async (forwarded: string, { address }: { readonly address: string }) => {
      const response = await fetch(`${address}/api/v1/session`, {
        method: 'POST',
        headers: { ...OWN, 'x-forwarded-for': forwarded },
        body: JSON.stringify({ email, password: PASSWORD }),
      });
      return response.status;
    };
    const behind = await running.another({ trustedProxies: ['127.0.0.0/8'] });
    expect(await from(guesser, behind)).toBe(429);
    // A proxy writes its own reader behind what that one claims.
    expect(await from(`${innocent}, ${guesser}`, behind)).toBe(429);
    expect(await from(innocent, behind)).toBe(200);
    expect(await from(guesser, running.service)).toBe(200);
    const elsewhere = await running.another({ trustedProxies: ['10.0.0.5'] });
    expect(await from(guesser, elsewhere)).toBe(200);
  });

  test('ten failures of an account are not cleared by another organization that has a user of that address', async () => {
    const { email } = await newUser('analyst');
    const { id } = await running.newOrganization();
    const theirs = await hashPassword('a password of their own');
    const user = { email, role: 'analyst', passwordHash: theirs } as const;
    await running.store.users.createUser(id, user, ACTOR);
    for (let index = 0; index < 9; index++) expect((await signIn(email, 'guess')).status).toBe(401);
    expect((await signIn(email, 'a password of their own')).status).toBe(200);
    expect((await signIn(email, 'guess')).status).toBe(401);
    expect((await signIn(email, 'guess')).status).toBe(429);
  });
});

describe('a page of another site', () => {
  test.each([
    ['without our header', JSON_TYPE],
    ['that the browser knows to be another', { ...OWN, 'sec-fetch-site': 'cross-site' }],
    ['of a sibling host', { ...OWN, 'sec-fetch-site': 'same-site' }],
    ['with its own origin', { ...OWN, origin: 'https://evil.example' }],
  ])('%s can neither sign in nor change anything', async (_, headers) => {
    const { email } = await newUser('administrator');
    const body = { email, password: PASSWORD };
    expect((await send('POST', '/api/v1/session', { headers, body })).json['code']).toBe('foreign_page');
    const cookie = await cookieOf(email);
    const change = { clientId: 'X', devices: [] };
    const answer = await send('POST', '/api/v1/contacts', { headers, body: change, cookie });
    expect([answer.status, answer.json['code']]).toEqual([403, 'foreign_page']);
  });

  test('our own one can', async () => {
    const cookie = await cookieOf((await newUser('administrator')).email);
    const headers = { ...OWN, 'sec-fetch-site': 'same-origin' };
    const body = { clientId: `own-${count}`, devices: [] };
    expect((await send('POST', '/api/v1/contacts', { headers, body, cookie })).status).toBe(201);
  });
});

describe('a session ends', () => {
  const changes: readonly (readonly [string, (user: User, cookie: string) => Promise<unknown>])[] = [
    ['by signing out', (_, cookie) => send('DELETE', '/api/v1/session', { cookie })],
    ['where its user is removed', ({ id }) => organization.client.users.remove({ params: { id } })],
    [
      'where its user is disabled',
      ({ id }) => organization.client.users.update({ params: { id }, body: { disabled: true } }),
    ],
    [
      'where its user gets another role',
      ({ id }) => organization.client.users.update({ params: { id }, body: { role: 'operator' } }),
    ],
  ];
  test.each(changes)('%s, at once', async (_, change) => {
    const user = await newUser('analyst');
    const cookie = await cookieOf(user.email);
    expect(await codeOf(cookie)).toBe('in');
    await change(user, cookie);
    expect(await codeOf(cookie)).toBe('session_ended');
  });

  test('after two hours without a request, and after a working day in any case', async () => {
    const { email } = await newUser('analyst');
    const cookie = await cookieOf(email);
    const later = async (ms: number) => {
      const service = await running.another({ clock: () => (Date.now() + ms) as Instant });
      const response = await fetch(`${service.address}/api/v1/session`, { headers: { cookie } });
      return response.status;
    };
    expect(await later(SESSION_RULES.idleMsMax - 60_000)).toBe(200);
    expect(await later(2 * SESSION_RULES.idleMsMax)).toBe(401);
    for (let used = 1; used <= 7; used++) await later(used * (SESSION_RULES.idleMsMax - 60_000));
    expect(await later(SESSION_RULES.lastsMsMax - 60_000)).toBe(200);
    expect(await later(SESSION_RULES.lastsMsMax + 1_000)).toBe(401);
  });

  test('with a made-up cookie there is none', async () => {
    expect(await codeOf('tact_session=made-up')).toBe('session_ended');
  });
});

describe('an invitation', () => {
  const invite = async (role: Role = 'analyst') => {
    const email = `invited${++count}@example.com`;
    const { id, invitation } = await organization.client.users.invite({ body: { email, role } });
    return { email, id, path: `/api/v1/invitations/${invitation ?? ''}` };
  };
  const accept = (path: string, password = PASSWORD) =>
    send('POST', `${path}/accept`, { body: { password } });

  test('tells whom it is for, sets a password once, and signs in', async () => {
    const { email, path } = await invite('operator');
    expect((await send('GET', path)).json).toMatchObject({ email, role: 'operator', organization: 'Test' });
    const { status, headers } = await accept(path);
    expect(status).toBe(200);
    expect(await codeOf(headers.get('set-cookie')?.split(';')[0] ?? '')).toBe('in');
    expect((await accept(path, 'another password of mine')).json['code']).toBe('invitation_invalid');
    expect((await signIn(email)).status).toBe(200);
  });

  test('is worth nothing once another was made, or its user is disabled', async () => {
    const { id, path } = await invite();
    await organization.client.users.inviteAgain({ params: { id } });
    expect((await accept(path)).json['code']).toBe('invitation_invalid');
    const other = await invite();
    await organization.client.users.update({ params: { id: other.id }, body: { disabled: true } });
    expect((await accept(other.path)).json['code']).toBe('invitation_invalid');
  });

  test('takes no short password', async () => {
    const { path } = await invite();
    expect((await accept(path, 'elevenchars')).json).toMatchObject({
      code: 'password_unsuitable',
      path: '/password',
    });
  });
});

test('another password is set with the one so far, and ends the other sessions', async () => {
  const { email } = await newUser('analyst');
  const [here, there] = [await cookieOf(email), await cookieOf(email)];
  const set = (password: string, newPassword: string) =>
    send('POST', '/api/v1/session/password', { cookie: here, body: { password, newPassword } });
  expect((await set('not this one, no', 'a new one, long enough')).json['code']).toBe('sign_in_failed');
  expect((await set(PASSWORD, 'a new one, long enough')).status).toBe(204);
  expect([await codeOf(here), await codeOf(there)]).toEqual(['in', 'session_ended']);
  expect((await signIn(email, 'a new one, long enough')).status).toBe(200);
});

test('the last administrator stays, whoever asks', async () => {
  const own = await running.newOrganization();
  const fields = { email: `last${count}@example.com`, role: 'administrator', passwordHash } as const;
  const { id } = await running.store.users.createUser(own.id, fields, ACTOR);
  const { users } = own.client;
  // Somebody who was invited cannot administer yet.
  await users.invite({ body: { email: 'soon@example.com', role: 'administrator' } });
  const refused = { status: 409, code: 'last_administrator' };
  await expect(users.remove({ params: { id } })).rejects.toMatchObject(refused);
  await expect(users.update({ params: { id }, body: { role: 'analyst' } })).rejects.toMatchObject(refused);
  await expect(users.update({ params: { id }, body: { disabled: true } })).rejects.toMatchObject(refused);
  expect((await users.list()).items.find((user) => user.id === id)).toMatchObject({
    role: 'administrator',
    state: 'active',
  });
});

test.each(ROLES)('%s, signed in, may do what the table says, and nothing else', async (role) => {
  const cookie = await cookieOf((await newUser(role)).email);
  for (const { endpoint, name, resource } of allEndpoints) {
    // It would end the session.
    if (resource === 'session' && name === 'signOut') continue;
    const path = endpoint.path.replaceAll(/\{\w+\}/g, '0198c0de-0000-7000-8000-00000000ffff');
    const body = endpoint.body === undefined ? {} : { body: { nothing: 1 } };
    const { status, json } = await send(endpoint.method, path, { cookie, ...body });
    const { scope } = endpoint;
    const problem =
      scope === 'public' || scope === 'signed-in'
        ? undefined
        : permissionProblem({ role, scopes: null }, scope);
    expect([resource, name, status === 403 ? json['code'] : 'permitted']).toEqual([
      resource,
      name,
      problem ?? 'permitted',
    ]);
  }
});
