import { defineConfig } from 'vitest/config';

// For `node scripts/screenshots.ts`: what takes the pictures of docs/guide/images, one after the other.
export default defineConfig({
  test: {
    include: [
      'packages/service/test/web-pictures.ts',
      'packages/service/test/web-campaign-screens.test.ts',
      'packages/service/test/web-walk.test.ts',
    ],
    globalSetup: ['packages/store/test/global-setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    teardownTimeout: 30_000,
    maxWorkers: 1,
  },
});
