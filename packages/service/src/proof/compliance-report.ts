import type { Instant, OrganizationId, ZoneTable } from '@tact/engine';
import { makeCustomTimezones, type CustomTimezones } from '@tact/places';
import type { Interaction, InteractionFilter, Store } from '@tact/store';
import { createHoursJudge, type HoursJudge, type JudgedHours } from './judge-hours.ts';
import { readReport, type ReadOptions } from './read-report.ts';
import { instantTexts, type ReportRow } from './report-row.ts';
import { createRuleHistory, type RuleHistory } from './rules-as-of.ts';

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
  const { store } = parts;
  const history = createRuleHistory(await store.reports.ruleChanges(organizationId));
  const judge = createHoursJudge({
    history,
    zoneTable: parts.zoneTable,
    customTimezones: await customTimezonesOf(parts, organizationId),
  });
  const context = { history, judge, now: parts.now, utcText: instantTexts() };
  for await (const { interactions, toldUntil } of readReport(store, organizationId, filter, reading)) {
    const rows: ReportRow[] = [];
    for (const interaction of interactions) {
      const row = rowOf(interaction, context);
      if ((hours === null || row.hours === hours) && (decision === null || row.decision === decision))
        rows.push(row);
    }
    yield { rows, toldUntil };
  }
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

interface RowContext {
  readonly history: RuleHistory;
  readonly judge: HoursJudge;
  readonly now: Instant;
  readonly utcText: (at: Instant) => string;
}

function rowOf(interaction: Interaction, { history, judge, now, utcText }: RowContext): ReportRow {
  const judged = judge.of(interaction);
  const { campaignGroupId, attemptsBefore } = interaction;
  const [zone] = judged.zones;
  const state = stateOf(interaction, now);
  return {
    interactionId: interaction.id,
    atUtc: utcText(interaction.at),
    atLocal: zone?.local ?? '',
    zone: listOf(judged.zones, (one) => one.zone),
    zoneFrom: listOf(different(judged.zones), (one) => one.from),
    clientId: interaction.clientId,
    account: interaction.accountReference ?? interaction.accountId ?? '',
    device: interaction.deviceKey,
    devicePosition: textOf(interaction.devicePosition),
    channel: interaction.channel,
    direction: interaction.direction,
    state,
    callResult: interaction.callResult ?? (state === 'expired' ? 'Unknown' : ''),
    disposition: interaction.disposition ?? '',
    campaignGroup: campaignGroupId === null ? '' : (history.groupName(campaignGroupId) ?? campaignGroupId),
    agent: interaction.agent ?? '',
    hours: judged.hours,
    rules: listOf(judged.rules, (rule) => rule),
    judgedBy: judged.judgedBy,
    decision: decisionWordOf(interaction),
    decisionId: interaction.decision?.id ?? interaction.askedBefore?.id ?? '',
    attemptsBefore24Hours: textOf(attemptsBefore?.day ?? null),
    attemptsBefore7Days: textOf(attemptsBefore?.week ?? null),
    country: interaction.country ?? '',
    region: listOf(interaction.regions, (region) => region),
  };
}

/** The zones, the first of each source. */
function different(zones: JudgedHours['zones']): JudgedHours['zones'] {
  return zones.length < 2
    ? zones
    : zones.filter(({ from }, i) => zones.findIndex((one) => one.from === from) === i);
}

/** With ` | ` between them. Most lists have one item, whose text is taken as it is. */
function listOf<Item>(items: readonly Item[], textOf: (item: Item) => string): string {
  const [only] = items;
  if (only === undefined) return '';
  return items.length === 1 ? textOf(only) : items.map(textOf).join(' | ');
}

function textOf(number: number | null): string {
  return number === null ? '' : String(number);
}

function stateOf({ state, expiresAt }: Interaction, now: Instant): 'reserved' | 'expired' | 'finished' {
  return state === 'reserved' && expiresAt !== null && expiresAt <= now ? 'expired' : state;
}

function decisionWordOf({ decision, askedBefore }: Interaction): 'reserved' | 'asked' | 'none' | 'against' {
  if (decision !== null) return 'reserved';
  if (askedBefore === null) return 'none';
  return askedBefore.allowed ? 'asked' : 'against';
}
