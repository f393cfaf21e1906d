import type { SpanEdge, Zone } from '../../src/index.ts';
import { UNIT_MS } from './attempts.ts';
import { DAY_MS, daysOf, timeMsOf } from './clock.ts';
import type { Blocking, World } from './world.ts';

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
  const known = knownInstants(world);
  const zones = zonesNamedAnywhere(world);
  const timesMs = timesOfDay(world);
  let endsAt = world.facts.at + SEARCH_DAYS_MAX * DAY_MS;
  for (let from: number = world.facts.at, day = 0; from <= endsAt; from += DAY_MS, day++) {
    const minutes = day < EVERY_MINUTE_DAYS ? everyMinute(from) : [];
    const tried = [from, ...minutes, ...known, ...zones.flatMap((zone) => changesOfDay(zone, from, timesMs))]
      .filter((instant) => instant >= from && instant < from + DAY_MS && instant <= endsAt)
      .toSorted((one, other) => one - other);
    for (const instant of new Set(tried)) {
      if (instant >= world.table.endsAtUtc) return 'unknown';
      const blocking = blockingAt(world, instant);
      if (blocking.length === 0) return instant;
      if (blocking.some(({ forEver }) => forEver)) return 'never';
      // What ends once and for all is no search, however far away its end: the days are counted from there.
      if (blocking.some(({ kind }) => kind !== 'contact-times')) endsAt = instant + SEARCH_DAYS_MAX * DAY_MS;
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
  const instants = edges.flatMap((edge: SpanEdge | null) =>
    edge && 'instant' in edge ? [edge.instant] : [],
  );
  const periodsMs = source.attempt.map(({ period }) =>
    period.kind === 'rolling' ? period.amount * UNIT_MS[period.unit] : 0,
  );
  const all = [0, (source.organization.limits.intervalHoursMin ?? 0) * UNIT_MS.hours, ...periodsMs];
  return [...instants, ...facts.attempts.flatMap(({ at }) => all.map((periodMs) => at + periodMs))];
}

function zonesNamedAnywhere({ facts, source, table }: World): readonly Zone[] {
  const ofDevices = [facts.device, ...facts.otherDevices].flatMap(({ zones }) => zones);
  const names = new Set([source.organization.zone, facts.contact.zone ?? '', ...ofDevices]);
  return [...names].flatMap((name) => table.get(name) ?? []);
}

/** Times of day at which a window opens or closes, midnight among them. */
function timesOfDay({ source }: World): ReadonlySet<number> {
  const weeks = [
    source.organization.allowedHours,
    ...source.contactTimes.map(({ times }) => times),
    ...(source.campaignHours === null ? [] : [source.campaignHours.times]),
    ...source.attempt.map(({ betweenTimes }) => ({ everyDay: betweenTimes === null ? [] : [betweenTimes] })),
  ];
  const windows = weeks.flatMap((week) =>
    Object.values(daysOf(week)).flatMap((day) => (typeof day === 'string' ? [] : day)),
  );
  return new Set([0, ...windows.flatMap(({ start, end }) => [timeMsOf(start), timeMsOf(end)])]);
}

/** When the clock of a zone changes, and when it may show one of the times: with every offset that it has had or will have about then. */
function changesOfDay(zone: Zone, from: number, timesMs: ReadonlySet<number>): readonly number[] {
  const changes: number[] = [];
  zone.startsAtUtc.forEach((startsAtUtc, span) => {
    const endsAtUtc = zone.startsAtUtc[span + 1] ?? Infinity;
    if (endsAtUtc <= from || startsAtUtc >= from + DAY_MS) return;
    const midnight = Math.floor(from / DAY_MS) * DAY_MS - (zone.offsetsMs[span] ?? 0);
    for (const day of [-1, 0, 1, 2])
      changes.push(startsAtUtc, ...[...timesMs].map((timeMs) => midnight + day * DAY_MS + timeMs));
  });
  return changes;
}

function everyMinute(from: number): readonly number[] {
  const first = Math.ceil(from / UNIT_MS.minutes) * UNIT_MS.minutes;
  return Array.from({ length: DAY_MS / UNIT_MS.minutes }, (_, minute) => first + minute * UNIT_MS.minutes);
}
