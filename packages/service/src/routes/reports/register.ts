import { API_LIMITS, endpoints, type QueryOf, type Endpoints } from '@tact/api';
import { formatInstant, type AttemptId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { isUuid, type AfterOptOutsPlace, type AttemptAfterOptOut } from '@tact/store';
import { CommandError } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { answer, type Download, type Router } from '../../http/router.ts';
import { complianceReport, type ReportOptions } from '../../proof/compliance-report.ts';
import { reportFilterOf } from '../../proof/make-report-file.ts';
import { periodOf, reportFileName } from '../../proof/report-file-plan.ts';
import { attemptsAfterOptOuts, optOutsHonoured } from '../../proof/opt-outs-honoured.ts';
import { bytesOf, reportInForm, summarize, type RowFormat } from '../../proof/report-files.ts';
import { reportPdf } from '../../proof/report-pdf.ts';
import type { ReportRow } from '../../proof/report-row.ts';
import type { WholeSummary } from '../../proof/report-summary.ts';

/** Registers the routes of reports. */
export function registerReports({ route, download }: Router, parts: Parts): void {
  const { reports } = endpoints;
  const { store, clock } = parts;

  async function rowsOf(caller: Caller, query: Filtered, given: Pick<ReportOptions, 'after' | 'details'>) {
    return complianceReport(...(await askedOf(parts, caller, query, given)).asked);
  }

  async function file(caller: Caller, query: Resumed, format: RowFormat): Promise<Download> {
    const after = (query.after ?? null) as AttemptId | null;
    const { asked } = await askedOf(parts, caller, query, { after, details: true });
    const [made, own, filter, options] = asked;
    const chunks = bytesOf(reportInForm(format, made, own, filter, { ...options, header: after === null }));
    return { fileName: reportFileName(query, format), chunks };
  }

  route(reports.compliance, async ({ query, caller }) => {
    const limit = query.limit ?? API_LIMITS.pageItemsDefault;
    const items: ReportRow[] = [];
    const after = afterOf(query.cursor);
    for await (const { rows } of await rowsOf(caller, query, { after, details: true })) {
      items.push(...rows.slice(0, limit + 1 - items.length));
      if (items.length > limit) break;
    }
    const shown = items.slice(0, limit);
    return answer(200, {
      items: shown,
      next: items.length > limit ? (shown.at(-1)?.interactionId ?? null) : null,
    });
  });
  download(reports.complianceCsv, ({ query, caller }) => file(caller, query, 'csv'), {
    isLong: true,
  });
  download(reports.complianceNdjson, ({ query, caller }) => file(caller, query, 'ndjson'), {
    isLong: true,
  });
  download(reports.compliancePdf, async ({ query, caller }) => {
    const { name } = await store.organizations.get(caller.organizationId);
    const summary = await summaryOf(parts, caller, query);
    const head = {
      organization: name,
      period: `${query.from} to ${query.to}`,
      madeAt: formatInstant(clock()),
    };
    return { fileName: reportFileName(query, 'pdf'), chunks: once(reportPdf(summary, head)) };
  });
  route(reports.complianceSummary, async ({ query, caller }) =>
    answer(200, await summaryOf(parts, caller, query)),
  );
  route(reports.afterOptOuts, async ({ query, caller }) =>
    answer(200, await afterOptOuts(parts, caller, query)),
  );
}

type Reports = Endpoints['reports'];
type Filtered = QueryOf<Reports['complianceSummary']>;
type Resumed = QueryOf<Reports['complianceCsv']>;

type Given = Pick<ReportOptions, 'after' | 'details'>;

/** What a report is made from and of, as it was asked for. */
async function askedOf({ store, clock }: Parts, caller: Caller, query: Filtered, given: Given) {
  const { rules } = await store.organizations.get(caller.organizationId);
  const period = periodOf(query, rules.zone, zoneTable());
  const options = { ...given, hours: query.hours ?? null, decision: query.decision ?? null };
  const made = { store, zoneTable: zoneTable(), now: clock() };
  const { organizationId } = caller;
  const filter = reportFilterOf(query, period);
  const question = { organizationId, zone: rules.zone, filter };
  return { question, asked: [made, organizationId, filter, options] as const };
}

/** The summary with how opt-outs were honoured. */
async function summaryOf(parts: Parts, caller: Caller, query: Filtered): Promise<WholeSummary> {
  const { question, asked } = await askedOf(parts, caller, query, { after: null, details: false });
  const optOuts = await optOutsHonoured({ store: parts.store, zoneTable: zoneTable() }, question);
  return { ...(await summarize(complianceReport(...asked))), optOuts };
}

/** A page of the attempts after opt-outs. */
async function afterOptOuts(parts: Parts, caller: Caller, query: QueryOf<Reports['afterOptOuts']>) {
  const { question } = await askedOf(parts, caller, query, { after: null, details: false });
  const limit = query.limit ?? API_LIMITS.pageItemsDefault;
  const place = placeOf(query.cursor);
  const { rows, next } = await attemptsAfterOptOuts(
    { store: parts.store, zoneTable: zoneTable() },
    question,
    { place, limit },
  );
  const cursor = next === null ? null : [next.optOutId, next.attemptId ?? ''].join(' ').trim();
  return { items: rows.map(afterOptOutJson), next: cursor };
}

/** A page goes on after the last interaction of the one before. */
function afterOf(cursor: string | undefined): AttemptId | null {
  if (cursor === undefined) return null;
  if (isUuid(cursor)) return cursor as AttemptId;
  throw badCursor();
}

/** A place in the rows behind the opt-outs: an opt-out, and an attempt where it is not through with it. */
function placeOf(cursor: string | undefined): AfterOptOutsPlace | null {
  if (cursor === undefined) return null;
  const [optOutId = '', attemptId, ...rest] = cursor.split(' ');
  const isOurs = isUuid(optOutId) && (attemptId === undefined || isUuid(attemptId)) && rest.length === 0;
  if (!isOurs) throw badCursor();
  return { optOutId, attemptId: attemptId ?? null };
}

function badCursor(): CommandError {
  return new CommandError(
    'cursor_invalid',
    'the cursor is not one that this listing gave; begin again without it',
  );
}

function afterOptOutJson(row: AttemptAfterOptOut) {
  const { optOutId, optOutClientId, since, id, at, clientId, deviceKey, channel, decisionId } = row;
  return {
    optOutId,
    optOutClientId,
    since: formatInstant(since),
    afterMs: at - since,
    interactionId: id,
    atUtc: formatInstant(at),
    clientId,
    device: deviceKey,
    channel,
    decisionId,
  };
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield await Promise.resolve(value);
}
