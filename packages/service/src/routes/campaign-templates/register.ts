import { endpoints } from '@tact/api';
import { formatInstant, type RuleId } from '@tact/engine';
import type { CampaignTemplate, CampaignTemplateId } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import {
  createCampaignTemplate,
  pickRuleOnTemplate,
  unpickRuleOnTemplate,
  updateCampaignTemplate,
} from '../../commands/save-campaign-template.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of campaign templates. */
export function registerCampaignTemplates({ route }: Router, parts: Parts): void {
  const { campaignTemplates } = endpoints;
  const { store } = parts;
  route(campaignTemplates.create, async ({ body, caller }) =>
    answer(201, templateJson(await createCampaignTemplate(parts, caller, body))),
  );
  route(campaignTemplates.list, async ({ query, caller }) => {
    const page = await store.campaignTemplates.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, templateJson));
  });
  route(campaignTemplates.get, async ({ params, caller }) => {
    const template = await store.campaignTemplates.get(
      caller.organizationId,
      params.id as CampaignTemplateId,
    );
    return answer(200, templateJson(found(template, 'campaign template')));
  });
  route(campaignTemplates.update, async ({ params, body, caller }) =>
    answer(
      200,
      templateJson(await updateCampaignTemplate(parts, caller, params.id as CampaignTemplateId, body)),
    ),
  );
  route(campaignTemplates.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.campaignTemplates.delete(organizationId, params.id as CampaignTemplateId, actor);
    return answer(204, null);
  });
  route(campaignTemplates.pickRule, async ({ params, caller }) =>
    answer(200, templateJson(await pickRuleOnTemplate(parts, caller, pickOf(params)))),
  );
  route(campaignTemplates.unpickRule, async ({ params, caller }) =>
    answer(200, templateJson(await unpickRuleOnTemplate(parts, caller, pickOf(params)))),
  );
}

function pickOf({ id, ruleId }: { readonly id: string; readonly ruleId: string }) {
  return { id: id as CampaignTemplateId, ruleId: ruleId as RuleId };
}

function templateJson({ createdAt, updatedAt, ...template }: CampaignTemplate) {
  return { ...template, createdAt: formatInstant(createdAt), updatedAt: formatInstant(updatedAt) };
}
