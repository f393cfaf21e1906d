import { posix } from 'node:path';
import { isCode, isForTests, type RepositoryFile } from './repository-file.ts';
import type { Finding, Rule } from './rule.ts';
import { importsOf } from './syntax.ts';

/** Which packages each package may import: dependencies point one way (ARCHITECTURE.md). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  places: ['engine'],
  api: ['engine'],
  store: ['engine'],
  files: ['places', 'engine'],
  service: ['store', 'files', 'places', 'api', 'engine'],
  web: ['api', 'engine'],
  cli: ['service', 'store', 'files', 'places', 'api', 'engine'],
};

/** What tests may import beyond that: the engine's tests use the real table of time zones, not a made-up one. */
const TESTS_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = { engine: ['places'] };

/** Public surfaces apart, which load less than the package's own. */
const APART: readonly string[] = ['@tact/api/without-schemas', '@tact/service/without-http'];

/** Public surfaces for tests alone. */
const FOR_TESTS: readonly string[] = ['@tact/store/testing', '@tact/files/testing', '@tact/service/testing'];

/** Packages import each other only in the directions of the table. */
export const importDirections: Rule = {
  name: 'packages import only what lies below them',
  covers: isPackageCode,
  check: (file) => {
    const own = packageOf(file.path);
    const allowed = [
      own,
      ...(MAY_IMPORT[own] ?? []),
      ...(isForTests(file) ? (TESTS_MAY_IMPORT[own] ?? []) : []),
    ];
    return importsOf(file).flatMap(({ specifier, line }): Finding[] => {
      const other = /^@tact\/([^/]+)/.exec(specifier)?.[1];
      if (other === undefined || allowed.includes(other)) return [];
      const may = allowed.length > 1 ? `only ${allowed.slice(1).join(', ')}` : 'no other package';
      return [
        { line, message: `\`${own}\` may import ${may}; move the code, or pass what you need as a value` },
      ];
    });
  },
};

/** A package is reached through its public surface only. */
export const noDeepImports: Rule = {
  name: 'packages are imported by their name, never by a path inside them',
  covers: isPackageCode,
  check: (file) => {
    const own = packageOf(file.path);
    return importsOf(file).flatMap(({ specifier, line }): Finding[] => {
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : undefined;
      const leaves = target !== undefined && !target.startsWith(`packages/${own}/`);
      if (APART.includes(specifier)) return [];
      if (isForTests(file) && FOR_TESTS.includes(specifier)) return [];
      if (!leaves && !/^@tact\/[^/]+\//.test(specifier)) return [];
      return [
        {
          line,
          message: `\`${specifier}\` reaches past a public surface; export it from the package's index.ts`,
        },
      ];
    });
  },
};

function isPackageCode(file: RepositoryFile): boolean {
  return isCode(file) && packageOf(file.path) !== '';
}

function packageOf(path: string): string {
  return /^packages\/([^/]+)\/(src|test)\//.exec(path)?.[1] ?? '';
}
