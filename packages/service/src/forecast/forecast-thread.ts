/** One thread of a forecast: records by records, on connections of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { zoneTable } from '@tact/places';
import { openStore } from '@tact/store';
import { createClock } from '../deciding/clock.ts';
import { createDecider } from '../deciding/create-decider.ts';
import { keyOfThread } from '../erasure/key-of-thread.ts';
import { forecastPart, type ForecastPlan, type ForecastRecord } from './forecast-part.ts';

/** Connections of a thread: it asks one thing at a time. */
const CONNECTIONS = 2;

if (parentPort !== null) {
  const port = parentPort;
  const { connectionString, plan, erasureKey } = workerData as {
    readonly connectionString: string;
    readonly plan: ForecastPlan;
    readonly erasureKey: Uint8Array | null;
  };
  const opening = openStore({
    connectionString,
    applicationName: 'tact forecast',
    poolSize: CONNECTIONS,
    erasureKeys: keyOfThread(erasureKey),
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
