import { CHANNELS, type Channel } from '@tact/engine';
import { REPORT_DECISIONS, REPORT_HOURS } from '@tact/api/without-schemas';
import type { client } from '../../api/client.ts';
import type { AddressTexts } from '../../shell/address.ts';

/** What the report is of, as the API takes it. */
export interface ReportFilter {
  /** Days of the organization's zone, `YYYY-MM-DD`; the last is included. */
  readonly from: string;
  readonly to: string;
  readonly channel?: Channel;
  readonly direction?: 'outbound' | 'inbound';
  readonly campaignGroupId?: string;
  readonly clientId?: string;
  readonly accountId?: string;
  readonly hours?: (typeof REPORT_HOURS)[number];
  readonly decision?: (typeof REPORT_DECISIONS)[number];
}

/** Whether the rows below are the attempts after opt-outs; else all that fit the filter. */
export function showsAfterOptOuts(search: AddressTexts): boolean {
  return search['rows'] === AFTER_OPT_OUTS;
}

/** How the address says so. */
export const AFTER_OPT_OUTS = 'after-opt-outs';

/** A row of the report. */
export type ReportRow = Awaited<ReturnType<typeof client.reports.compliance>>['items'][number];
/** The counts of the report. */
export type ReportSummary = Awaited<ReturnType<typeof client.reports.complianceSummary>>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filter that stands in the address; without days, the given ones. What is no choice is left out. */
export function filterOf(
  search: AddressTexts,
  days: { readonly from: string; readonly to: string },
): ReportFilter {
  const one = <Value extends string>(values: readonly Value[], name: string) =>
    values.find((value) => value === search[name]);
  const [from, to] = [search['from'] ?? '', search['to'] ?? ''];
  const channel = one(CHANNELS, 'channel');
  const direction = one(['outbound', 'inbound'] as const, 'direction');
  const hours = one(REPORT_HOURS, 'hours');
  const decision = one(REPORT_DECISIONS, 'decision');
  return {
    from: DAY.test(from) ? from : days.from,
    to: DAY.test(to) ? to : days.to,
    ...(channel === undefined ? {} : { channel }),
    ...(direction === undefined ? {} : { direction }),
    ...(hours === undefined ? {} : { hours }),
    ...(decision === undefined ? {} : { decision }),
    ...(search['group'] === undefined ? {} : { campaignGroupId: search['group'] }),
    ...(search['client'] === undefined ? {} : { clientId: search['client'] }),
    ...(search['account'] === undefined ? {} : { accountId: search['account'] }),
  };
}
