import { expect, test } from 'vitest';
import { tellPartitions } from './keep-partitions.ts';

const DECEMBER = Date.UTC(2026, 11);
const waiting = [
  { name: 'decisions_2027_01', neededAtMs: Date.UTC(2027, 0) },
  { name: 'decisions_2026_12', neededAtMs: DECEMBER },
];

test.each([
  ['months before', Date.UTC(2026, 8, 1), 'info', 'partitions wait', 91],
  ['a fortnight and a moment before', DECEMBER - 14 * 86_400_000 - 1, 'info', 'partitions wait', 14],
  ['a fortnight before', DECEMBER - 14 * 86_400_000, 'warn', 'partitions are late', 14],
  ['a moment before', DECEMBER - 1, 'warn', 'partitions are late', 0],
  ['when its month begins', DECEMBER, 'error', 'partitions are missing', 0],
] as const)('a partition that waits for a lock is told %s', (_, atMs, level, sentence, neededInDays) => {
  const said: (readonly [level: string, told: object, sentence: string])[] = [];
  const at = (name: string) => (told: object, sentence: string) => void said.push([name, told, sentence]);
  const logger = { info: at('info'), warn: at('warn'), error: at('error') };
  tellPartitions({ made: [], waiting }, atMs, logger);
  expect(said).toEqual([
    [
      level,
      { partitions: ['decisions_2027_01', 'decisions_2026_12'], neededInDays },
      expect.stringContaining(sentence),
    ],
  ]);
  said.length = 0;
  tellPartitions({ made: ['x'], waiting: [] }, atMs, logger);
  expect(said).toEqual([['info', { partitions: 1 }, 'partitions made']]);
});
