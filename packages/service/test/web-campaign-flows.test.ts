import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCampaignSetting, type CampaignSetting } from './campaign-setting.ts';
import { channelParts } from './running-channels.ts';
import { startWebAdmin, type Opened, type WebAdmin } from './web-admin.ts';

/** What supervisors do with campaigns in the web admin, done in a real Chromium, and looked at in the API. */
let admin: WebAdmin;
let ids: CampaignSetting;

beforeAll(async () => {
  admin = await startWebAdmin({ channels: channelParts() });
  ids = await addCampaignSetting(admin.client);
});
afterAll(() => admin.stop());

const HOSTILE = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;

/** Runs work on a page of a new user, and closes it; the page must not have complained, but of refusals that are part of the work. */
async function as(
  role: 'administrator' | 'operator',
  work: (opened: Opened) => Promise<void>,
  refused: readonly number[] = [],
): Promise<void> {
  const opened = await admin.signedIn(role);
  await work(opened);
  const isRefusal = (line: string) => refused.some((status) => line.includes(`${status}`));
  expect(opened.complaints.filter((line) => !isRefusal(line))).toEqual([]);
  await opened.page.context().close();
}

test('a group is made from a template, with what is required shown as fixed, and an optional rule taken out', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/campaign-groups');
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'New campaign group' }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('From a template');
    await page.getByRole('combobox', { name: 'Made from the template' }).click();
    await page.getByRole('option', { name: 'Working hours' }).click();
    await page.getByLabel('It has hours of its own').waitFor();
    expect(await page.getByLabel('It has hours of its own').isChecked()).toBe(true);
    const rules = page.getByRole('region', { name: 'Rules' });
    expect(await rules.getByText('Required').count()).toBeGreaterThan(0);
    const picked = rules.getByRole('row').filter({ hasText: 'Picked' });
    expect(await picked.count()).toBe(1);
    await picked.getByRole('button', { name: /^Take out/ }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'From a template', exact: true }).waitFor();
  });
  const made = (await admin.client.campaignGroups.list()).items.find(
    ({ name }) => name === 'From a template',
  );
  expect(made).toMatchObject({ templateId: ids.template, ruleIds: [], timezoneSource: 'contact-and-device' });
  expect(made?.suppressionListIds).toHaveLength(1);
});

test('a group is duplicated under a name of its own, and deleted', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/campaign-groups');
    await page.getByRole('button', { name: 'Duplicate Reminders by message' }).click();
    const name = page.getByLabel('Name', { exact: true });
    expect(await name.inputValue()).toBe('Copy of Reminders by message');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Copy of Reminders by message', exact: true }).click();
    await page.getByRole('heading', { name: 'Copy of Reminders by message' }).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Copy of Reminders by message is deleted').waitFor();
  });
  const { items } = await admin.client.campaignGroups.list();
  expect(items.some(({ name }) => name.startsWith('Copy of'))).toBe(false);
});

test('of two who change one group, the second is told of the first', async () => {
  await as(
    'administrator',
    async ({ page, go }) => {
      await go(`/campaign-groups/${ids.group}`);
      await page.getByLabel('Name', { exact: true }).fill('Mine');
      const { version } = await admin.client.campaignGroups.get({ params: { id: ids.group } });
      await admin.client.campaignGroups.update({
        params: { id: ids.group },
        body: { version, name: 'Theirs' },
      });
      await page.getByRole('button', { name: 'Save' }).click();
      const dialog = page.getByRole('dialog', { name: 'It was changed meanwhile' });
      await dialog.getByRole('cell', { name: 'Theirs' }).waitFor();
      await dialog.getByRole('button', { name: 'Save mine over theirs' }).click();
      await page.getByRole('link', { name: 'Mine', exact: true }).waitFor();
    },
    [409],
  );
});

test('a message says beside its field what is wrong with a placeholder, and how it reads', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/message-templates/new');
    await page.getByLabel('Name', { exact: true }).fill('Called today');
    const text = page.getByLabel('Text', { exact: true });
    await text.fill('Dear {nmae}');
    await page.getByText('There is no placeholder {nmae}').waitFor();
    expect(await text.getAttribute('aria-invalid')).toBe('true');
    await text.fill('Dear ');
    await page.getByRole('button', { name: 'Insert {name}' }).click();
    await page.getByText('Dear Ada Example').waitFor();
    await page.getByRole('button', { name: 'Add a language' }).click();
    await page.getByLabel('Language').nth(1).fill('en');
    await page.getByText('This language stands twice').waitFor();
    await page.getByLabel('Language').nth(1).fill('es');
    await page.getByLabel('Text', { exact: true }).nth(1).fill('Estimada {name|amiga}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Called today' }).waitFor();
  });
  const made = (await admin.client.messageTemplates.list()).items.find(({ name }) => name === 'Called today');
  expect(made?.texts.map(({ language, text }) => `${language}: ${text}`)).toEqual([
    'en: Dear {name}',
    'es: Estimada {name|amiga}',
  ]);
});

test('a call campaign says what is done by who answers, and its script is checked while it is typed', async () => {
  const script =
    '<scxml><state id="calling"><transition event="result"><next-in-chain/></transition></state></scxml>';
  await as('administrator', async ({ page, go }) => {
    await go('/campaigns/new');
    await page.getByLabel('Name', { exact: true }).fill('Calls with a script');
    await page.getByRole('combobox', { name: 'Campaign group' }).click();
    await page.getByRole('option', { name: 'Early reminders' }).click();
    await page.getByRole('combobox', { name: 'Contact list' }).click();
    await page.getByRole('option', { name: 'Early stage, November' }).click();
    await page.getByLabel('A person is put through to').fill('(212) 555-0177');
    await page.getByLabel('Deliver to answering machines too').check();
    await page.getByLabel('A script replaces all treatments').check();
    await page.getByText('It can be used. States: calling, done.').waitFor();
    const field = page.getByLabel('Treatment script');
    await field.fill('<scxml>\n<state id="a"><script/></state></scxml>');
    await page.getByText('Line 2: `<script>` is not taken').waitFor();
    await field.fill(script);
    await page.getByText('It can be used. States: calling.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText('person: put through to +12125550177; machine: as a person is; fax: hung up on')
      .waitFor();
    await page.getByText('replaces all treatments').waitFor();
  });
  const made = (await admin.client.campaigns.list()).items.find(({ name }) => name === 'Calls with a script');
  expect(made).toMatchObject({
    treatmentScript: script,
    delivery: { personTo: '+12125550177', answeringMachine: { deliver: true, to: null } },
  });
});

test('a list is made, filled from a file, and says what could not be added; records are held and found', async () => {
  const { items } = await admin.client.contacts.list({ query: { limit: 3 } });
  const known = items.map(({ clientId }) => clientId);
  await as('operator', async ({ page, go }) => {
    await go('/contact-lists');
    await page.keyboard.press('n');
    await page.getByLabel('Name', { exact: true }).fill('From a file');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'From a file' }).waitFor();
    await page.getByRole('button', { name: 'Add contacts' }).first().click();
    const text = ['client_id;name', ...known.map((one) => `${one};x`), 'NOBODY-1;x'].join('\r\n');
    const file = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
    await page.getByLabel('Or from a file').setInputFiles(file);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('3 added, 0 were there already').waitFor();
    await page.getByText('Line 5, “NOBODY-1”: there is no such contact').waitFor();
    await page.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('button', { name: `Hold ${known[1] ?? ''} back` }).click();
    await page.getByLabel('Status').selectOption('held');
    await page.getByText('Rows 1 to 1 of 1').waitFor();
    await page.getByRole('link', { name: known[1] ?? '' }).waitFor();
    await page.getByLabel('Status').selectOption('');
    await page.getByLabel('Start of a client id').fill('NOBODY');
    await page.keyboard.press('Enter');
    await page.getByText('No record fits these filters.').waitFor();
  });
  const list = (await admin.client.contactLists.list()).items.find(({ name }) => name === 'From a file');
  expect(list).toMatchObject({ size: 3 });
});

test('a campaign is made, started, enqueued, paused, resumed and completed', async () => {
  await as('administrator', async ({ page, go }) => {
    await go('/campaigns/new');
    await page.getByLabel('Name', { exact: true }).fill('Made on the screen');
    await page.getByLabel('Channel').selectOption('sms');
    await page.getByRole('combobox', { name: 'Campaign group' }).click();
    await page.getByRole('option', { name: 'Early reminders' }).click();
    await page.getByRole('combobox', { name: 'Contact list' }).click();
    await page.getByRole('option', { name: 'Early stage, November' }).click();
    await page.getByRole('combobox', { name: 'Message template' }).click();
    await page.getByRole('option', { name: 'Payment reminder' }).click();
    await page.getByLabel('Starts').fill('2026-01-15T09:00');
    // A part of it taken away again is no empty field.
    await page.getByLabel('Starts').press('Backspace');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Some fields need another look; nothing is saved yet.').waitFor();
    await page.getByLabel('Starts').fill('2026-03-08T02:30');
    await page.getByText('There is no such time on that clock').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator(':focus').and(page.getByLabel('Starts')).waitFor();
    // Cleared part by part it is empty, and nothing to complain of.
    await page.getByLabel('Starts').fill('2026-03-08T02:30');
    for (let part = 0; part < 6; part++) {
      await page.keyboard.press('Backspace');
      await page.keyboard.press('ArrowRight');
    }
    await page.getByText('There is no such time on that clock').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Starts').inputValue()).toBe('');
    await page.getByLabel('Starts').fill('2026-01-15T09:00');
    await page.getByLabel('It has hours of its own').check();
    await page.getByLabel('Every day').fill('8:30-17:45');
    await page.getByLabel('Dispatches a minute, at most').fill('30');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Made on the screen' }).waitFor();
    await page.getByText('Required').first().waitFor();
    await page.getByText('Hours of the group: none').waitFor();
    expect(await page.locator('dt', { hasText: 'Hours of its own' }).locator('+ dd').textContent()).toBe(
      '08:30-17:45',
    );
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const confirm = (name: string) => page.getByRole('dialog').getByRole('button', { name }).click();
    await press('Start');
    await confirm('Start');
    await page.getByText('Made on the screen is active').waitFor();
    await press('Enqueue');
    await confirm('Enqueue');
    await page.getByText('150 records were put in the queue').waitFor();
    await page.getByRole('link', { name: 'Pending: 150' }).waitFor();
    await press('Pause');
    await confirm('Pause');
    await page.getByText('is paused: nothing more is handed over').waitFor();
    await press('Resume');
    await page.getByText('It becomes active again.').waitFor();
    await confirm('Resume');
    await page.getByText('Made on the screen is active').last().waitFor();
    await press('Complete');
    await page.getByText('150 records that wait').waitFor();
    await confirm('Complete');
    await page.getByText('Made on the screen is completed').waitFor();
  });
  const made = (await admin.client.campaigns.list()).items.find(({ name }) => name === 'Made on the screen');
  expect(made).toMatchObject({
    status: 'completed',
    channel: 'sms',
    startsAt: '2026-01-15T14:00:00Z',
    dispatchesPerMinuteMax: 30,
  });
});

test('the queue is narrowed by figures and filters, and everything is paused and let go on', async () => {
  await admin.client.campaigns.activate({ params: { id: ids.campaign } });
  await as('administrator', async ({ page, go }) => {
    await go('/execution');
    await page.getByRole('button', { name: 'Enqueue a campaign' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Campaign' }).click();
    await page.getByRole('option', { name: 'Early reminders by SMS' }).click();
    await dialog.getByRole('button', { name: 'Enqueue' }).click();
    await page.getByText('150 records were put in the queue').waitFor();
    const pending = page.getByRole('button', { name: /^Pending/ });
    await pending.filter({ hasText: /[1-9]/ }).waitFor();
    await pending.click();
    await page.waitForURL(({ search }) => search === '?state=pending');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByLabel('Reason code').fill('no_such_code');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing in the queue fits these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Pause everything' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause everything' }).click();
    await page.getByText('Nothing is handed over, on any node.').waitFor();
    await page.getByText('everything is paused').first().waitFor();
    expect((await admin.client.queue.get()).paused).toBe(true);
    await page.getByRole('button', { name: 'Resume everything' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume everything' }).click();
    await page.getByText('Active campaigns dispatch what is due').waitFor();
    await page.getByRole('button', { name: 'Limit SMS' }).click();
    await page.getByRole('dialog').getByLabel('Dispatches a minute, at most').fill('600');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: '600' }).waitFor();
  });
  expect((await admin.client.queue.get()).paused).toBe(false);
});

describe('what is looked at live', () => {
  test('a question that is open stays the same, although somebody else has done it meanwhile', async () => {
    const { client } = admin;
    await as('administrator', async ({ page, go }) => {
      const dialog = page.getByRole('dialog');
      await go('/execution');
      await page.getByRole('button', { name: 'Pause everything' }).click();
      await client.queue.pause();
      await page.getByText('Nothing is handed over, on any node.').waitFor();
      await dialog.getByText('Pause all campaigns?').waitFor();
      await dialog.getByRole('button', { name: 'Pause everything' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect((await client.queue.get()).paused).toBe(true);
    });
    await client.queue.resume();
    const name = 'Asked about';
    const { group: campaignGroupId, list: contactListId } = ids;
    const body = { name, campaignGroupId, contactListId, channel: 'call' as const };
    const params = { id: (await client.campaigns.create({ body })).id };
    await client.campaigns.activate({ params });
    await as('administrator', async ({ page, go }) => {
      await go(`/campaigns/${params.id}`);
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await client.campaigns.pause({ params });
      await page.locator('button', { hasText: 'Resume' }).waitFor();
      await page.getByRole('dialog').getByText(`Pause ${name}?`).waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    });
  });

  test('is read again by itself, says how old it is, and rests while the page is hidden or stopped', async () => {
    await as('operator', async ({ page, go }) => {
      let reads = 0;
      page.on('request', (request) => {
        if (request.url().endsWith('/api/v1/queue')) reads += 1;
      });
      await page.clock.install();
      await go('/execution');
      await page.getByText('Live ·').waitFor();
      const more = async (work: () => Promise<unknown>) => {
        const before = reads;
        await work();
        await page.clock.runFor(21_000);
        await page.waitForLoadState('networkidle');
        return reads - before;
      };
      expect(await more(() => Promise.resolve())).toBeGreaterThanOrEqual(1);
      const hide = (isHidden: boolean) =>
        page.evaluate(`Object.defineProperty(document, 'visibilityState',
          { value: '${isHidden ? 'hidden' : 'visible'}', configurable: true });
          document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event('visibilitychange')); 0`);
      expect(await more(() => hide(true))).toBe(0);
      await hide(false);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.waitForLoadState('networkidle');
      expect(await more(() => Promise.resolve())).toBe(0);
      await page.getByText(/Stopped · \d+ s old/).waitFor();
    });
  });
});

test('a channel is made, tried, changed without its secret, and its secret is nowhere to be read', async () => {
  const secret = 'a secret that nobody reads';
  await as('administrator', async ({ page, go }) => {
    await go('/settings/channels/new');
    await page.getByLabel('Name', { exact: true }).fill('Own gateway');
    await page.getByLabel('Channel', { exact: true }).selectOption('sms');
    await page.getByLabel('In use: attempts').uncheck();
    await page.getByLabel('Address').fill('https://127.0.0.1:1/tact');
    await page.getByLabel('Secret that both sides sign with').fill(secret);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('What the provider posts to').waitFor();
    expect(await page.getByLabel('Secret that both sides sign with').inputValue()).toBe('');
    await page.getByText('Kept, and never shown').waitFor();
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText('It does not work').waitFor();
    await page.getByLabel('Dispatches at once').fill('7');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('row', { name: 'Own gateway' })
      .getByRole('cell', { name: '7', exact: true })
      .waitFor();
    expect(await page.content()).not.toContain(secret);
    await go('/audit');
    expect(await page.content()).not.toContain(secret);
  });
  const made = (await admin.client.channels.list()).items.find(({ name }) => name === 'Own gateway');
  expect(made).toMatchObject({ concurrencyMax: 7, secretNames: ['secret'], enabled: false });
});

test('a simulated channel says that it works', async () => {
  await as('administrator', async ({ page, go }) => {
    await go(`/settings/channels/${ids.channel}`);
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText('It works', { exact: true }).waitFor();
  });
});

test('script in names, texts and filters stays text everywhere', async () => {
  const { client } = admin;
  const group = await client.campaignGroups.create({ body: { name: HOSTILE } });
  const list = await client.contactLists.create({ body: { name: HOSTILE } });
  const contact = await client.contacts.create({ body: { clientId: HOSTILE.slice(0, 64), devices: [] } });
  await client.contactLists.addRecords({
    params: { id: list.id },
    body: { records: [{ contactId: contact.id }] },
  });
  const message = await client.messageTemplates.create({
    body: { name: HOSTILE, texts: [{ language: 'en', text: HOSTILE, html: HOSTILE }] },
  });
  const campaign = await client.campaigns.create({
    body: {
      name: HOSTILE,
      campaignGroupId: group.id,
      contactListId: list.id,
      channel: 'sms',
      messageTemplateId: message.id,
    },
  });
  await client.campaigns.activate({ params: { id: campaign.id } });
  await client.campaigns.enqueue({ params: { id: campaign.id } });
  const paths = [
    '/campaign-groups',
    `/campaign-groups/${group.id}`,
    '/message-templates',
    `/message-templates/${message.id}`,
    '/contact-lists',
    `/contact-lists/${list.id}`,
    '/campaigns',
    `/campaigns/${campaign.id}`,
    `/execution?campaign=${campaign.id}`,
  ];
  await as('administrator', async ({ page, go }) => {
    for (const path of paths) {
      await go(path);
      await page.getByText('<img src=x', { exact: false }).first().waitFor();
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect(await page.locator('img[src="x"]').count()).toBe(0);
    }
    await go(`/contact-lists/${list.id}?client=${encodeURIComponent(HOSTILE)}`);
    await page.getByText('Rows 1 to 1 of 1').waitFor();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
  });
});
