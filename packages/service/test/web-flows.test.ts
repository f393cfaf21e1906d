import type { Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, signIn, startWebAdmin, type Opened, type WebAdmin } from './web-admin.ts';

/** What people do in the web admin, done in a real Chromium, and looked at in the API. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin();
});
afterAll(() => admin.stop());

const HOSTILE = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;

/** Runs work on a page of a new user, and closes it; the page must not have complained. */
async function as(
  role: 'administrator' | 'operator' | 'analyst',
  work: (opened: Opened & { readonly email: string; readonly userId: string }) => Promise<void>,
): Promise<void> {
  const opened = await admin.signedIn(role);
  await work(opened);
  expect(opened.complaints).toEqual([]);
  await opened.page.context().close();
}

describe('signing in', () => {
  test('leads on to the address that was asked for; a wrong password says so', async () => {
    const { email } = await admin.newUser('analyst');
    const { page, go } = await admin.open();
    await go('/rules/contact-times');
    await page.getByLabel('E-mail address').fill(email);
    await page.locator('input[name=password]').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The e-mail address or the password is not right').waitFor();
    await signIn(page, email);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Contact times');
    await page.getByRole('button', { name: email }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Tact' }).waitFor();
    await page.context().close();
  });

  test('ends by signing out, which asks where something is typed, and says where it did not work', async () => {
    const { page, go, email } = await admin.signedIn('administrator');
    await go('/contacts/new');
    const client = page.getByLabel('Client id', { exact: true });
    await client.fill('not saved yet');
    const signOut = async () => {
      await page.getByRole('button', { name: email }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
    };
    await signOut();
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Stay here' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await client.inputValue()).toBe('not saved yet');
    const isCutOff = (route: Route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue();
    await page.route('**/api/v1/session', isCutOff);
    await signOut();
    await question.getByRole('button', { name: 'Leave' }).click();
    await page.getByText('The service cannot be reached').waitFor();
    expect(await client.inputValue()).toBe('not saved yet');
    await page.unroute('**/api/v1/session', isCutOff);
    await signOut();
    await question.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'Sign in to Tact' }).waitFor();
    await page.context().close();
  });

  test('ends at once where the user is removed', async () => {
    const { page, go, userId } = await admin.signedIn('analyst');
    await admin.client.users.remove({ params: { id: userId } });
    await go('/contacts');
    await page.getByRole('heading', { name: 'Sign in to Tact' }).waitFor();
    await page.context().close();
  });

  test('ends on an open page too, with the next thing that it asks for', async () => {
    const { page, go, userId } = await admin.signedIn('analyst');
    await go('/contacts');
    await admin.client.users.remove({ params: { id: userId } });
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('heading', { name: 'Sign in to Tact' }).waitFor();
    await page.context().close();
  });

  test('ends above what was typed, which waits for the same person and for nobody else', async () => {
    const { page, go, email, complaints } = await admin.signedIn('administrator');
    const other = await admin.newUser('administrator');
    const dialog = page.getByRole('dialog', { name: 'New contact list' });
    const name = dialog.getByLabel('Name', { exact: true });
    const end = async () => {
      await page.context().clearCookies();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Sign in to Tact' }).waitFor();
      await page.getByLabel('E-mail address').press('Escape');
    };
    await go('/contact-lists');
    await page.getByRole('button', { name: 'New contact list' }).first().click();
    await name.fill('Typed before the end');
    await end();
    await signIn(page, email);
    await page.getByRole('heading', { name: 'Sign in to Tact' }).waitFor({ state: 'detached' });
    expect(await name.inputValue()).toBe('Typed before the end');
    expect(await page.title()).toBe('Contact lists · Tact');
    await end();
    await signIn(page, other.email);
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'Contact lists' }).waitFor();
    expect(complaints.filter((line) => !line.includes('401'))).toEqual([]);
    await page.context().close();
  });

  test('an invitation is made, handed over as a link, and sets a password', async () => {
    let link = '';
    await as('administrator', async ({ page, go }) => {
      await go('/settings/users');
      await page.getByRole('button', { name: 'Invite a user' }).click();
      await page.getByLabel('E-mail address').fill('new.person@example.com');
      await page.getByLabel('Role').selectOption('operator');
      await page.getByRole('dialog').getByRole('button', { name: 'Invite a user' }).click();
      link = (await page.locator('.mono', { hasText: '/accept/' }).textContent()) ?? '';
    });
    const { page } = await admin.open();
    await page.goto(link);
    await page.getByText('Join Harbor Recovery (demo)').waitFor();
    await page.getByLabel('Choose a password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set password and sign in' }).click();
    await page.getByRole('heading', { name: 'May this person be contacted?' }).waitFor();
    await page.context().close();
  });
});

test('an attempt rule is made as a sentence, and blocks', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/rules/attempt');
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'New attempt rule' }).waitFor();
    await page.getByRole('textbox', { name: 'attempts' }).fill('1');
    await page.getByLabel('Name', { exact: true }).fill('Not again today');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Not again today' }).waitFor();
    const row = page.getByRole('row', { name: 'Not again today' });
    expect(await row.textContent()).toContain('after 1 outbound attempt with 12 call results');
  });
  const { items } = await admin.client.attemptRules.list();
  const made = items.find(({ name }) => name === 'Not again today');
  expect(made).toMatchObject({ required: true, conditions: { count: 1, using: 'client' } });
  await admin.client.attemptRules.delete({ params: { id: made?.id ?? '' } });
});

test('a rule says before it is saved what it would have changed', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/rules/attempt/new');
    const panel = page.getByRole('status', { name: 'In the last 30 days it would have' });
    await page.getByRole('textbox', { name: 'attempts' }).fill('1');
    await panel.getByText(/blocked [1-9][\d,]* more/).waitFor();
    await panel
      .getByText(/^Blocked: \d{4}-\d\d-\d\d \d\d:\d\d /)
      .first()
      .waitFor();
    await page.getByRole('textbox', { name: 'attempts' }).fill('999');
    await panel.getByText(/changed nothing of [1-9][\d,]* attempts/).waitFor();
  });
  expect((await admin.client.attemptRules.list()).items.some(({ name }) => name === 'New')).toBe(false);
});

test('a refusal stands beside its field, and what was typed stays', async () => {
  await as('administrator', async ({ page, go, complaints }) => {
    await go('/rules/location/new');
    await page.getByLabel('Name', { exact: true }).fill('Bad/name');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('That did not work').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Bad/name');
    // The browser tells of every request that is refused.
    expect(complaints.every((one) => one.includes('400'))).toBe(true);
    (complaints as string[]).length = 0;
  });
});

test('contact times are painted, typed, and held together by Strict', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/rules/contact-times/new');
    await page.getByLabel('Every day').fill('9-12, 13-19 or so');
    await page.getByLabel('Name', { exact: true }).fill('Painted hours');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Some fields need another look; nothing is saved yet.').waitFor();
    await page.locator(':focus').and(page.getByLabel('Every day')).waitFor();
    await page.getByLabel('Every day').fill('9-12, 13-19');
    expect(await page.locator('[data-cell="2-47"]').getAttribute('data-open')).toBe('');
    expect(await page.locator('[data-cell="2-50"]').getAttribute('data-open')).toBeNull();
    await page.getByLabel('All days have the same times').uncheck();
    const from = page.locator('[data-cell="5-36"]');
    await from.hover();
    await page.mouse.down();
    await page.locator('[data-cell="6-95"]').hover();
    await page.mouse.up();
    expect(await page.getByLabel('Sunday').inputValue()).toBe('closed');
    await page.getByRole('group', { name: 'Allowed hours of the week' }).focus();
    await page.keyboard.press('Space');
    expect(await page.getByLabel('Saturday').inputValue()).toBe('09:00-09:15');
    await page.getByLabel('Friday').fill('8:10-20:50');
    await page.locator('[data-cell="4-84"]').click();
    expect(await page.getByLabel('Friday').inputValue()).toBe('08:10-20:50, 21:00-21:15');
    await page.getByLabel('Strict:').check();
    expect(await page.getByLabel('All days have the same times').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Painted hours' }).waitFor();
  });
  const { items } = await admin.client.contactTimesRules.list();
  const made = items.find(({ name }) => name === 'Painted hours');
  expect(made?.conditions).toMatchObject({
    strict: true,
    times: { everyDay: [{ start: '09:00', end: '12:00' }, { start: '13:00', end: '19:00' }] },
  }); // prettier-ignore
  await admin.client.contactTimesRules.delete({ params: { id: made?.id ?? '' } });
});

test('a custom rule is checked while it is typed, and says what it reads', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/rules/custom/new');
    const editor = page.getByRole('textbox', { name: 'Expression, true where contact is allowed' });
    await editor.click();
    await page.keyboard.type('$balance > ');
    await page.getByText('Line 1, column').first().waitFor();
    await page.keyboard.type('100');
    await page.getByText('The expression is right.').waitFor();
    await page.getByText('$balance', { exact: true }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Balance');
    await page.getByLabel('Required: holds for every request').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Balance' }).waitFor();
  });
});

test('of two who change one rule, the second is told of the first, and nothing is lost', async () => {
  const rule = { name: 'Twice edited', required: false, priority: 90 };
  const { items } = await admin.client.attemptRules.list();
  const [first] = items;
  if (first === undefined) throw new Error('the demo has no attempt rule');
  const { id } = await admin.client.attemptRules.create({ body: { ...rule, conditions: first.conditions } });
  await as('administrator', async ({ page, go, complaints }) => {
    await go(`/rules/attempt/${id}`);
    const name = page.getByLabel('Name', { exact: true }).last();
    await name.fill('Mine');
    await admin.client.attemptRules.update({ params: { id }, body: { version: 1, name: 'Theirs' } });
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'It was changed meanwhile' });
    await dialog.getByText('Changed by test at').waitFor();
    expect(await dialog.getByRole('cell', { name: 'Theirs' }).count()).toBe(1);
    await dialog.getByRole('button', { name: 'Go on editing mine' }).click();
    expect(await name.inputValue()).toBe('Mine');
    await page.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('button', { name: 'Save mine over theirs' }).click();
    await page.getByRole('link', { name: 'Mine' }).waitFor();
    (complaints as string[]).length = 0;
  });
  expect(await admin.client.attemptRules.get({ params: { id } })).toMatchObject({ name: 'Mine', version: 3 });
});

test('of two browsers with one rule open, the second that saves is told, and may take what the first has saved', async () => {
  const { items } = await admin.client.attemptRules.list();
  const conditions = items[0]?.conditions;
  if (conditions === undefined) throw new Error('the demo has no attempt rule');
  const body = { name: 'Open twice', required: false, priority: 91, conditions };
  const { id } = await admin.client.attemptRules.create({ body });
  const first = await admin.signedIn('administrator');
  const second = await admin.signedIn('administrator');
  const nameOf = ({ page }: Opened) => page.getByLabel('Name', { exact: true }).last();
  for (const one of [first, second]) await one.go(`/rules/attempt/${id}`);
  await nameOf(first).fill('Saved first');
  await nameOf(second).fill('Saved second');
  await first.page.getByRole('button', { name: 'Save' }).click();
  await first.page.getByRole('link', { name: 'Saved first' }).waitFor();
  await second.page.getByRole('button', { name: 'Save' }).click();
  const dialog = second.page.getByRole('dialog', { name: 'It was changed meanwhile' });
  await dialog.getByText(`Changed by ${first.email} at`).waitFor();
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  await expect.poll(() => nameOf(second).inputValue()).toBe('Saved first');
  expect(await admin.client.attemptRules.get({ params: { id } })).toMatchObject({
    name: 'Saved first',
    version: 2,
  });
  for (const { page } of [first, second]) await page.context().close();
});

test('an opt-out is recorded on a contact, shown on it, decides, and is lifted with a reason', async () => {
  const contact = await admin.client.contacts.create({
    body: { clientId: 'OPT-1', name: 'Olga Out', devices: [{ address: '+12125550166' }] },
  });
  await as('operator', async ({ page, go }) => {
    await go(`/contacts/${contact.id}`);
    await page.getByRole('button', { name: 'Opt out' }).click();
    await page.getByLabel('Reason').fill('asked us to stop');
    await page.getByLabel('How it was told').selectOption('By letter');
    await page.getByRole('dialog').getByRole('button', { name: 'Record an opt-out' }).click();
    await page.getByText('asked us to stop (By letter)').waitFor();
    await page.getByText('New York, from the device').waitFor();
    await page.getByRole('link', { name: 'Ask about this contact' }).click();
    const answer = page.getByTestId('answer');
    await answer.getByText('Blocked', { exact: true }).waitFor();
    expect(await answer.textContent()).toMatch(
      /opted out since \w{3} \d+ \w{3} \d{4}, \d\d:\d\d \(New York\)/,
    );
    await go(`/contacts/${contact.id}`);
    await page.getByRole('button', { name: 'Lift opt-out' }).click();
    await page.getByLabel('Reason; it is kept').fill('asked to be called again');
    await page.getByRole('dialog').getByRole('button', { name: 'Lift opt-out' }).click();
    await page.getByRole('button', { name: 'Opt out' }).waitFor();
  });
});

test('empty lists and an opt-out of one channel are told as what they are', async () => {
  const body = { clientId: 'OPT-SMS', devices: [{ address: '+12125550167' }] };
  const { id } = await admin.client.contacts.create({ body });
  const wish = {
    clientId: 'OPT-SMS',
    channels: ['sms' as const],
    reason: 'no messages',
    source: 'call' as const,
  };
  await admin.client.optOuts.create({ body: wish });
  await as('administrator', async ({ page, go }) => {
    await go(`/contacts/${id}`);
    await page.getByRole('alert').getByText('Do not contact by SMS', { exact: true }).waitFor();
    const lists = [
      ['/opt-outs?client=NOBODY', 'No opt-out fits these filters.'],
      ['/decisions?client=NOBODY', 'No decision fits these filters.'],
      ['/audit?entity=treatment', 'No change fits these filters.'],
    ] as const;
    for (const [path, sentence] of lists) {
      await go(path);
      await page.getByText(sentence).waitFor();
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.getByText(sentence).waitFor({ state: 'detached' });
    }
  });
});

test('an answer about another moment names it, and does not say “now”', async () => {
  await as('analyst', async ({ page, go }) => {
    await go('/decide?q=%2B12125550144&channel=sms&at=2027-03-10T17:00:00Z');
    await page
      .getByText('+12125550144 may be contacted by SMS at Wed 10 Mar 2027, 12:00 (New York).')
      .waitFor();
    await page.getByLabel('Moment').fill('');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.waitForURL(({ search }) => !search.includes('at='));
    await page.getByTestId('answer').waitFor();
    expect(await page.getByTestId('answer').textContent()).not.toContain('10 Mar 2027');
  });
});

test('entries are added to a suppression list, a day to the contact dates, and taken away again', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/suppression-lists/new');
    await page.getByLabel('Name').fill('Test list');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Add entries' }).click();
    await page.getByLabel('Value').fill('+1 212 555 0177\nperson@example.com');
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('+12125550177').waitFor();
    await page.getByRole('button', { name: 'Remove person@example.com' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('person@example.com', { exact: true }).waitFor({ state: 'detached' });
    await go('/contact-dates');
    await page.getByRole('button', { name: 'Suggest holidays' }).first().click();
    const year = page.getByRole('dialog').getByLabel('Year', { exact: true });
    const thisYear = new Date().getUTCFullYear();
    // Days that are over are not ticked, those to come are.
    await year.fill(String(thisYear - 1));
    const christmas = page.getByRole('checkbox', { name: /Christmas Day/ }).first();
    expect(await christmas.isChecked()).toBe(false);
    expect(await page.getByRole('button', { name: /^Add 0 / }).isDisabled()).toBe(true);
    await year.fill(String(thisYear + 1));
    await expect.poll(() => christmas.isChecked()).toBe(true);
    await page.getByRole('button', { name: /^Add [1-9]\d* dates$/ }).click();
    await page.getByRole('cell', { name: 'Christmas Day', exact: true }).waitFor();
    await page.getByLabel('Choose Christmas Day', { exact: true }).check();
    await page.getByRole('button', { name: 'Delete 1 chosen' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByLabel('Choose Christmas Day', { exact: true }).waitFor({ state: 'detached' });
  });
});

test('days without contact say what they would have changed before they are added, and before they go', async () => {
  const DAY_MS = 86_400_000;
  const isoDay = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  await as('administrator', async ({ page, go, expectSound }) => {
    await go('/contact-dates');
    await page.getByRole('button', { name: 'Add a date' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Shown as soon as a day is chosen').waitFor();
    await dialog.getByLabel('Date').fill(isoDay(-8));
    const panel = dialog.getByRole('status', { name: 'In the last 30 days it would have' });
    await panel.getByText(/^blocked [\d,]+ more|^changed nothing of/).waitFor();
    await dialog.getByLabel('Date').fill(isoDay(9));
    await panel.getByText(/The day is not over yet: this is what it would have changed on/).waitFor();
    await dialog.getByLabel('Label').fill('Fair day');
    await expectSound();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByLabel('Choose Fair day').check();
    await page.getByRole('button', { name: 'Delete 1 chosen' }).click();
    const without = dialog.getByRole('status', { name: 'In the last 30 days the absence of it would have' });
    await without.getByText(/changed nothing of [1-9]/).waitFor();
    await without.getByText(/attempts, as on/).waitFor();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByLabel('Choose Fair day').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Suggest holidays' }).first().click();
    // Those of this year and the next may be there already.
    await dialog.getByLabel('Year', { exact: true }).fill(String(new Date().getUTCFullYear() + 2));
    await dialog.getByText(/^Beside each day: what it would have held back of [1-9]/).waitFor();
    await dialog
      .getByText(/attempts, as on|would have blocked/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });
});

test('a day of the year is gone to by arrows, added by Enter, and marked', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/contact-dates');
    const year = new Date().getUTCFullYear() + 1;
    await page.getByRole('button', { name: 'The year after' }).click();
    await page.locator(`[data-day="${year}-01-01"]`).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Date').inputValue()).toBe(`${year}-01-09`);
    await dialog.getByLabel('Label').fill('Inventory');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator(`[data-day="${year}-01-09"][data-taken]`).waitFor();
    expect(await page.locator(`[data-day="${year}-01-09"]`).getAttribute('aria-label')).toMatch(
      /: Inventory$/,
    );
  });
});

test('deleting a required rule says first what its absence would have changed', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/rules/contact-times');
    await page.getByRole('link', { name: 'New York hours' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const panel = dialog.getByRole('status', { name: 'In the last 30 days its absence would have' });
    await panel.getByText(/^allowed [\d,]+ more|^changed nothing of/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
});

test('the keyboard goes, searches, and asks', async () => {
  await as('analyst', async ({ page, go }) => {
    await go('/contacts');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByRole('heading', { name: 'Contact times' }).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: 'Search or go to' }).fill('+12125550123');
    await page.keyboard.press('Enter');
    await page.getByTestId('answer').waitFor();
  });
});

test('a service that cannot be reached is degraded on the page, and runs again when it is back', async () => {
  await as('analyst', async ({ page, go, complaints }) => {
    await page.clock.install();
    await go('/decide');
    const state = page.getByRole('banner').getByText(/^(Running|Degraded)$/);
    expect(await state.textContent()).toBe('Running');
    await page.context().setOffline(true);
    await page.clock.runFor(16_000);
    await expect.poll(() => state.textContent()).toBe('Degraded');
    await page.getByTitle('The service cannot be reached.').waitFor();
    await page.context().setOffline(false);
    await page.clock.runFor(16_000);
    await expect.poll(() => state.textContent()).toBe('Running');
    expect(complaints.every((line) => line.includes('ERR_INTERNET_DISCONNECTED'))).toBe(true);
    (complaints as string[]).length = 0;
  });
});

test('script in names, reasons and labels stays text everywhere', async () => {
  const clientId = HOSTILE.slice(0, 64);
  const devices = [{ address: '+12125550188' }];
  const contact = await admin.client.contacts.create({ body: { clientId, name: HOSTILE, devices } });
  const account = await admin.client.accounts.create({
    body: { contactId: contact.id, reference: HOSTILE },
  });
  await admin.client.optOuts.create({ body: { clientId, reason: HOSTILE, source: 'call' } });
  await admin.client.contactDates.create({ body: { label: HOSTILE.slice(0, 60), date: '2027-03-03' } });
  const told = { externalId: 'h', clientId, device: { address: '+12125550188' }, channel: 'call' } as const;
  const at = '2026-03-06T15:30:00Z';
  await admin.client.attempts.import({ body: { attempts: [{ ...told, at, callResult: 'Busy' }] } });
  const list = await admin.client.suppressionLists.create({
    body: { name: HOSTILE, type: 'client', required: false },
  });
  const paths = [
    '/contacts',
    `/contacts#${encodeURIComponent(HOSTILE.slice(0, 20))}`,
    `/reports/compliance?from=2026-03-01&to=2026-03-31&client=${encodeURIComponent(clientId)}`,
    `/suppression-lists/${list.id}/import`,
    `/contacts/${contact.id}`,
    `/decide?q=x&contact=${contact.id}`,
    `/accounts/${account.id}`,
    `/opt-outs?client=${encodeURIComponent(clientId)}`,
    '/contact-dates',
    '/suppression-lists',
    `/suppression-lists/${list.id}`,
    '/audit',
    '/decisions',
  ];
  await as('administrator', async ({ page, go }) => {
    for (const path of paths) {
      await go(path);
      await page.getByText('<img src=x', { exact: false }).first().waitFor();
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect(await page.locator('img[src="x"]').count()).toBe(0);
    }
  });
});
