import type { Selectable } from 'kysely';
import type { CampaignGroupId, Channel, ClientId, Instant } from '@tact/engine';
import { instantValue, type Database } from './database.ts';
import type { Tables } from './database-types.ts';
import { commitDecisions } from './deciding/commit.ts';
import { loadFacts } from './deciding/load.ts';
import { surveyFacts } from './deciding/survey.ts';
import { keyOf, pageOf } from './page.ts';
import type { DecisionPort, StoredDecision } from './ports.ts';
import { timeOfUuidV7 } from './uuid-v7.ts';

/** The hot path, and the records that it leaves. */
export function decisionPort(database: Database): DecisionPort {
  return {
    load: (organizationId, queries, scope) => loadFacts(database, organizationId, queries, scope),
    survey: (organizationId, queries, scope) => surveyFacts(database, organizationId, queries, scope),
    commit: (organizationId, epochs, decisions) =>
      commitDecisions(database, organizationId, epochs, decisions),
    get(organizationId, id) {
      const at = timeOfUuidV7(id);
      if (at === undefined) return Promise.resolve(undefined);
      return database.inOrganization(organizationId, async (tx) => {
        const row = await tx
          .selectFrom('decisions')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .where('at', '=', instantValue(at))
          .executeTakeFirst();
        return row === undefined ? undefined : decisionOf(row);
      });
    },
    list: (organizationId, page, { clientId, decision }) =>
      database.inOrganization(organizationId, async (tx) => {
        let query = tx.selectFrom('decisions').selectAll().where('organization_id', '=', organizationId);
        if (clientId !== null) query = query.where('client_id', '=', clientId);
        if (decision !== null) query = query.where('allowed', '=', decision === 'allowed');
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, decisionOf, ({ id }) => [id]);
      }),
  };
}

function decisionOf(row: Selectable<Tables['decisions']>): StoredDecision {
  return {
    id: row.id,
    at: row.at as Instant,
    clientId: row.client_id as ClientId,
    channel: row.channel as Channel,
    campaignGroupId: row.campaign_group_id as CampaignGroupId | null,
    decision: row.allowed ? 'allowed' : 'blocked',
    code: row.code,
    ruleset: row.ruleset,
    record: row.record,
  };
}
