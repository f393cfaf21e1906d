import type { CountryCode, RegionCode } from '../device.ts';
import type { RulesetSource } from '../ruleset.ts';
import { isAlwaysOpen, hoursText, NEVER_OPEN, openMinutesOf, type OpenMinutes } from './open-minutes.ts';
import { deviceBitsOf, EVERY_DEVICE, type DeviceBits } from './device-classes.ts';
import type { CustomHours } from './custom-hours.ts';
import type { FindingRule } from './finding.ts';
import { requestClock, type HoursClock } from './zone-classes.ts';

/** What a rule asks of the clock, of requests to a place and on some devices: outside its open minutes it does not pass. */
export interface Condition {
  readonly rule: FindingRule;
  readonly path: string;
  /** The rule as a sentence names it, with its hours. */
  readonly text: string;
  readonly clock: HoursClock;
  readonly minutes: OpenMinutes;
  readonly devices: DeviceBits;
  readonly country: 'any' | CountryCode;
  /** Empty: the whole country. */
  readonly regions: readonly RegionCode[];
}

/** The name by which findings speak of the organization's hours. */
export const ORGANIZATION_HOURS: FindingRule = {
  kind: 'contact-times',
  id: null,
  name: 'organization hours',
};
/** The name by which findings speak of a campaign's own hours. */
export const CAMPAIGN_HOURS: FindingRule = { kind: 'contact-times', id: null, name: 'campaign hours' };

const EVERYWHERE = { country: 'any', regions: [], devices: EVERY_DEVICE } as const;

/**
 * Every condition of a ruleset that a clock alone can close: hours of all kinds, locations that are everywhere, and custom rules as far as
 * their text tells. In the order of the source.
 */
export function conditionsOf(
  source: RulesetSource,
  customHours: readonly CustomHours[],
): readonly Condition[] {
  return [
    organizationCondition(source),
    ...campaignConditions(source),
    ...source.contactTimes.map(({ id, name, times, strict, timezoneSource, country, regions, ...rule }, index) => ({
      rule: { kind: 'contact-times' as const, id, name },
      path: `/contactTimes/${index}`,
      text: `\`${name}\` (${hoursText(times)})`,
      clock: strict ? ('strict' as const) : timezoneSource,
      minutes: openMinutesOf(times),
      devices: deviceBitsOf(rule),
      country,
      regions,
    })),
    ...source.location.flatMap(({ id, name, locations, ...rule }, index) =>
      locations === 'any-country'
        ? [
            {
              rule: { kind: 'location' as const, id, name },
              path: `/location/${index}`,
              text: `\`${name}\` (any country)`,
              ...EVERYWHERE,
              clock: 'device' as const,
              minutes: NEVER_OPEN,
              devices: deviceBitsOf(rule),
            },
          ]
        : [],
    ),
    ...source.custom.flatMap(({ id, name }, index) => {
      const minutes = customHours[index]?.openMinutes;
      if (minutes === undefined || isAlwaysOpen(minutes)) return [];
      return [
        {
          ...EVERYWHERE,
          rule: { kind: 'custom' as const, id, name },
          path: `/custom/${index}`,
          text: `the expression of \`${name}\``,
          clock: requestClock(source.timezoneSource),
          minutes,
        },
      ];
    }),
  ]; // prettier-ignore
}

/** The organization's hours: for every request, on the limits' clock (S13). */
function organizationCondition({ organization }: RulesetSource): Condition {
  return {
    ...EVERYWHERE,
    rule: ORGANIZATION_HOURS,
    path: '/organization/allowedHours',
    text: `the organization's hours (${hoursText(organization.allowedHours)})`,
    clock: 'limits',
    minutes: openMinutesOf(organization.allowedHours),
  };
}

function campaignConditions({ campaignHours }: RulesetSource): readonly Condition[] {
  if (campaignHours === null) return [];
  return [
    {
      ...EVERYWHERE,
      rule: CAMPAIGN_HOURS,
      path: '/campaignHours/times',
      text: `the campaign's hours (${hoursText(campaignHours.times)})`,
      clock: campaignHours.timezoneSource,
      minutes: openMinutesOf(campaignHours.times),
    },
  ];
}
