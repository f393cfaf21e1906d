import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { sealWaiting } from '@tact/service/without-http';
import { openStore } from '@tact/store';
import { tactProgram } from '../simulations/tact-program.ts';
import { clientIdAt, withService, type BenchService } from './bench-service.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { timeOf } from './processor-time.ts';
import { reservations } from './reserve.ts';
import {
  SEAL_EVERY_MS,
  SEAL_EVERY_SETTING,
  SEALER_NAME,
  SETTLE_MS,
  SMOKE_SEAL_EVERY_MS,
  toldSealed,
} from './seal-pace.ts';

/** Requests that are under way at once. */
const CONNECTIONS = 64;
/** How much of what all turns record has to be sealed in them, at least: none may leave its work to others. */
const SEALED_SHARE_MIN = 0.95;

/** What the turns of a kind came to. */
interface Kind {
  seconds: number;
  reservations: number;
  /** Microseconds of processor, the second of the service's connections. */
  service: number;
  database: number;
  /** Of that, the connections that seal. */
  sealing: number;
}

/** What sealing took while nothing else went on. */
interface Alone {
  records: number;
  /** Microseconds of processor. */
  service: number;
  database: number;
}

/**
 * Reservations over HTTP while the same service seals what they record, beside the same without sealing, in turns. Sealing may cost a twentieth.
 * Each turn seals as many records as it makes, so that it bears their whole cost. What a turn without sealing leaves is sealed after it, with
 * nothing beside it: that says what a record costs, also on a machine that does much else.
 */
export const sealBench: Bench = async ({ smoke, say }) => {
  // Many short turns: what else the machine does, and the growth of the tables, meet both alike.
  const turns = smoke ? 1 : 10;
  const everyMs = smoke ? SMOKE_SEAL_EVERY_MS : SEAL_EVERY_MS;
  const seconds = (2 * everyMs) / 1_000;
  // What is left unsealed at any time: half of what is recorded between two seals, and what has not settled.
  const backlogSeconds = (everyMs / 2 + SETTLE_MS) / 1_000;
  const contacts = smoke ? 20_000 : 350_000;
  const work = async (bench: BenchService) => {
    // Everybody in turn, so that nobody's limit is reached: every answer makes two records, a decision and an attempt.
    let asked = 0;
    const body = () =>
      `{"contact":{"clientId":"${clientIdAt((asked++ * 7_919) % contacts)}"},"channel":"call"}`;
    const reserveFor = (lasting: number) =>
      reservations(bench, { body, connections: CONNECTIONS, seconds: lasting });
    await reserveFor(smoke ? 1 : 10);
    const made = { without: newKind(), with: newKind() };
    const alone: Alone = { records: 0, service: 0, database: 0 };
    let sealed = 0;
    for (let turn = 0; turn < turns; turn++) {
      // Each goes first as often as the other: tables grow with every turn.
      for (const kind of turn % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
        await sealRest(bench);
        // As much waits to be sealed when a turn begins as when it ends.
        await reserveFor(backlogSeconds);
        const told = await runTurn(bench, () => reserveFor(seconds), kind === 'with', made[kind]);
        sealed += told.sealed;
        if (kind === 'without') await sealAlone(bench, alone);
        say(`  turn ${turn + 1}, ${kind} sealing: ${told.text}`);
      }
    }
    const share = sealed / (2 * made.with.reservations);
    if (!smoke && share < SEALED_SHARE_MIN)
      throw new Error(`turns with sealing sealed ${share.toFixed(2)} of what they recorded`);
    return figuresOf(made.without, made.with, sealed, alone);
  };
  // Node's options as people start it, and a program that can be told to seal.
  const program = [...tactProgram().slice(0, -1), resolve(import.meta.dirname, 'sealing-service.ts')];
  return withService(contacts, work, { program, settings: { [SEAL_EVERY_SETTING]: String(everyMs) } });
};

const newKind = (): Kind => ({ seconds: 0, reservations: 0, service: 0, database: 0, sealing: 0 });

async function runTurn(
  bench: BenchService,
  reserve: () => Promise<{ readonly latenciesMs: readonly number[]; readonly perSecond: number }>,
  isSealing: boolean,
  kind: Kind,
): Promise<{ readonly sealed: number; readonly text: string }> {
  const { service } = bench;
  const sealedBefore = await sealedRecords(bench);
  const taken = await countTimes(bench);
  if (isSealing) process.kill(service.pid() ?? 0, 'SIGUSR2');
  const { latenciesMs, perSecond } = await reserve();
  if (isSealing) process.kill(service.pid() ?? 0, 'SIGUSR2');
  const { service: ofService, database: ofDatabase, sealing: ofSealing } = await taken();
  const made = latenciesMs.length;
  const sealed = (await sealedRecords(bench)) - sealedBefore;
  if (!isSealing && sealed > 0) throw new Error('records were sealed in a turn that is without sealing');
  kind.seconds += made / perSecond;
  kind.reservations += made;
  kind.service += ofService;
  kind.database += ofDatabase;
  kind.sealing += ofSealing;
  const each = (microseconds: number) => (microseconds / made).toFixed(1);
  return {
    sealed,
    text: `${Math.round(perSecond)} reservations a second, ${each(ofService)} µs in the service and ${each(ofDatabase)} in PostgreSQL each, ${sealed} of ${2 * made} records sealed`,
  };
}

/**
 * Counts from now on what the service and its connections take, microseconds, until it is asked. Each second, because what a connection took is known
 * while it is there. Without what PostgreSQL does by itself: an autovacuum takes a second of some turn, as it comes, which is more than all that is
 * sealed in it.
 */
async function countTimes(
  bench: BenchService,
): Promise<() => Promise<Pick<Kind, 'service' | 'database' | 'sealing'>>> {
  const begun = timeOf(bench.service.pid());
  const connections = new Map<
    number,
    { readonly isSealing: boolean; readonly from: number; readonly until: number }
  >();
  const look = async (isFirst: boolean) => {
    const there = await inDatabase<{ pid: number; name: string }>(
      bench,
      `select pid, application_name as name from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    for (const { pid, name } of there) {
      const until = timeOf(pid);
      const from = connections.get(pid)?.from ?? (isFirst ? until : 0);
      if (until > 0) connections.set(pid, { isSealing: name === SEALER_NAME, from, until });
    }
  };
  await look(true);
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(() => look(false));
  }, 1_000);
  return async () => {
    clearInterval(timer);
    await looking;
    await look(false);
    const all = [...connections.values()];
    const sumOf = (some: typeof all) => some.reduce((sum, { from, until }) => sum + until - from, 0);
    return {
      service: timeOf(bench.service.pid()) - begun,
      database: sumOf(all),
      sealing: sumOf(all.filter(({ isSealing }) => isSealing)),
    };
  };
}

/** Lets the service seal all that waits; counted are its own time while it does so, and that of the connections that it does so by. */
async function sealAlone(bench: BenchService, alone: Alone): Promise<void> {
  const { service } = bench;
  await sleep(SETTLE_MS);
  const sealedBefore = await sealedRecords(bench);
  alone.service += await toldSealed(service.folder, () => {
    process.kill(service.pid() ?? 0, 'SIGUSR2');
  });
  const sealers = await inDatabase<{ pid: number }>(
    bench,
    `select pid from pg_stat_activity where application_name = '${SEALER_NAME}'`,
  );
  alone.database += sealers.reduce((sum, { pid }) => sum + timeOf(pid), 0);
  process.kill(service.pid() ?? 0, 'SIGUSR2');
  alone.records += (await sealedRecords(bench)) - sealedBefore;
}

function figuresOf(without: Kind, sealing: Kind, sealed: number, alone: Alone): readonly Figure[] {
  const rate = ({ reservations: made, seconds }: Kind) => made / seconds;
  const each = (kind: Kind, part: 'service' | 'database' | 'sealing') => kind[part] / kind.reservations;
  const both = (kind: Kind) => each(kind, 'service') + each(kind, 'database');
  const [aloneInService, aloneInDatabase] = [alone.service / alone.records, alone.database / alone.records];
  const withBoth = both(without) + 2 * (aloneInService + aloneInDatabase);
  const beside = (value: number) => ({ name: 'the same without sealing, in turns', value });
  return [
    figure('seal', 'reservations while sealing', rate(sealing), '/s', beside(rate(without))),
    figure('seal', 'processor time of one', both(sealing), 'µs', beside(both(without))),
    ...(['service', 'database'] as const).map((part) =>
      figure(
        'seal',
        part === 'service' ? 'of it in the service' : 'of it in PostgreSQL',
        each(sealing, part),
        'µs',
        beside(each(without, part)),
      ),
    ),
    figure('seal', 'of that by the connections that seal', each(sealing, 'sealing'), 'µs', {
      name: 'a reservation without sealing',
      value: both(without),
    }),
    figure('seal', 'sealing a record, alone, in the service', aloneInService, 'µs'),
    figure('seal', 'sealing a record, alone, in PostgreSQL', aloneInDatabase, 'µs'),
    figure('seal', 'a reservation and sealing its two records', withBoth, 'µs', {
      name: 'a reservation',
      value: both(without),
    }),
    figure('seal', 'records sealed meanwhile', sealed / sealing.seconds, '/s'),
  ];
}

/** Between two turns; on connections that end with it, because what a connection took is counted while it is there. */
async function sealRest({ connectionString }: BenchService): Promise<void> {
  await sleep(SETTLE_MS);
  const store = await openStore({ connectionString });
  try {
    for (const organizationId of await store.organizations.listIds())
      await sealWaiting(store, organizationId, SETTLE_MS);
  } finally {
    await store.close();
  }
}

async function sealedRecords(bench: BenchService): Promise<number> {
  const [row] = await inDatabase<{ records: number }>(
    bench,
    'select coalesce(sum(rows), 0)::int as records from tact.seals',
  );
  return row?.records ?? 0;
}

async function inDatabase<Row extends pg.QueryResultRow>(
  { connectionString }: BenchService,
  text: string,
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(text);
    return rows;
  } finally {
    await client.end();
  }
}
