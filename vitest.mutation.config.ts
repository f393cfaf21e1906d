import { defineConfig } from 'vitest/config';

// For `npm run mutation`: the engine's own tests and no others. Each mutant runs the tests that reach it, so they have to be quick; a
// mutant that makes a loop endless is found by the short time limit.
export default defineConfig({
  test: {
    include: ['packages/engine/{src,test}/**/*.test.ts'],
    testTimeout: 10_000,
  },
});
