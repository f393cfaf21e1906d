import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { smallPng } from './small-png.ts';

/** Where the guide's pictures are. */
const FOLDER = fileURLToPath(new URL('../../../docs/guide/images/', import.meta.url));
/** A picture of the guide is not longer than this, bytes. */
const BYTES_MAX = 150_000;

/** Whether this run takes the guide's pictures anew: `node scripts/screenshots.ts` says so. */
export const takesPictures = process.env['TACT_SCREENSHOTS'] === '1';

/** Takes a picture of what the window shows, where this run takes pictures; else nothing. Throws where one is too long. */
export function pictures(): (page: Page, name: string) => Promise<void> {
  return async (page, name) => {
    if (!takesPictures) return;
    await mkdir(FOLDER, { recursive: true });
    const path = join(FOLDER, `${name}.png`);
    await writeFile(path, smallPng(await page.screenshot({ animations: 'disabled' })));
    const { size } = await stat(path);
    if (size > BYTES_MAX)
      throw new Error(`${name}.png has ${size} bytes; the guide's pictures have ${BYTES_MAX} at most`);
  };
}
