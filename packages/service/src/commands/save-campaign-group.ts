import type { CampaignGroupChangeJson, NewCampaignGroupJson } from '@tact/api';
import type { CampaignGroupId, RuleId, SuppressionListId } from '@tact/engine';
import type { CampaignGroup, CampaignGroupFields } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { assertRoomForPicks } from './ruleset-room.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** Creates a campaign group. Every rule and list that it picks must be there. */
export async function createCampaignGroup(
  parts: Parts,
  caller: Caller,
  json: NewCampaignGroupJson,
): Promise<CampaignGroup> {
  const { name, timezoneSource = null, ruleIds = [], suppressionListIds = [] } = json;
  const fields = { name, timezoneSource, ...picks(ruleIds, suppressionListIds) };
  await assertPicks(parts, caller, fields);
  return parts.store.campaignGroups.create(caller.organizationId, fields, caller.actor);
}

/** Changes the named fields of a campaign group. */
export async function updateCampaignGroup(
  parts: Parts,
  caller: Caller,
  id: CampaignGroupId,
  { version, ...change }: CampaignGroupChangeJson,
): Promise<CampaignGroup> {
  const { campaignGroups } = parts.store;
  const current = found(await campaignGroups.get(caller.organizationId, id), 'campaign group');
  if (current.version !== version) throw versionConflict(current.version);
  const picked = picks(
    change.ruleIds ?? current.ruleIds,
    change.suppressionListIds ?? current.suppressionListIds,
  );
  if (change.ruleIds !== undefined || change.suppressionListIds !== undefined)
    await assertPicks(parts, caller, picked);
  const { name = current.name, timezoneSource = current.timezoneSource } = change;
  return onVersion(
    () =>
      campaignGroups.update(
        caller.organizationId,
        id,
        version,
        { name, timezoneSource, ...picked },
        caller.actor,
      ),
    () => campaignGroups.get(caller.organizationId, id),
  );
}

type Picks = Pick<CampaignGroupFields, 'ruleIds' | 'suppressionListIds'>;

function picks(ruleIds: readonly string[], suppressionListIds: readonly string[]): Picks {
  return { ruleIds: ruleIds as RuleId[], suppressionListIds: suppressionListIds as SuppressionListId[] };
}

async function assertPicks(
  parts: Parts,
  caller: Caller,
  { ruleIds, suppressionListIds }: Picks,
): Promise<void> {
  const { store } = parts;
  const { organizationId } = caller;
  for (const [index, id] of ruleIds.entries()) {
    const rule =
      (await store.rules.get(organizationId, 'attempt', id)) ??
      (await store.rules.get(organizationId, 'contact-times', id));
    if (rule === undefined)
      throw new CommandError('rule_unknown', `there is no rule \`${id}\`; check the id`, {
        path: `/ruleIds/${index}`,
      });
  }
  for (const [index, id] of suppressionListIds.entries()) {
    if ((await store.suppression.get(organizationId, id)) === undefined)
      throw new CommandError(
        'suppression_list_unknown',
        `there is no suppression list \`${id}\`; check the id`,
        {
          path: `/suppressionListIds/${index}`,
        },
      );
  }
  await assertRoomForPicks(parts, caller, { ruleIds, suppressionListIds });
}
