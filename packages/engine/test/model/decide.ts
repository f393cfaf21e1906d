import type * as Engine from '../../src/index.ts';
import { attempts, organizationLimits } from './attempts.ts';
import { DAY_MS, daysOf, isOpen, wallClock } from './clock.ts';
import { custom } from './custom.ts';
import { CLOCK_SEARCH_DAYS, modelNextAllowed, type Next } from './next-allowed.ts';
import { contactDate, location, worldsOf } from './places.ts';
import { blocked, isAmong, isForDevice, limitsZones, strictZones, zonesBySource, type Blocking, type Blockings, type World, type Zones } from './world.ts'; // prettier-ignore

/** What the model answers: the blocking rules stand in the order of S3. */
export interface ModelAnswer {
  readonly decision: 'allowed' | 'blocked';
  readonly blocking: readonly Pick<Blocking, 'kind' | 'rule' | 'code'>[];
  readonly nextAllowedAt: Next | null;
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
  clockSearchDaysMax = CLOCK_SEARCH_DAYS,
): ModelAnswer {
  const world: World = { request, source, facts, table };
  const blocking = blockingAt(world, facts.at);
  const next = () => modelNextAllowed(world, (at) => blockingAt(world, at), clockSearchDaysMax);
  return {
    decision: blocking.length === 0 ? 'allowed' : 'blocked',
    blocking: blocking.map(({ kind, rule, code }) => ({ kind, rule, code })),
    nextAllowedAt: blocking.length === 0 ? null : next(),
  };
}

/** Every rule that does not pass at an instant, in the order of S3. */
function blockingAt(world: World, at: number): Blockings {
  const { organization, timezoneSource, suppressionLists, contactTimes, campaignHours, attempt } = world.source; // prettier-ignore
  const matching = contactTimes.toSorted(inRuleOrder).filter((rule) => matches(world, rule));
  const zonesOf = (source: Engine.TimezoneSource | null) => zonesBySource(world, source ?? 'device');
  return [
    ...optOuts(world, at),
    ...suppressionLists.toSorted(inListOrder).flatMap((list) => suppression(world, list, at)),
    ...accountStatus(world),
    ...world.source.contactDates
      .toSorted(inDateOrder)
      .flatMap((date) => contactDate(date, at, zonesOf('device'))),
    ...world.source.location.toSorted(inRuleOrder).flatMap((rule) => location(world, rule)),
    ...matching.flatMap((rule) =>
      hours(rule.name, rule.times, rule.strict ? strictZones(world) : zonesOf(rule.timezoneSource), at),
    ),
    ...(campaignHours ? hours('campaign hours', campaignHours.times, zonesOf(campaignHours.timezoneSource), at) : []), // prettier-ignore
    ...hours('organization hours', organization.allowedHours, limitsZones(world), at),
    ...attempt.toSorted(inRuleOrder).flatMap((rule) => attempts(world, rule, at, zonesOf(timezoneSource))),
    ...organizationLimits(world).flatMap((limit) => attempts(world, limit, at, limitsZones(world))),
    ...world.source.custom
      .toSorted(inNameOrder)
      .flatMap((rule) => custom(world, rule, at, zonesOf(timezoneSource))),
  ];
}

/** S21: the facts name the opt-outs of the contact and of its device; they may be narrowed to channels and have a span. */
function optOuts({ request, facts, source, table }: World, at: number): Blockings {
  const zone = table.get(source.organization.zone);
  if (facts.optOuts.length === 0) return [];
  if (zone === undefined) return blocked('opt-out', 'opt-outs', 'zone_unknown', true);
  const ofChannel = facts.optOuts.filter(({ channels }) => isAmong(channels, request.channel));
  const inForce = ofChannel.filter(({ from, until }) => isInForce(from, until, zone, at));
  const hasNoEnd = inForce.some(({ until }) => until === null);
  return inForce.length === 0 ? [] : blocked('opt-out', 'opt-outs', 'opted_out', hasNoEnd);
}

/** S22, S26. */
function suppression(world: World, list: Engine.SuppressionList, at: number): Blockings {
  const { request, facts, source, table } = world;
  const blocks = (code: string, forEver: boolean) => blocked('suppression-list', list.name, code, forEver);
  const listHasNoEnd = list.expires === null;
  if (!isAmong(list.channels, request.channel)) return [];
  const zone = table.get(source.organization.zone);
  if (zone === undefined) return blocks('zone_unknown', true);
  if (!isInForce(null, list.expires, zone, at)) return [];
  const ofList = facts.entries.filter(({ listId }) => listId === list.id);
  const inForce = ofList.filter(({ from, until }) => isInForce(from, until, zone, at));
  const hasNoEnd = inForce.some(({ until }) => until === null);
  if (inForce.length > 0) return blocks('on_suppression_list', listHasNoEnd && hasNoEnd);
  if (list.registry === null) return [];
  const registry = facts.registries.find(({ listId }) => listId === list.id);
  if (!registry?.covered || registry.versionAt === null) return blocks('registry_unknown', listHasNoEnd);
  return at - registry.versionAt > list.registry.ageMsMax ? blocks('registry_stale', listHasNoEnd) : [];
}

type Edge = Engine.SpanEdge | null;

/** S22: `until` instants are out, `until` days are in; days are those of the organization's zone. */
function isInForce(from: Edge, until: Edge, zone: Engine.Zone, at: number): boolean {
  const { day } = wallClock(zone, at);
  const hasBegun =
    from === null || ('instant' in from ? at >= from.instant : day >= Date.parse(from.date) / DAY_MS);
  const hasEnded =
    until !== null && ('instant' in until ? at >= until.instant : day > Date.parse(until.date) / DAY_MS);
  return hasBegun && !hasEnded;
}

/** S33, S9. */
function accountStatus({ request, facts: { account } }: World): Blockings {
  if (request.accountId === null) return [];
  if (account !== null && !['paused', 'closed', 'paid'].includes(account.status)) return [];
  const code = account === null ? 'account_missing' : 'account_status';
  return blocked('account-status', 'account status', code, true);
}

/** S16: of several zones every one must be inside. */
function hours(rule: string, times: Engine.WeekTimes, zones: Zones, at: number): Blockings {
  if (zones === 'unknown') return blocked('contact-times', rule, 'zone_unknown', true);
  if (zones.every((zone) => isOpen(times, wallClock(zone, at)))) return [];
  const isNever = Object.values(daysOf(times)).every((day) => day === 'closed');
  return blocked('contact-times', rule, 'outside_contact_times', isNever);
}

/** S18: the device's or the contact's place is in, or neither is known well enough to tell. */
function matches({ request, facts: { contact, device } }: World, rule: Engine.ContactTimesRule): boolean {
  if (!isForDevice(rule, request)) return false;
  const ofDevice = liesIn(rule, device.country, device.regions);
  const ofContact = liesIn(rule, contact.country, contact.region === null ? [] : [contact.region]);
  return ofDevice === true || ofContact === true || (ofDevice === null && ofContact === null);
}

/** Null: cannot tell. */
function liesIn(
  rule: Engine.ContactTimesRule,
  country: string | null,
  regions: readonly string[],
): boolean | null {
  if (rule.country === 'any') return true;
  const places =
    regions.length < 2
      ? [{ country, regions }]
      : regions.map((region) => ({ country: country ?? region.slice(0, 2), regions: [region] }));
  const answers = places.flatMap(worldsOf).map((world) => {
    const lies = world.map((one) => liesByCodes(rule, one.country, one.regions));
    return lies.includes(true) ? true : lies.includes(null) ? null : false;
  });
  return answers.every((answer) => answer === answers[0]) ? (answers[0] ?? null) : null;
}

function liesByCodes(
  rule: Engine.ContactTimesRule,
  country: string | null,
  regions: readonly string[],
): boolean | null {
  const countries = country === null ? regions.map((region) => region.slice(0, 2)) : [country];
  const inCountry = allOrSome(countries.map((one) => one === rule.country));
  if (inCountry === false || rule.regions.length === 0) return inCountry;
  return allOrSome(regions.map((region) => rule.regions.some((one) => one === region)));
}

/** Of the places that are possible: all of them, none, or only some; where none is known, nobody can tell. */
function allOrSome(isIn: readonly boolean[]): boolean | null {
  return isIn.includes(true) === isIn.includes(false) ? null : isIn.includes(true);
}

/** S3: by priority, then by name. */
function inRuleOrder(one: Engine.RuleCommon, other: Engine.RuleCommon): number {
  return one.priority - other.priority || inCodePointOrder(one.name, other.name);
}

/** S3: by label, then by date. */
function inDateOrder(one: Engine.ContactDate, other: Engine.ContactDate): number {
  return inCodePointOrder(one.label, other.label) || inCodePointOrder(one.date, other.date);
}

/** S3: a priority of theirs has no effect. */
function inNameOrder(one: Engine.RuleCommon, other: Engine.RuleCommon): number {
  return inCodePointOrder(one.name, other.name);
}

/** S3: by name, registries after the others. */
function inListOrder(one: Engine.SuppressionList, other: Engine.SuppressionList): number {
  const isRegistry = (list: Engine.SuppressionList) => Number(list.registry !== null);
  return isRegistry(one) - isRegistry(other) || inCodePointOrder(one.name, other.name);
}

/** The bytes of UTF-8 stand in the order of its code points. */
function inCodePointOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
