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
    let busy = '';
    for (let quiet = 0; quiet < QUIET_LOOKS;) {
      if (performance.now() > waitUntilMs)
        throw new Error(`the page at ${page.url()} does not come to rest: ${busy}`);
      const before = begun;
      await page.waitForTimeout(LOOK_MS);
      const open = [...underWay].map((request) => request.url());
      busy = open.length > 0 ? `it waits for ${open.join(', ')}` : await page.evaluate<string>(BUSY);
      if (busy === '' && begun > before) busy = 'it goes on asking';
      quiet = busy === '' ? quiet + 1 : 0;
    }
  };
}

/** What a page still does once the next frame is drawn and the browser has nothing left to do, or a second later; nothing: it shows itself as it is. */
const BUSY = `new Promise((done) => {
  const look = () => {
    const loader = document.querySelector('main .mantine-Loader-root');
    if (document.querySelector('h1') === null) done('it has no heading');
    else done(loader === null ? '' : 'a part is loading: ' + loader.parentElement.parentElement.textContent.slice(0, 200));
  };
  setTimeout(look, 1000);
  requestAnimationFrame(() => requestIdleCallback(look));
})`;
