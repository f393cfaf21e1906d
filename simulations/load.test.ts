import { expect, test } from 'vitest';
import { simulateLoad, simulateOverload, simulateSlowNeighbour } from './load/simulate-load.ts';

// Whole programs on a database of their own: wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'a light load is answered without an error',
  async () => {
    const settings = { seconds: 5, perSecond: 40, share: 1, say: () => undefined };
    const { answered, errors, refused, refusedWithoutRetry, memoryBytes } = await simulateLoad(settings);
    expect({ answered, errors, refused, refusedWithoutRetry }).toEqual({
      answered: 200,
      errors: 0,
      refused: 0,
      refusedWithoutRetry: 0,
    });
    expect(memoryBytes).toBeGreaterThan(0);
  },
  MS_MAX,
);

test(
  'of far too many at once each is answered in time or told when to come back, and none is allowed late',
  async () => {
    const found = await simulateOverload(4_000);
    expect(found).toMatchObject({ errors: 0, refusedWithoutRetry: 0, lateAllows: 0 });
    expect(found.answered + found.refused).toBe(4_000);
    expect(found.refused).toBeGreaterThan(0);
    expect(found.allowed).toBeGreaterThan(0);
  },
  MS_MAX,
);

test(
  'an organization that stands still does not hold up another',
  async () => {
    const { before, meanwhile, held } = await simulateSlowNeighbour(30, 3);
    expect(held).toBe(0);
    expect(meanwhile / before).toBeGreaterThan(0.9);
  },
  MS_MAX,
);
