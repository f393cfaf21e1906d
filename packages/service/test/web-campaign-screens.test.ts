import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCampaignSetting, type CampaignSetting } from './campaign-setting.ts';
import { pictures, takesPictures } from './pictures.ts';
import { startWebAdmin, type Look, type WebAdmin } from './web-admin.ts';

/** Every screen of campaigns and of their queue in a real Chromium: it shows what it should, fits, and breaks no rule of accessibility. */
let admin: WebAdmin;
let ids: CampaignSetting;
/** Half seconds that the carrier is waited for at most. */
const LOOKS_MAX = 40;

beforeAll(async () => {
  admin = await startWebAdmin({ contacts: 60, execution: 'channels' });
  const { client } = admin;
  ids = await addCampaignSetting(client);
  const params = { id: ids.campaign };
  await client.campaigns.activate({ params });
  await client.campaigns.enqueue({ params });
  // The simulated carrier takes what is allowed at this hour; the rest waits, and says why. Both look as they should.
  for (let look = 0; look < LOOKS_MAX; look++) {
    const { completed, pending } = await client.campaigns.progress({ params });
    if (completed > 5 || pending === 0) break;
    await setTimeout(500);
  }
}, 120_000);
afterAll(() => admin.stop());

const SCREENS: readonly (readonly [path: string, heading: string])[] = [
  ['/dialing-profiles', 'Dialing profiles'],
  ['/dialing-profiles/new', 'New dialing profile'],
  ['/dialing-profiles/{profile}', 'Mobile numbers'],
  ['/campaign-templates', 'Campaign templates'],
  ['/campaign-templates/new', 'New campaign template'],
  ['/campaign-templates/{template}', 'Working hours'],
  ['/campaign-groups', 'Campaign groups'],
  ['/campaign-groups/new', 'New campaign group'],
  ['/campaign-groups/{group}/copy', 'New campaign group'],
  ['/campaign-groups/{group}', 'Reminders by message'],
  ['/message-templates', 'Message templates'],
  ['/message-templates/new', 'New message template'],
  ['/message-templates/{message}', 'Payment reminder'],
  ['/message-templates/{message}/copy', 'New message template'],
  ['/contact-lists', 'Contact lists'],
  ['/contact-lists/{list}', 'Early stage, November'],
  ['/contact-lists/{list}?status=held', 'Early stage, November'],
  ['/campaigns', 'Campaigns'],
  ['/campaigns/new', 'New campaign'],
  ['/campaigns/{campaign}', 'Early reminders by SMS'],
  ['/campaigns/{campaign}/copy', 'New campaign'],
  ['/campaigns/{campaign}/edit', 'Early reminders by SMS'],
  ['/forecast', 'Forecast'],
  ['/forecast?campaign={campaign}', 'Forecast'],
  ['/forecast?list={list}&channel=sms&group={group}', 'Forecast'],
  ['/execution', 'Execution'],
  ['/execution?campaign={campaign}&state=pending', 'Execution'],
  ['/execution?code=no_such_code', 'Execution'],
  ['/settings/channels', 'Channels'],
  ['/settings/channels/new', 'New channel'],
  ['/settings/channels/{channel}', ''],
];

interface NamedLook extends Look {
  /** What the names of its pictures end with. */
  readonly suffix: string;
}

const WIDE: NamedLook = { width: 1280, colorScheme: 'light', suffix: '' };
const OTHER: NamedLook = takesPictures
  ? { width: 1280, colorScheme: 'dark', suffix: '-dark' }
  : { width: 390, colorScheme: 'dark', suffix: '' };

/** What the guide's pictures of the screens are called. */
const PICTURES: Readonly<Record<string, string>> = {
  '/dialing-profiles': 'dialing-profiles',
  '/dialing-profiles/{profile}': 'dialing-profile',
  '/campaign-templates': 'campaign-templates',
  '/campaign-templates/{template}': 'campaign-template',
  '/message-templates': 'message-templates',
  '/contact-lists': 'contact-lists',
  '/campaigns/new': 'campaign-new',
  '/campaigns': 'campaigns',
  '/campaigns/{campaign}': 'campaign',
  '/campaigns/{campaign}/edit': 'campaign-edit',
  '/campaign-groups/{group}': 'campaign-group',
  '/campaign-groups': 'campaign-groups',
  '/message-templates/{message}': 'message-template',
  '/contact-lists/{list}': 'contact-list',
  '/forecast?campaign={campaign}': 'forecast',
  '/execution': 'execution',
  '/settings/channels': 'channels',
  '/settings/channels/new': 'channel-new',
  '/settings/channels/{channel}': 'channel',
};

test('every screen shows itself without a complaint, wide and light, narrow and dark', async () => {
  const take = pictures();
  const opened = await admin.signedIn('administrator', WIDE);
  for (const [path, heading] of SCREENS) {
    await opened.go(
      path.replaceAll(/\{(\w+)\}/g, (_, name: keyof CampaignSetting) => ids[name]),
      WIDE,
    );
    const title = opened.page.getByRole('heading', { level: 1 });
    await title.waitFor();
    if (heading !== '') expect(await title.textContent()).toBe(heading);
    for (const look of [WIDE, OTHER]) {
      if (look !== WIDE) await opened.look(look);
      await opened.expectSound();
      const picture = PICTURES[path];
      if (picture !== undefined) await take(opened.page, `web-${picture}${look.suffix}`);
    }
  }
  await opened.page.context().close();
}, 480_000);

const WAYS_TO_CHANGE = ['Save', 'Delete', 'Start', 'Pause', 'Enqueue', 'Add contacts', 'New campaign'];

test.each(['operator', 'analyst'] as const)(
  '%s reads all of it, and sees no way to change what the role may not',
  async (role) => {
    const { page, go, expectSound } = await admin.signedIn(role);
    const ways = async () => {
      const shown = await Promise.all(
        WAYS_TO_CHANGE.map(async (name) => {
          const button = page.getByRole('button', { name, exact: true });
          const link = page.getByRole('link', { name, exact: true });
          return (await button.count()) + (await link.count()) > 0 ? name : null;
        }),
      );
      return shown.filter((name) => name !== null);
    };
    for (const path of ['/campaigns', `/campaigns/${ids.campaign}`, `/campaign-groups/${ids.group}`]) {
      await go(path);
      expect(await ways()).toEqual([]);
      await expectSound();
    }
    await go(`/settings/channels/${ids.channel}`);
    expect(await ways()).toEqual([]);
    expect(await page.getByRole('button', { name: 'Test' }).count()).toBe(0);
    await go('/execution');
    const pauses = page.getByRole('button', { name: 'Pause everything' });
    expect(await pauses.count()).toBe(role === 'operator' ? 1 : 0);
    await go(`/contact-lists/${ids.list}`);
    await page.getByRole('region', { name: 'Records' }).waitFor();
    expect(await ways()).toEqual(role === 'operator' ? ['Delete', 'Add contacts'] : []);
    await page.context().close();
  },
);
