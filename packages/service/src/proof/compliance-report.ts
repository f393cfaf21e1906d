import {
  formatInstant,
  type AttemptId,
  type Instant,
  type OrganizationId,
  type ZoneTable,
} from '@tact/engine';
import { makeCustomTimezones, type CustomTimezones } from '@tact/places';
import type { Interaction, InteractionFilter, Store } from '@tact/store';
import { createHoursJudge, type HoursJudge } from './judge-hours.ts';
import type { ReportRow } from './report-row.ts';
import { createRuleHistory, type RuleHistory } from './rules-as-of.ts';

/** Interactions that are read at once: their rows are a few megabytes, and the next part is read while one is written. */
const PART_ROWS = 8_000;
/** The first part is small, so that a download begins at once. */
const FIRST_PART_ROWS = 500;

/** A part of a report, ready to be written. */
export interface ReportPart {
  readonly rows: readonly ReportRow[];
  /** The instant up to which everything has been told. */
  readonly toldUntil: Instant;
}

/** Which part of a report, and how much of it. */
export interface ReportOptions {
  /** The last interaction that is known already; null: from the beginning. */
  readonly after: AttemptId | null;
  /** Whether earlier attempts and agents are told, which a summary does not need. */
  readonly details: boolean;
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
 * outlasts a part. It can be taken up again after any interaction. What is finished meanwhile is told as it is when its part is read.
 */
export async function* complianceReport(
  parts: ReportParts,
  organizationId: OrganizationId,
  filter: InteractionFilter,
  { after, details, hours = null, decision = null }: ReportOptions,
): AsyncGenerator<ReportPart> {
  const { store } = parts;
  const history = createRuleHistory(await store.reports.ruleChanges(organizationId));
  const judge = createHoursJudge({
    history,
    zoneTable: parts.zoneTable,
    customTimezones: await customTimezonesOf(parts, organizationId),
  });
  const context = { history, judge, now: parts.now };
  const read = (from: AttemptId | null, limit: number) =>
    quiet(store.reports.interactions(organizationId, { ...filter, after: from, limit, details }));
  let limit = FIRST_PART_ROWS;
  let coming: ReturnType<typeof read> | undefined = read(after, limit);
  while (coming !== undefined) {
    const interactions: readonly Interaction[] = await coming;
    const last = interactions.at(-1);
    const isLast: boolean = interactions.length < limit;
    limit = PART_ROWS;
    coming = isLast || last === undefined ? undefined : read(last.id, limit);
    yield {
      rows: interactions
        .map((interaction) => rowOf(interaction, context))
        .filter(
          (row) =>
            (hours === null || row.hours === hours) && (decision === null || row.decision === decision),
        ),
      toldUntil: isLast ? filter.until : (last?.at ?? filter.until),
    };
  }
}

/** A failure is told to whoever awaits the part; that nobody does yet is no reason to end the process. */
function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
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
}

function rowOf(interaction: Interaction, { history, judge, now }: RowContext): ReportRow {
  const judged = judge.of(interaction);
  const { campaignGroupId, attemptsBefore } = interaction;
  const [zone] = judged.zones;
  const state = stateOf(interaction, now);
  return {
    interactionId: interaction.id,
    atUtc: formatInstant(interaction.at),
    atLocal: zone?.local ?? '',
    zone: judged.zones.map((one) => one.zone).join(' | '),
    zoneFrom: [...new Set(judged.zones.map((one) => one.from))].join(' | '),
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
    rules: judged.rules.join(' | '),
    judgedBy: judged.judgedBy,
    decision: decisionWordOf(interaction),
    decisionId: interaction.decision?.id ?? interaction.askedBefore?.id ?? '',
    attemptsBefore24Hours: textOf(attemptsBefore?.day ?? null),
    attemptsBefore7Days: textOf(attemptsBefore?.week ?? null),
    country: interaction.country ?? '',
    region: interaction.regions.join(' | '),
  };
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
