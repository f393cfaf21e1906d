import { mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/** Starts a Chromium for tests. It is unpacked into a folder of this account and kept there, because another's may not be run. */
export async function launchChromium(): Promise<Browser> {
  const folder = join(tmpdir(), `tact-chromium-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  process.env['TMPDIR'] = folder;
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // One process for all pages ends with the first page that is closed.
    args: [
      ...chromium.args.filter((argument) => argument !== '--single-process'),
      '--no-sandbox',
      '--disable-background-networking',
    ],
  });
}
