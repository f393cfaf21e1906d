import { endpoints } from '@tact/api';
import { formatInstant, type CampaignGroupId, type RuleId } from '@tact/engine';
import type { CampaignGroup } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import {
  createCampaignGroup,
  pickRuleOnGroup,
  unpickRuleOnGroup,
  updateCampaignGroup,
} from '../../commands/save-campaign-group.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of campaign groups. */
export function registerCampaignGroups({ route }: Router, parts: Parts): void {
  const { campaignGroups } = endpoints;
  const { store } = parts;
  route(campaignGroups.create, async ({ body, caller }) =>
    answer(201, groupJson(await createCampaignGroup(parts, caller, body))),
  );
  route(campaignGroups.list, async ({ query, caller }) => {
    const page = await store.campaignGroups.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, groupJson));
  });
  route(campaignGroups.get, async ({ params, caller }) => {
    const group = await store.campaignGroups.get(caller.organizationId, params.id as CampaignGroupId);
    return answer(200, groupJson(found(group, 'campaign group')));
  });
  route(campaignGroups.update, async ({ params, body, caller }) =>
    answer(200, groupJson(await updateCampaignGroup(parts, caller, params.id as CampaignGroupId, body))),
  );
  route(campaignGroups.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.campaignGroups.delete(organizationId, params.id as CampaignGroupId, actor);
    return answer(204, null);
  });
  route(campaignGroups.pickRule, async ({ params, caller }) =>
    answer(200, groupJson(await pickRuleOnGroup(parts, caller, pickOf(params)))),
  );
  route(campaignGroups.unpickRule, async ({ params, caller }) =>
    answer(200, groupJson(await unpickRuleOnGroup(parts, caller, pickOf(params)))),
  );
}

function pickOf({ id, ruleId }: { readonly id: string; readonly ruleId: string }) {
  return { id: id as CampaignGroupId, ruleId: ruleId as RuleId };
}

function groupJson({ createdAt, updatedAt, ...group }: CampaignGroup) {
  return { ...group, createdAt: formatInstant(createdAt), updatedAt: formatInstant(updatedAt) };
}
