import type { Zone } from '../../src/index.ts';
import { DAY_MS, daysOf, timeMsOf, UNIT_MS } from './clock.ts';
import { periodsMsOf, readsClock, timesMsOf } from './custom.ts';
import type { Blockings, World } from './world.ts';

/** S4; and how long every minute is tried, after which only the instants are at which something may change. */
const [SEARCH_DAYS_MAX, EVERY_MINUTE_DAYS] = [400, 2] as const;
/** Where an expression reads the clock there is something to try at each hour: the search is shorter, and `unknown` where the engine may know. */
export const CLOCK_SEARCH_DAYS = 40;
export type Next = number | 'never' | 'unknown';

/** S4, by brute force: tries one instant after the other until nothing blocks. Allowed hours and counts change only at the instants tried. */
export function modelNextAllowed(
  world: World,
  blockingAt: (at: number) => Blockings,
  clockSearchDaysMax: number,
): Next {
  const known = knownInstants(world);
  const zones = zonesNamedAnywhere(world);
  const timesMs = timesOfDay(world);
  const searchDaysMax = world.source.custom.some(readsClock) ? clockSearchDaysMax : SEARCH_DAYS_MAX;
  let endsAt = world.facts.at + searchDaysMax * DAY_MS;
  for (let from: number = world.facts.at, day = 0; from <= endsAt; from += DAY_MS, day++) {
    const minutesOfDay = day < EVERY_MINUTE_DAYS ? DAY_MS / UNIT_MS.minutes : 0;
    const firstMinute = Math.ceil(from / UNIT_MS.minutes);
    const minutes = Array.from({ length: minutesOfDay }, (_, i) => (firstMinute + i) * UNIT_MS.minutes);
    const tried = [from, ...minutes, ...known, ...zones.flatMap((zone) => changesOfDay(zone, from, timesMs))]
      .filter((instant) => instant >= from && instant < from + DAY_MS && instant <= endsAt)
      .toSorted((one, other) => one - other);
    for (const instant of new Set(tried)) {
      if (instant >= world.table.endsAtUtc) return 'unknown';
      const blocking = blockingAt(instant);
      if (blocking.length === 0) return instant;
      if (blocking.some(({ forEver }) => forEver)) return 'never';
      if (blocking.every(({ isUnsolvable }) => isUnsolvable)) return 'unknown';
      // What ends once and for all is no search, however far away its end: the days are counted from there.
      if (blocking.some(({ kind }) => kind !== 'contact-times' && kind !== 'custom'))
        endsAt = instant + searchDaysMax * DAY_MS;
    }
  }
  return 'unknown';
}

/** Instants that the facts and rules name: ends of spans, and when an attempt leaves a period. */
function knownInstants({ facts, source }: World): readonly number[] {
  const spans = [...facts.optOuts, ...facts.entries].flatMap(({ from, until }) => [from, until]);
  const edges = [...spans, ...source.suppressionLists.map(({ expires }) => expires)];
  const instants = edges.flatMap((edge) => (edge && 'instant' in edge ? [edge.instant] : []));
  const periodsMs = source.attempt.map(({ period }) =>
    period.kind === 'rolling' ? period.amount * UNIT_MS[period.unit] : 0,
  );
  const all = [
    0,
    (source.organization.limits.intervalHoursMin ?? 0) * UNIT_MS.hours,
    ...periodsMs,
    ...source.custom.flatMap(periodsMsOf),
  ];
  return [...instants, ...facts.attempts.flatMap(({ at }) => all.map((periodMs) => at + periodMs))];
}

function zonesNamedAnywhere({ facts, source, table }: World): readonly Zone[] {
  const ofDevices = [facts.device, ...facts.otherDevices].flatMap(({ zones }) => zones);
  const names = new Set([source.organization.zone, facts.contact.zone ?? '', ...ofDevices]);
  return [...names].flatMap((name) => table.get(name) ?? []);
}

/** Times of day at which a window opens or closes, midnight among them. */
function timesOfDay({ source }: World): ReadonlySet<number> {
  const campaign = source.campaignHours === null ? [] : [source.campaignHours];
  const weeks = [...source.contactTimes, ...campaign, { times: source.organization.allowedHours }];
  const days = weeks.flatMap(({ times }) => Object.values(daysOf(times)));
  const windows = days.flatMap((day) => (typeof day === 'string' ? [] : day));
  const all = [...windows, ...source.attempt.flatMap(({ betweenTimes }) => betweenTimes ?? [])];
  const ofClocks = source.custom.filter(readsClock).flatMap(timesMsOf);
  return new Set([0, ...all.flatMap(({ start, end }) => [timeMsOf(start), timeMsOf(end)]), ...ofClocks]);
}

/** When the clock of a zone changes, and when it may show one of the times: with every offset that it has had or will have about then. */
function changesOfDay(zone: Zone, from: number, timesMs: ReadonlySet<number>): readonly number[] {
  return [...zone.startsAtUtc].flatMap((startsAtUtc, span) => {
    const endsAtUtc = zone.startsAtUtc[span + 1] ?? Infinity;
    if (endsAtUtc <= from || startsAtUtc >= from + DAY_MS) return [];
    const midnight = Math.floor(from / DAY_MS) * DAY_MS - (zone.offsetsMs[span] ?? 0);
    const midnights = [-1, 0, 1, 2].map((day) => midnight + day * DAY_MS);
    return [startsAtUtc, ...midnights.flatMap((day) => [...timesMs].map((timeMs) => day + timeMs))];
  });
}
