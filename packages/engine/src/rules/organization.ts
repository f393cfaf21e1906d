import type { JsonSchema } from '../json-schema.ts';
import { LIMITS } from '../limits.ts';
import type { CompiledRule } from '../situation.ts';
import { openWeekOf, type WeekTimes } from '../time/window.ts';
import type { RuleName } from '../verdict.ts';
import type { AttemptRule } from './attempt.ts';
import type { Period } from './attempt-period.ts';
import { compileHours } from './contact-times.ts';

/** The organization's own frequency limits (seed B2, S13). Null: no limit; counts are at least 1 (S6). */
export interface OrganizationLimits {
  readonly attemptsPerDayMax: number | null;
  /** A week is seven local days. */
  readonly attemptsPerWeekMax: number | null;
  readonly intervalHoursMin: number | null;
}

/** A new organization may contact from 08:00 to 21:00 on all days, as often as it likes, and is told so (S13). */
export const NEW_ORGANIZATION_HOURS: WeekTimes = { everyDay: [{ start: '08:00', end: '21:00' }] };
/** No frequency limit: what a new organization starts with (S13). */
export const NO_LIMITS: OrganizationLimits = {
  attemptsPerDayMax: null,
  attemptsPerWeekMax: null,
  intervalHoursMin: null,
};

const limitSchema = (maximum: number): JsonSchema => ({
  oneOf: [{ type: 'null' }, { type: 'integer', minimum: 1, maximum }],
});

/** The shape of an organization's limits. */
export const limitsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['attemptsPerDayMax', 'attemptsPerWeekMax', 'intervalHoursMin'],
  properties: {
    attemptsPerDayMax: limitSchema(LIMITS.attemptsCountMax),
    attemptsPerWeekMax: limitSchema(LIMITS.attemptsCountMax),
    intervalHoursMin: limitSchema(LIMITS.lookBackDaysMax * 24),
  },
};

/** The allowed hours as a condition that cannot be detached: every channel, every device, on the limits' clock (S13). */
export function organizationHours(times: WeekTimes): CompiledRule {
  const name: RuleName = {
    kind: 'contact-times',
    ruleId: null,
    rule: 'organization hours',
    dispositionCode: null,
  };
  return compileHours(openWeekOf(times), name, 'limits', () => true);
}

/** The limits as attempt rules that cannot be detached: outbound, all channels, all results (S13). */
export function limitRules(
  limits: OrganizationLimits,
): readonly { readonly rule: AttemptRule; readonly name: RuleName }[] {
  const rules: { rule: AttemptRule; name: RuleName }[] = [];
  const add = (rule: string, count: number, period: Period) => {
    rules.push({
      rule: { ...ANY_OUTBOUND, count, period },
      name: { kind: 'attempt', ruleId: null, rule, dispositionCode: null },
    });
  };
  if (limits.attemptsPerDayMax !== null)
    add('organization limit per day', limits.attemptsPerDayMax, { kind: 'today' });
  if (limits.attemptsPerWeekMax !== null)
    add('organization limit per week', limits.attemptsPerWeekMax, { kind: 'local-days', days: 7 });
  if (limits.intervalHoursMin !== null) {
    add('organization minimum interval', 1, {
      kind: 'rolling',
      amount: limits.intervalHoursMin,
      unit: 'hours',
    });
  }
  return rules;
}

const ANY_OUTBOUND: Omit<AttemptRule, 'count' | 'period'> = {
  scope: 'tenant',
  direction: 'outbound',
  countBy: 'any',
  using: 'client',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};
