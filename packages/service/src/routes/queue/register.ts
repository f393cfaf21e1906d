import { endpoints } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { ChannelPace, QueueItem } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { queueOverview, type QueueOverview } from '../../commands/queue-overview.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of the queue. */
export function registerQueue({ route }: Router, parts: Parts): void {
  const { queue } = endpoints;
  const { store } = parts;
  const overview = async ({ organizationId }: Caller, campaignId: string | null = null) =>
    overviewJson(await queueOverview(parts, organizationId, campaignId));
  const setPaused = async (caller: Caller, isPaused: boolean) => {
    await store.queue.setPaused(caller.organizationId, isPaused, caller.actor);
    return answer(200, await overview(caller));
  };
  route(queue.get, async ({ query, caller }) => answer(200, await overview(caller, query.campaignId)));
  route(queue.listItems, async ({ query, caller }) => {
    const { campaignId = null, state = null, assignee = null, code = null } = query;
    const filter = { campaignId, state, assignee, code };
    const page = await store.queue.list(caller.organizationId, pageRequest(query), filter);
    return answer(200, pageJson(page, itemJson));
  });
  route(queue.getItem, async ({ params, caller }) => {
    const item = await store.queue.get(caller.organizationId, params.id);
    return answer(200, itemJson(found(item, 'item of the queue')));
  });
  route(queue.pause, ({ caller }) => setPaused(caller, true));
  route(queue.resume, ({ caller }) => setPaused(caller, false));
  route(queue.setChannelLimits, async ({ params: { channel }, body, caller }) => {
    const limits = { channel, ...body };
    const pace = await store.queue.setChannelLimits(caller.organizationId, limits, caller.actor);
    return answer(200, paceJson(pace));
  });
}

function overviewJson({ paused, figures, channels }: QueueOverview) {
  const { pending, processing, completed, failed, skipped } = figures;
  return {
    paused,
    figures: { pending, processing, completed, failed, skipped },
    channels: channels.map(paceJson),
  };
}

function paceJson({ notBefore, ...pace }: ChannelPace) {
  return { ...pace, heldBackUntil: instantOrNull(notBefore) };
}

function itemJson({ scheduledAt, createdAt, updatedAt, finishedAt, ...item }: QueueItem) {
  return {
    ...item,
    scheduledAt: formatInstant(scheduledAt),
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
    finishedAt: instantOrNull(finishedAt),
  };
}
