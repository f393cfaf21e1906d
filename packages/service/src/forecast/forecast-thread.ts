/** One thread of a forecast: records by records, on connections of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { zoneTable } from '@tact/places';
import { openStore } from '@tact/store';
import { createClock } from '../deciding/clock.ts';
import { createDecider } from '../deciding/create-decider.ts';
import { forecastPart, type ForecastPlan, type ForecastRecord } from './forecast-part.ts';

/** Connections of a thread: it asks one thing at a time. */
const CONNECTIONS = 2;

if (parentPort !== null) {
  const port = parentPort;
  const { connectionString, plan } = workerData as {
    readonly connectionString: string;
    readonly plan: ForecastPlan;
  };
  const opening = openStore({
    connectionString,
    applicationName: 'tact forecast',
    poolSize: CONNECTIONS,
  }).then((store) => createDecider({ store, clock: createClock(), zoneTable: zoneTable() }));
  opening.catch(() => undefined);
  port.on('message', (records: readonly ForecastRecord[]) => {
    opening
      .then((decider) => forecastPart(decider, plan, records))
      .then(
        (part) => {
          port.postMessage({ part });
        },
        (error: unknown) => {
          port.postMessage({ failed: error instanceof Error ? error.message : 'unknown' });
        },
      );
  });
}
