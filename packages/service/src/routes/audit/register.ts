import { endpoints, type Endpoints, type QueryOf } from '@tact/api';
import { zoneTable } from '@tact/places';
import type { AuditFilter } from '@tact/store';
import { CommandError } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { answer, type Download, type Router } from '../../http/router.ts';
import { auditChain } from '../../proof/audit-chain.ts';
import { auditTexts, entryJson } from '../../proof/audit-files.ts';
import type { RowFormat } from '../../proof/report-files.ts';
import { reportPeriod } from '../../proof/report-period.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of the audit log. */
export function registerAudit({ route, download }: Router, parts: Parts): void {
  const { store } = parts;
  route(endpoints.audit.list, async ({ query, caller }) => {
    const filter = await filterOf(parts, caller, query);
    return answer(
      200,
      pageJson(await store.audit.list(caller.organizationId, pageRequest(query), filter), entryJson),
    );
  });

  route(endpoints.audit.chain, async ({ caller }) =>
    answer(200, await auditChain(parts, caller.organizationId)),
  );

  async function file(caller: Caller, query: Resumed, format: RowFormat): Promise<Download> {
    const entries = store.audit.parts(
      caller.organizationId,
      query.after ?? 0,
      await filterOf(parts, caller, query),
    );
    return {
      fileName: `audit.${format}`,
      chunks: auditTexts(entries, format, query.after === undefined),
    };
  }
  download(endpoints.audit.csv, ({ query, caller }) => file(caller, query, 'csv'));
  download(endpoints.audit.ndjson, ({ query, caller }) => file(caller, query, 'ndjson'));
}

type Filtered = QueryOf<Endpoints['audit']['list']>;
type Resumed = QueryOf<Endpoints['audit']['csv']>;

/** Where only one edge of the period is given, the other one lies beyond every entry. */
const FIRST = '1970-01-01T00:00:00Z';
const LAST = '2100-01-01T00:00:00Z';

async function filterOf(
  { store }: Parts,
  { organizationId }: Caller,
  query: Filtered | Resumed,
): Promise<Partial<AuditFilter>> {
  const { from, to, entity, entityId, action, actorId, actorKind, source, requestId } = query;
  const filter = {
    entity: entity ?? null,
    entityId: entityId ?? null,
    action: action ?? null,
    actorId: actorId ?? null,
    actorKind: actorKind ?? null,
    source: source ?? null,
    requestId: requestId ?? null,
  };
  if (from === undefined && to === undefined) return filter;
  const { rules } = await store.organizations.get(organizationId);
  const period = reportPeriod(from ?? FIRST, to ?? LAST, rules.zone, zoneTable());
  if ('problem' in period) throw new CommandError('instant_invalid', period.problem, { path: '/from' });
  return { ...filter, ...period };
}
