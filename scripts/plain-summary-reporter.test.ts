import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'reports', `plain-summary-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PASS = `test('a', () => {});`;
const FAIL = `test('b', () => { throw new Error('no'); });`;
const SKIP = `test.skip('c', () => {});`;
const NOT_LOADING = `throw new Error('does not load');`;
const BROKEN_HOOK = `describe('d', () => { afterAll(() => { throw new Error('hook'); }); test('e', () => {}); });`;
const UNHANDLED = `test('f', () => { void Promise.reject(new Error('nobody listens')); });`;

const runs: readonly { run: string; files: readonly string[]; line: string; code: number }[] = [
  { run: 'all pass', files: [PASS, PASS + PASS], line: '3 passed, 0 failed', code: 0 },
  { run: 'one is skipped', files: [PASS + SKIP], line: '1 passed, 0 failed, 1 skipped', code: 0 },
  { run: 'one fails', files: [PASS + FAIL], line: '1 passed, 1 failed', code: 1 },
  { run: 'a file does not load', files: [PASS, NOT_LOADING], line: '1 passed, 1 failed', code: 1 },
  { run: 'a hook fails', files: [PASS + BROKEN_HOOK], line: '2 passed, 1 failed', code: 1 },
  { run: 'an error reaches nobody', files: [UNHANDLED], line: '1 passed, 1 failed', code: 1 },
  { run: 'a file has no test', files: [''], line: '0 passed, 1 failed', code: 1 },
  { run: 'every test is skipped', files: [SKIP], line: '0 passed, 1 failed, 1 skipped', code: 1 },
  { run: 'there is no file', files: [], line: '0 passed, 1 failed', code: 1 },
];

describe('the last line of a test run', () => {
  test.each(runs)('where $run: $line', ({ files, line, code }) => {
    const { lastLine, exitCode } = runVitest(files);
    expect(lastLine).toBe(line);
    expect(exitCode).toBe(code);
  });
});

function runVitest(files: readonly string[]): { lastLine: string | undefined; exitCode: number | null } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { plainSummaryReporter } from '../../scripts/plain-summary-reporter.ts';
     export default { test: { globals: true, maxWorkers: 1, reporters: ['default', plainSummaryReporter()] } };`,
  );
  files.forEach((text, index) => writeFileSync(join(folder, `sample-${index}.test.ts`), text));
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { stdout, status } = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { lastLine: stdout.trimEnd().split('\n').at(-1), exitCode: status };
}
