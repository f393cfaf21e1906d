import type { Instant, OrganizationId, ZoneTable } from '@tact/engine';
import { makeCustomTimezones, type CustomTimezones } from '@tact/places';
import type { InteractionFilter, Store } from '@tact/store';
import { createBatchLines } from './batch-lines.ts';
import { createCsvWriter } from './csv-writer.ts';
import { createHoursJudge } from './judge-hours.ts';
import { interactionsOf, readReport, type ReadOptions } from './read-report.ts';
import { reportCsvBytes } from './report-csv.ts';
import { rowOf, type RowContext } from './report-row-of.ts';
import { instantTexts, REPORT_CSV_HEADER, type ReportRow } from './report-row.ts';
import { createRuleHistory } from './rules-as-of.ts';

/** A part of a report, ready to be written. */
export interface ReportPart {
  readonly rows: readonly ReportRow[];
  /** The instant up to which everything has been told. */
  readonly toldUntil: Instant;
}

/** Which part of a report, and how much of it. A summary needs no details. */
export interface ReportOptions extends ReadOptions {
  /** Only what fell so; null: everything. */
  readonly hours?: ReportRow['hours'] | null;
  /** Only what was made so; null: everything. */
  readonly decision?: ReportRow['decision'] | null;
}

/** What a report is made from. */
export interface ReportParts {
  readonly store: Store;
  readonly zoneTable: ZoneTable;
  /** Expired is what nobody reported by now (S7). */
  readonly now: Instant;
}

/** A part of a report as it is written. */
export interface WrittenPart extends Pick<ReportPart, 'toldUntil'> {
  readonly bytes: Uint8Array;
  /** How many rows there are in it. */
  readonly rows: number;
  /** The last one's interaction; null where there is none. */
  readonly lastId: string | null;
}

/**
 * The compliance report: every interaction in the order of time, part by part. Memory stays flat however long it is, and no transaction
 * outlasts some hundred thousand interactions. It can be taken up again after any of them. What is finished meanwhile is told as it is when it is
 * read.
 */
export async function* complianceReport(
  parts: ReportParts,
  organizationId: OrganizationId,
  filter: InteractionFilter,
  { hours = null, decision = null, ...reading }: ReportOptions,
): AsyncGenerator<ReportPart> {
  const context = await contextOf(parts, organizationId);
  for await (const part of readReport(parts.store, organizationId, filter, reading)) {
    const rows: ReportRow[] = [];
    for (const interaction of interactionsOf(part)) {
      const row = rowOf(interaction, context);
      if ((hours === null || row.hours === hours) && (decision === null || row.decision === decision))
        rows.push(row);
    }
    yield { rows, toldUntil: part.toldUntil };
  }
}

/** Bytes of CSV that a part has at first room for: those of some two thousand rows. */
const PART_BYTES = 640 * 1_024;

/** The same as CSV, byte by byte, in a third of the time: no object is made of an interaction. `header`: whether the file begins here. */
export async function* complianceCsv(
  parts: ReportParts,
  organizationId: OrganizationId,
  filter: InteractionFilter,
  { hours = null, decision = null, header, ...reading }: ReportOptions & { readonly header: boolean },
): AsyncGenerator<WrittenPart> {
  const context = await contextOf(parts, organizationId);
  const lines = createBatchLines(context, { hours, decision });
  let isFirst = header;
  for await (const part of readReport(parts.store, organizationId, filter, reading)) {
    const { toldUntil } = part;
    if ('batch' in part) {
      const writer = createCsvWriter(PART_BYTES);
      if (isFirst) writer.plain(REPORT_CSV_HEADER);
      const written = lines.write(part.batch, writer);
      yield { bytes: writer.bytes(), ...written, toldUntil };
    } else {
      const rows = part.interactions
        .map((interaction) => rowOf(interaction, context))
        .filter((row) => (hours ?? row.hours) === row.hours && (decision ?? row.decision) === row.decision);
      const lastId = rows.at(-1)?.interactionId ?? null;
      yield { bytes: reportCsvBytes(rows, isFirst), rows: rows.length, lastId, toldUntil };
    }
    isFirst = false;
  }
}

async function contextOf(
  parts: ReportParts,
  organizationId: OrganizationId,
): Promise<
  RowContext & { readonly zoneTable: ZoneTable; readonly customTimezones: CustomTimezones | undefined }
> {
  const { store, zoneTable, now } = parts;
  const history = createRuleHistory(await store.reports.ruleChanges(organizationId));
  const customTimezones = await customTimezonesOf(parts, organizationId);
  const judge = createHoursJudge({ history, zoneTable, customTimezones });
  return { history, judge, now, utcText: instantTexts(), zoneTable, customTimezones };
}

/** The organization's own map as it is now: the audit log tells of an import of it how many lines, and not which. */
export async function customTimezonesOf(
  { store, zoneTable }: Pick<ReportParts, 'store' | 'zoneTable'>,
  organizationId: OrganizationId,
): Promise<CustomTimezones | undefined> {
  const inForce = await store.rules.rulesInForce(organizationId, null);
  if (inForce === undefined || inForce.customTimezones.length === 0) return undefined;
  const made = makeCustomTimezones(inForce.customTimezones, zoneTable);
  if (made.ok) return made.map;
  throw new Error(`the custom timezones cannot be used: ${made.sentence}`);
}
