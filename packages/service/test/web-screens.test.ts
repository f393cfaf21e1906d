import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, startWebAdmin, type Look, type WebAdmin } from './web-admin.ts';

/** Every screen of the web admin in a real Chromium: it shows what it should, fits, and breaks no rule of accessibility or content. */
let admin: WebAdmin;
const ids = { rule: '', list: '', contact: '', account: '', decision: '' };

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 40 });
  const { client } = admin;
  const firstOf = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items[0]?.id ?? '';
  ids.rule = firstOf(await client.contactTimesRules.list());
  ids.list = firstOf(await client.suppressionLists.list());
  ids.contact = firstOf(await client.contacts.list());
  ids.account = firstOf(await client.accounts.list());
  const asked = { contact: { id: ids.contact }, channel: 'call' } as const;
  ids.decision = (await client.decisions.ask({ body: asked })).id;
});
afterAll(() => admin.stop());

const SCREENS: readonly (readonly [path: string, heading: string])[] = [
  ['/decide', 'May this person be contacted?'],
  ['/decide?q=%2B12125550123', 'May this person be contacted?'],
  ['/callable', 'Callable now'],
  ['/callable?area=US-NY', 'Callable now'],
  ['/callable?of=countries&area=US', 'Callable now'],
  ['/rules/attempt', 'Attempt rules'],
  ['/rules/attempt/new', 'New attempt rule'],
  ['/rules/contact-times', 'Contact times'],
  ['/rules/contact-times/{rule}', 'New York hours'],
  ['/rules/location', 'Location rules'],
  ['/rules/location/new', 'New location rule'],
  ['/rules/custom', 'Custom rules'],
  ['/rules/custom/new', 'New custom rule'],
  ['/contact-dates', 'Contact dates'],
  ['/custom-timezones', 'Custom timezones'],
  ['/contacts/import', 'Import contacts'],
  ['/pre-dial-validations', 'Pre-dial validations'],
  ['/pre-dial-validations/new', 'New pre-dial validation'],
  ['/suppression-lists', 'Suppression lists'],
  ['/suppression-lists/new', 'New suppression list'],
  ['/suppression-lists/{list}', ''],
  ['/suppression-lists/{list}/import', ''],
  ['/opt-outs', 'Opt-outs'],
  ['/contacts', 'Contacts'],
  ['/contacts/new', 'New contact'],
  ['/contacts/{contact}', ''],
  ['/contacts/{contact}/edit', 'Edit contact'],
  ['/accounts', 'Accounts'],
  ['/accounts/{account}', ''],
  ['/reports/compliance', 'Compliance report'],
  ['/reports/compliance?from=2020-01-01&to=2020-01-02', 'Compliance report'],
  ['/audit', 'Audit trail'],
  ['/decisions', 'Decisions'],
  ['/decisions/{decision}', 'Decision'],
  ['/settings/organization', 'Organization'],
  ['/settings/limits', 'Limits'],
  ['/settings/compliance', 'Compliance'],
  ['/settings/users', 'Users'],
  ['/settings/api-keys', 'API keys'],
  ['/settings/dispositions', 'Dispositions'],
  ['/settings/treatments', 'Treatments'],
  ['/password', 'Change password'],
  ['/rules/attempt/not-there/at-all', 'There is no such page'],
];

const WIDE: Look = { width: 1280, colorScheme: 'light' };
const NARROW: Look = { width: 390, colorScheme: 'dark' };

test('every screen shows itself without a complaint, wide and light, narrow and dark', async () => {
  const opened = await admin.signedIn('administrator', WIDE);
  for (const [path, heading] of SCREENS) {
    await opened.go(
      path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof ids) => ids[name]),
      WIDE,
    );
    const title = opened.page.getByRole('heading', { level: 1 });
    await title.waitFor();
    if (heading !== '') expect(await title.textContent()).toBe(heading);
    await opened.expectSound();
    await opened.look(NARROW);
    await opened.expectSound();
  }
  await opened.page.context().close();
}, 480_000);

test.each([WIDE, NARROW])('so does the sign-in at $width pixels, $colorScheme', async (look) => {
  const opened = await admin.open(look);
  await opened.go('/rules/attempt');
  expect(await opened.page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in to Tact');
  await opened.expectSound();
  await opened.page.context().close();
});

test('a screen that is opened narrow at once fits, too', async () => {
  const opened = await admin.signedIn('administrator', NARROW);
  for (const path of ['/decide', '/callable', `/contacts/${ids.contact}`]) {
    await opened.go(path);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    await opened.expectSound();
  }
  await opened.page.context().close();
});

test.each(['operator', 'analyst'] as const)(
  '%s sees no way to change rules, and reads them',
  async (role) => {
    const { page, go, expectSound } = await admin.signedIn(role);
    await go(`/rules/contact-times/${ids.rule}`);
    expect(await page.getByText('may look at this and not change it').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await go('/rules/attempt');
    expect(await page.getByText('New attempt rule').count()).toBe(0);
    expect(await page.getByText('API keys').count()).toBe(0);
    await expectSound();
    await page.context().close();
  },
);

describe('what is served', () => {
  test('is one page under strict rules of content, with a nonce of its own each time', async () => {
    const answers = [await fetch(`${admin.address}/`), await fetch(`${admin.address}/contacts/anything`)];
    const rules = answers.map((answer) => answer.headers.get('content-security-policy') ?? '');
    for (const rule of rules) {
      expect(rule).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
      expect(rule).not.toContain('unsafe');
    }
    expect(rules[0]).not.toBe(rules[1]);
    const text = (await answers[0]?.text()) ?? '';
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(text).toContain(/'nonce-([^']+)'/.exec(rules[0] ?? '')?.[1] ?? 'no nonce');
  });

  test('is at most 200 kB, packed, up to a cold Decide, the session and the shell included', async () => {
    const { email } = await admin.newUser('analyst');
    const { page, go, settled } = await admin.open();
    const fetched = new Set<string>();
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname === '/' || pathname === '/decide' || pathname.startsWith('/assets/'))
        fetched.add(pathname);
    });
    await go('/decide');
    await signIn(page, email);
    await page.getByRole('heading', { name: 'May this person be contacted?' }).waitFor();
    await settled();
    let bytes = 0;
    for (const path of fetched) {
      const answer = await fetch(`${admin.address}${path}`);
      bytes += gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length;
    }
    expect(fetched.size).toBeGreaterThan(3);
    expect(bytes).toBeLessThan(200_000);
    await page.context().close();
  });

  test('is at most 200 kB at first, packed, and kept for good where its name has its hash', async () => {
    const page = await (await fetch(`${admin.address}/`)).text();
    const paths = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(1);
    let bytes = gzipSync(page).length;
    for (const path of paths) {
      const answer = await fetch(`${admin.address}${path}`);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('content-encoding')).toBe('gzip');
      bytes += gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length;
    }
    expect(bytes).toBeLessThan(200_000);
    // The editor and its language are fetched where they are used.
    expect(paths.filter((path) => path.includes('editor'))).toEqual([]);
  });

  test('leaves the API and its documentation where they were', async () => {
    expect((await fetch(`${admin.address}/api`)).status).toBe(200);
    expect((await fetch(`${admin.address}/api/docs`)).status).toBe(200);
    expect((await fetch(`${admin.address}/api/v1/nothing`)).status).toBe(404);
    expect((await fetch(`${admin.address}/assets/nothing.js`)).status).toBe(404);
  });
});
