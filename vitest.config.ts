import { defineConfig } from 'vitest/config';
import { LongTestsFirst } from './scripts/long-tests-first.ts';
import { plainSummaryReporter } from './scripts/plain-summary-reporter.ts';

// Real servers and browsers start inside tests, on machines with two cores: time limits are wide, workers few.
// Where each kind of test goes: CONTRIBUTING.md.
export default defineConfig({
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.{ts,tsx}',
      'scenarios/**/*.test.ts',
      'simulations/**/*.test.ts',
      'bench/*.test.ts',
      'scripts/**/*.test.ts',
      'tidy/*.test.ts',
    ],
    // One PostgreSQL for the run, started by the first test that asks for it.
    globalSetup: ['packages/store/test/global-setup.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    // A busy machine stands still for seconds at times; one second is the default.
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    sequence: { sequencer: LongTestsFirst },
    reporters: ['default', plainSummaryReporter()],
  },
});
