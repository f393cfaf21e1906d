import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROLE_SCOPES, type Client, type Role } from '@tact/api';
import { hashPassword } from '../src/password.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** Nobody comes to more than what they may do by handing it out: to a key, to somebody new, or to somebody who has it and is then taken over. */
let running: RunningService;
let own: TestOrganization;
let passwordHash: string;
let count = 0;

const ACTOR = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' } as const;
const PASSWORD = 'correct horse battery staple';
const BEYOND = { status: 403, code: 'scope_beyond_caller' };

beforeAll(async () => {
  running = await startRunningService();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
  await newUser('administrator');
});

const newEmail = () => `somebody${++count}@example.com`;
const newUser = (role: Role) =>
  running.store.users.createUser(own.id, { email: newEmail(), role, passwordHash }, ACTOR);

/** Speaks by a key of an administrator with these scopes alone. */
const clientWith = async (...scopes: string[]): Promise<Client> =>
  own.clientFor(await own.newKey('administrator', { scopes }));

describe('a key that makes keys', () => {
  test.each([
    ['all of an administrator', { role: 'administrator' }, '/role'],
    ['null for scopes', { role: 'administrator', scopes: null }, '/role'],
    ['a scope that it lacks', { role: 'administrator', scopes: ['users:write'] }, '/scopes'],
    ['one that it has and one that it lacks', { role: 'administrator', scopes: ['api-keys:write', 'audit:read'] }, '/scopes'],
    ['a smaller role, which has scopes that it lacks', { role: 'analyst' }, '/role'],
  ] as const)('hands out no more than it has: %s', async (_name, body, path) => {
    const client = await clientWith('api-keys:write', 'api-keys:read');
    const asked = client.apiKeys.create({ body: { name: 'more', ...body, ...('scopes' in body ? { scopes: body.scopes === null ? null : [...body.scopes] } : {}) } });
    await expect(asked).rejects.toMatchObject({ ...BEYOND, problem: { path } });
    expect((await client.apiKeys.list()).items.some(({ name }) => name === 'more')).toBe(false);
  }); // prettier-ignore

  test('hands out what it has', async () => {
    const client = await clientWith('api-keys:write', 'decisions:read');
    const made = await client.apiKeys.create({
      body: { name: 'less', role: 'operator', scopes: ['decisions:read'] },
    });
    expect(made).toMatchObject({ role: 'operator', scopes: ['decisions:read'] });
  });

  test('without a list of scopes hands out all of its role', async () => {
    const made = await own.client.apiKeys.create({ body: { name: 'all', role: 'administrator' } });
    expect(made).toMatchObject({ role: 'administrator', scopes: null });
  });
});

describe('a key that keeps users', () => {
  const narrow = () => clientWith('users:write', 'users:read', ...ROLE_SCOPES.analyst);

  test('invites whom it could stand for, and nobody with more', async () => {
    const { users } = await narrow();
    for (const role of ['administrator', 'operator'] as const)
      await expect(users.invite({ body: { email: newEmail(), role } })).rejects.toMatchObject({
        ...BEYOND,
        problem: { path: '/role' },
      });
    expect(await users.invite({ body: { email: newEmail(), role: 'analyst' } })).toMatchObject({
      role: 'analyst',
    });
    expect((await users.list()).items.map(({ role }) => role)).toEqual(['administrator', 'analyst']);
  });

  test('does not take over, change or remove somebody with more', async () => {
    const { users } = await narrow();
    const { id } = await newUser('administrator');
    const params = { id };
    const before = (await users.list()).items;
    await expect(users.inviteAgain({ params })).rejects.toMatchObject(BEYOND);
    await expect(users.update({ params, body: { disabled: true } })).rejects.toMatchObject(BEYOND);
    await expect(users.update({ params, body: { role: 'analyst' } })).rejects.toMatchObject(BEYOND);
    await expect(users.remove({ params })).rejects.toMatchObject(BEYOND);
    expect((await users.list()).items).toEqual(before);
  });

  test('raises nobody above itself', async () => {
    const { users } = await narrow();
    const params = { id: (await newUser('analyst')).id };
    for (const role of ['administrator', 'operator'] as const)
      await expect(users.update({ params, body: { role } })).rejects.toMatchObject(BEYOND);
    expect(await users.update({ params, body: { disabled: true } })).toMatchObject({ state: 'disabled' });
    expect(await users.inviteAgain({ params })).toMatchObject({ role: 'analyst' });
    expect(await users.remove({ params })).toBeNull();
  });
});

test('an administrator who is signed in hands out everything', async () => {
  const { email } = await newUser('administrator');
  const send = (method: string, path: string, body: unknown, cookie = '') =>
    fetch(new URL(path, running.service.address), {
      method,
      headers: { 'content-type': 'application/json', 'x-tact-request': '1', cookie },
      body: JSON.stringify(body),
    });
  const signedIn = await send('POST', '/api/v1/session', { email, password: PASSWORD });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const invited = await send('POST', '/api/v1/users', { email: newEmail(), role: 'administrator' }, cookie);
  const { id } = (await invited.json()) as { readonly id: string };
  const statuses = [
    invited.status,
    (await send('POST', '/api/v1/api-keys', { name: 'all', role: 'administrator' }, cookie)).status,
    (await send('POST', `/api/v1/users/${id}/invitation`, undefined, cookie)).status,
    (await send('PATCH', `/api/v1/users/${id}`, { role: 'operator' }, cookie)).status,
    (await send('DELETE', `/api/v1/users/${id}`, {}, cookie)).status,
  ];
  expect(statuses).toEqual([201, 201, 201, 200, 204]);
});
