import { byCodePoints, type RulesetSource } from '../ruleset.ts';
import type { Condition } from './condition.ts';
import { devicesWithin } from './device-classes.ts';
import type { Cover, Coverable, Covering } from './covered-rules.ts';
import { contains, isAlwaysOpen } from './open-minutes.ts';
import { clockWithin } from './zone-classes.ts';

type Hours = Coverable & Condition & { readonly regionsAsSet: ReadonlySet<string> };

/**
 * Hours that are wider than others which hold wherever they do, on a clock that always shows their zones too. Sound. Complete but for regions that
 * are all of a country, and for what several others cover together.
 */
export function contactTimesCovering(
  source: RulesetSource,
  conditions: readonly Condition[],
  optional: ReadonlySet<string>,
): Covering<Hours> {
  const { zoneFallback } = source.organization;
  const items = inOrder(source, conditions, optional);
  const byCountry = Map.groupBy(items, ({ country }) => country);
  return {
    items,
    candidatesFor: ({ country }) => [
      ...(byCountry.get('any') ?? []),
      ...(country === 'any' ? [] : (byCountry.get(country) ?? [])),
    ],
    cover(inner, outer): Cover {
      // Hours without a gap never block by the clock: that is said of the rule itself.
      if (isAlwaysOpen(inner.minutes) || !devicesWithin(inner.devices, outer.devices)) return 'no';
      if (!isPlaceWithin(inner, outer) || !contains(inner.minutes, outer.minutes)) return 'no';
      return clockWithin(inner.clock, outer.clock, zoneFallback);
    },
  };
}

/** Rules by priority and name, then the campaign's hours, then the organization's (S3). */
function inOrder(
  source: RulesetSource,
  conditions: readonly Condition[],
  optional: ReadonlySet<string>,
): readonly Hours[] {
  const rules = new Map(source.contactTimes.map((rule) => [rule.id as string, rule]));
  return conditions
    .filter(({ rule }) => rule.kind === 'contact-times')
    .map((condition) => {
      const rule = condition.rule.id === null ? undefined : rules.get(condition.rule.id);
      const isCampaigns = condition.path.startsWith('/campaignHours');
      return {
        ...condition,
        regionsAsSet: new Set<string>(condition.regions),
        rank: rule?.priority ?? (isCampaigns ? 1_000 : 1_001),
        dispositionCode: rule?.dispositionCode ?? null,
        isOptional: isCampaigns || (rule !== undefined && optional.has(rule.id)),
        isDeletable: rule !== undefined,
      };
    })
    .toSorted((one, other) => one.rank - other.rank || byCodePoints(one.rule.name, other.rule.name));
}

/** S18: wherever the inner one matches, the outer one does; also where the place is not known. */
function isPlaceWithin(inner: Hours, outer: Hours): boolean {
  if (outer.country === 'any') return true;
  if (inner.country !== outer.country) return false;
  if (outer.regions.length === 0) return true;
  return inner.regions.length > 0 && inner.regions.every((region) => outer.regionsAsSet.has(region));
}
