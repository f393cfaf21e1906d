import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** What an officer must not overlook of suppression lists: a registry that is stale or empty blocks everybody. */
let admin: WebAdmin;
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 40 });
});
afterAll(() => admin.stop());

async function newRegistry(name: string, hoursOld: number | null, coverage: readonly string[] = ['+1212']) {
  const versionAt = hoursOld === null ? null : new Date(Date.now() - hoursOld * HOUR_MS).toISOString();
  const registry = { ageHoursMax: 240, versionAt, coverage: [...coverage] };
  return admin.client.suppressionLists.create({ body: { name, type: 'device', required: false, registry } });
}

describe('a registry list', () => {
  test.each([
    ['Fresh', 1, ['+1212'], 'Stale in 9 days', '', ''],
    ['Soon', 205, ['+1212'], 'Stale in 1 day', '', 'Import a newer version before.'],
    ['Old', 264, ['+1212'], 'Stale', 'Its version is older than the 240 hours that it may be', ''],
    ['Undated', null, ['+1212'], 'No version', 'A registry without the date of its version', ''],
    ['Empty', 1, [], 'Stale in 9 days', 'A registry that covers no number prefix', ''],
  ])(
    '%s says how long it is good for, and what it blocks',
    async (name, hoursOld, coverage, badge, warning, soon) => {
      const { id } = await newRegistry(name, hoursOld, coverage);
      const { page, go, expectSound } = await admin.signedIn('analyst');
      await go('/suppression-lists');
      await page.getByRole('row', { name }).getByText(badge, { exact: true }).waitFor();
      await go(`/suppression-lists/${id}`);
      await page.getByText(badge, { exact: true }).waitFor();
      await page.getByText(/^Version of /).waitFor();
      const warnings = page.getByTestId('registry-warning');
      expect(await warnings.count()).toBe(warning === '' ? 0 : 1);
      if (warning !== '') expect(await warnings.textContent()).toContain(warning);
      if (soon !== '') await page.getByText(soon).waitFor();
      await expectSound();
      await page.context().close();
    },
  );

  test('is warned of before it is saved without a version, and no more once it has one', async () => {
    const { page, go, expectSound } = await admin.signedIn('administrator', {
      width: 390,
      colorScheme: 'dark',
    });
    await go('/suppression-lists/new');
    await page.getByLabel('Name').fill('National registry');
    const warning = page.getByTestId('registry-warning');
    expect(await warning.count()).toBe(0);
    await page.getByLabel('A registry that somebody else keeps').check();
    await warning.getByText('It blocks everybody, on each of its channels').waitFor();
    await warning.getByText(/covers no number prefix/).waitFor();
    await expectSound();
    await page.getByLabel('Number prefixes that it covers').fill('+1212');
    await page.getByLabel('Date of its version').fill('2020-01-01T00:00');
    await warning.getByText(/^Its version is older than/).waitFor();
    await page.getByLabel('Older than so many hours, it blocks').fill('999999');
    await expect.poll(() => warning.count()).toBe(0);
    await page.context().close();
  });
});

test('the overview of suppression lists says how long entries are kept', async () => {
  const body = { name: 'Kept a while', type: 'device', required: false, retentionDays: 90 } as const;
  await admin.client.suppressionLists.create({ body });
  const { page, go } = await admin.signedIn('analyst');
  await go('/suppression-lists');
  await page.getByRole('columnheader', { name: 'Kept' }).waitFor();
  await page.getByRole('row', { name: 'Kept a while' }).getByText('90 days').waitFor();
  await page.context().close();
});
