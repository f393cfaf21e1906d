import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { startRunningService, type RunningService } from './running-service.ts';

/** The pages that the service serves, in a real Chromium: they render, fit, say what they should, and break no content policy. */
let running: RunningService;
let browser: Browser;

beforeAll(async () => {
  running = await startRunningService();
  browser = await launchChromium();
});

afterAll(async () => {
  await running.stop();
  await browser.close();
});

const PAGES = [
  { path: '/', heading: 'May this person be contacted, on this device, now?' },
  { path: '/api/docs', heading: 'The API' },
] as const;

const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
] as const;

describe.each(PAGES)('$path', ({ path, heading }) => {
  test.each(SIZES)('at $width pixels, in light and dark', async (viewport) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      const response = await page.goto(`${running.service.address}${path}`);
      expect(response?.status()).toBe(200);
      expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
      expect(await page.locator('h1').first().textContent()).toBe(heading);
      // What is wider than the screen scrolls inside its own box.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(typeof background === 'string' && isDark(background)).toBe(colorScheme === 'dark');
      expect(complaints).toEqual([]);
      await page.close();
    }
  });
});

test('every link of the start page leads somewhere', async () => {
  const page = await browser.newPage();
  await page.goto(`${running.service.address}/`);
  const links = await page.evaluate<readonly string[]>('Array.from(document.links, (link) => link.href)');
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) expect((await fetch(link)).status).toBe(200);
  await page.close();
});

/** Whether `rgb(…)` is nearer to black than to white. */
function isDark(color: string): boolean {
  const parts = (color.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part, 0) < 384;
}
