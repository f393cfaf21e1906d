import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** What follows a result, as it is entered by hand (seed A11), in a real Chromium. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 20 });
  const { client } = admin;
  for (const { id } of (await client.treatments.list()).items)
    await client.treatments.delete({ params: { id } });
});
afterAll(() => admin.stop());

test('disposition codes are those of the organization, an interval is days, hours and minutes, and the keyboard is enough', async () => {
  const { client } = admin;
  await client.dispositions.create({ body: { code: 'LATER', name: 'Call again later' } });
  const { page, go, expectSound } = await admin.signedIn('administrator');
  await go('/settings/treatments');
  await page.getByRole('button', { name: 'New treatment' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Again later');
  const codes = dialog.getByRole('combobox', { name: 'Disposition codes that bring it about' });
  await codes.fill('no such');
  await page.getByText('No such code.').waitFor();
  await codes.fill('again later');
  await page.getByRole('option', { name: 'LATER: Call again later' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  const interval = dialog.getByLabel('Interval, DD:HH:MM');
  expect(await interval.inputValue()).toBe('00:00:30');
  const save = () => dialog.getByRole('button', { name: 'Save' }).click();
  for (const [text, problem] of [
    ['soon', 'Write it as DD:HH:MM'],
    ['00:24:00', 'A day has 24 hours'],
    ['00:00:60', 'An hour has 60 minutes'],
    ['0', 'It is a minute at least'],
    ['367:00:00', 'It is 366 days at most'],
  ] as const) {
    await interval.fill(text);
    await save();
    await dialog.getByText(problem).waitFor();
    expect(await interval.getAttribute('aria-invalid'), text).toBe('true');
    expect(await page.locator(':focus').inputValue(), text).toBe(text);
  }
  await expectSound('[role=dialog]');
  await interval.fill('36:00');
  await interval.press('Tab');
  expect(await interval.inputValue()).toBe('01:12:00');
  await interval.press('ArrowUp');
  await interval.press('Shift+ArrowUp');
  expect(await interval.inputValue()).toBe('01:13:01');
  await dialog.getByLabel('Increment').fill('15');
  await save();
  await page
    .getByRole('row', { name: 'Again later' })
    .getByText('01:13:01, each time 15 min more', { exact: true })
    .waitFor();
  const { items } = await client.treatments.list();
  expect(items).toMatchObject([
    { dispositionCodes: ['LATER'], intervalMinutes: 2_221, incrementMinutes: 15, action: 'retry-in' },
  ]);
  await page.getByRole('button', { name: 'Edit Again later' }).click();
  expect(await interval.inputValue()).toBe('01:13:01');
  await page.context().close();
});

test('as long as no disposition is defined, any code may be typed', async () => {
  const { client } = admin;
  for (const { id } of (await client.treatments.list()).items)
    await client.treatments.delete({ params: { id } });
  for (const { id } of (await client.dispositions.list()).items)
    await client.dispositions.delete({ params: { id } });
  const { page, go } = await admin.signedIn('administrator');
  await go('/settings/treatments');
  await page.getByRole('button', { name: 'New treatment' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('No code is defined yet').waitFor();
  await dialog.getByLabel('Name').fill('Free');
  await dialog.getByLabel('Disposition codes that bring it about').fill('OWN');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: 'Free' }).getByText('OWN').waitFor();
  await page.context().close();
});
