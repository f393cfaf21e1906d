// Takes the pictures of docs/guide/images anew, from a fresh demo in Chromium: `node scripts/screenshots.ts`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'vitest.pictures.config.ts'], {
  stdio: 'inherit',
  env: { ...process.env, TACT_SCREENSHOTS: '1' },
});
process.exitCode = status ?? 1;
