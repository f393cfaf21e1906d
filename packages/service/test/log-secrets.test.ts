import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAddressGuard } from '../src/channels/address-guard.ts';
import { createSecretBox } from '../src/channels/secret-box.ts';
import { hashPassword } from '../src/password.ts';
import { fillOrganization, MARK, type FilledOrganization } from './matrix/filled-organization.ts';
import { startRunningService, type RunningService } from './running-service.ts';

/** Everything is logged that ever is, and then looked through for what must not be there. */
const log: string[] = [];
const SECRET_KEY = randomBytes(32);
const PASSWORD = 'a long sentence that nobody guesses here';
const WRONG = 'another sentence that is not right';

let running: RunningService;
let filled: FilledOrganization;
beforeAll(async () => {
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString('utf8'));
      done();
    },
  });
  running = await startRunningService({
    logger: pino({ level: 'trace' }, destination),
    channels: {
      secretBox: createSecretBox([SECRET_KEY]),
      guard: createAddressGuard({ allowsPrivate: false }),
      publicUrl: 'https://tact.example.com',
    },
  });
  filled = await fillOrganization(running);
});
afterAll(() => running.stop());

async function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return fetch(new URL(path, running.service.address), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tact-request': '1', ...headers },
    body: JSON.stringify(body),
  });
}

test('no key, password, token, number, name or client id of a whole run is in the log, at its most talkative', async () => {
  const { organization, ids } = filled;
  const actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' } as const;
  const email = `someone-${MARK}@example.com`;
  const fields = { email, role: 'operator', passwordHash: await hashPassword(PASSWORD) } as const;
  await running.store.users.createUser(organization.id, fields, actor);
  const tokens: string[] = [];
  const signedIn = await post('/api/v1/session', { email, password: PASSWORD });
  tokens.push(/=([\w-]+);/.exec(signedIn.headers.get('set-cookie') ?? '')?.[1] ?? 'no cookie');
  expect(signedIn.status).toBe(200);
  expect((await post('/api/v1/session', { email, password: WRONG })).status).toBe(401);
  const { invitation } = await organization.client.users.invite({
    body: { email: `invited-${MARK}@example.com`, role: 'analyst' },
  });
  tokens.push(invitation ?? '');
  expect((await post(`/api/v1/invitations/${invitation ?? ''}/accept`, { password: PASSWORD })).status).toBe(
    200,
  );
  const made = await organization.client.apiKeys.create({ body: { name: MARK, role: 'operator' } });
  tokens.push(made.key ?? '');

  // What is wrong with a request is told to its sender, and to nobody else.
  const contact = { clientId: `A-1001-${MARK}`, devices: [{ address: 'no number 5550199' }] };
  for (const [path, body] of [
    ['/api/v1/decisions', { contact, channel: 'call' }],
    ['/api/v1/contacts', contact],
    [`/api/v1/contacts?search=${MARK}`, { name: [MARK] }],
    ['/api/v1/decisions', `${MARK} "`],
    [`/api/v1/opt-outs/${ids.get('/api/v1/opt-outs') ?? ''}/lift`, { reason: MARK }],
  ] as const)
    await post(path, body, { 'x-api-key': organization.key });
  await fetch(new URL(`/api/v1/contacts?search=${MARK}%205550123`, running.service.address), {
    headers: { 'x-api-key': `${organization.key}x` },
  });

  expect(tokens.every((token) => token.length > 20)).toBe(true);
  const text = log.join('');
  expect(log.length).toBeGreaterThan(40);
  const secrets = [
    organization.key,
    ...tokens,
    PASSWORD,
    WRONG,
    'argon2',
    SECRET_KEY.toString('hex'),
    SECRET_KEY.toString('base64'),
    'a secret of at least 16 characters',
    MARK,
    'ada@example.com',
    '5550123',
    '555 0123',
    '5551234567',
    '5550199',
    'Ada Sample',
    'A-1001',
    'A-1002',
    'L-77120',
    new URL(running.connectionString).password,
  ];
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});
