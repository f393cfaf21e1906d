import { endpoints, type ScriptCheckJson } from '@tact/api';
import { formatInstant, type Instant } from '@tact/engine';
import type { Campaign, CampaignStatus } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { forecastList } from '../../commands/forecast-list.ts';
import type { LookParts } from '../../commands/look-parts.ts';
import { createCampaign, updateCampaign } from '../../commands/save-campaign.ts';
import { readScript } from '../../execution/script/read-script.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Before anything was sent. */
const EVER = 0 as Instant;

/** Registers the routes of campaigns. */
export function registerCampaigns({ route }: Router, parts: Parts & LookParts): void {
  const { campaigns } = endpoints;
  const { store, clock } = parts;
  route(campaigns.checkScript, ({ body }) => Promise.resolve(answer(200, scriptCheckJson(body.script))));
  route(campaigns.create, async ({ body, caller }) =>
    answer(201, campaignJson(await createCampaign(parts, caller, body))),
  );
  route(campaigns.list, async ({ query, caller }) => {
    const page = await store.campaigns.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, campaignJson));
  });
  route(campaigns.get, async ({ params, caller }) => {
    const campaign = await store.campaigns.get(caller.organizationId, params.id);
    return answer(200, campaignJson(found(campaign, 'campaign')));
  });
  route(campaigns.progress, async ({ params, caller: { organizationId } }) => {
    const { id, contactListId } = found(await store.campaigns.get(organizationId, params.id), 'campaign');
    const [list, figures] = await Promise.all([
      store.contactLists.get(organizationId, contactListId),
      store.queue.figures(organizationId, id, EVER),
    ]);
    return answer(200, { records: list?.size ?? 0, ...figures });
  });
  route(campaigns.update, async ({ params, body, caller }) =>
    answer(200, campaignJson(await updateCampaign(parts, caller, params.id, body))),
  );
  route(campaigns.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.campaigns.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
  route(campaigns.forecast, async ({ params, query, caller }) => {
    const campaign = found(await store.campaigns.get(caller.organizationId, params.id), 'campaign');
    return answer(200, await forecastList(parts, caller, campaign, query.hours));
  });
  const moveTo =
    (status: Exclude<CampaignStatus, 'draft'>) =>
    async ({ params, caller }: { readonly params: { readonly id: string }; readonly caller: Caller }) => {
      const moved = await store.campaigns.setStatus(caller.organizationId, params.id, status, caller.actor);
      return answer(200, campaignJson(moved));
    };
  route(campaigns.activate, moveTo('active'));
  route(campaigns.pause, moveTo('paused'));
  route(campaigns.resume, moveTo('active'));
  route(campaigns.complete, moveTo('completed'));
  route(campaigns.enqueue, async ({ params, caller: { organizationId, actor } }) =>
    answer(200, { enqueued: await store.queue.enqueueAll(organizationId, params.id, clock(), actor) }),
  );
}

function scriptCheckJson(script: string): ScriptCheckJson {
  const check = readScript(script);
  return check.ok
    ? { valid: true, problems: [], states: [...check.script.states.keys(), ...check.script.finals] }
    : { valid: false, problems: [...check.problems], states: [] };
}

function campaignJson({ startsAt, endsAt, createdAt, updatedAt, ...campaign }: Campaign) {
  return {
    ...campaign,
    devicePositions: [...campaign.devicePositions],
    startsAt: instantOrNull(startsAt),
    endsAt: instantOrNull(endsAt),
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}
