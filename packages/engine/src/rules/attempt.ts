import type { CallResult } from '../call-result.ts';
import { CALL_RESULTS } from '../call-result.ts';
import type { Channel } from '../device.ts';
import type { JsonSchema, RuleProblem } from '../json-schema.ts';
import { LIMITS } from '../limits.ts';
import { locationEntrySchema, type LocationEntry } from '../location.ts';
import type { Clock, CompiledRule, Situation } from '../situation.ts';
import { windowProblem, type Window } from '../time/window.ts';
import { verdictOf, type RuleName, type Verdict } from '../verdict.ts';
import { attemptMatch, type AttemptMatch } from './attempt-match.ts';
import { compilePeriod, daysOf, periodSchema, type Period } from './attempt-period.ts';
import { zoneUnknown } from './opt-out.ts';
import {
  channelsSchema,
  deviceTypesSchema,
  devicesSchema,
  isSelected,
  selectedBits,
  type Choice,
  type DeviceSelection,
} from './selection.ts';

/** Whose earlier attempts are counted (S9). `account-or-client` is the organization's limits' own (S13). */
export type CountedUsing = 'client' | 'device' | 'client-and-device' | 'account';

/** Not more than so many attempts: blocks when `count` matching earlier attempts have been made (seed A3, S6 to S12). */
export interface AttemptRule extends DeviceSelection {
  readonly scope: 'tenant' | 'campaign-group';
  readonly count: number;
  readonly direction: 'outbound' | 'inbound' | 'any';
  readonly period: Period;
  /** By call results or by dispositions, or any attempt at all (S11). */
  readonly countBy: CountBy;
  readonly using: CountedUsing;
  /** The requests that the rule is for. */
  readonly channels: Choice<Channel>;
  /** The earlier attempts that count; null: the same channels (S9). */
  readonly countedChannels: Choice<Channel> | null;
  /** Where the earlier attempts went; empty: anywhere. An attempt of unknown place counts (S9). */
  readonly to: readonly LocationEntry[];
  /** Only attempts of today inside this local time; goes with the period `today` (S10). */
  readonly betweenTimes: Window | null;
}

/** What an attempt must have come to, to count (S11). */
export type CountBy =
  'any' | { readonly callResults: readonly CallResult[] } | { readonly dispositions: readonly string[] };

const countBySchema = {
  oneOf: [
    { const: 'any' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['callResults'],
      properties: {
        callResults: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: CALL_RESULTS } },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['dispositions'],
      properties: {
        dispositions: {
          type: 'array',
          minItems: 1,
          maxItems: LIMITS.choicesMax,
          uniqueItems: true,
          items: { type: 'string', minLength: 1, maxLength: LIMITS.nameLengthMax },
        },
      },
    },
  ],
} as const satisfies JsonSchema;

const betweenTimesSchema = {
  oneOf: [
    { type: 'null' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['start', 'end'],
      properties: {
        start: { type: 'string', pattern: '^[0-9]{2}:[0-9]{2}$' },
        end: { type: 'string', pattern: '^[0-9]{2}:[0-9]{2}$' },
      },
    },
  ],
} as const satisfies JsonSchema;

/** The shape of a rule's own fields; name, priority and the like are common to all kinds. */
export const schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'scope',
    'count',
    'direction',
    'period',
    'countBy',
    'using',
    'channels',
    'countedChannels',
    'devices',
    'deviceTypes',
    'to',
    'betweenTimes',
  ],
  properties: {
    scope: { enum: ['tenant', 'campaign-group'] },
    count: { type: 'integer', minimum: 1, maximum: LIMITS.attemptsCountMax },
    direction: { enum: ['outbound', 'inbound', 'any'] },
    period: periodSchema,
    countBy: countBySchema,
    using: { enum: ['client', 'device', 'client-and-device', 'account'] },
    channels: channelsSchema,
    countedChannels: { oneOf: [{ type: 'null' }, channelsSchema] },
    devices: devicesSchema,
    deviceTypes: deviceTypesSchema,
    to: { type: 'array', maxItems: LIMITS.choicesMax, items: locationEntrySchema },
    betweenTimes: betweenTimesSchema,
  },
};

/** What is wrong with a rule beyond its shape. */
export function problemsOf(rule: AttemptRule): readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  const byDevice = rule.using === 'device' || rule.using === 'client-and-device';
  if (!byDevice && (rule.devices !== 'any' || rule.deviceTypes !== 'any')) {
    problems.push({
      path: '/devices',
      sentence:
        'devices and device types are chosen only where attempts are counted by device, or by client and device',
    });
  }
  if (rule.betweenTimes !== null) {
    if (rule.period.kind !== 'today') {
      problems.push({
        path: '/betweenTimes',
        sentence: 'attempts between times are counted only with the period `today`',
      });
    }
    const problem = windowProblem(rule.betweenTimes);
    if (problem !== undefined) problems.push({ path: '/betweenTimes', sentence: problem });
  }
  if (daysOf(rule.period) > LIMITS.lookBackDaysMax) {
    problems.push({ path: '/period', sentence: `a rule looks back at most ${LIMITS.lookBackDaysMax} days` });
  }
  return problems;
}

/** Makes a rule ready. Days are those of the request's zones (S8). */
export function compile(rule: AttemptRule, name: RuleName): CompiledRule {
  return compileCount(rule, name, 'request', rule.using);
}

/** The same on another clock, for the organization's limits: per account where the request names one, else per contact (S13). */
export function compileCount(
  rule: AttemptRule,
  name: RuleName,
  clock: Clock,
  using: CountedUsing | 'account-or-client',
): CompiledRule {
  const period = compilePeriod(rule.period, rule.betweenTimes);
  const withAccount = subjectOf(using === 'account-or-client' ? 'account' : using);
  const withoutAccount =
    using === 'account' ? null : using === 'account-or-client' ? subjectOf('client') : withAccount;
  const selected = selectedBits(rule);
  const passes = Array.from({ length: Math.min(rule.count, PASSES_KEPT_MAX) }, (_, counted) =>
    passOf(counted),
  );

  /** Null: an account is counted, and the request names none. */
  function subjectIn({ request }: Situation): Subject | null {
    return request.accountId === null ? withoutAccount : withAccount;
  }
  function subjectOf(counted: CountedUsing): Subject {
    return {
      match: attemptMatch(rule, counted),
      counting: `on the ${counted.replaceAll('-', ' ')} ${period.phrase}`,
    };
  }
  function passOf(counted: number): Verdict {
    const facts = { counted, count: rule.count };
    return verdictOf(name, 'pass', { code: 'attempts_below_limit', facts });
  }

  return {
    recurs: false,
    evaluate(situation, at) {
      if (!isSelected(selected, situation.bits)) return null;
      const subject = subjectIn(situation);
      if (subject === null) return verdictOf(name, 'error', { code: 'account_missing' });
      const zones = period.needsZones ? situation.zonesOf(clock) : NO_ZONES;
      if (!zones.known) return zoneUnknown(name, zones.zone);
      const reached = period.reached(situation.history(), subject.match, rule.count, zones.zones, at);
      if (typeof reached === 'number') return passes[reached] ?? passOf(reached);
      const facts = {
        count: rule.count,
        counted: reached.counted,
        direction: rule.direction,
        counting: subject.counting,
        zone: reached.zone,
      };
      return verdictOf(name, 'block', { code: 'attempts_reached', facts });
    },
    opensAgainAt(situation, at) {
      if (!isSelected(selected, situation.bits)) return at;
      const subject = subjectIn(situation);
      if (subject === null) return Infinity;
      const zones = period.needsZones ? situation.zonesOf(clock) : NO_ZONES;
      return zones.known
        ? period.opensAgainAt(situation.history(), subject.match, rule.count, zones.zones, at)
        : Infinity;
    },
    passesUntil(situation, at) {
      if (!isSelected(selected, situation.bits)) return Infinity;
      const zones = period.needsZones ? situation.zonesOf(clock) : NO_ZONES;
      return zones.known ? period.passesUntil(situation.history(), zones.zones, at) : Infinity;
    },
  };
}

/** Whose attempts are counted, made ready. */
interface Subject {
  readonly match: AttemptMatch;
  /** `on the client in the last 24 hours`. */
  readonly counting: string;
}

/** So many verdicts that pass are made once for all; of a larger count the others are made when they are given. */
const PASSES_KEPT_MAX = 64;

const NO_ZONES = { known: true, zones: [] } as const;

/** What a rule needs of the history, for the loader. */
export interface HistoryNeeded {
  /** How far back, in milliseconds before the decision's instant; enough for every zone and every length of day. */
  readonly lookBackMs: number;
  readonly using: CountedUsing;
}

/** What the rule reads of the history. */
export function factsNeeded(rule: AttemptRule): HistoryNeeded {
  return { lookBackMs: compilePeriod(rule.period, rule.betweenTimes).lookBackMs, using: rule.using };
}
