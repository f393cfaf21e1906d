import pg from 'pg';
import {
  numberSetBuilder,
  type ClientId,
  type DeviceKey,
  type NumberSet,
  type SuppressionListId,
} from '@tact/engine';
import { piecesOf, type FactsScope, type NumberSetPiece, type Store } from '@tact/store';
import { withDatabase, type BenchDatabase } from './bench-database.ts';
import { figure, type Bench, type BenchSettings, type Figure } from './figure.ts';
import { quantile } from './measure.ts';
import { nationalNumbers } from './national-numbers.ts';

const ACTOR = {
  kind: 'command-line',
  id: 'bench',
  name: 'bench',
  requestId: 'bench',
  source: 'bulk',
} as const;
const PIECES_A_WRITE = 64;

/** A list of 50 million numbers in PostgreSQL: what it takes on disk, how fast it is written, read, and asked. */
export const numberSetStorageBench: Bench = (settings) =>
  measure('number-set-storage', settings, settings.smoke ? 100_000 : 50_000_000);

/** The same at the size of a national registry. */
export const nationalNumberSetStorageBench: Bench = (settings) =>
  measure('number-set-storage-250m', settings, settings.smoke ? 200_000 : 250_000_000);

async function measure(bench: string, { say }: BenchSettings, count: number): Promise<readonly Figure[]> {
  const builder = numberSetBuilder();
  for (const batch of nationalNumbers(2).ascending(count, 1 << 20))
    for (const number of batch) builder.add(number);
  const set = builder.build();
  return withDatabase(async (database) => {
    const { store, organizationId } = database;
    const list = {
      name: 'National',
      type: 'device',
      channels: 'any',
      required: true,
      expires: null,
      registry: null,
    } as const;
    const { id: listId } = await store.suppression.create(organizationId, list, ACTOR);
    const before = await load(database, listId, 100);
    const { id: versionId } = await store.numberSets.begin(
      organizationId,
      listId,
      { importId: null, dataAt: null },
      ACTOR,
    );
    const reference = { listId, versionId };
    const writtenSeconds = await seconds(() => write(store, database, reference, set));
    const switchedMs =
      1000 * (await seconds(() => store.numberSets.putInForce(organizationId, reference, ACTOR)));
    const bytes = await bytesOnDisk(database);
    const firstMs = 1000 * (await seconds(() => load(database, listId, 1)));
    const cold = await load(database, listId, 100);
    const again = await load(database, listId, 100);
    let size = 0;
    const readSeconds = await seconds(async () => {
      ({ size } = await store.numberSets.load(organizationId, reference, { shared: true }));
    });
    if (size !== set.size) throw new Error('what was read is not what was written');
    say(`  ${size.toLocaleString('en-US')} numbers`);
    const without = { name: 'without numbers', value: quantile(before, 0.5) };
    return [
      figure(bench, 'on disk', bytes / size, 'B/number', { name: 'in memory', value: set.byteLength / size }),
      figure(bench, 'written', size / writtenSeconds, '/s'),
      figure(bench, 'put in force', switchedMs, 'ms'),
      figure(bench, 'read into shared memory', size / readSeconds, '/s'),
      figure(bench, 'facts, very first', firstMs, 'ms'),
      figure(bench, 'facts, a piece not in memory, median', quantile(cold, 0.5), 'ms', without),
      figure(bench, 'facts, pieces in memory, median', quantile(again, 0.5), 'ms', without),
    ];
  });
}

async function write(
  store: Store,
  { organizationId }: BenchDatabase,
  reference: Parameters<Store['numberSets']['write']>[1],
  set: NumberSet,
): Promise<void> {
  let held: NumberSetPiece[] = [];
  for (const piece of piecesOf(set.chunks())) {
    held.push(piece);
    if (held.length < PIECES_A_WRITE) continue;
    await store.numberSets.write(organizationId, reference, held);
    held = [];
  }
  await store.numberSets.write(organizationId, reference, held);
}

/** Milliseconds of each of so many questions, the same ones each time. */
async function load(
  { store, organizationId }: BenchDatabase,
  listId: SuppressionListId,
  count: number,
): Promise<readonly number[]> {
  const scope: FactsScope = {
    since: null, until: null, byClient: false, byDevice: false, byAccount: false, suppressionListIds: [listId], attributes: false,
  }; // prettier-ignore
  const taken: number[] = [];
  for (const number of nationalNumbers(7).random(count)) {
    const query = {
      contact: { by: 'inline', clientId: 'c' as ClientId },
      deviceKey: `+${number}` as DeviceKey,
      devicePosition: null,
      prefers: 'phone',
      accountId: null,
    } as const;
    taken.push(1000 * (await seconds(() => store.decisions.load(organizationId, [query], scope))));
  }
  return taken;
}

async function bytesOnDisk({ connectionString }: BenchDatabase): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(
      `select pg_total_relation_size('tact.number_set_pieces') as bytes`,
    );
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startsAtMs = performance.now();
  await work();
  return (performance.now() - startsAtMs) / 1000;
}
