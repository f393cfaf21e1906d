import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { repositoryFiles } from './repository-file.ts';
import { findingsOf } from './rule.ts';
import { rules } from './rules.ts';

const files = repositoryFiles(fileURLToPath(new URL('..', import.meta.url)));

describe('the repository', () => {
  test('has files to look at', () => {
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['package.json', 'tidy/rules.ts', 'packages/engine/src/decide.ts']),
    );
  });

  for (const rule of rules)
    test(rule.name, () => {
      expect(findingsOf(rule, files).join('\n')).toBe('');
    });
});
