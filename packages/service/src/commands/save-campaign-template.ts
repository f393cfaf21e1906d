import type { CampaignTemplateChangeJson, NewCampaignTemplateJson } from '@tact/api';
import type { RuleId } from '@tact/engine';
import type { CampaignTemplate, CampaignTemplateId } from '@tact/store';
import { found } from '../command-error.ts';
import { assertHours, assertPicksExist, picksOf, pickRule, unpickRule } from './campaign-picks.ts';
import type { Caller, Parts } from './context.ts';
import { assertRoomForPicks } from './ruleset-room.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** Creates a campaign template. */
export async function createCampaignTemplate(
  parts: Parts,
  caller: Caller,
  json: NewCampaignTemplateJson,
): Promise<CampaignTemplate> {
  const { name, timezoneSource = null, campaignHours = null } = json;
  const template = { name, timezoneSource, campaignHours, ...picksOf(json) };
  assertHours(campaignHours);
  await assertPicksExist(parts, caller, template);
  await assertRoomForPicks(parts, caller, template);
  return parts.store.campaignTemplates.create(caller.organizationId, template, caller.actor);
}

/** Changes the named fields of a campaign template. Groups that were made from it stay as they are (S5). */
export async function updateCampaignTemplate(
  parts: Parts,
  caller: Caller,
  id: CampaignTemplateId,
  { version, ...change }: CampaignTemplateChangeJson,
): Promise<CampaignTemplate> {
  const { campaignTemplates } = parts.store;
  const { organizationId, actor } = caller;
  const current = found(await campaignTemplates.get(organizationId, id), 'campaign template');
  if (current.version !== version) throw versionConflict(current.version);
  const next = {
    ...picksOf(change, current),
    name: change.name ?? current.name,
    timezoneSource: change.timezoneSource === undefined ? current.timezoneSource : change.timezoneSource,
    campaignHours: change.campaignHours === undefined ? current.campaignHours : change.campaignHours,
  };
  assertHours(next.campaignHours);
  await assertPicksExist(parts, caller, next);
  await assertRoomForPicks(parts, caller, next);
  return onVersion(
    () => campaignTemplates.update(organizationId, id, version, next, actor),
    () => campaignTemplates.get(organizationId, id),
  );
}

/** Picks one rule on a campaign template. */
export function pickRuleOnTemplate(
  parts: Parts,
  caller: Caller,
  pick: { readonly id: CampaignTemplateId; readonly ruleId: RuleId },
): Promise<CampaignTemplate> {
  return pickRule(parts, caller, parts.store.campaignTemplates, 'campaign template', pick, (_, picks) =>
    assertRoomForPicks(parts, caller, picks),
  );
}

/** Takes one rule out of a campaign template. */
export function unpickRuleOnTemplate(
  parts: Parts,
  caller: Caller,
  pick: { readonly id: CampaignTemplateId; readonly ruleId: RuleId },
): Promise<CampaignTemplate> {
  return unpickRule(parts, caller, parts.store.campaignTemplates, pick);
}
