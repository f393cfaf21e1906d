import type { SpanEdge, Zone } from '../../src/index.ts';
import { edgesOf } from './clock.ts';
import type { Blocking, World } from './world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long every minute is tried; after that only the instants at which something may change. */
const EVERY_MINUTE_DAYS = 2;
/** S4. */
const SEARCH_DAYS_MAX = 400;

/**
 * The next allowed instant by trying (S4): every minute, and every instant at which some rule may change its mind. Such instants are guessed
 * generously; one too many costs time and nothing else.
 */
export function modelNextAllowed(
  world: World,
  blockingAt: (world: World, at: number) => readonly Blocking[],
): number | 'never' | 'unknown' {
  const { at } = world.facts;
  const known = knownInstants(world);
  const zones = zonesNamedAnywhere(world);
  const timesMs = timesOfDay(world);
  const endsAt = Math.max(at, ...known) + SEARCH_DAYS_MAX * DAY_MS;
  for (let from: number = at, day = 0; from <= endsAt; from += DAY_MS, day++) {
    const minutes = day < EVERY_MINUTE_DAYS ? everyMinute(from) : [];
    const tried = [from, ...minutes, ...known, ...zones.flatMap((zone) => changesOfDay(zone, from, timesMs))]
      .filter((instant) => instant >= from && instant < from + DAY_MS && instant <= endsAt)
      .toSorted((one, other) => one - other);
    for (const instant of new Set(tried)) {
      if (instant >= world.table.endsAtUtc) return 'unknown';
      const blocking = blockingAt(world, instant);
      if (blocking.length === 0) return instant;
      if (blocking.some(({ forEver }) => forEver)) return 'never';
    }
  }
  return 'unknown';
}

/** Ends that are known once and for all: of spans, and of rolling periods. */
function knownInstants({ facts, source }: World): readonly number[] {
  const edges = [
    ...[...facts.optOuts, ...facts.entries].flatMap(({ from, until }) => [from, until]),
    ...source.suppressionLists.map(({ expires }) => expires),
  ];
  const periodsMs = [
    0,
    (source.organization.limits.intervalHoursMin ?? 0) * 60 * MINUTE_MS,
    ...source.attempt.map(({ period }) => {
      if (period.kind !== 'rolling') return (period.kind === 'today' ? 1 : period.days) * DAY_MS;
      return period.amount * { minutes: MINUTE_MS, hours: 60 * MINUTE_MS, days: DAY_MS }[period.unit];
    }),
  ];
  return [
    ...edges.flatMap((edge) => instantsOf(edge)),
    ...facts.attempts.flatMap(({ at }) => periodsMs.map((periodMs) => at + periodMs)),
  ];
}

/** A day ends somewhere between one and two days after its midnight in UTC began, minus half a day. */
function instantsOf(edge: SpanEdge | null): readonly number[] {
  if (edge === null) return [];
  return 'instant' in edge ? [edge.instant] : [Date.parse(edge.date) + 2 * DAY_MS];
}

function zonesNamedAnywhere({ facts, source, table }: World): readonly Zone[] {
  const devices = [facts.device, ...facts.otherDevices];
  const names = [source.organization.zone, facts.contact.zone, ...devices.flatMap(({ zones }) => zones)];
  return [...new Set(names)].flatMap((name) => (name === null ? [] : (table.get(name) ?? [])));
}

/** Times of day at which a window opens or closes, midnight among them. */
function timesOfDay({ source }: World): readonly number[] {
  const weeks = [
    source.organization.allowedHours,
    ...source.contactTimes.map(({ times }) => times),
    ...(source.campaignHours === null ? [] : [source.campaignHours.times]),
    ...source.attempt.flatMap(({ betweenTimes }) =>
      betweenTimes === null ? [] : [{ everyDay: [betweenTimes] }],
    ),
  ];
  return [...new Set([0, ...weeks.flatMap((week) => edgesOf(week))])];
}

/** When the clock of a zone changes, and when it may show one of the times: with every offset that it has had or will have about then. */
function changesOfDay(zone: Zone, from: number, timesMs: readonly number[]): readonly number[] {
  const changes: number[] = [];
  zone.startsAtUtc.forEach((startsAtUtc, span) => {
    const endsAtUtc = zone.startsAtUtc[span + 1] ?? Infinity;
    if (endsAtUtc <= from || startsAtUtc >= from + DAY_MS) return;
    const midnight = Math.floor(from / DAY_MS) * DAY_MS - (zone.offsetsMs[span] ?? 0);
    for (const day of [-1, 0, 1, 2])
      changes.push(startsAtUtc, ...timesMs.map((timeMs) => midnight + day * DAY_MS + timeMs));
  });
  return changes;
}

function everyMinute(from: number): readonly number[] {
  const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
  return Array.from({ length: DAY_MS / MINUTE_MS }, (_, minute) => first + minute * MINUTE_MS);
}
