import { describe, expect, test } from 'vitest';
import type { Bug } from './history/bugs.ts';
import type { FaultName } from './history/faults.ts';
import { simulateHistory } from './history/simulate.ts';

// Whole programs on a database of their own: wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'two services under faults give no answer that no order of the calls explains',
  async () => {
    const seed = Date.now() % 1_000_000;
    const said: string[] = [];
    const found = await simulateHistory({
      seed,
      durationMs: 16_000,
      eraMs: 5_000,
      nodes: 2,
      say: (line) => said.push(line),
    });
    // The seed stands in the first line: the same calls and faults can be drawn again.
    expect(said[0]).toBe(`seed ${seed}`);
    expect(found.violations.join('\n')).toBe('');
    // A history without calls, or of calls that nobody answered, proves nothing.
    expect(found.calls).toBeGreaterThan(found.unknown);
    expect(Object.keys(found.faults).length).toBeGreaterThan(3);
  },
  MS_MAX,
);

/** Each with the only faults that are done: those that it takes to be seen. */
const bugs: readonly [bug: Bug, faults: readonly FaultName[], says: RegExp][] = [
  ['guard not checked', [], /nothing explains this answer/],
  ['snapshot before lock', [], /nothing explains this answer/],
  ['stale ruleset', [], /nothing explains this answer/],
  ['expiry that frees', ['all clocks go forward'], /nothing explains this answer/],
  ['answer before commit', [], /\(G3\)/],
  ['answer before the disk', ['the database is killed'], /\(G3\)/],
];

describe('a bug that was put in on purpose is found', () => {
  test.each(bugs)(
    '%s',
    async (bug, faults, says) => {
      const found = await simulateHistory({
        seed: 7,
        // It ends when it is found; how soon a kill meets an answer hangs on the machine.
        durationMs: 180_000,
        eraMs: 3_000,
        nodes: 2,
        say: () => undefined,
        bug,
        faults,
      });
      expect(found.violations.join('\n')).toMatch(says);
    },
    MS_MAX,
  );
});
