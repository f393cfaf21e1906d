import type { NewReportFileJson } from '@tact/api';
import type { Instant, ZoneTable } from '@tact/engine';
import { CommandError } from '../command-error.ts';
import { reportPeriod } from './report-period.ts';

/** What a report file is made by, whichever process makes it. Plain data. */
export interface ReportFilePlan {
  /** As it was asked for. */
  readonly asked: NewReportFileJson;
  /** The zone in which its days were meant. */
  readonly zone: string;
  /** Who it is for, as the summary's head names it. */
  readonly organization: string;
  /** What was known then is told: expired is what nobody had reported by this instant (S7). */
  readonly madeAt: Instant;
}

/** How far a report file is: the last interaction that is written. */
export interface ReportFileProgress {
  readonly after: string | null;
}

/** The instants of a period; a `CommandError` where it is none. */
export function periodOf(
  { from, to }: { readonly from: string; readonly to: string },
  zone: string,
  zoneTable: ZoneTable,
): { readonly from: Instant; readonly until: Instant } {
  const period = reportPeriod(from, to, zone, zoneTable);
  if ('problem' in period) throw new CommandError('instant_invalid', period.problem, { path: '/from' });
  return period;
}

/** What a file of a report is called: only what is safe in a header. */
export function reportFileName(
  { from, to }: { readonly from: string; readonly to: string },
  format: string,
): string {
  return `${`compliance-${from}-${to}`.replaceAll(/[^\w-]/g, '')}.${format}`;
}
