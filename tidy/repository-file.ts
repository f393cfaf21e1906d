import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the repository as the rules see it. */
export interface RepositoryFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  /** Empty for a binary file. */
  readonly text: string;
  readonly bytes: number;
}

/** Every file that is in the repository or would come into it: tracked, or new and not ignored. */
export function repositoryFiles(root: string): RepositoryFile[] {
  // CI may run as another user than the owner of the clone; git refuses that unless told.
  const listing = execFileSync(
    'git',
    ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return listing
    .split('\0')
    .filter((path) => path !== '' && isPlainFile(join(root, path)))
    .map((path) => readFile(root, path));
}

/** A file deleted from the working tree is still listed until that is committed; a link is judged where it points to. */
function isPlainFile(path: string): boolean {
  return existsSync(path) && lstatSync(path).isFile();
}

function readFile(root: string, path: string): RepositoryFile {
  const content = readFileSync(join(root, path));
  const isBinary = content.subarray(0, 8000).includes(0);
  return { path, text: isBinary ? '' : content.toString('utf8'), bytes: content.length };
}

/** TypeScript and JavaScript, as far as it is written by people. */
export function isCode({ path }: RepositoryFile): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}

/** A test file, by its name. */
export function isTest({ path }: RepositoryFile): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** A test, or what only tests use: everything in a package's `test` folder. */
export function isForTests(file: RepositoryFile): boolean {
  return isTest(file) || /^packages\/[^/]+\/test\//.test(file.path);
}

/** SQL written by people; the dump of the schema is a machine's. */
export function isSql({ path }: RepositoryFile): boolean {
  return path.endsWith('.sql') && !path.endsWith('.dump.sql');
}

/** What tools demand to be a default export: their own configuration. */
export function isConfig({ path }: RepositoryFile): boolean {
  return /\.config\.[cm]?[jt]s$/.test(path);
}
