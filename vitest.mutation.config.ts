import { defineConfig } from 'vitest/config';

// For `npm run mutation`: the tests beside the engine's files and no others. Each mutant runs the tests that reach it, so they have to be
// quick (the property tests are not, and the tables should do without them); a mutant that makes a loop endless is found by the short time
// limit.
export default defineConfig({
  test: {
    include: ['packages/engine/src/**/*.test.ts'],
    testTimeout: 10_000,
  },
});
