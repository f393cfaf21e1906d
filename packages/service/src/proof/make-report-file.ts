import { DAY_MS, formatInstant, type Instant, type OrganizationId, type ZoneTable } from '@tact/engine';
import type { AttemptId, CampaignGroupId, ClientId, AccountId } from '@tact/engine';
import type { InteractionFilter, Store } from '@tact/store';
import { complianceReport, type ReportPart } from './compliance-report.ts';
import { walkOptOuts } from './opt-outs-honoured.ts';
import { periodOf, type ReportFilePlan, type ReportFileProgress } from './report-file-plan.ts';
import { reportInForm } from './report-files.ts';
import { reportPdf } from './report-pdf.ts';
import { createSummary, type OptOutsHonoured } from './report-summary.ts';

/** A part of a file, ready to be stored. */
export interface MadePart {
  /** Null: nothing is written this time. */
  readonly body: Uint8Array | null;
  readonly rows: number;
  readonly progress: ReportFileProgress;
  /** 0 to 1. */
  readonly done: number;
}

/** What a report file is made with. */
export interface MakingParts {
  readonly store: Store;
  readonly zoneTable: ZoneTable;
}

/**
 * Makes a file part by part, or goes on after the last interaction that is written. Who goes on comes to the same file as who was never
 * stopped. A summary is small and has no rows to go on after: it is counted anew.
 */
export async function* makeReportFile(
  { store, zoneTable }: MakingParts,
  organizationId: OrganizationId,
  plan: ReportFilePlan,
  progress: ReportFileProgress | null,
): AsyncGenerator<MadePart> {
  const { asked, zone, madeAt } = plan;
  const { format, hours = null, decision = null } = asked;
  const period = periodOf(asked, zone, zoneTable);
  const after = format === 'pdf' ? null : ((progress?.after ?? null) as AttemptId | null);
  const parts = { store, zoneTable, now: madeAt };
  const filter = reportFilterOf(asked, period);
  const options = { after, details: format !== 'pdf', hours, decision };
  const doneAt = (part: Pick<ReportPart, 'toldUntil'>) => doneOf(part.toldUntil, period, madeAt);
  if (format === 'pdf')
    yield* summaryOf(complianceReport(parts, organizationId, filter, options), {
      plan,
      doneAt,
      optOuts: () => walkOptOuts({ store, zoneTable }, { organizationId, zone, filter }),
    });
  else {
    let last: string | null = after;
    const written = { ...options, header: progress === null };
    for await (const part of reportInForm(format, parts, organizationId, filter, written)) {
      last = part.lastId ?? last;
      yield {
        body: part.bytes.length === 0 ? null : part.bytes,
        rows: part.rows,
        progress: { after: last },
        done: doneAt(part),
      };
    }
  }
}

/** The interactions that somebody asked for, as the store takes them. */
export function reportFilterOf(
  asked: Pick<
    ReportFilePlan['asked'],
    'channel' | 'direction' | 'campaignGroupId' | 'clientId' | 'accountId'
  >,
  period: Pick<InteractionFilter, 'from' | 'until'>,
): InteractionFilter {
  return {
    ...period,
    channel: asked.channel ?? null,
    direction: asked.direction ?? null,
    campaignGroupId: (asked.campaignGroupId ?? null) as CampaignGroupId | null,
    clientId: (asked.clientId ?? null) as ClientId | null,
    accountId: (asked.accountId ?? null) as AccountId | null,
  };
}

async function* summaryOf(
  parts: AsyncIterable<ReportPart>,
  {
    plan: { asked, organization, madeAt },
    doneAt,
    optOuts,
  }: {
    readonly plan: ReportFilePlan;
    readonly doneAt: (part: ReportPart) => number;
    readonly optOuts: () => AsyncGenerator<void, OptOutsHonoured>;
  },
): AsyncGenerator<MadePart> {
  const counter = createSummary();
  for await (const part of parts) {
    for (const row of part.rows) counter.add(row);
    yield notYet(Math.min(doneAt(part), COUNTED));
  }
  const walk = optOuts();
  let step = await walk.next();
  for (; step.done !== true; step = await walk.next()) yield notYet(COUNTED);
  const summary = counter.summary();
  const head = { organization, period: `${asked.from} to ${asked.to}`, madeAt: formatInstant(madeAt) };
  const body = reportPdf({ ...summary, optOuts: step.value }, head);
  yield { body, rows: summary.total.interactions, progress: { after: null }, done: 1 };
}

/** How far a summary is when all interactions are counted; what is left is how opt-outs were honoured, and the page. */
const COUNTED = 0.95;

/** A part of a summary, of which nothing is written before its end. */
function notYet(done: number): MadePart {
  return { body: null, rows: 0, progress: { after: null }, done };
}

/** The share of the time that is told; what lies after the making is empty, and a day of clocks that differ is allowed for. */
function doneOf(
  toldUntil: Instant,
  { from, until }: { readonly from: Instant; readonly until: Instant },
  madeAt: Instant,
): number {
  const end = Math.max(from + 1, Math.min(until, madeAt + DAY_MS));
  return Math.min(1, Math.max(0, (Math.min(toldUntil, end) - from) / (end - from)));
}
