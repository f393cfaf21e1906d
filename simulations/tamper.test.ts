import { expect, test } from 'vitest';
import { freshDatabase } from '@tact/store/testing';
import { simulateTampering } from './tamper.ts';

// Wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'each of 80 single changes past the application is found',
  async () => {
    const database = await freshDatabase();
    try {
      const { byKind } = await simulateTampering(database.connectionString, {
        changes: 80,
        seed: 7,
        say: () => undefined,
      });
      expect(Object.keys(byKind).toSorted()).toEqual([
        'added',
        'chain rewritten',
        'dropped',
        'end cut off',
        'field',
        'swapped',
        'unreadable',
      ]);
    } finally {
      await database.drop();
    }
  },
  MS_MAX,
);
