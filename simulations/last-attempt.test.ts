import { expect, test } from 'vitest';
import { simulateLastAttempt } from './last-attempt.ts';

// Wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'of 64 clients that ask for one contact at once, exactly seven get an attempt, ten times over',
  async () => {
    const result = await simulateLastAttempt(10, () => undefined);
    expect(result).toEqual({ rounds: 10, granted: 70, refused: 570 });
  },
  MS_MAX,
);
