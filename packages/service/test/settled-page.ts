import type { Page, Request } from 'playwright-core';

/** Looks in a row at which nothing may be under way. */
const QUIET_LOOKS = 3;
/** Between two looks, milliseconds. */
const LOOK_MS = 40;
/** How long a page may take, milliseconds; the machine may have much else to do. */
const SETTLE_MS_MAX = 45_000;

/**
 * Watches a page; the answer waits until it asks for nothing more and has drawn what it got. Playwright's own `networkidle` waits for half a
 * second each time. This one looks at shorter distances, each time until the browser itself says that it has nothing left to do and no part of
 * the page says that it is loading, so that a slow machine is waited for, too.
 */
export function watchSettling(page: Page): () => Promise<void> {
  const underWay = new Set<Request>();
  let begun = 0;
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') return;
    // What the page before had asked for is not told of any more.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) underWay.clear();
    begun += 1;
    underWay.add(request);
  });
  page.on('requestfinished', (request) => underWay.delete(request));
  page.on('requestfailed', (request) => underWay.delete(request));
  return async () => {
    const waitUntilMs = performance.now() + SETTLE_MS_MAX;
    for (let quiet = 0; quiet < QUIET_LOOKS;) {
      if (performance.now() > waitUntilMs) {
        const open = [...underWay].map((request) => request.url()).join(', ');
        throw new Error(`the page at ${page.url()} does not come to rest; it waits for: ${open}`);
      }
      const before = begun;
      await page.waitForTimeout(LOOK_MS);
      const isIdle = underWay.size === 0 && (await page.evaluate<boolean>(IDLE));
      quiet = isIdle && begun === before ? quiet + 1 : 0;
    }
  };
}

/** The next frame is drawn, the browser has nothing left to do, and there is a page of which no part is loading. */
const IDLE = `new Promise((done) => requestAnimationFrame(() => requestIdleCallback(() =>
  done(document.querySelector('h1') !== null && document.querySelector('main .mantine-Loader-root') === null))))`;
