import { afterAll, beforeAll, expect, test } from 'vitest';
import { allEndpoints } from '@tact/api';
import { fuzzApi } from './fuzz/fuzz-api.ts';
import { startRunningService, type RunningService } from './running-service.ts';

/** Many more, and others, by `TACT_FUZZ_REQUESTS=200000 TACT_FUZZ_SEED=7 npx vitest run packages/service/test/api-fuzz.test.ts`. */
const REQUESTS = Number(process.env['TACT_FUZZ_REQUESTS'] ?? 20 * allEndpoints.length);
const SEED = Number(process.env['TACT_FUZZ_SEED'] ?? 1);

let running: RunningService;
beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());

test(
  `no request makes the service fail, or answer what no route states (seed ${SEED})`,
  { timeout: 3_600_000 },
  async () => {
    const { counts, faults } = await fuzzApi(await running.newOrganization(), REQUESTS, SEED);
    expect(faults).toEqual([]);
    const statuses = [...counts].map(([key]) => key.split(' '));
    // What is never answered well was never really tried.
    const succeeded = new Set(
      statuses
        .filter(([, , status]) => Number(status) < 300)
        .map(([method, path]) => `${method ?? ''} ${path ?? ''}`),
    );
    expect(succeeded.size).toBeGreaterThan(allEndpoints.length / 3);
    if (process.env['TACT_FUZZ_REQUESTS'] !== undefined) {
      const byStatus = Map.groupBy([...counts], ([key]) => key.split(' ')[2]);
      for (const [status, entries] of byStatus)
        console.log(
          status,
          entries.reduce((sum, [, count]) => sum + count, 0),
        );
    }
  },
);
