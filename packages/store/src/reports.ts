import { sql } from 'kysely';
import type { Instant } from '@tact/engine';
import type { Database } from './database.ts';
import { afterOptOutsPort } from './interactions/after-opt-outs.ts';
import { readInteractions } from './interactions/read-interactions.ts';
import { streamInteractions } from './interactions/stream-interactions.ts';
import type { ReportPort, RuleChange } from './ports.ts';
import { RULE_ENTITIES } from './ports/reports.ts';

/** What reports are made of. */
export function reportPort(database: Database): ReportPort {
  return {
    interactions: (organizationId, request) => readInteractions(database, organizationId, request),
    interactionStream: (organizationId, request) => streamInteractions(database, organizationId, request),
    afterOptOuts: afterOptOutsPort(database),
    ruleChanges: (organizationId) =>
      database.inOrganization(organizationId, async (tx) => {
        // Entries of lists are told by the million, and change no rule; nor does a pause of the campaigns, which is told of the organization.
        const { rows } = await sql<ChangeRow>`
          select at, entity, entity_id, before, after, action, actor ->> 'name' as actor_name
          from audit_log
          where organization_id = ${organizationId} and entity = any (${[...RULE_ENTITIES]}::text[])
            and (entity <> 'suppression-list' or action in ('suppression-list.create', 'suppression-list.update', 'suppression-list.delete'))
            and action not in ('execution.pause', 'execution.resume')
          order by at, id`.execute(tx);
        return rows.map(changeOf);
      }),
  };
}

interface ChangeRow {
  readonly at: number;
  readonly entity: RuleChange['entity'];
  readonly entity_id: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly action: string;
  readonly actor_name: string | null;
}

function changeOf({
  at,
  entity,
  entity_id: entityId,
  before,
  after,
  action,
  actor_name: name,
}: ChangeRow): RuleChange {
  return {
    at: at as Instant,
    entity,
    entityId,
    before: before ?? null,
    after: after ?? null,
    action,
    actorName: name ?? '',
  };
}
