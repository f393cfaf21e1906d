import type { CampaignGroupChangeJson, NewCampaignGroupJson } from '@tact/api';
import type { CampaignGroupId, RuleId } from '@tact/engine';
import type { CampaignGroup, CampaignTemplate, CampaignTemplateId, DialingProfileId } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import { assertHours, assertPicksExist, picksOf, pickRule, unpickRule } from './campaign-picks.ts';
import type { Caller, Parts } from './context.ts';
import { assertRoomForGroup } from './ruleset-room.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** Creates a campaign group, from a template where one is named: what the request itself says goes before the template's (S5). */
export async function createCampaignGroup(
  parts: Parts,
  caller: Caller,
  json: NewCampaignGroupJson,
): Promise<CampaignGroup> {
  const { name, timezoneSource, campaignHours } = json;
  const template = await templateOf(parts, caller, json.templateId ?? null);
  const dialingProfileId = (json.dialingProfileId ?? null) as DialingProfileId | null;
  const group = {
    name,
    ...picksOf(json, template),
    timezoneSource: timezoneSource === undefined ? (template?.timezoneSource ?? null) : timezoneSource,
    campaignHours: campaignHours === undefined ? (template?.campaignHours ?? null) : campaignHours,
    dialingProfileId,
    templateId: template?.id ?? null,
  };
  assertHours(group.campaignHours);
  await assertPicksExist(parts, caller, group);
  await assertProfile(parts, caller, dialingProfileId);
  await assertRoomForGroup(parts, caller, group);
  return parts.store.campaignGroups.create(caller.organizationId, group, caller.actor);
}

/** Changes the named fields of a campaign group. */
export async function updateCampaignGroup(
  parts: Parts,
  caller: Caller,
  id: CampaignGroupId,
  { version, ...change }: CampaignGroupChangeJson,
): Promise<CampaignGroup> {
  const { campaignGroups } = parts.store;
  const { organizationId, actor } = caller;
  const current = found(await campaignGroups.get(organizationId, id), 'campaign group');
  if (current.version !== version) throw versionConflict(current.version);
  const next = {
    ...picksOf(change, current),
    name: change.name ?? current.name,
    timezoneSource: change.timezoneSource === undefined ? current.timezoneSource : change.timezoneSource,
    campaignHours: change.campaignHours === undefined ? current.campaignHours : change.campaignHours,
    dialingProfileId:
      change.dialingProfileId === undefined
        ? current.dialingProfileId
        : (change.dialingProfileId as DialingProfileId | null),
  };
  assertHours(next.campaignHours);
  const hasOtherPicks =
    change.ruleIds !== undefined ||
    change.suppressionListIds !== undefined ||
    change.preDialValidationIds !== undefined;
  const hasOtherProfile = next.dialingProfileId !== current.dialingProfileId;
  if (hasOtherPicks) await assertPicksExist(parts, caller, next);
  if (hasOtherProfile) await assertProfile(parts, caller, next.dialingProfileId);
  if (hasOtherPicks || hasOtherProfile) await assertRoomForGroup(parts, caller, next);
  return onVersion(
    () => campaignGroups.update(organizationId, id, version, next, actor),
    () => campaignGroups.get(organizationId, id),
  );
}

/** Picks one rule on a campaign group. */
export function pickRuleOnGroup(
  parts: Parts,
  caller: Caller,
  pick: { readonly id: CampaignGroupId; readonly ruleId: RuleId },
): Promise<CampaignGroup> {
  return pickRule(parts, caller, parts.store.campaignGroups, 'campaign group', pick, (group, picks) =>
    assertRoomForGroup(parts, caller, { ...group, ...picks }),
  );
}

/** Takes one rule out of a campaign group. */
export function unpickRuleOnGroup(
  parts: Parts,
  caller: Caller,
  pick: { readonly id: CampaignGroupId; readonly ruleId: RuleId },
): Promise<CampaignGroup> {
  return unpickRule(parts, caller, parts.store.campaignGroups, pick);
}

async function templateOf(
  { store }: Parts,
  { organizationId }: Caller,
  id: string | null,
): Promise<CampaignTemplate | undefined> {
  if (id === null) return undefined;
  const template = await store.campaignTemplates.get(organizationId, id as CampaignTemplateId);
  if (template !== undefined) return template;
  throw new CommandError(
    'campaign_template_unknown',
    `there is no campaign template \`${id}\`; check the id`,
    {
      path: '/templateId',
    },
  );
}

async function assertProfile(
  { store }: Parts,
  { organizationId }: Caller,
  id: DialingProfileId | null,
): Promise<void> {
  if (id === null || (await store.dialingProfiles.get(organizationId, id)) !== undefined) return;
  throw new CommandError('dialing_profile_unknown', `there is no dialing profile \`${id}\`; check the id`, {
    path: '/dialingProfileId',
  });
}
