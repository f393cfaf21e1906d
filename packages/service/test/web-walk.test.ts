import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, startWebAdmin, type Opened, type WebAdmin } from './web-admin.ts';
import { pictures } from './pictures.ts';

/**
 * The walk of docs/guide/walk.md, as somebody new takes it: from the sign-in to rules of one's own, a list that was imported, and the reason
 * why a number of it is blocked. Only what is on the screens is pressed; each press is counted. It also takes the pictures of the page.
 */
let admin: WebAdmin;
let folder: string;

beforeAll(async () => {
  admin = await startWebAdmin();
  folder = await mkdtemp(join(tmpdir(), 'tact-test-walk-'));
});
afterAll(async () => {
  await admin.stop();
  await rm(folder, { recursive: true, force: true });
});

const LISTED = '+1 212 555 0191';
const ROWS = `phone,reason\n${LISTED},asked by letter\n(212) 555-0192,asked by letter\nhello,\n`;
/** As docs/guide/walk.md has it. */
const CLICKS = 18;

test('from the sign-in to the reason of a blocked number, following the screens alone', async () => {
  const { email } = await admin.newUser('administrator');
  const opened = await admin.open();
  const walk = walkOf(opened);
  await opened.go('/');
  await walk.picture('1-sign-in');
  await signInBy(walk, email);
  await makeHours(walk);
  await limitAttempts(walk);
  await importList(walk);
  await askAbout(walk);
  expect(walk.clicks()).toBe(CLICKS);
  expect(opened.complaints).toEqual([]);
  await opened.page.context().close();
}, 120_000);

/** A page, and how often it was pressed. */
interface Walk extends Opened {
  click(what: Locator): Promise<void>;
  clicks(): number;
  picture(name: string): Promise<void>;
}

function walkOf(opened: Opened): Walk {
  let clicks = 0;
  const take = pictures();
  return {
    ...opened,
    async click(what) {
      clicks++;
      await what.click();
    },
    clicks: () => clicks,
    async picture(name) {
      await opened.page.waitForLoadState('networkidle');
      await opened.page.evaluate('window.scrollTo(0, 0)');
      await take(opened.page, `walk-${name}`);
    },
  };
}

async function signInBy({ page, click, picture }: Walk, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.locator('input[name=password]').fill(PASSWORD);
  await click(page.getByRole('button', { name: 'Sign in' }));
  await page.getByRole('heading', { name: 'May this person be contacted?' }).waitFor();
  await picture('2-decide');
}

/** No calls in New York before 9 or after 19. */
async function makeHours({ page, click, picture }: Walk): Promise<void> {
  await click(page.getByRole('link', { name: 'Contact times' }));
  await click(page.getByRole('link', { name: 'New contact times rule' }));
  const country = page.getByRole('combobox', { name: 'Country', exact: true });
  await click(country);
  await country.fill('United States (US)');
  await click(page.getByRole('option', { name: 'United States (US)' }));
  const regions = page.getByRole('combobox', { name: 'Regions' });
  await click(regions);
  await regions.fill('New York');
  await click(page.getByRole('option', { name: 'New York (US-NY)' }));
  await page.keyboard.press('Escape');
  await page.getByLabel('Every day').fill('9-19');
  await page.getByLabel('Name', { exact: true }).fill('No calls before 9 or after 19');
  await picture('3-contact-times');
  await click(page.getByRole('button', { name: 'Save' }));
  await page.getByRole('link', { name: 'No calls before 9 or after 19' }).waitFor();
}

/** Not more than three in 24 hours. */
async function limitAttempts({ page, click, picture }: Walk): Promise<void> {
  await click(page.getByRole('link', { name: 'Attempt rules' }));
  await click(page.getByRole('link', { name: 'New attempt rule' }));
  await page.getByRole('textbox', { name: 'attempts' }).fill('3');
  await page.getByRole('textbox', { name: 'in the last' }).fill('24');
  await page.getByLabel('Name', { exact: true }).last().fill('Three in 24 hours');
  await picture('4-attempt-rule');
  await click(page.getByRole('button', { name: 'Save' }));
  await page.getByRole('link', { name: 'Three in 24 hours' }).waitFor();
}

async function importList({ page, click, picture }: Walk): Promise<void> {
  const file = join(folder, 'dnc.csv');
  await writeFile(file, ROWS);
  await click(page.getByRole('link', { name: 'Compliance', exact: true }));
  await page.getByRole('heading', { name: 'Import DNC list' }).waitFor();
  const list = page.getByRole('combobox', { name: 'Suppression list' });
  await click(list);
  await click(page.getByRole('option', { name: 'Internal do not contact' }));
  const choosing = page.waitForEvent('filechooser');
  await click(page.getByRole('button', { name: 'Choose a file' }));
  await (await choosing).setFiles(file);
  await page.getByText('In the whole file: 2 good, 1 not taken').waitFor();
  await picture('5-import');
  await click(page.getByRole('button', { name: 'Import', exact: true }));
  await page.getByText('Finished').waitFor();
  await picture('6-imported');
}

async function askAbout({ page, click, picture }: Walk): Promise<void> {
  await click(page.getByRole('link', { name: 'Decide' }));
  await page.getByLabel('Number, e-mail address, client id or name').fill(LISTED);
  await click(page.getByRole('button', { name: 'Ask', exact: true }));
  const answer = page.getByTestId('answer');
  await answer.getByText('Blocked', { exact: true }).waitFor();
  await page.getByText('On the suppression list Internal do not contact').first().waitFor();
  await picture('7-blocked');
}
