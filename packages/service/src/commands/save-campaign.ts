import type { CampaignChangeJson, NewCampaignJson } from '@tact/api';
import { DEVICE_POSITION_MAX, weekTimesProblem, type CampaignGroupId, type Instant } from '@tact/engine';
import type { CallDelivery, Campaign, CampaignFields } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import { readScript } from '../execution/script/read-script.ts';
import { readCallDelivery } from './call-delivery.ts';
import type { Caller, Parts } from './context.ts';
import { readInstant } from './read-values.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** Creates a campaign, as a draft. */
export async function createCampaign(parts: Parts, caller: Caller, json: NewCampaignJson): Promise<Campaign> {
  const campaign = await checked(parts, caller, {
    ...USUAL,
    ...json,
    delivery: json.delivery ?? null,
    campaignGroupId: json.campaignGroupId as CampaignGroupId,
    startsAt: instantOf(json.startsAt, '/startsAt'),
    endsAt: instantOf(json.endsAt, '/endsAt'),
  });
  return parts.store.campaigns.create(caller.organizationId, campaign, caller.actor);
}

/** Changes the named fields of a campaign. A completed one stays as it is. */
export async function updateCampaign(
  parts: Parts,
  caller: Caller,
  id: string,
  { version, ...change }: CampaignChangeJson,
): Promise<Campaign> {
  const { campaigns } = parts.store;
  const { organizationId, actor } = caller;
  const current = found(await campaigns.get(organizationId, id), 'campaign');
  if (current.version !== version) throw versionConflict(current.version);
  if (current.status === 'completed')
    throw new CommandError('status_conflict', 'the campaign is completed and stays as it was');
  const next = await checked(parts, caller, {
    ...fieldsOf(current),
    ...change,
    campaignGroupId: (change.campaignGroupId as CampaignGroupId | undefined) ?? current.campaignGroupId,
    startsAt: change.startsAt === undefined ? current.startsAt : instantOf(change.startsAt, '/startsAt'),
    endsAt: change.endsAt === undefined ? current.endsAt : instantOf(change.endsAt, '/endsAt'),
  });
  return onVersion(
    () => campaigns.update(organizationId, id, version, next, actor),
    () => campaigns.get(organizationId, id),
  );
}

/** All ten devices in their order (seed A11), taken up by hand, without limits. */
const USUAL = {
  messageTemplateId: null,
  language: null,
  hours: null,
  delivery: null,
  treatmentScript: null,
  devicePositions: Array.from({ length: DEVICE_POSITION_MAX }, (_, index) => index + 1),
  enqueues: 'by-hand',
  dispatchesPerMinuteMax: null,
  concurrencyMax: null,
  weight: 1,
} as const;

function fieldsOf(campaign: Campaign): CampaignFields {
  return {
    name: campaign.name,
    campaignGroupId: campaign.campaignGroupId,
    contactListId: campaign.contactListId,
    channel: campaign.channel,
    messageTemplateId: campaign.messageTemplateId,
    language: campaign.language,
    startsAt: campaign.startsAt,
    endsAt: campaign.endsAt,
    hours: campaign.hours,
    delivery: campaign.delivery,
    treatmentScript: campaign.treatmentScript,
    devicePositions: campaign.devicePositions,
    enqueues: campaign.enqueues,
    dispatchesPerMinuteMax: campaign.dispatchesPerMinuteMax,
    concurrencyMax: campaign.concurrencyMax,
    weight: campaign.weight,
  };
}

function instantOf(text: string | null | undefined, path: string): Instant | null {
  return text === null || text === undefined ? null : readInstant(text, path);
}

async function checked(parts: Parts, caller: Caller, campaign: CampaignFields): Promise<CampaignFields> {
  const { store } = parts;
  const { organizationId } = caller;
  const { startsAt, endsAt, hours } = campaign;
  const problem = hours === null ? undefined : weekTimesProblem(hours);
  if (problem !== undefined) throw new CommandError('hours_invalid', problem, { path: '/hours' });
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt)
    throw invalid('the campaign would end before it starts; give an end after the start', '/endsAt');
  if ((await store.campaignGroups.get(organizationId, campaign.campaignGroupId)) === undefined)
    throw unknown(
      'campaign_group_unknown',
      `campaign group \`${campaign.campaignGroupId}\``,
      '/campaignGroupId',
    );
  if ((await store.contactLists.get(organizationId, campaign.contactListId)) === undefined)
    throw unknown('contact_list_unknown', `contact list \`${campaign.contactListId}\``, '/contactListId');
  if (campaign.treatmentScript !== null) assertScriptUsable(campaign.treatmentScript);
  await assertMessageFits(parts, caller, campaign);
  return { ...campaign, delivery: await deliveryOf(parts, caller, campaign) };
}

function assertScriptUsable(script: string): void {
  const check = readScript(script);
  if (check.ok) return;
  const path = '/treatmentScript';
  const problems = check.problems.map(({ line, sentence }) => ({
    path,
    sentence: `line ${line}: ${sentence}`,
  }));
  throw new CommandError('script_invalid', problems[0]?.sentence ?? 'the script cannot be read', {
    path,
    problems,
  });
}

async function deliveryOf(
  { store }: Parts,
  { organizationId }: Caller,
  { channel, delivery }: CampaignFields,
): Promise<CallDelivery | null> {
  if (delivery === null) return null;
  if (channel !== 'call')
    throw invalid(
      `nobody answers on the channel \`${channel}\`; leave \`delivery\` out, or null`,
      '/delivery',
    );
  const { defaultCountry } = await store.organizations.get(organizationId);
  return readCallDelivery(delivery, defaultCountry);
}

async function assertMessageFits(
  { store }: Parts,
  { organizationId }: Caller,
  { channel, messageTemplateId, language }: CampaignFields,
): Promise<void> {
  if (messageTemplateId === null) {
    if (channel === 'call') return;
    throw invalid(`a campaign on the channel \`${channel}\` needs a message template`, '/messageTemplateId');
  }
  const template = await store.messageTemplates.get(organizationId, messageTemplateId);
  if (template === undefined)
    throw unknown(
      'message_template_unknown',
      `message template \`${messageTemplateId}\``,
      '/messageTemplateId',
    );
  if (channel === 'email' && template.texts.some(({ subject }) => subject === null))
    throw invalid(
      `the message template \`${template.name}\` has a text without a subject, which an e-mail needs`,
      '/messageTemplateId',
    );
  const languages = template.texts.map((text) => text.language);
  if (language !== null && !languages.some((one) => one.toLowerCase() === language.toLowerCase()))
    throw invalid(
      `the message template \`${template.name}\` has no text in \`${language}\`; it has ${languages.map((one) => `\`${one}\``).join(', ')}`,
      '/language',
    );
}

function unknown(
  code: 'campaign_group_unknown' | 'contact_list_unknown' | 'message_template_unknown',
  what: string,
  path: string,
): CommandError {
  return new CommandError(code, `there is no ${what}; check the id`, { path });
}

function invalid(sentence: string, path: string): CommandError {
  return new CommandError('campaign_invalid', sentence, { path });
}
