import { expect, test } from 'vitest';
import { simulateKills } from './kill.ts';

// Five starts of real servers: wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'after kill -9 of the service and of PostgreSQL, no acknowledged reservation is missing and no limit exceeded',
  async () => {
    const seed = Date.now() % 1_000_000;
    const said: string[] = [];
    const result = await simulateKills({ kills: 4, seed, say: (line) => said.push(line) });
    // The seed stands in the name of what failed and in the first line: the same moments can be drawn again.
    expect(said[0]).toBe(`seed ${seed}`);
    expect(result.kills).toBe(4);
    expect(result.acknowledged).toBeGreaterThan(0);
  },
  MS_MAX,
);
