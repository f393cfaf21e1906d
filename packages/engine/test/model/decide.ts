import type * as Engine from '../../src/index.ts';
import { attemptRuleBlocks, organizationLimits } from './attempts.ts';
import { DAY_MS, daysOf, isOpen, wallClock } from './clock.ts';
import { modelNextAllowed } from './next-allowed.ts';
import { isAmong, isForDevice, limitsZones, strictZones, zonesBySource, type Blocking, type World, type Zones } from './world.ts'; // prettier-ignore

/** What the model answers: the blocking rules stand in the order of S3. */
export interface ModelAnswer {
  readonly decision: 'allowed' | 'blocked';
  readonly blocking: readonly Pick<Blocking, 'kind' | 'rule' | 'code'>[];
  readonly nextAllowedAt: number | 'never' | 'unknown' | null;
}

/**
 * A second reading of what Tact's words mean, from the specification alone and as plain as can be: it shares no code with the engine, only
 * types. Where the two disagree, one of them has misread it.
 */
export function modelDecide(
  request: Engine.ContactRequest,
  source: Engine.RulesetSource,
  facts: Engine.Facts,
  table: Engine.ZoneTable,
): ModelAnswer {
  const world: World = { request, source, facts, table };
  const blocking = blockingAt(world, facts.at);
  return {
    decision: blocking.length === 0 ? 'allowed' : 'blocked',
    blocking: blocking.map(({ kind, rule, code }) => ({ kind, rule, code })),
    nextAllowedAt: blocking.length === 0 ? null : modelNextAllowed(world, blockingAt),
  };
}

/** Every rule that does not pass at an instant, in the order of S3. */
export function blockingAt(world: World, at: number): readonly Blocking[] {
  const { source } = world;
  return [
    ...optOuts(world, at),
    ...source.suppressionLists.toSorted(inListOrder).flatMap((list) => suppression(world, list, at)),
    ...accountStatus(world),
    ...source.contactTimes
      .toSorted(inRuleOrder)
      .filter((rule) => matches(world, rule))
      .flatMap((rule) => hours(rule.name, rule.times, contactTimesZones(world, rule), at)),
    ...campaignTimes(world, at),
    ...hours('organization hours', source.organization.allowedHours, limitsZones(world), at),
    ...source.attempt.toSorted(inRuleOrder).flatMap((rule) => attemptRuleBlocks(world, rule, at)),
    ...organizationLimits(world).flatMap((limit) => attemptRuleBlocks(world, limit, at, limitsZones)),
  ];
}

/** S21: the facts name the opt-outs of the contact and of its device; they may be narrowed to channels and have a span. */
function optOuts({ request, facts, source, table }: World, at: number): readonly Blocking[] {
  const blocked = { kind: 'opt-out', rule: 'opt-outs' } as const;
  const zone = table.get(source.organization.zone);
  if (facts.optOuts.length === 0) return [];
  if (zone === undefined) return [{ ...blocked, code: 'zone_unknown', forEver: true }];
  const inForce = facts.optOuts.filter(
    ({ channels, from, until }) => isAmong(channels, request.channel) && isInForce(from, until, zone, at),
  );
  if (inForce.length === 0) return [];
  return [{ ...blocked, code: 'opted_out', forEver: inForce.some(({ until }) => until === null) }];
}

/** S22, S26. */
function suppression(world: World, list: Engine.SuppressionList, at: number): readonly Blocking[] {
  const { request, facts, source, table } = world;
  const blocked = (code: string, forEver: boolean): readonly Blocking[] => [
    { kind: 'suppression-list', rule: list.name, code, forEver },
  ];
  if (!isAmong(list.channels, request.channel)) return [];
  const zone = table.get(source.organization.zone);
  if (zone === undefined) return blocked('zone_unknown', true);
  if (!isInForce(null, list.expires, zone, at)) return [];
  const inForce = facts.entries.filter(
    ({ listId, from, until }) => listId === list.id && isInForce(from, until, zone, at),
  );
  if (inForce.length > 0) {
    const hasNoEnd = list.expires === null && inForce.some(({ until }) => until === null);
    return blocked('on_suppression_list', hasNoEnd);
  }
  if (list.registry === null) return [];
  const registry = facts.registries.find(({ listId }) => listId === list.id);
  if (registry === undefined || !registry.covered || registry.versionAt === null)
    return blocked('registry_unknown', list.expires === null);
  const isStale = at - registry.versionAt > list.registry.ageMsMax;
  return isStale ? blocked('registry_stale', list.expires === null) : [];
}

/** S22: `until` instants are out, `until` days are in; days are those of the organization's zone. */
function isInForce(
  from: Engine.SpanEdge | null,
  until: Engine.SpanEdge | null,
  zone: Engine.Zone,
  at: number,
): boolean {
  const { day } = wallClock(zone, at);
  const hasBegun =
    from === null || ('instant' in from ? at >= from.instant : day >= Date.parse(from.date) / DAY_MS);
  const hasEnded =
    until !== null && ('instant' in until ? at >= until.instant : day > Date.parse(until.date) / DAY_MS);
  return hasBegun && !hasEnded;
}

/** S33, S9. */
function accountStatus({ request, facts }: World): readonly Blocking[] {
  const blocked = { kind: 'account-status', rule: 'account status', forEver: true } as const;
  if (request.accountId === null) return [];
  if (facts.account === null) return [{ ...blocked, code: 'account_missing' }];
  const isOut = ['paused', 'closed', 'paid'].includes(facts.account.status);
  return isOut ? [{ ...blocked, code: 'account_status' }] : [];
}

function campaignTimes(world: World, at: number): readonly Blocking[] {
  const { campaignHours } = world.source;
  if (campaignHours === null) return [];
  return hours('campaign hours', campaignHours.times, zonesBySource(world, campaignHours.timezoneSource), at);
}

/** S16: of several zones every one must be inside. */
function hours(rule: string, times: Engine.WeekTimes, zones: Zones, at: number): readonly Blocking[] {
  const blocked = { kind: 'contact-times', rule } as const;
  if (zones === 'unknown') return [{ ...blocked, code: 'zone_unknown', forEver: true }];
  if (zones.every((zone) => isOpen(times, wallClock(zone, at)))) return [];
  const isNever = Object.values(daysOf(times)).every((day) => day === 'closed');
  return [{ ...blocked, code: 'outside_contact_times', forEver: isNever }];
}

function contactTimesZones(world: World, rule: Engine.ContactTimesRule): Zones {
  return rule.strict ? strictZones(world) : zonesBySource(world, rule.timezoneSource);
}

/** S18: the device's or the contact's place is in, or neither is known well enough to tell. */
function matches({ request, facts: { contact, device } }: World, rule: Engine.ContactTimesRule): boolean {
  if (!isForDevice(rule, request)) return false;
  const ofDevice = liesIn(rule, device.country, device.regions);
  const ofContact = liesIn(rule, contact.country, contact.region === null ? [] : [contact.region]);
  if (ofDevice === 'yes' || ofContact === 'yes') return true;
  return ofDevice === 'cannot tell' && ofContact === 'cannot tell';
}

function liesIn(
  rule: Engine.ContactTimesRule,
  country: Engine.CountryCode | null,
  regions: readonly Engine.RegionCode[],
): 'yes' | 'no' | 'cannot tell' {
  if (rule.country === 'any') return 'yes';
  const countries = country === null ? regions.map((region) => region.slice(0, 2)) : [country];
  if (countries.length === 0) return 'cannot tell';
  if (!countries.some((one) => one === rule.country)) return 'no';
  if (!countries.every((one) => one === rule.country)) return 'cannot tell';
  if (rule.regions.length === 0) return 'yes';
  const isIn = regions.map((region) => rule.regions.includes(region));
  if (isIn.length === 0 || (isIn.includes(true) && isIn.includes(false))) return 'cannot tell';
  return isIn.includes(true) ? 'yes' : 'no';
}

/** S3: by priority, then by name in code-point order. */
function inRuleOrder(one: Engine.RuleCommon, other: Engine.RuleCommon): number {
  return one.priority - other.priority || inCodePointOrder(one.name, other.name);
}

/** S3: by name, registries after the others. */
function inListOrder(one: Engine.SuppressionList, other: Engine.SuppressionList): number {
  if ((one.registry === null) !== (other.registry === null)) return one.registry === null ? -1 : 1;
  return inCodePointOrder(one.name, other.name);
}

/** Fixed-width numbers compare as texts do. */
function inCodePointOrder(one: string, other: string): number {
  const [first, second] = [one, other].map((text) =>
    Array.from(text, (letter) => (letter.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join(''),
  );
  return (first ?? '') < (second ?? '') ? -1 : Number(first !== second);
}
