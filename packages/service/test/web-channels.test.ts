import { setTimeout as delay } from 'node:timers/promises';
import type { Route } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { channelParts } from './running-channels.ts';
import { startStubProvider, type StubProvider } from './stub-provider.ts';
import { startWebAdmin, type Opened, type WebAdmin } from './web-admin.ts';

/** The forms of channels in a real Chromium, against providers that stand on this machine: each field, refusals, tests, secrets. */
let admin: WebAdmin;
let provider: StubProvider;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 20, channels: channelParts() });
  provider = await startStubProvider();
});
afterAll(async () => {
  await provider.stop();
  await admin.stop();
});
beforeEach(() => {
  provider.answer({ status: 200, body: '{}' });
});

type Filled = readonly (readonly [label: string, value: string])[];

interface Form {
  readonly kind: 'smtp' | 'twilio' | 'webhook';
  readonly channel: 'email' | 'sms' | 'call';
  /** What is typed at first, with one field that cannot be so. */
  readonly fields: () => Filled;
  readonly wrong: readonly [label: string, value: string];
  readonly mended: () => string;
  /** Labels of fields whose values are never shown again, with what is typed. */
  readonly secrets: Filled;
  readonly stored: Readonly<Record<string, unknown>>;
}

const SID = `AC${'0'.repeat(31)}1`;
const FORMS: readonly Form[] = [
  {
    kind: 'smtp',
    channel: 'email',
    fields: () => [
      ['Host', '127.0.0.1'],
      ['Port', '2525'],
      ['User', 'relay'],
      ['From', 'office@example.com'],
      ['Name that it comes from', 'The office'],
      ['Answers go to', 'answers@example.com'],
      ['Answer within, milliseconds', '2000'],
    ],
    wrong: ['From', 'no address'],
    mended: () => 'office@example.com',
    secrets: [['Password', 'a password that nobody reads']],
    stored: {
      host: '127.0.0.1',
      port: 2525,
      user: 'relay',
      from: 'office@example.com',
      fromName: 'The office',
      replyTo: 'answers@example.com',
      timeoutMs: 2_000,
    },
  },
  {
    kind: 'twilio',
    channel: 'sms',
    fields: () => [
      ['Account SID', SID],
      ['Number that it comes from', '+12125550123'],
      ['Answer to HELP', 'Call 212 555 0123.'],
      ['Address of the provider', provider.url],
      ['Answer within, milliseconds', '2000'],
    ],
    wrong: ['Account SID', 'AC1'],
    mended: () => SID,
    secrets: [['Auth token', 'a token that nobody reads at all']],
    stored: { accountSid: SID, from: '+12125550123', helpReply: 'Call 212 555 0123.', timeoutMs: 2_000 },
  },
  {
    kind: 'webhook',
    channel: 'call',
    fields: () => [
      ['Address', `${provider.url}/hook`],
      ['Answer within, milliseconds', '2000'],
    ],
    wrong: ['Address', 'nowhere'],
    mended: () => `${provider.url}/hook`,
    secrets: [['Secret that both sides sign with', 'a secret that nobody reads']],
    stored: { timeoutMs: 2_000 },
  },
];

/** Runs work on a page of a new administrator; only refusals that are part of the work may be complained of. */
async function asAdministrator(work: (opened: Opened) => Promise<void>): Promise<void> {
  const opened = await admin.signedIn('administrator');
  await work(opened);
  expect(opened.complaints.filter((line) => !/\b(400|409|422)\b/.test(line))).toEqual([]);
  await opened.page.context().close();
}

describe.each(FORMS)('a channel of the kind $kind', (form) => {
  const { kind, channel, fields, wrong, mended, secrets, stored } = form;
  const name = `Own ${kind}`;

  test('takes each field, says beside the field what it refuses, and shows no secret again', async () => {
    await asAdministrator(async ({ page, go }) => {
      const field = (label: string) => page.getByLabel(label, { exact: true });
      await go('/settings/channels/new');
      await field('Name').fill(name);
      await field('Channel').selectOption(channel);
      await field('Provider').selectOption(kind);
      await page.getByLabel('In use: attempts').uncheck();
      for (const [label, value] of [...fields(), ...secrets]) await field(label).fill(value);
      await field(wrong[0]).fill(wrong[1]);
      await page.getByRole('button', { name: 'Save' }).click();
      const refused = field(wrong[0]);
      await expect.poll(() => refused.getAttribute('aria-invalid')).toBe('true');
      // What was typed stays, what is secret too: nothing is saved yet.
      for (const [label, value] of secrets) expect(await field(label).inputValue()).toBe(value);
      await refused.fill(mended());
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      for (const [label] of secrets) expect(await field(label).inputValue()).toBe('');
      await page.getByText('Kept, and never shown').first().waitFor();
      for (const [, value] of secrets) expect(await page.content()).not.toContain(value);
    });
    const made = (await admin.client.channels.list()).items.find((one) => one.name === name);
    expect(made).toMatchObject({ kind, channel, enabled: false, [kind]: stored });
    for (const [, value] of secrets) expect(JSON.stringify(made)).not.toContain(value);
  });

  test('is changed without its secret, and asks for it where the address changes', async () => {
    await asAdministrator(async ({ page, go }) => {
      const field = (label: string) => page.getByLabel(label, { exact: true });
      await go('/settings/channels?find=own');
      await page.getByRole('link', { name, exact: true }).click();
      await field('Answer within, milliseconds').fill('3000');
      // Reading is slow now: what the form began with before must not stand in it again.
      const slowly = async (route: Route) => {
        if (route.request().method() === 'GET') await delay(1_500);
        await route.continue();
      };
      await page.route('**/api/v1/channels/*', slowly);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('link', { name, exact: true }).click();
      expect(await field('Answer within, milliseconds').inputValue()).toBe('3000');
      await page.unroute('**/api/v1/channels/*', slowly);
      const address = { smtp: 'Host', twilio: 'Address of the provider', webhook: 'Address' }[kind];
      await field(address).fill(kind === 'smtp' ? 'localhost' : `${provider.url}/elsewhere`);
      await page.getByRole('button', { name: 'Save' }).click();
      await page
        .getByText(/send .+ again with it/)
        .first()
        .waitFor();
      const [secret = ['', '']] = secrets;
      await expect.poll(() => field(secret[0]).getAttribute('aria-invalid')).toBe('true');
    });
    const made = (await admin.client.channels.list()).items.find((one) => one.name === name);
    expect(made).toMatchObject({ secretNames: made?.secretNames, [kind]: { timeoutMs: 3_000 } });
  });

  test('is tried, and says what its provider said', async () => {
    provider.answer({ status: 401, body: '{"code":20003}' });
    await asAdministrator(async ({ page, go, expectSound }) => {
      await go('/settings/channels?find=own');
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('button', { name: 'Test' }).click();
      await page.getByText('It does not work').waitFor();
      await expectSound();
    });
  });
});
