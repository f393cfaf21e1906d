import { expect, test } from 'vitest';
import { simulateServiceKills } from './services/kill-services.ts';

// A dozen starts of whole services: wide, because other tests may have the machine at the same time.
const MS_MAX = 600_000;

test(
  'after kill -9 of two whole services, the books of both providers agree with what is shown, and nobody was contacted twice',
  async () => {
    const result = await simulateServiceKills({
      kills: 4,
      seed: Date.now() % 1_000_000,
      say: () => undefined,
    });
    expect(result.kills).toBe(4);
    expect(result.messages).toBeGreaterThan(200);
    expect(result.mails).toBeGreaterThan(200);
  },
  MS_MAX,
);
