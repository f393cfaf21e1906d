import { mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/**
 * How it is started, beside what Playwright asks for. Not with the arguments that the package proposes: they draw by a graphics card that is
 * emulated, at twice the price, and turn off what keeps pages of other addresses out.
 */
const ARGUMENTS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-domain-reliability',
  '--font-render-hinting=none',
  '--no-pings',
];

/** Starts a Chromium for tests. It is unpacked into a folder of this account and kept there, because another's may not be run. */
export async function launchChromium(): Promise<Browser> {
  const folder = join(tmpdir(), `tact-chromium-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  process.env['TMPDIR'] = folder;
  chromium.setGraphicsMode = false;
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ARGUMENTS,
  });
}
