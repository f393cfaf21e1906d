import { endpoints } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { AuditEntry } from '@tact/store';
import type { Parts } from '../../commands/context.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of the audit log. */
export function registerAudit({ route }: Router, { store }: Parts): void {
  route(endpoints.audit.list, async ({ query, caller }) => {
    const filter = { entity: query.entity ?? null, entityId: query.entityId ?? null };
    const page = await store.audit.list(caller.organizationId, pageRequest(query), filter);
    return answer(200, pageJson(page, entryJson));
  });
}

function entryJson({ id, at, actor, action, entity, entityId, before, after, reason }: AuditEntry) {
  const { kind, name, requestId, source } = actor;
  return {
    id,
    at: formatInstant(at),
    actor: { kind, id: actor.id, name, requestId, source },
    action,
    entity,
    entityId,
    before: before ?? null,
    after: after ?? null,
    reason,
  };
}
