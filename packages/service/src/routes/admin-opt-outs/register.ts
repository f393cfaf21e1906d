import { API_LIMITS, endpoints } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { OptOutOfContact } from '@tact/store';
import { bulkOptOut, type BulkOptOutDone } from '../../commands/bulk-opt-out.ts';
import type { Parts } from '../../commands/context.ts';
import { liftOptOutsOfContact } from '../../commands/lift-opt-outs.ts';
import { momentOf } from '../../commands/moment.ts';
import { spanEdgeJson } from '../../commands/read-values.ts';
import { answer, type Router } from '../../http/router.ts';

/** Registers the opt-out routes of the source product (seed B3). */
export function registerAdminOptOuts({ route }: Router, parts: Parts): void {
  const { adminOptOuts } = endpoints;
  route(adminOptOuts.bulk, async ({ body, caller }) =>
    answer(200, bulkJson(await bulkOptOut(parts, caller, body))),
  );
  route(adminOptOuts.list, async ({ query, caller: { organizationId } }) => {
    const { page = 1, page_size: pageSize = API_LIMITS.pageSizeDefault } = query;
    const now = await momentOf(parts, organizationId);
    const listed = await parts.store.optOuts.listInForce(organizationId, { page, pageSize }, now);
    return answer(200, { items: listed.items.map(itemJson), total: listed.total, page, page_size: pageSize });
  });
  route(adminOptOuts.lift, async ({ params, query, body, caller }) => {
    const reason = body?.reason ?? query.reason;
    const { clientId, lifted } = await liftOptOutsOfContact(parts, caller, params.contactId, reason);
    return answer(200, {
      contact_id: params.contactId,
      client_id: clientId,
      lifted: lifted.map(({ id }) => id),
    });
  });
}

function bulkJson(done: BulkOptOutDone) {
  const { contacts } = done;
  const already = contacts.filter(({ optOutId }) => optOutId === null).length;
  return {
    received: done.received,
    repeated: done.repeated,
    matched: done.matched,
    opted_out: contacts.length - already,
    already,
    stored: done.stored,
    already_stored: done.alreadyStored,
    list_id: done.listId,
    contacts: contacts.map(({ contactId, clientId, optOutId }) => ({
      contact_id: contactId,
      client_id: clientId,
      opt_out_id: optOutId,
    })),
    not_found: done.unmatched,
    invalid: done.invalid,
  };
}

function itemJson({ contact, ...optOut }: OptOutOfContact) {
  return {
    contact_id: contact?.id ?? null,
    client_id: optOut.clientId,
    name: contact?.name ?? null,
    opt_out_id: optOut.id,
    channels: optOut.channels,
    contact_only: optOut.contactOnly,
    reason: optOut.reason,
    source: optOut.source,
    from: spanEdgeJson(optOut.from),
    until: optOut.until === null ? null : spanEdgeJson(optOut.until),
    created_at: formatInstant(optOut.createdAt),
    created_by: optOut.createdBy,
    created_by_name: optOut.createdByName,
  };
}
