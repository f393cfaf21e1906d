import { formatInstant, formatLocal, HOUR_MS, type Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { startOfLocalHour, type ForecastPlan } from '../forecast/forecast-part.ts';
import { runForecast } from '../forecast/run-forecast.ts';
import type { Caller, Parts } from './context.ts';
import type { LookParts } from './look-parts.ts';

/** How long somebody waits for a forecast, milliseconds. */
const LOOK_MS_MAX = 8_000;
/** A week. */
const HOURS_DEFAULT = 168;

/** Whose contacts are looked at, by which rules. */
type ForecastOf = Pick<ForecastPlan, 'contactListId' | 'campaignGroupId' | 'channel' | 'devicePositions'>;

/** How much of a list, of a campaign or by itself, is callable in each hour to come, as far as there is time to look; on the wire. */
export async function forecastList(
  { store, clock, workThreads, looks }: Parts & LookParts,
  { organizationId }: Caller,
  { contactListId, campaignGroupId, channel, devicePositions }: ForecastOf,
  hours = HOURS_DEFAULT,
) {
  const { rules } = await store.organizations.get(organizationId);
  const from = clock();
  const zone = zoneTable().get(rules.zone);
  const hoursFrom = startOfLocalHour(zone, from);
  const { callable, ...counts } = await looks(() =>
    runForecast(
      { store, workThreads, threads: 1, signal: AbortSignal.timeout(LOOK_MS_MAX) },
      { organizationId, contactListId, campaignGroupId, channel, devicePositions, from, hoursFrom, hours },
    ),
  );
  return {
    from: formatInstant(from),
    zone: rules.zone,
    ...counts,
    hours: callable.map((count, hour) => {
      const at = (hoursFrom + hour * HOUR_MS) as Instant;
      return {
        from: formatInstant(at),
        fromLocal: zone === undefined ? '' : formatLocal(zone, at),
        callable: count,
      };
    }),
  };
}
