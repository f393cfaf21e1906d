import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where pictures of screens are kept, as `TACT_PICTURES` names it; undefined: none are taken. */
const FOLDER = process.env['TACT_PICTURES'];

/** Whether pictures are taken. */
export const TAKES_PICTURES = FOLDER !== undefined;

/** Keeps a picture of what a page shows, where pictures are taken. `TACT_PICTURES_OF` names those that are wanted, with commas; else all. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const wanted = process.env['TACT_PICTURES_OF']?.split(',');
  if (FOLDER === undefined || wanted?.includes(name) === false) return;
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `web-${name}.png`), fullPage: wanted === undefined });
}
