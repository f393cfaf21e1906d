import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** Callable now, the compliance report, trying a rule, and finding a contact, in a real Chromium and beside the API. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin();
});
afterAll(() => admin.stop());

describe('callable now', () => {
  test('shows each state as the API has it, with a word and not by colour alone, and its hours when pressed', async () => {
    const { page, go, expectSound } = await admin.signedIn('analyst');
    await go('/callable');
    const { areas } = await admin.client.callable.find();
    const newYork = areas.find(({ code }) => code === 'US-NY');
    const tile = page.getByRole('button', { name: /^NY New York: / });
    expect(await tile.getAttribute('data-state')).toBe(newYork?.state);
    expect(await page.locator('.tile').count()).toBeGreaterThan(63);
    await tile.press('Enter');
    await page.getByRole('region', { name: 'New York' }).waitFor();
    expect(new URL(page.url()).searchParams.get('area')).toBe('US-NY');
    await expectSound();
    await page.context().close();
  });

  test('follows the clock through the day, by the keyboard', async () => {
    const { page, go } = await admin.signedIn('analyst');
    await go('/callable?area=US-NY');
    const { areas, at } = await admin.client.callable.find();
    const area = areas.find(({ code }) => code === 'US-NY');
    const slider = page.getByRole('slider', { name: 'Hours from now' });
    await slider.focus();
    const tile = page.getByRole('button', { name: /^NY New York: / });
    for (let hour = 1; hour <= 23; hour++) {
      for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
      const ms = Date.parse(at) + hour * 3_600_000;
      // Within a minute of a change the two answers may have been given on its two sides.
      const edges = area?.open.flatMap(({ from, until }) => [Date.parse(from), Date.parse(until)]) ?? [];
      if (edges.some((edge) => Math.abs(edge - ms) < 120_000)) continue;
      const isOpen = area?.open.some(({ from, until }) => Date.parse(from) <= ms && ms < Date.parse(until));
      const state = (await tile.getAttribute('data-state')) ?? '';
      expect(`${hour} ${['open', 'closing_soon'].includes(state)}`).toBe(`${hour} ${isOpen}`);
    }
    await page.getByRole('button', { name: 'Now', exact: true }).click();
    expect(await slider.inputValue()).toBe('0');
    await page.context().close();
  });

  test('draws the countries, and tells them in a table', async () => {
    const { page, go, expectSound } = await admin.signedIn('analyst', { width: 390, colorScheme: 'dark' });
    await go('/callable?of=countries');
    await page.locator('.world .country').first().waitFor();
    expect(await page.locator('.world .country').count()).toBeGreaterThan(150);
    await page.getByRole('button', { name: 'United States' }).waitFor();
    await expectSound();
    await page.context().close();
  });
});

describe('the compliance report', () => {
  test('says within which time opt-outs were honoured, and opens the attempts behind it', async () => {
    const { client } = admin;
    const device = '+12125550142';
    await client.contacts.create({ body: { clientId: 'LATE-1', devices: [{ address: device }] } });
    await client.optOuts.create({ body: { clientId: 'LATE-1', reason: 'asked', source: 'call' } });
    const at = new Date(Date.now() + 65_000).toISOString();
    await client.attempts.import({
      body: {
        attempts: [
          {
            ...{ externalId: 'late-1', at, clientId: 'LATE-1', device: { address: device } },
            ...{ channel: 'call', callResult: 'Answer' },
          },
        ],
      },
    });
    const { page, go, settled, expectSound } = await admin.signedIn('analyst');
    const query = { from: '2020-01-01', to: '2098-01-01' };
    await go(`/reports/compliance?from=${query.from}&to=${query.to}`);
    const { optOuts } = await client.reports.complianceSummary({ query });
    const figure = page.getByTitle('Show the rows of “Opt-outs honoured within”');
    expect(await figure.textContent()).toMatch(/^\d+ \w+( \d+ \w+)?$/);
    await page
      .getByText(`of ${optOuts.recorded.toLocaleString('en-US')} recorded; 99 of 100 within`)
      .waitFor();
    await figure.click();
    await page.waitForURL(/rows=after-opt-outs/);
    await settled();
    const table = page.getByRole('region', { name: 'Attempts after opt-outs' });
    await expect.poll(() => table.locator('tbody tr').count()).toBe(optOuts.attemptsAfter);
    await table
      .getByRole('row', { name: 'LATE-1' })
      .getByText(/^1 min \d+ s$/)
      .waitFor();
    await expectSound('main');
    await page.getByRole('button', { name: 'All interactions' }).click();
    await page.waitForURL(({ searchParams }) => !searchParams.has('rows'));
    await table.first().waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('counts as the API does, filters by a figure, and keeps the filter in the address', async () => {
    const { page, go, settled, expectSound } = await admin.signedIn('analyst');
    await go('/reports/compliance?from=2020-01-01&to=2099-01-01');
    const query = { from: '2020-01-01', to: '2099-01-01' };
    const { total } = await admin.client.reports.complianceSummary({ query });
    const figure = page.getByTitle('Show the rows of “Outside hours”');
    expect(await figure.textContent()).toBe(total.outside.toLocaleString('en-US'));
    await expectSound();
    await figure.click();
    await page.waitForURL(/hours=outside/);
    await settled();
    const rows = page.getByRole('region', { name: 'Interactions' }).getByRole('row');
    const shown = await rows.allTextContents();
    expect(shown.slice(1).every((row) => row.includes('Outside'))).toBe(true);
    await page.context().close();
  });

  test('makes a file with every row, byte for byte as the API gives it', async () => {
    const { page, go } = await admin.signedIn('administrator');
    await go('/reports/compliance?from=2020-01-01&to=2099-01-01');
    const query = { from: '2020-01-01', to: '2099-01-01' };
    for (const [name, expected] of [
      ['CSV', await admin.client.reports.complianceCsv({ query })],
      ['NDJSON', await admin.client.reports.complianceNdjson({ query })],
    ] as const) {
      // It is saved by itself as soon as it is ready.
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name, exact: true }).click();
      const path = await (await downloading).path();
      expect((await readFile(path, 'utf8')) === expected).toBe(true);
    }
    await page.context().close();
  });

  test('goes on with a file while the page is closed, and gives it to whoever comes back', async () => {
    const { page, go, expectSound } = await admin.signedIn('analyst');
    await go('/reports/compliance?from=2020-01-01&to=2098-01-01');
    await page.getByRole('button', { name: 'PDF summary' }).click();
    await page.getByText('The file is being made').waitFor();
    await page.goto('about:blank');
    await go('/reports/compliance');
    const row = page.getByRole('row', { name: 'compliance-2020-01-01-2098-01-01.pdf' });
    await row.getByText('Ready', { exact: true }).waitFor();
    const downloading = page.waitForEvent('download');
    await row.getByRole('link', { name: /^Download/ }).click();
    const path = await (await downloading).path();
    expect((await readFile(path)).subarray(0, 5).toString()).toBe('%PDF-');
    await expectSound();
    await page.context().close();
  });

  test('is not shown to an operator', async () => {
    const { page, go } = await admin.signedIn('operator');
    await go('/reports/compliance');
    expect(await page.getByRole('link', { name: 'Compliance report' }).count()).toBe(0);
    await page.context().close();
  });
});

test('an unsaved custom rule is tried on a contact, and says what it read', async () => {
  const devices = [{ address: '+12125550171' }];
  const body = { clientId: 'TRY-1', name: 'Tria Tried', devices, attributes: { balance: 250 } };
  await admin.client.contacts.create({ body });
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go('/rules/custom/new');
  await page.getByRole('textbox', { name: 'Expression, true where contact is allowed' }).click();
  await page.keyboard.type('$balance > 300 && AttemptsOnContact(24H, [Answer]) < 2');
  await page.getByLabel('Number, e-mail address, client id or name').fill('TRY-1');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const result = page.getByTestId('trial');
  await result.getByText('Blocked', { exact: true }).waitFor();
  expect(await result.getByRole('row', { name: '$balance' }).textContent()).toContain('250');
  expect(await result.getByRole('row', { name: 'attempts on the contact in 24 h' }).textContent()).toMatch(
    /0$/,
  );
  await expectSound();
  const { items } = await admin.client.customRules.list();
  expect(items.filter(({ name }) => name === '')).toEqual([]);
  await page.context().close();
});

test('a contact is found by the last name, which stands in no address that is sent', async () => {
  const devices = [{ address: '+12125550172' }];
  await admin.client.contacts.create({ body: { clientId: 'FIND-1', name: 'Vera Findling', devices } });
  const { page, go, complaints } = await admin.signedIn('analyst');
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  await go('/contacts');
  await page.getByRole('textbox', { name: 'Name, client id' }).fill('findl');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'FIND-1' }).waitFor();
  expect(page.url()).toContain('#findl');
  await page.reload();
  await page.getByRole('link', { name: 'FIND-1' }).click();
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  await page.getByText(/closed by /).first().waitFor(); // prettier-ignore
  expect(sent.filter((url) => url.includes('findl') && !url.includes('#'))).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});
