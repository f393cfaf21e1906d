import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCampaignSetting } from './campaign-setting.ts';
import { startWebAdmin, type Look, type WebAdmin } from './web-admin.ts';

/** Every dialog in a real Chromium, in both looks: it opens by the keyboard's way, fits, breaks no rule of accessibility, and goes by Esc. */
let admin: WebAdmin;
const ids: Record<string, string> = {};

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 40 });
  const { client } = admin;
  Object.assign(ids, await addCampaignSetting(client));
  const firstOf = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items[0]?.id ?? '';
  ids['rule'] = firstOf(await client.contactTimesRules.list());
  ids['contact'] = firstOf(await client.contacts.list());
  ids['account'] = firstOf(await client.accounts.list());
  ids['suppression'] = (await client.suppressionLists.list()).items.find(({ isOwn }) => !isOwn)?.id ?? '';
});
afterAll(() => admin.stop());

const DIALOGS: readonly (readonly [path: string, button: string])[] = [
  ['/settings/users', 'Invite a user'],
  ['/settings/api-keys', 'New API key'],
  ['/settings/dispositions', 'New disposition'],
  ['/settings/treatments', 'New treatment'],
  ['/contact-dates', 'Add a date'],
  ['/contact-dates', 'Suggest holidays'],
  ['/custom-timezones', 'New custom timezone'],
  ['/custom-timezones', 'Import CSV'],
  ['/opt-outs', 'Record an opt-out'],
  ['/contact-lists', 'New contact list'],
  ['/contact-lists/{list}', 'Add contacts'],
  ['/contact-lists/{list}', 'Delete'],
  ['/suppression-lists/{suppression}', 'Add entries'],
  ['/suppression-lists/{suppression}', 'Delete'],
  ['/rules/contact-times/{rule}', 'Delete'],
  ['/contacts/{contact}', 'Opt out'],
  ['/contacts/{contact}', 'Delete'],
  ['/accounts/{account}', 'Delete'],
  ['/campaign-groups/{group}', 'Delete'],
  ['/message-templates/{message}', 'Delete'],
  ['/settings/channels/{channel}', 'Delete'],
  ['/execution', 'Enqueue a campaign'],
  ['/execution', 'Pause everything'],
  ['/execution', 'Limit SMS'],
];

const WIDE: Look = { width: 1280, colorScheme: 'light' };
const LOOKS: readonly Look[] = [
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
];
const DIALOG = '[role=dialog]';

test('every dialog is sound, in every look', async () => {
  const { page, go, settled, look, expectSound } = await admin.signedIn('administrator');
  const expectSoundEverywhere = async () => {
    // What lies behind a dialog is looked at without one, with its screen.
    await expectSound(DIALOG);
    for (const one of LOOKS) {
      await look(one);
      await expectSound(DIALOG);
    }
  };
  for (const [path, button] of DIALOGS) {
    await go(
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? ''),
      WIDE,
    );
    const at = page.url();
    await page.getByRole('button', { name: button, exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await settled();
    await expectSoundEverywhere();
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count(), { message: `${path}: ${button}` }).toBe(0);
    await settled();
    expect(page.url(), button).toBe(at);
  }
  await look(WIDE);
  await page.keyboard.press('/');
  await page.getByRole('dialog').waitFor();
  await expectSoundEverywhere();
  await page.context().close();
}, 480_000);

test('a dialog that is opened narrow at once fits, too', async () => {
  const { page, go, expectSound } = await admin.signedIn('administrator', {
    width: 390,
    colorScheme: 'dark',
  });
  await go('/contact-dates');
  await page.getByRole('button', { name: 'Suggest holidays' }).first().click();
  await page.getByRole('dialog').waitFor();
  await expectSound();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await page.context().close();
});
