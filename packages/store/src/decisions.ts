import type { Selectable } from 'kysely';
import type { CampaignGroupId, Channel, ClientId, Instant } from '@tact/engine';
import { instantValue, type Database } from './database.ts';
import type { Tables } from './database-types.ts';
import { commitDecisions } from './deciding/commit.ts';
import { listedNumbers } from './deciding/listed-numbers.ts';
import { loadFacts } from './deciding/load.ts';
import type { Namers } from './erasure/erased-names.ts';
import { surveyFacts } from './deciding/survey.ts';
import { VersionGoneError } from './number-sets/read-pieces.ts';
import { keyOf, pageOf } from './page.ts';
import type { DecisionPort, StoredDecision } from './ports.ts';
import { firstIdAt, timeOfUuidV7 } from './uuid-v7.ts';

/** The hot path, and the records that it leaves. */
export function decisionPort(database: Database, namers: Namers): DecisionPort {
  const parts = { database, namers, listedNumbers: listedNumbers(database, NUMBER_BYTES_MAX) };
  return {
    load: (organizationId, queries, scope) =>
      onceMoreWhereGone(() => loadFacts(parts, organizationId, queries, scope)),
    survey: (organizationId, queries, scope) =>
      onceMoreWhereGone(() => surveyFacts(parts, organizationId, queries, scope)),
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
    sample: (organizationId, instants, until) =>
      database.inOrganization(organizationId, async (tx) => {
        const found = new Map<string, StoredDecision>();
        for (const at of instants.toSorted((one, other) => one - other)) {
          const row = await tx
            .selectFrom('decisions')
            .selectAll()
            .where('organization_id', '=', organizationId)
            .where('id', '>', firstIdAt(at))
            .where('at', '>=', instantValue(at))
            .where('at', '<', instantValue(until))
            .orderBy('id')
            .limit(1)
            .executeTakeFirst();
          if (row !== undefined) found.set(row.id, decisionOf(row));
        }
        return [...found.values()];
      }),
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

/** Memory for numbers of suppression lists: 250 million of them, spread over a country, need 400 MB. */
const NUMBER_BYTES_MAX = 512 * 1024 * 1024;

/** Between the snapshot and its numbers a version can be replaced and deleted; then the facts are older than what is in force anyway. */
async function onceMoreWhereGone<Facts>(load: () => Promise<Facts>): Promise<Facts> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof VersionGoneError) return load();
    throw error;
  }
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
