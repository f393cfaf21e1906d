import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { figure, formatFigure, type Figure } from './figure.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tact-bench-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' });
}

// Those with a database start the whole service: `npm run bench -- --smoke` runs them too.
test('the benches in memory give figures with limits, as lines and as JSON', () => {
  const json = join(folder, 'figures.json');
  const names = ['decide', 'local-time', 'files', 'places', 'next-allowed'];
  const { status, stdout, stderr } = bench(...names, '--smoke', '--json', json);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const figures = JSON.parse(readFileSync(json, 'utf8')) as readonly Figure[];
  expect(new Set(figures.map(({ bench: name }) => name))).toEqual(new Set(names));
  for (const one of figures) {
    expect(Object.keys(one)).toEqual([
      'bench',
      'metric',
      'value',
      'unit',
      'limitName',
      'limitValue',
      'ratio',
    ]);
    expect(one.value).toBeGreaterThan(0);
    expect(one.ratio).toBeCloseTo(one.value / (one.limitValue ?? NaN));
    expect(stdout).toContain(one.metric);
  }
});

test('a name that is none is told with those that are', () => {
  const { status, stdout } = bench('nothing');
  expect(status).toBe(2);
  expect(stdout).toContain('no bench is called `nothing`; there are decide, growth, growth-history, ');
});

test('a figure as a line', () => {
  expect(formatFigure(figure('b', 'rows', 1234.5, '/s', { name: 'COPY', value: 24_690 }))).toMatch(
    /^ {2}rows +1,235 \/s +of +24,690 {2}= 0\.05[0-9]? {2}\(COPY\)$/,
  );
  expect(formatFigure(figure('b', 'memory', 12.34, 'MB'))).toMatch(/^ {2}memory +12\.3 MB$/);
});
