import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCampaignSetting, type CampaignSetting } from './campaign-setting.ts';
import { startWebAdmin, type Opened, type WebAdmin } from './web-admin.ts';

/** What every list and form of named things does alike, tried on those that are made of the shared parts, in a real Chromium. */
let admin: WebAdmin;
let ids: CampaignSetting;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 40 });
  ids = await addCampaignSetting(admin.client);
});
afterAll(() => admin.stop());

/** Runs work on a page of a new administrator, and closes it; the page must not have complained. */
async function asAdministrator(work: (opened: Opened) => Promise<void>): Promise<void> {
  const opened = await admin.signedIn('administrator');
  await work(opened);
  await opened.expectSound();
  await opened.page.context().close();
}

const LISTS: readonly (readonly [path: string, title: string, one: string])[] = [
  ['/message-templates', 'Message templates', 'Payment reminder'],
  ['/dialing-profiles', 'Dialing profiles', 'Mobile numbers'],
  ['/campaign-templates', 'Campaign templates', 'Working hours'],
  ['/campaign-groups', 'Campaign groups', 'Reminders by message'],
  ['/campaigns', 'Campaigns', 'Early reminders by SMS'],
  ['/suppression-lists', 'Suppression lists', ''],
  ['/rules/contact-times', 'Contact times', 'New York hours'],
  ['/settings/channels', 'Channels', ''],
];

test.each(LISTS)('%s is searched and put in order, and the address says how', async (path, title, one) => {
  await asAdministrator(async ({ page, go, expectSound }) => {
    await go(path);
    const find = page.getByRole('searchbox', { name: `Find in ${title.toLowerCase()}` });
    await find.waitFor();
    await page.keyboard.press('f');
    await page.keyboard.type('no such thing');
    await page.getByText('Nothing here has “no such thing” in it.').waitFor();
    await expectSound();
    await page.getByRole('button', { name: 'Show all' }).click();
    const table = page.getByRole('region', { name: title });
    const column = table.getByRole('columnheader', { name: 'Changed' });
    await column.getByRole('button').click();
    await page.waitForURL(/by=Changed/);
    await column.getByRole('button').click();
    await page.waitForURL(/order=down/);
    expect(await column.getAttribute('aria-sort')).toBe('descending');
    if (one === '') return;
    await go(`${path}?find=${encodeURIComponent(one.slice(0, 7).toUpperCase())}`);
    expect(await find.inputValue()).toBe(one.slice(0, 7).toUpperCase());
    await table.getByRole('link', { name: one, exact: true }).waitFor();
  });
});

const FORMS: readonly (readonly [list: string, path: (set: CampaignSetting) => string])[] = [
  ['/message-templates', ({ message }) => `/message-templates/${message}`],
  ['/dialing-profiles', ({ profile }) => `/dialing-profiles/${profile}`],
  ['/campaign-groups', ({ group }) => `/campaign-groups/${group}`],
  ['/campaigns/', ({ campaign }) => `/campaigns/${campaign}/edit`],
  ['/settings/channels', ({ channel }) => `/settings/channels/${channel}`],
];

test.each(FORMS)(
  'a form of %s is gone into by e, left by Esc, and keeps what was typed',
  async (list, path) => {
    await asAdministrator(async ({ page, go, expectSound }) => {
      await go(path(ids));
      const name = page.getByLabel('Name', { exact: true });
      await name.waitFor();
      await page.keyboard.press('e');
      await page.locator(':focus').and(name).waitFor();
      await page.keyboard.press('End');
      await page.keyboard.type(' and more');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
      await dialog.waitFor();
      await expectSound();
      await dialog.getByRole('button', { name: 'Stay here' }).click();
      expect(await name.inputValue()).toMatch(/ and more$/);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await dialog.getByRole('button', { name: 'Leave' }).click();
      await page.waitForURL(({ pathname }) => pathname.startsWith(list) && pathname !== path(ids));
    });
  },
);

test('the browser asks before a page is left on which something is typed, and only then', async () => {
  await asAdministrator(async ({ page, go }) => {
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await go(`/message-templates/${ids.message}`);
    const name = page.getByLabel('Name', { exact: true });
    await name.press('End');
    await page.reload();
    expect(asked).toEqual([]);
    await name.press('!');
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
  });
});

test('the way from a rule to its audit trail is within the page, and asks where something is typed', async () => {
  const [rule] = (await admin.client.contactTimesRules.list()).items;
  await asAdministrator(async ({ page, go }) => {
    await go(`/rules/contact-times/${rule?.id ?? ''}`);
    await page.getByLabel('Name', { exact: true }).fill('Another name');
    await page
      .getByRole('region', { name: 'Saved states' })
      .getByRole('link', { name: 'Audit trail' })
      .click();
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByText('Leave', { exact: true })
      .click();
    await page.waitForURL(`**/audit?entity=rule&id=${rule?.id ?? ''}`);
    await page.getByRole('row').nth(1).waitFor();
  });
});

test('what is shown and typed stays where it could not be read again', async () => {
  const [contact] = (await admin.client.contacts.list()).items;
  await asAdministrator(async ({ page, go, complaints }) => {
    await page.clock.install();
    await go(`/contacts/${contact?.id ?? ''}`);
    await page.getByRole('button', { name: 'Opt out' }).click();
    const reason = page.getByRole('dialog').getByLabel('Reason');
    await reason.fill('asked by letter');
    let refused = 0;
    await page.route(`**/api/v1/contacts/${contact?.id ?? ''}`, async (route) => {
      refused += 1;
      await route.fulfill({ status: 503, json: {} });
    });
    await page.clock.runFor(6_000);
    await page.evaluate(`window.dispatchEvent(new Event('visibilitychange')); 0`);
    // Asked three times before it is given up.
    await expect
      .poll(async () => {
        await page.clock.runFor(1_000);
        return refused;
      })
      .toBe(3);
    await page.clock.runFor(1_000);
    expect(await reason.inputValue()).toBe('asked by letter');
    expect(complaints.every((line) => line.includes('503'))).toBe(true);
    (complaints as string[]).length = 0;
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });
});

test('a row is edited by e, and left by Esc', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go('/message-templates');
    await page.getByRole('link', { name: 'Payment reminder', exact: true }).focus();
    await page.keyboard.press('e');
    await page.waitForURL(`**/message-templates/${ids.message}`);
    await page.getByLabel('Name', { exact: true }).waitFor();
    // What is open above the form is closed alone.
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('banner').getByRole('button', { name: '@example.com' }).click();
    await page.getByRole('menuitem', { name: 'Dark' }).focus();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(page.url()).toContain(`/message-templates/${ids.message}`);
    await page.keyboard.press('Escape');
    await page.waitForURL('**/message-templates');
  });
});

test('a message template is duplicated at an address of its own, deleted, and made again by Undo', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go(`/message-templates/${ids.message}/copy`);
    const name = page.getByLabel('Name', { exact: true });
    expect(await name.inputValue()).toBe('Copy of Payment reminder');
    await page.getByRole('button', { name: 'Save' }).click();
    const row = page.getByRole('row', { name: 'Copy of Payment reminder' });
    await row.getByRole('button', { name: 'Delete Copy of Payment reminder' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Copy of Payment reminder is there again').waitFor();
    await row.waitFor();
  });
  const { items } = await admin.client.messageTemplates.list();
  const [copy, first] = ['Copy of Payment reminder', 'Payment reminder'].map((name) =>
    items.find((one) => one.name === name),
  );
  expect(copy?.texts).toEqual(first?.texts);
});

test('a required rule that was deleted by mistake is made again by Undo, word for word', async () => {
  const { client } = admin;
  const [rule] = (await client.contactTimesRules.list()).items;
  if (rule === undefined) throw new Error('the demo has no contact times');
  const { name, conditions, priority } = rule;
  await asAdministrator(async ({ page, go }) => {
    await go(`/rules/contact-times/${rule.id}`);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL('**/rules/contact-times');
    expect((await client.contactTimesRules.list()).items.some((one) => one.name === name)).toBe(false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(`${name} is there again`).waitFor();
  });
  const { items } = await client.contactTimesRules.list();
  expect(items.find((one) => one.name === name)).toMatchObject({ conditions, priority, required: true });
});

test('of a suppression list only what was changed is sent', async () => {
  const registry = { ageHoursMax: 744, versionAt: null, coverage: ['+1212'] };
  const body = { name: 'National list', type: 'device' as const, required: false, registry };
  const { id } = await admin.client.suppressionLists.create({ body });
  await asAdministrator(async ({ page, go }) => {
    await go(`/suppression-lists/${id}/edit`);
    await page.getByLabel('Name', { exact: true }).fill('National register');
    const request = page.waitForRequest((one) => one.method() === 'PATCH');
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await request).postDataJSON()).toEqual({ version: 1, name: 'National register' });
    await page.getByRole('heading', { name: 'National register' }).waitFor();
  });
});

test('an optional rule is copied at once, and its copy opened', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go('/rules/contact-times');
    await page.getByRole('button', { name: 'Duplicate New York hours' }).click();
    await page.waitForURL(/\/rules\/contact-times\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { level: 1, name: /New York hours/ }).waitFor();
  });
});

test('going from Decide to a new campaign and on to Compliance shows each with its own choices', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go('/decide');
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByRole('link', { name: 'New campaign' }).click();
    await page.getByRole('combobox', { name: 'Campaign group' }).click();
    await page.getByRole('option', { name: 'Reminders by message' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('link', { name: 'Campaign groups', exact: true }).click();
    await page.getByRole('link', { name: 'Reminders by message', exact: true }).click();
    await page.getByRole('region', { name: 'Suppression lists' }).first().waitFor();
    await page.getByRole('link', { name: 'Compliance', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Compliance' }).waitFor();
    await page.getByRole('combobox', { name: 'Suppression list' }).waitFor();
  });
});

test('limits say what they would have changed before they are saved, and Cancel takes them back', async () => {
  await asAdministrator(async ({ page, go, expectSound }) => {
    await go('/settings/limits');
    const perDay = page.getByLabel('Attempts a day, at most');
    const before = await perDay.inputValue();
    await page.getByText('As soon as something is changed here').waitFor();
    await perDay.fill('1');
    const effect = page.getByRole('status', { name: 'In the last 30 days it would have' });
    await effect
      .getByText(/^blocked|^changed nothing|^Nothing was done/)
      .first()
      .waitFor();
    await expectSound();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => perDay.inputValue()).toBe(before);
  });
});

test('what is saved under Limits is there after going to Organization and back, and is saved on again', async () => {
  await asAdministrator(async ({ page, go }) => {
    await go('/settings/limits');
    const perDay = page.getByLabel('Attempts a day, at most');
    const save = async () => {
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
    };
    await perDay.fill('9');
    await save();
    await page.getByRole('link', { name: 'Organization', exact: true }).click();
    await page.getByLabel('Locale').fill('en-GB');
    await save();
    await page.getByRole('link', { name: 'Limits', exact: true }).click();
    await perDay.waitFor();
    expect(await perDay.inputValue()).toBe('9');
    await perDay.fill('8');
    await save();
  });
  expect(await admin.client.organization.get()).toMatchObject({
    locale: 'en-GB',
    limits: { attemptsPerDayMax: 8 },
  });
});
