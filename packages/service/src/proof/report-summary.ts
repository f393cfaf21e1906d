import { parseLocalDate, weekdayIndexOf } from '@tact/engine';
import type { ReportRow } from './report-row.ts';

/** How many interactions of each kind. */
export interface InteractionCounts {
  readonly interactions: number;
  readonly inside: number;
  readonly outside: number;
  readonly unknown: number;
  /** Made without a decision. */
  readonly withoutDecision: number;
  /** Made after a blocked one. */
  readonly againstDecision: number;
}

/** One line of a part of the summary. */
export interface SummaryLine extends InteractionCounts {
  readonly key: string;
}

/** How opt-outs that were recorded in the time of a report were honoured. Times in milliseconds. */
export interface OptOutsHonoured {
  readonly recorded: number;
  /** After how many of them somebody was contacted nevertheless, and how often. An attempt that two of them cover counts for each. */
  readonly contactedAfter: number;
  readonly attemptsAfter: number;
  /** From an opt-out to the last attempt after it; 0: there was none. The longest, and the one that 99 of 100 opt-outs do not exceed. */
  readonly longestMs: number;
  readonly in99Of100Ms: number;
}

/** The summary of a compliance report. */
export interface ReportSummary {
  readonly total: InteractionCounts;
  /** By the local day, hour and state; ascending. */
  readonly byDay: readonly SummaryLine[];
  readonly byHour: readonly SummaryLine[];
  /** By the local weekday and hour, as `1 09`: Monday is 1. */
  readonly byWeekHour: readonly SummaryLine[];
  readonly byRegion: readonly SummaryLine[];
  /** Rules that were broken, most often first. */
  readonly byRule: readonly SummaryLine[];
  /** By name; empty: no group. */
  readonly byCampaignGroup: readonly SummaryLine[];
}

/** The same with what is not told of rows. */
export interface WholeSummary extends ReportSummary {
  readonly optOuts: OptOutsHonoured;
}

/** Counts rows as they come. */
export interface SummaryCounter {
  add(row: ReportRow): void;
  summary(): ReportSummary;
}

/** Lines of one part. What is beyond is counted together under `others`. */
const LINES_MAX = 2_000;

/** Starts an empty summary. */
export function createSummary(): SummaryCounter {
  const total = new Counts();
  const byDay = new Table();
  const byHour = new Table();
  const byWeekHour = new Table();
  const byRegion = new Table();
  const byRule = new Table();
  const byCampaignGroup = new Table();
  return {
    add(row) {
      total.add(row);
      byDay.of(row.atLocal.slice(0, 10) || 'unknown').add(row);
      byHour.of(row.atLocal.slice(11, 13) || 'unknown').add(row);
      byWeekHour.of(weekHourOf(row.atLocal)).add(row);
      byRegion.of(row.region || 'unknown').add(row);
      byCampaignGroup.of(row.campaignGroup).add(row);
      if (row.hours === 'outside' || row.hours === 'unknown')
        for (const rule of row.rules.split(' | ')) byRule.of(rule).add(row);
    },
    summary: () => ({
      total: total.counts(),
      byDay: byDay.lines(byKey),
      byHour: byHour.lines(byKey),
      byWeekHour: byWeekHour.lines(byKey),
      byRegion: byRegion.lines(byKey),
      byRule: byRule.lines((one, other) => other.interactions - one.interactions || byKey(one, other)),
      byCampaignGroup: byCampaignGroup.lines(byKey),
    }),
  };
}

function weekHourOf(local: string): string {
  const day = parseLocalDate(local.slice(0, 10));
  return day === undefined ? 'unknown' : `${weekdayIndexOf(day) + 1} ${local.slice(11, 13)}`;
}

class Counts {
  #interactions = 0;
  #inside = 0;
  #outside = 0;
  #unknown = 0;
  #withoutDecision = 0;
  #againstDecision = 0;

  add({ hours, decision, direction }: ReportRow): void {
    this.#interactions++;
    if (hours === 'inside') this.#inside++;
    else if (hours === 'outside') this.#outside++;
    else if (hours === 'unknown') this.#unknown++;
    if (direction === 'outbound' && decision === 'none') this.#withoutDecision++;
    if (decision === 'against') this.#againstDecision++;
  }

  counts(): InteractionCounts {
    return {
      interactions: this.#interactions,
      inside: this.#inside,
      outside: this.#outside,
      unknown: this.#unknown,
      withoutDecision: this.#withoutDecision,
      againstDecision: this.#againstDecision,
    };
  }
}

class Table {
  readonly #lines = new Map<string, Counts>();

  of(key: string): Counts {
    const known = this.#lines.size < LINES_MAX || this.#lines.has(key) ? key : 'others';
    let counts = this.#lines.get(known);
    if (counts === undefined) {
      counts = new Counts();
      this.#lines.set(known, counts);
    }
    return counts;
  }

  lines(order: (one: SummaryLine, other: SummaryLine) => number): readonly SummaryLine[] {
    return [...this.#lines].map(([key, counts]) => ({ key, ...counts.counts() })).toSorted(order);
  }
}

function byKey({ key: one }: SummaryLine, { key: other }: SummaryLine): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
