import {
  DEFAULT_COUNTED_CALL_RESULTS,
  type AttemptRule,
  type ContactTimesRule,
  type CountryCode,
  type OrganizationId,
  type OrganizationRules,
  type RegionCode,
  type RuleId,
  type SuppressionListId,
  type Window,
} from '@tact/engine';
import type { NewCampaignGroup, RuleFields, StoredRuleKind } from '@tact/store';

/** The demo's own organization; the same in every installation, so that a second start finds it. */
export const DEMO_ORGANIZATION_ID = 'de300000-0000-4000-8000-000000000001' as OrganizationId;

/** Its name, once it is filled. */
export const DEMO_NAME = 'Harbor Recovery (demo)';
/** Its name until then: that is how a start knows that an earlier one was cut short. */
export const DEMO_NAME_UNFINISHED = 'Harbor Recovery (demo, unfinished)';

/** Allowed hours and limits of the demo. */
export const DEMO_RULES: OrganizationRules = {
  zone: 'America/New_York',
  zoneFallback: 'number',
  allowedHours: {
    perDay: {
      ...everyWeekday(window('08:00', '21:00')),
      saturday: [window('09:00', '18:00')],
      sunday: [window('12:00', '18:00')],
    },
  },
  limits: { attemptsPerDayMax: 4, attemptsPerWeekMax: 14, intervalHoursMin: null },
};

/** One rule of the demo, of either kind, with the name by which groups pick it. */
export interface DemoRule {
  readonly kind: StoredRuleKind;
  readonly fields: RuleFields;
}

/** Rules as a collection agency in three countries keeps them. Examples of rules, not advice on any law. */
export function demoRules(): readonly DemoRule[] {
  return [...contactTimesRules(), ...attemptRules()];
}

function contactTimesRules(): readonly DemoRule[] {
  return [
    contactTimes(1, 'New York hours', true, {
      country: 'US',
      regions: ['US-NY'],
      times: { everyDay: [window('09:00', '19:00')] },
    }),
    contactTimes(2, 'United Kingdom hours', true, {
      country: 'GB',
      times: {
        perDay: {
          ...everyWeekday(window('08:00', '20:00')),
          saturday: [window('09:00', '17:00')],
          sunday: 'closed',
        },
      },
    }),
    contactTimes(3, 'Quebec hours', true, {
      country: 'CA',
      regions: ['CA-QC'],
      times: { everyDay: [window('08:00', '20:00')] },
    }),
    contactTimes(4, 'Every known zone', false, {
      country: 'any',
      strict: true,
      times: { everyDay: [window('09:00', '20:00')] },
    }),
  ];
}

function attemptRules(): readonly DemoRule[] {
  return [
    attempt(1, 'Seven in seven days on an account', false, {
      count: 7,
      period: { kind: 'local-days', days: 7 },
      using: 'account',
      channels: ['call'],
    }),
    attempt(2, 'Three in a day on a number', true, {
      count: 3,
      period: { kind: 'rolling', amount: 24, unit: 'hours' },
      using: 'device',
      channels: ['call'],
    }),
    attempt(3, 'Quiet for seven days after a conversation', true, {
      count: 1,
      period: { kind: 'rolling', amount: 7, unit: 'days' },
      using: 'client',
      channels: ['call'],
      countBy: { dispositions: ['CONVERSATION', 'PROMISE_TO_PAY', 'REFUSED'] },
    }),
    attempt(4, 'One text message a day', true, {
      count: 1,
      period: { kind: 'today' },
      using: 'client',
      channels: ['sms', 'whatsapp'],
    }),
    attempt(5, 'Mobiles twice a day', false, {
      count: 2,
      period: { kind: 'today' },
      using: 'client-and-device',
      channels: ['call'],
      deviceTypes: ['mobile'],
    }),
  ];
}

/** The two campaign groups, with the names of the optional rules and lists that they pick. */
export function demoGroups(
  rules: ReadonlyMap<string, RuleId>,
  lists: ReadonlyMap<string, SuppressionListId>,
): readonly NewCampaignGroup[] {
  const picked = <Id>(ids: ReadonlyMap<string, Id>, names: readonly string[]) =>
    names.flatMap((name) => {
      const id = ids.get(name);
      return id === undefined ? [] : [id];
    });
  return [
    {
      name: 'Early reminders',
      timezoneSource: 'contact-then-device',
      ruleIds: picked(rules, ['Mobiles twice a day']),
      suppressionListIds: picked(lists, ['Paused by their branch']),
    },
    {
      name: 'Late stage',
      timezoneSource: 'contact-and-device',
      ruleIds: picked(rules, ['Seven in seven days on an account', 'Every known zone']),
      suppressionListIds: [],
    },
  ];
}

function window(start: string, end: string): Window {
  return { start, end };
}

function everyWeekday(open: Window) {
  return { monday: [open], tuesday: [open], wednesday: [open], thursday: [open], friday: [open] };
}

function contactTimes(
  priority: number,
  name: string,
  required: boolean,
  rule: Pick<ContactTimesRule, 'times'> & { country: string; regions?: readonly string[]; strict?: boolean },
): DemoRule {
  const conditions: ContactTimesRule = {
    country: rule.country as CountryCode | 'any',
    regions: (rule.regions ?? []) as readonly RegionCode[],
    devices: 'any',
    deviceTypes: 'any',
    timezoneSource: 'contact-and-device',
    strict: rule.strict ?? false,
    times: rule.times,
  };
  return { kind: 'contact-times', fields: fieldsOf(priority, name, required, conditions) };
}

function attempt(
  priority: number,
  name: string,
  required: boolean,
  rule: Pick<AttemptRule, 'count' | 'period' | 'using' | 'channels'> & Partial<AttemptRule>,
): DemoRule {
  const conditions: AttemptRule = {
    scope: 'tenant',
    direction: 'outbound',
    countBy: { callResults: DEFAULT_COUNTED_CALL_RESULTS },
    countedChannels: null,
    devices: 'any',
    deviceTypes: 'any',
    to: [],
    betweenTimes: null,
    ...rule,
  };
  return { kind: 'attempt', fields: fieldsOf(priority, name, required, conditions) };
}

function fieldsOf(priority: number, name: string, required: boolean, conditions: object): RuleFields {
  return { name, required, priority, dispositionCode: null, conditions: { ...conditions } };
}
