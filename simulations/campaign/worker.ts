/**
 * One worker in a process of its own, for simulations that kill it: it works on every queue of the database until somebody ends it. Its
 * clock runs faster than the machine's. What it hands over it writes to a file first, as the carrier's own records would say.
 */
import { pino } from 'pino';
import type { Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { openStore } from '@tact/store';
import { createDecider } from '../../packages/service/src/deciding/create-decider.ts';
import { createProcessor } from '../../packages/service/src/execution/processor.ts';
import { startRunner } from '../../packages/service/src/execution/runner.ts';
import { simulatedCarrier } from './carrier.ts';
import { fastClock } from './fast-clock.ts';

const [connectionString = '', logFile = '', startedAt = '', seed = ''] = process.argv.slice(2);
const store = await openStore({ connectionString, applicationName: 'tact simulation', poolSize: 4 });
const clock = fastClock(Number(startedAt) as Instant);
const decider = createDecider({ store, clock, zoneTable: zoneTable() });
const carrier = simulatedCarrier(clock, Number(seed), logFile);
const logger = pino({ level: 'fatal' });
const channels = { adapterOf: () => Promise.resolve(carrier) };
startRunner(createProcessor({ store, decider, clock, channels, logger }), clock, logger);
// The runner lets a program end; this one goes on until it is ended.
setInterval(() => undefined, 1_000);
