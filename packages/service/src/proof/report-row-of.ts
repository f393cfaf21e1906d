import type { Instant } from '@tact/engine';
import type { Interaction } from '@tact/store';
import type { HoursJudge, JudgedHours } from './judge-hours.ts';
import type { ReportRow } from './report-row.ts';
import type { RuleHistory } from './rules-as-of.ts';

/** What rows are made with. */
export interface RowContext {
  readonly history: RuleHistory;
  readonly judge: HoursJudge;
  readonly now: Instant;
  readonly utcText: (at: Instant) => string;
}

/** What the report says of an interaction. */
export function rowOf(interaction: Interaction, { history, judge, now, utcText }: RowContext): ReportRow {
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
