import { endpoints } from '@tact/api';
import { DAY_MS, spanAt, type Instant, type Zone } from '@tact/engine';
import { countries, regionsOf, zoneNames, zoneTable } from '@tact/places';
import { CommandError } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { answer, type Router } from '../../http/router.ts';

/** How far back and ahead a zone's clock is told: as far as records are kept and hours are planned. */
const TOLD_MS = 3_653 * DAY_MS;

/** Registers the routes of places. */
export function registerPlaces({ route }: Router, { clock }: Pick<Parts, 'clock'>): void {
  const { places } = endpoints;
  const items = countries()
    .map(({ code, name }) => ({
      code: code,
      name,
      regions: regionsOf(code).map((region) => ({ code: region.code, name: region.name })),
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const names = zoneNames();
  route(places.countries, () => Promise.resolve(answer(200, { items })));
  route(places.timeZones, () => Promise.resolve(answer(200, { items: names })));
  route(places.timeZone, ({ params }) => {
    const zone = zoneTable().get(params.zone);
    if (zone === undefined)
      throw new CommandError('zone_unknown', `there is no time zone \`${params.zone}\`; choose a known one`, {
        path: '/zone',
      });
    const told = clockOf(zone, clock());
    return Promise.resolve(answer(200, { zone: params.zone, version: zoneTable().version, ...told }));
  });
}

function clockOf(zone: Zone, now: Instant) {
  const first = spanAt(zone, (now - TOLD_MS) as Instant);
  const last = spanAt(zone, (now + TOLD_MS) as Instant);
  // The first span of a zone has no beginning; 1970 stands for it.
  const startsAtUtcMs = [...zone.startsAtUtc.slice(first, last + 1)].map((at) => Math.max(0, at));
  return { startsAtUtcMs, offsetsMs: [...zone.offsetsMs.slice(first, last + 1)] };
}
