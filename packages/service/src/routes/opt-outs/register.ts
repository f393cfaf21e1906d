import { endpoints } from '@tact/api';
import { formatInstant, type ClientId, type OptOutId } from '@tact/engine';
import type { ToldOptOut } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { createOptOut } from '../../commands/create-opt-out.ts';
import { spanEdgeJson } from '../../commands/read-values.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of opt-outs. */
export function registerOptOuts({ route }: Router, parts: Parts): void {
  const { optOuts } = endpoints;
  const { store, clock } = parts;
  route(optOuts.create, async ({ body, caller }) =>
    answer(201, optOutJson({ ...(await createOptOut(parts, caller, body)), liftedByName: null })),
  );
  route(optOuts.list, async ({ query, caller }) => {
    const page = await store.optOuts.list(caller.organizationId, pageRequest(query), {
      clientId: (query.clientId ?? null) as ClientId | null,
      active: query.active === undefined ? null : query.active === 'true',
    });
    return answer(200, pageJson(page, optOutJson));
  });
  route(optOuts.get, async ({ params, caller }) => {
    const optOut = await store.optOuts.get(caller.organizationId, params.id as OptOutId);
    return answer(200, optOutJson(found(optOut, 'opt-out')));
  });
  route(optOuts.lift, async ({ params, body, caller: { organizationId, actor } }) => {
    const id = params.id as OptOutId;
    const lifted = await store.optOuts.lift(organizationId, id, body.reason, clock(), actor);
    return answer(200, optOutJson({ ...lifted, liftedByName: actor.name }));
  });
}

function optOutJson(optOut: ToldOptOut) {
  const { id, clientId, channels, contactOnly, reason, source, from, until } = optOut;
  const { createdAt, createdBy, createdByName, liftedAt, liftedBy, liftedByName, liftReason } = optOut;
  return {
    id,
    clientId,
    channels,
    contactOnly,
    reason,
    source,
    from: spanEdgeJson(from),
    until: until === null ? null : spanEdgeJson(until),
    createdAt: formatInstant(createdAt),
    createdBy,
    createdByName,
    liftedAt: instantOrNull(liftedAt),
    liftedBy,
    liftedByName,
    liftReason,
  };
}
