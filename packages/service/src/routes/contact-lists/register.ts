import { endpoints } from '@tact/api';
import { DEVICE_POSITION_MAX, formatInstant, type CampaignGroupId } from '@tact/engine';
import type { ContactList, ContactListRecord, RecordFilter } from '@tact/store';
import { CommandError, found } from '../../command-error.ts';
import { addContactListRecords } from '../../commands/add-contact-list-records.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { forecastList } from '../../commands/forecast-list.ts';
import type { LookParts } from '../../commands/look-parts.ts';
import { onVersion } from '../../commands/version-conflict.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of contact lists. */
export function registerContactLists(router: Router, parts: Parts & LookParts): void {
  const { route } = router;
  const { contactLists } = endpoints;
  const lists = parts.store.contactLists;
  route(contactLists.create, async ({ body, caller: { organizationId, actor } }) =>
    answer(201, listJson(await lists.create(organizationId, body.name, actor))),
  );
  route(contactLists.list, async ({ query, caller }) => {
    const page = await lists.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, listJson));
  });
  route(contactLists.get, async ({ params, caller }) => {
    const list = await lists.get(caller.organizationId, params.id);
    return answer(200, listJson(found(list, 'contact list')));
  });
  route(contactLists.update, async ({ params: { id }, body, caller: { organizationId, actor } }) => {
    const list = await onVersion(
      () => lists.rename(organizationId, id, body.version, body.name, actor),
      () => lists.get(organizationId, id),
    );
    return answer(200, listJson(list));
  });
  route(contactLists.delete, async ({ params, caller: { organizationId, actor } }) => {
    await lists.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
  registerForecast(router, parts);
  route(contactLists.addRecords, async ({ params, body, caller }) =>
    answer(200, await addContactListRecords(parts, caller, params.id, body.records)),
  );
  route(contactLists.listRecords, async ({ params, query, caller }) => {
    const page = await lists.listRecords(
      caller.organizationId,
      params.id,
      pageRequest(query),
      filterOf(query),
      query.skip,
    );
    return answer(200, pageJson(page, recordJson));
  });
  route(contactLists.countRecords, async ({ params, query, caller }) =>
    answer(200, { count: await lists.countRecords(caller.organizationId, params.id, filterOf(query)) }),
  );
  route(contactLists.setRecordStatus, async ({ params, body, caller: { organizationId, actor } }) => {
    const { id, recordId } = params;
    return answer(
      200,
      recordJson(await lists.setRecordStatus(organizationId, id, recordId, body.status, actor)),
    );
  });
  route(contactLists.deleteRecord, async ({ params, caller: { organizationId, actor } }) => {
    await lists.deleteRecord(organizationId, params.id, params.recordId, actor);
    return answer(204, null);
  });
}

function filterOf({
  status = null,
  clientId = null,
}: {
  readonly status?: RecordFilter['status'];
  readonly clientId?: string | null;
}): RecordFilter {
  return { status, clientIdStart: clientId };
}

function listJson({ createdAt, updatedAt, ...list }: ContactList) {
  return { ...list, createdAt: formatInstant(createdAt), updatedAt: formatInstant(updatedAt) };
}

function recordJson({ createdAt, progress, ...record }: ContactListRecord) {
  return {
    ...record,
    progress: progress.map(({ campaignId, state, code }) => ({ campaignId, state, code })),
    createdAt: formatInstant(createdAt),
  };
}

function registerForecast({ route }: Router, parts: Parts & LookParts): void {
  const { contactLists } = endpoints;
  const lists = parts.store.contactLists;
  route(contactLists.forecast, async ({ params, query, caller }) => {
    const { channel = 'call', campaignGroupId, devices = DEVICE_POSITION_MAX, hours } = query;
    const { id } = found(await lists.get(caller.organizationId, params.id), 'contact list');
    const group =
      campaignGroupId === undefined ? null : await groupOf(parts, caller, campaignGroupId as CampaignGroupId);
    const devicePositions = Array.from({ length: devices }, (_, index) => index + 1);
    const plan = { contactListId: id, campaignGroupId: group, channel, devicePositions };
    return answer(200, await forecastList(parts, caller, plan, hours));
  });
}

/** The group itself; throws `campaign_group_unknown` where there is none. */
async function groupOf(
  { store }: Parts,
  { organizationId }: Caller,
  id: CampaignGroupId,
): Promise<CampaignGroupId> {
  if ((await store.campaignGroups.get(organizationId, id)) === undefined)
    throw new CommandError('campaign_group_unknown', `there is no campaign group \`${id}\``, {
      path: '/campaignGroupId',
    });
  return id;
}
