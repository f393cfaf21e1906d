import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '@tact/api';
import { migrate, openStore } from '@tact/store';
import { freshDatabase, makeOrganization, runAsOwner, type TestDatabase } from '@tact/store/testing';
import { hashPassword, isPassword } from '../src/password.ts';

/** The whole program in a process of its own, on a database without a schema. */
interface Program {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly log: () => string;
}

const SERVE = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const PROGRAM = `
  const { serve, settingsOf } = await import(${JSON.stringify(SERVE)});
  try {
    await serve(settingsOf(process.env));
  } catch (error) {
    process.stderr.write(error.name + ': ' + error.message + '\\n');
    process.exit(1);
  }`;

let database: TestDatabase;
let programs: Program[] = [];

beforeEach(async () => {
  database = await freshDatabase('empty');
});
afterEach(async () => {
  for (const { process } of programs) {
    if (process.exitCode !== null || process.signalCode !== null) continue;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }
  programs = [];
  await database.drop();
});

function start(environment: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    env: { PATH: process.env['PATH'], TZ: 'America/Denver', DATABASE_URL: database.connectionString, TACT_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  }); // prettier-ignore
  let [output, log] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (log += part.toString()));
  child.stderr.on('data', (part: Buffer) => (output += part.toString()));
  const program = { process: child, output: () => output, log: () => log };
  programs.push(program);
  return program;
}

/** Waits until the program says that it answers, and gives what it said. */
async function whenReady({
  process,
  output,
}: Program): Promise<{ readonly text: string; readonly address: string }> {
  while (!output().includes('/api/docs')) {
    if (process.exitCode !== null) throw new Error(`it ended: ${output()}`);
    await once(process.stderr ?? process, 'data');
  }
  const text = output();
  return { text, address: /http:\/\/[\d.:]+/.exec(text)?.[0] ?? '' };
}

describe('the first start', () => {
  test('makes an organization, an administrator and a key, and shows what is shown once', async () => {
    const first = start();
    const { text, address } = await whenReady(first);
    const key = /API key +(tact_\S+)/.exec(text)?.[1] ?? '';
    const password = /password +(\S+)/.exec(text)?.[1] ?? '';
    const client = createClient({ baseUrl: address, apiKey: key });
    expect(await client.organization.get()).toMatchObject({
      name: 'My organization',
      zone: 'America/Denver',
      defaultCountry: 'US',
      allowedHours: { everyDay: [{ start: '08:00', end: '21:00' }] },
      limits: { attemptsPerDayMax: null, attemptsPerWeekMax: null, intervalHoursMin: null },
    });
    expect((await client.users.list()).items).toMatchObject([
      { email: 'admin@localhost', role: 'administrator' },
    ]);
    expect(password).toHaveLength(24);
    expect(text).toContain('The organization `My organization` (time zone America/Denver) may contact from');
    expect(first.log()).not.toContain(key);
    expect(first.log()).not.toContain(password);

    // The answer that it shows is the answer to the command that it shows.
    const shown = JSON.parse(/^\{"decision".*$/m.exec(text)?.[0] ?? '{}') as Record<string, unknown>;
    expect((await client.decisions.get({ params: { id: String(shown['id']) } })).decision).toBe(
      shown['decision'],
    );

    first.process.kill('SIGTERM');
    expect(await once(first.process, 'exit')).toEqual([0, null]);
    const second = await whenReady(start());
    expect(second.text).not.toMatch(/password|API key|curl/);
    await createClient({ baseUrl: second.address, apiKey: key }).contacts.list();
  });

  test('takes key, e-mail and password from the settings, and shows none of them', async () => {
    const key = 'a-bootstrap-key-of-32-characters';
    const settings = {
      TACT_BOOTSTRAP_KEY: key,
      TACT_ADMIN_EMAIL: 'Ada@Example.com',
      TACT_ADMIN_PASSWORD: 'correct horse battery',
    };
    const { text, address } = await whenReady(start(settings));
    expect(text).toContain('ada@example.com');
    expect(text).not.toContain(key);
    expect(text).not.toContain('correct horse');
    const { items } = await createClient({ baseUrl: address, apiKey: key }).apiKeys.list();
    expect(items).toMatchObject([{ name: 'bootstrap key', role: 'administrator', prefix: 'a-bo' }]);

    const other = 'another-bootstrap-key-of-38-characters';
    const again = await whenReady(start({ ...settings, TACT_BOOTSTRAP_KEY: other }));
    expect((await createClient({ baseUrl: again.address, apiKey: other }).apiKeys.list()).items).toHaveLength(
      2,
    );
    const third = await whenReady(start({ ...settings, TACT_BOOTSTRAP_KEY: other }));
    expect((await createClient({ baseUrl: third.address, apiKey: other }).apiKeys.list()).items).toHaveLength(
      2,
    );
  });

  test('that was cut short is made whole by the next', async () => {
    await migrate(database.connectionString);
    const store = await openStore({ connectionString: database.connectionString });
    const id = await makeOrganization(store);
    await store.close();
    const { text, address } = await whenReady(start());
    const key = /API key +(tact_\S+)/.exec(text)?.[1] ?? '';
    const client = createClient({ baseUrl: address, apiKey: key });
    expect((await client.organization.get()).id).toBe(id);
    expect((await client.users.list()).items).toHaveLength(1);
    expect(text).not.toContain('The organization `My organization`');
  });
});

describe('a login that owns nothing', () => {
  const role = `tact_test_${randomBytes(6).toString('hex')}`;
  const loginAddress = () => {
    const address = new URL(database.connectionString);
    [address.username, address.password] = [role, 'of the login'];
    return address.href;
  };
  beforeEach(async () => {
    await migrate(database.connectionString);
    await runAsOwner(
      database.connectionString,
      `create role ${role} login password 'of the login' in role tact_app`,
    );
  });
  afterEach(() => runAsOwner(database.connectionString, `drop role ${role}`));

  test('answers, where the owner has migrated', async () => {
    const program = start({ DATABASE_URL: loginAddress() });
    const { text, address } = await whenReady(program);
    const client = createClient({ baseUrl: address, apiKey: /API key +(tact_\S+)/.exec(text)?.[1] ?? '' });
    expect((await client.contacts.list()).items).toEqual([]);
    expect((await fetch(`${address}/api/v1/ready`)).status).toBe(200);
    expect(program.log()).toMatch(
      /the database role owns nothing: .*; erasures of persons wait, and records/,
    );
    const users = await runAsOwner<{ name: string }>(
      database.connectionString,
      `select distinct usename as name from pg_stat_activity where datname = current_database() and application_name = 'tact'`,
    );
    expect(users).toEqual([{ name: role }]);
  });

  test('says who has to migrate, where nobody has', async () => {
    await runAsOwner(database.connectionString, 'drop schema tact cascade');
    const program = start({ DATABASE_URL: loginAddress() });
    expect(await once(program.process, 'exit')).toEqual([1, null]);
    expect(program.output()).toMatch(/^MigrationError: .* run `tact migrate` with the owner's address/);
  });

  test("works beside the owner's address, by which the schema is made", async () => {
    await runAsOwner(database.connectionString, 'drop schema tact cascade');
    const settings = { DATABASE_URL: loginAddress(), DATABASE_OWNER_URL: database.connectionString };
    const { address } = await whenReady(start(settings));
    expect((await fetch(`${address}/api/v1/ready`)).status).toBe(200);
  });
});

describe('a start that cannot be', () => {
  test.each([
    [{ TACT_PORT: 'http' }, 'SettingsError: TACT_PORT `http` is no port; use a number from 0 to 65535\n'],
    [{ DATABASE_URL: 'mysql://x' }, /^SettingsError: DATABASE_URL is no address of a PostgreSQL/],
    [{ DATABASE_URL: 'postgres://nobody:no@127.0.0.1:1/none' }, /ECONNREFUSED/],
  ])('says why in one line and ends: %s', async (environment, said) => {
    const program = start(environment);
    expect(await once(program.process, 'exit')).toEqual([1, null]);
    expect(program.output()).toMatch(said);
    expect(program.output().trimEnd()).not.toContain('\n');
  });
});

describe('a password', () => {
  test('is checked against its hash and against nothing else', async () => {
    const [one, other] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
    expect(await isPassword('correct horse', one)).toBe(true);
    expect(await isPassword('correct horse ', one)).toBe(false);
    expect(await isPassword('correct horse', 'correct horse')).toBe(false);
  });
});
