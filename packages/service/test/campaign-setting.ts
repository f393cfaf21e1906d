import type { Client } from '@tact/api';

/** What stands on the screens of campaigns in a test, by id. */
export interface CampaignSetting {
  readonly profile: string;
  readonly template: string;
  readonly group: string;
  readonly message: string;
  readonly list: string;
  readonly campaign: string;
  readonly channel: string;
}

/** Fills the demo with one of each: a profile, a template, a group made of both, a message, a list, and the demo's own campaign. */
export async function addCampaignSetting(client: Client): Promise<CampaignSetting> {
  const rules = [
    ...(await client.attemptRules.list()).items,
    ...(await client.contactTimesRules.list()).items,
  ];
  const optional = rules.filter(({ required }) => !required).map(({ id }) => id);
  const lists = (await client.suppressionLists.list()).items.filter(({ required }) => !required);
  const profile = await client.dialingProfiles.create({
    body: { name: 'Mobile numbers', ruleIds: optional.slice(0, 1) },
  });
  const template = await client.campaignTemplates.create({
    body: {
      name: 'Working hours',
      timezoneSource: 'contact-and-device',
      campaignHours: {
        timezoneSource: 'contact-and-device',
        times: { everyDay: [{ start: '10:00', end: '18:00' }] },
      },
      ruleIds: optional.slice(1, 2),
      suppressionListIds: lists.slice(0, 1).map(({ id }) => id),
    },
  });
  const group = await client.campaignGroups.create({
    body: { name: 'Reminders by message', templateId: template.id, dialingProfileId: profile.id },
  });
  const firstOf = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items[0]?.id ?? '';
  return {
    profile: profile.id,
    template: template.id,
    group: group.id,
    message: firstOf(await client.messageTemplates.list()),
    list: firstOf(await client.contactLists.list()),
    campaign: firstOf(await client.campaigns.list()),
    channel: firstOf(await client.channels.list()),
  };
}
