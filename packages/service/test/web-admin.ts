import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createClient, type Client, type Role } from '@tact/api';
import type { Actor, Store } from '@tact/store';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { apiKeyHash, apiKeyPrefix, newApiKey } from '../src/api-key.ts';
import { createClock } from '../src/deciding/clock.ts';
import { DEMO_ORGANIZATION_ID, seedDemo } from '../src/demo/index.ts';
import type { ServiceParts } from '../src/main.ts';
import { hashPassword } from '../src/password.ts';
import { buildBundle } from '../src/web/build-bundle.ts';
import { loadBundle } from '../src/web/load-bundle.ts';
import { launchChromium } from './chromium.ts';
import { startRunningService } from './running-service.ts';
import { watchSettling } from './settled-page.ts';

const ACTOR: Actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' };
/** The password of every user of the tests. */
export const PASSWORD = 'look at every screen';

/** How high every page is, pixels. */
const HEIGHT = 860;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** How a page is opened. */
export type PageOptions = Partial<Look>;

/** A page, and what its console has complained of so far. */
export interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Goes to an address, in a look where one is given, and waits until nothing is loaded any more. */
  go(path: string, look?: Look): Promise<void>;
  /** Waits until nothing is loaded any more, and all of it is drawn. */
  settled(): Promise<void>;
  /** Shows the same page otherwise. */
  look(look: Look): Promise<void>;
  /** Throws where the page complained, is wider than its window, or what matches `within` (all of it) fails a rule of accessibility seriously. */
  expectSound(within?: string): Promise<void>;
}

/** How wide a page is, pixels, and what it is coloured for. */
export interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** The web admin on a small demo, in a real browser. */
export interface WebAdmin {
  readonly address: string;
  readonly client: Client;
  readonly store: Store;
  readonly connectionString: string;
  /** Makes a user and gives the address. */
  newUser(role: Role): Promise<{ readonly id: string; readonly email: string }>;
  /** Opens a page of a browser without cookies. */
  open(options?: PageOptions): Promise<Opened>;
  /** The same, signed in as a new user. */
  signedIn(
    role: Role,
    options?: PageOptions,
  ): Promise<Opened & { readonly email: string; readonly userId: string }>;
  stop(): Promise<void>;
}

/** Starts everything on a demo of so many contacts, on the given parts where a service is made of others than usual; `stop` takes all of it away. */
export async function startWebAdmin({
  contacts = 150,
  ...parts
}: Partial<ServiceParts> & { readonly contacts?: number } = {}): Promise<WebAdmin> {
  const built = await buildBundle();
  if (built.folder === null || built.staleBecause !== undefined)
    throw new Error('the web admin could not be built; run `npm run build -w packages/web`');
  const running = await startRunningService();
  const { store } = running;
  await seedDemo(store, createClock(), () => undefined, { contacts });
  const { address } = await running.another({ ...parts, web: await loadBundle(built.folder) });
  const browser = await launchChromium();
  const key = newApiKey();
  const keyFields = { name: 'test', role: 'administrator', scopes: null, expiresAt: null } as const;
  const hashes = { prefix: apiKeyPrefix(key), keyHash: apiKeyHash(key) };
  await store.access.createApiKey(DEMO_ORGANIZATION_ID, { ...keyFields, ...hashes }, ACTOR);
  const passwordHash = await hashPassword(PASSWORD);
  let users = 0;
  const newUser = async (role: Role) => {
    const email = `user${++users}@example.com`;
    const { id } = await store.users.createUser(DEMO_ORGANIZATION_ID, { email, role, passwordHash }, ACTOR);
    return { id, email };
  };
  await newUser('administrator');
  const open = (options: PageOptions = {}) => openPage(browser, address, options);
  return {
    address,
    store,
    connectionString: running.connectionString,
    client: createClient({ baseUrl: address, apiKey: key }),
    newUser,
    open,
    async signedIn(role, options) {
      const { id, email } = await newUser(role);
      const opened = await open(options);
      // What the form of the sign-in does is a test of its own.
      const { request } = opened.page.context();
      const answer = await request.post(`${address}/api/v1/session`, {
        data: { email, password: PASSWORD },
        headers: { 'x-tact-request': '1' },
      });
      if (!answer.ok()) throw new Error(`signing in ended with ${answer.status()}`);
      return { ...opened, email, userId: id };
    },
    async stop() {
      await browser.close();
      await running.stop();
    },
  };
}

/** Fills in the sign-in form and waits for what lies behind it. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.nav-link').first().waitFor({ state: 'attached' });
}

async function openPage(
  browser: Browser,
  address: string,
  { width = 1280, colorScheme = 'light' }: PageOptions,
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const settled = watchSettling(page);
  let shownWidth = width;
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const show = async (look: Look) => {
    shownWidth = look.width;
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize({ width: look.width, height: HEIGHT });
  };
  return {
    page,
    complaints,
    async go(path, look) {
      if (look !== undefined) await show(look);
      await page.goto(`${address}${path}`);
      await settled();
    },
    settled,
    async look(look) {
      await show(look);
      await settled();
    },
    async expectSound(within) {
      expect(complaints).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), page.url()).toBe(shownWidth);
      if (await page.evaluate<boolean>('window.axe === undefined')) await page.evaluate(`${axe};0`);
      // What comes or goes is pale for a moment; what stays so is found.
      const violations = () =>
        page.evaluate<readonly string[]>(
          `axe.run(${within === undefined ? 'document' : JSON.stringify(within)}, { resultTypes: ['violations'] }).then((result) => result.violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`,
        );
      await expect.poll(violations, { timeout: 20_000, message: page.url() }).toEqual([]);
    },
  };
}
