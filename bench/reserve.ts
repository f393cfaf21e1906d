import { openLoop } from '../simulations/load/open-loop.ts';
import { createSummary } from '../simulations/load/summary.ts';
import { seededRandom } from '@tact/service/without-http';
import { clientIdAt, withService, type BenchService } from './bench-service.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { httpLoad, type Load } from './http-load.ts';
import { insertLimit } from './insert-limit.ts';
import { quantile } from './measure.ts';
import { processorTimes } from './processor-time.ts';
import { recycleWal } from './recycled-wal.ts';

/** How many ask at once, and how many clients insert beside them: 16 are where PostgreSQL inserts fastest here. */
const SETTINGS = [
  { connections: 1, clients: 1 },
  { connections: 64, clients: 16 },
] as const;
/** Bytes of one decision's record and answer together, about: what the compared insert writes. */
const RECORD_BYTES = 1_600;
/** Longer than a turn: one wait for the disk would be the slowest hundredth of a few seconds. */
const HALF_RATE_SECONDS = 60;
/** Times that limit and load take turns, so that a busy machine treats both alike. */
const ROUNDS = 3;

/**
 * Ask and reserve over HTTP, one request a question, beside single-row inserts; then at half of the top rate, with arrivals that wait for no
 * answer.
 */
export const reserveBench: Bench = async ({ smoke }) => {
  const contacts = smoke ? 1_000 : 50_000;
  const seconds = smoke ? 1 : 6;
  return withService(contacts, async (bench) => {
    const random = seededRandom(6);
    const body = () =>
      `{"contact":{"clientId":"${clientIdAt(random.between(0, contacts))}"},"channel":"call"}`;
    // As much as it takes until everything is compiled and every page is in memory.
    await reservations(bench, { body, connections: 64, seconds: 2 * seconds });
    if (!smoke) await recycleWal(bench.connectionString);
    const figures: Figure[] = [];
    let topRate = 0;
    for (const { connections, clients } of SETTINGS) {
      const measured = await inTurns(bench, {
        body,
        connections,
        clients,
        seconds,
        rounds: smoke ? 1 : ROUNDS,
      });
      topRate = measured.perSecond;
      figures.push(...figuresOf(measured, connections));
    }
    const halfRate = {
      body,
      perSecond: Math.max(1, topRate / 2),
      seconds: smoke ? seconds : HALF_RATE_SECONDS,
    };
    return [...figures, ...(await atHalfRate(bench, halfRate))];
  });
};

/** What came of a setting, all rounds together. */
interface Measured {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  readonly limitName: string;
  readonly limitPerSecond: number;
  /** Microseconds of processor for one reservation. */
  readonly processor: readonly (readonly [part: string, microseconds: number])[];
}

async function inTurns(
  bench: BenchService,
  {
    clients,
    rounds,
    ...load
  }: {
    readonly body: () => string;
    readonly connections: number;
    readonly clients: number;
    readonly seconds: number;
    readonly rounds: number;
  },
): Promise<Measured> {
  const latenciesMs: number[] = [];
  let [answersPerSecond, limitPerSecond, limitName] = [0, 0, ''];
  const taken = { load: 0, service: 0, database: 0 };
  for (let round = 0; round < rounds; round++) {
    const limit = await insertLimit(bench.connectionString, {
      connections: clients,
      seconds: load.seconds,
      recordBytes: RECORD_BYTES,
    });
    const before = await processorTimes(bench.service);
    const { perSecond, latenciesMs: own } = await reservations(bench, load);
    const after = await processorTimes(bench.service);
    taken.load += after.load - before.load;
    taken.service += after.service - before.service;
    taken.database += after.database - before.database;
    for (const latency of own) latenciesMs.push(latency);
    answersPerSecond += perSecond / rounds;
    limitPerSecond += limit.perSecond / rounds;
    limitName = `${limit.name}, ${clients} client${clients === 1 ? '' : 's'}`;
  }
  const each = (microseconds: number) => microseconds / latenciesMs.length;
  return {
    perSecond: answersPerSecond,
    latenciesMs,
    limitName,
    limitPerSecond,
    processor: [
      ['the load generator', each(taken.load)],
      ['the service', each(taken.service)],
      ['PostgreSQL', each(taken.database)],
    ],
  };
}

function figuresOf(measured: Measured, connections: number): readonly Figure[] {
  const name = `${connections} connection${connections === 1 ? '' : 's'}`;
  const { latenciesMs, limitName, limitPerSecond } = measured;
  return [
    figure('reserve', `reservations, ${name}`, measured.perSecond, '/s', {
      name: limitName,
      value: limitPerSecond,
    }),
    figure('reserve', `the middle answer, ${name}`, quantile(latenciesMs, 0.5), 'ms'),
    figure('reserve', `the slowest of a hundred, ${name}`, quantile(latenciesMs, 0.99), 'ms'),
    ...measured.processor.map(([part, microseconds]) =>
      figure('reserve', `processor of ${part}, ${name}`, microseconds, 'us each'),
    ),
  ];
}

async function atHalfRate(
  { service }: BenchService,
  { body, ...load }: { readonly body: () => string; readonly perSecond: number; readonly seconds: number },
): Promise<readonly Figure[]> {
  const { add, summary } = createSummary();
  const { baseUrl, apiKey } = service;
  await openLoop({ baseUrl, apiKey, bodyOf: body, ...load }, add);
  const { errors, refused, p50Ms, p99Ms } = summary();
  if (errors + refused > 0) throw new Error(`${errors} requests failed and ${refused} were refused`);
  return [
    figure('reserve', 'the middle answer, half of the top rate', p50Ms, 'ms'),
    figure('reserve', 'the slowest of a hundred, half of the top rate', p99Ms, 'ms', {
      name: 'what a caller waits for',
      value: 25,
    }),
  ];
}

/** Reserves over so many connections for so long; throws where anything but a decision was answered. */
export async function reservations(
  { service }: Pick<BenchService, 'service'>,
  load: { readonly body: () => string; readonly connections: number; readonly seconds: number },
): Promise<Load> {
  const { baseUrl, apiKey } = service;
  return answered(
    await httpLoad({ baseUrl, path: '/api/v1/attempts', headers: { 'x-api-key': apiKey }, ...load }),
  );
}

/** Every answer must be a decision: 201 for what was granted, 200 for what a limit refused. */
function answered(load: Load): Load {
  const others = [...load.statuses].filter(([status]) => status !== 201 && status !== 200);
  if (others.length > 0)
    throw new Error(
      `requests failed: ${others.map(([status, count]) => `${count} with ${status}`).join(', ')}`,
    );
  if ((load.statuses.get(201) ?? 0) === 0) throw new Error('no request was granted');
  return load;
}
