import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { dataDirectoryOf, settingsOf, SettingsError } from './settings.ts';

test('everything has a default', () => {
  expect(settingsOf({})).toEqual({
    port: 8228,
    host: '127.0.0.1',
    dataDirectory: resolve('.tact'),
    databaseUrl: null,
    databaseOwnerUrl: null,
    databaseReplicaUrl: null,
    adminEmail: 'admin@localhost',
    adminPassword: null,
    bootstrapKey: null,
    signingKey: null,
    logLevel: 'info',
    secretKeys: [],
    publicUrl: null,
    trustedProxies: [],
    allowPrivateAddresses: false,
    execution: true,
    imports: true,
  });
});

test('an empty setting is not set', () => {
  expect(settingsOf({ TACT_PORT: ' ', DATABASE_URL: '', TACT_DATA_DIR: '' })).toEqual(settingsOf({}));
});

test('what is set is taken', () => {
  const settings = settingsOf({
    TACT_PORT: '0',
    TACT_HOST: '::1',
    TACT_DATA_DIR: '/var/lib/tact',
    DATABASE_URL: 'postgres://u:p@db/tact',
    DATABASE_OWNER_URL: 'postgres://o:p@db/tact',
    TACT_LOG_LEVEL: 'DEBUG',
  });
  expect(settings).toMatchObject({ port: 0, host: '::1', dataDirectory: '/var/lib/tact', logLevel: 'debug' });
  expect(settings.databaseUrl).toBe('postgres://u:p@db/tact');
  expect(settings.databaseOwnerUrl).toBe('postgres://o:p@db/tact');
  expect(dataDirectoryOf({ TACT_DATA_DIR: 'here' })).toBe(resolve('here'));
});

test('a password is taken as it will be typed, with the spaces at its ends', () => {
  const password = ' correct horse battery ';
  expect(settingsOf({ TACT_ADMIN_PASSWORD: password }).adminPassword).toBe(password);
  expect(settingsOf({ TACT_ADMIN_PASSWORD: 'x'.repeat(200) }).adminPassword).toHaveLength(200);
  expect(settingsOf({ TACT_ADMIN_PASSWORD: '' }).adminPassword).toBeNull();
});

test('keys, the way in from outside and private addresses are read', () => {
  const [one, other] = ['ab'.repeat(32), Buffer.alloc(32, 7).toString('base64')];
  expect(
    settingsOf({
      TACT_SECRET_KEY: `${one}, ${other}`,
      TACT_PUBLIC_URL: 'https://tact.example.com/',
      TACT_ALLOW_PRIVATE_ADDRESSES: '1',
    }),
  ).toMatchObject({
    secretKeys: [Buffer.from(one, 'hex'), Buffer.alloc(32, 7)],
    publicUrl: 'https://tact.example.com',
    allowPrivateAddresses: true,
  });
});

test('proxies are addresses and networks, of both kinds', () => {
  const set = '10.0.0.5, 10.1.0.0/16,,fd00::1 ,2001:DB8::/32';
  const { trustedProxies } = settingsOf({ TACT_TRUSTED_PROXIES: set });
  expect(trustedProxies).toEqual(['10.0.0.5', '10.1.0.0/16', 'fd00::1', '2001:DB8::/32']);
});

test.each([
  'caddy',
  '10.0.0',
  '10.0.0.0/33',
  '0.0.0.0/0',
  '::/129',
  '10.0.0.5/',
  '*',
  'true',
  'fe80::1%eth0',
])('a proxy `%s` is refused', (proxy) => {
  expect(() => settingsOf({ TACT_TRUSTED_PROXIES: `10.0.0.5,${proxy}` })).toThrow(
    new SettingsError(
      `TACT_TRUSTED_PROXIES \`${proxy}\` is no address and no network; write some such as \`10.0.0.5,10.1.0.0/16\``,
    ),
  );
});

test.each([
  [
    { TACT_PUBLIC_URL: 'tact' },
    'TACT_PUBLIC_URL `tact` is no address of a service; write one such as `https://tact.example.com`',
  ],
  [
    { TACT_ALLOW_PRIVATE_ADDRESSES: 'perhaps' },
    'TACT_ALLOW_PRIVATE_ADDRESSES `perhaps` is neither; write `on` or `off`',
  ],
  [{ TACT_PORT: '65536' }, 'TACT_PORT `65536` is no port; use a number from 0 to 65535'],
  [{ TACT_PORT: '80a' }, 'TACT_PORT `80a` is no port; use a number from 0 to 65535'],
  [
    { TACT_LOG_LEVEL: 'loud' },
    'TACT_LOG_LEVEL `loud` is no level; use one of debug, info, warn, error, silent',
  ],
  [{ TACT_EXECUTION: 'no' }, 'TACT_EXECUTION `no` is neither; write `on` or `off`'],
  [{ TACT_IMPORTS: 'no' }, 'TACT_IMPORTS `no` is neither; write `on` or `off`'],
  [
    { TACT_ADMIN_EMAIL: 'ada' },
    'TACT_ADMIN_EMAIL `ada` is no e-mail address; write one such as `ada@example.com`',
  ],
  [{ TACT_ADMIN_PASSWORD: 'short' }, 'TACT_ADMIN_PASSWORD has 5 characters; use 12 to 200'],
  [{ TACT_ADMIN_PASSWORD: 'x'.repeat(201) }, 'TACT_ADMIN_PASSWORD has 201 characters; use 12 to 200'],
])('%j is refused', (environment, sentence) => {
  expect(() => settingsOf(environment)).toThrow(new SettingsError(sentence));
});

test('a secret is not repeated by its refusal', () => {
  expect(() => settingsOf({ TACT_BOOTSTRAP_KEY: 'my-secret' })).toThrow(/^(?!.*my-secret)TACT_BOOTSTRAP_KEY/);
  expect(() => settingsOf({ TACT_SECRET_KEY: 'my-secret' })).toThrow(/^(?!.*my-secret)TACT_SECRET_KEY/);
  expect(() => settingsOf({ DATABASE_URL: 'mysql://me:my-secret@x' })).toThrow(
    /^(?!.*my-secret)DATABASE_URL/,
  );
});
