import pg from 'pg';
import { seededRandom } from '@tact/service/without-http';
import { clientIdAt, withService, type BenchService } from './bench-service.ts';
import { figure, type Bench, type BenchSettings, type Figure } from './figure.ts';
import { httpLoad } from './http-load.ts';
import { median } from './measure.ts';

/** Attempts that each client of the history has; the measured ones have as many. */
const ATTEMPTS_EACH = 10;
/** Rows of one statement: short enough that none runs into a time-out, long enough that its start is nothing. */
const FILLED_AT_ONCE = 500_000;
/** The history is spread over so many days, so that it lies in partitions as years of work would; none of it within a rule's look-back. */
const DAYS = 400;
const DAYS_NOT_COUNTED = 30;
const SECONDS_OF_DAY = 86_400;
const CONNECTIONS = 16;

/** What asking and reserving over HTTP costs as the history grows: the same question to the same service, after each filling. */
export const growthHistoryBench: Bench = (settings) =>
  grown(settings, settings.smoke ? [1_000, 20_000] : [1_000, 1_000_000]);

/** The same up to 50 million attempts: some 25 GB on disk, and ten minutes. */
export const largeGrowthHistoryBench: Bench = (settings) =>
  grown(settings, settings.smoke ? [1_000, 20_000] : [1_000, 1_000_000, 50_000_000]);

async function grown({ smoke, say }: BenchSettings, sizes: readonly number[]): Promise<readonly Figure[]> {
  const contactsEach = smoke ? 500 : 40_000;
  return withService(contactsEach * sizes.length, async (bench) => {
    const organizationId = (await bench.service.client.organization.get()).id;
    const figures: Figure[] = [];
    let filled = 0;
    let first: number | undefined;
    for (const [stage, size] of sizes.entries()) {
      await fill(bench.connectionString, organizationId, filled, size, say);
      filled = size;
      const ms = await cost(bench, stage * contactsEach, contactsEach, smoke ? 1 : 10);
      const limit = first === undefined ? null : { name: `the same after ${sizes[0] ?? 0}`, value: first };
      first ??= ms;
      const metric = `ask and reserve after ${size.toLocaleString('en-US')} attempts`;
      figures.push(figure('growth-history', metric, ms, 'ms', limit));
    }
    return figures;
  });
}

/** The middle of the times of questions about clients that nobody has asked about before, milliseconds. */
async function cost(
  { service }: BenchService,
  firstContact: number,
  contacts: number,
  seconds: number,
): Promise<number> {
  const random = seededRandom(firstContact + 1);
  const load = (forSeconds: number) =>
    httpLoad({
      baseUrl: service.baseUrl,
      path: '/api/v1/attempts',
      headers: { 'x-api-key': service.apiKey },
      body: () => {
        const clientId = clientIdAt(firstContact + random.between(0, contacts));
        return `{"contact":{"clientId":"${clientId}"},"channel":"call"}`;
      },
      connections: CONNECTIONS,
      seconds: forSeconds,
    });
  await load(seconds / 2);
  const { latenciesMs, statuses } = await load(seconds);
  const others = [...statuses.keys()].filter((status) => status !== 201 && status !== 200);
  if (others.length > 0 || !statuses.has(201))
    throw new Error(`answered with ${[...statuses.keys()].join(', ')}`);
  return median(latenciesMs);
}

/**
 * Adds finished attempts up to a size, as the owner; what is measured has its share of them. As years of work leave them: in the order of time, the
 * whole list once and then from its beginning again, with ids that carry the instant.
 */
async function fill(
  connectionString: string,
  organizationId: string,
  from: number,
  to: number,
  say: BenchSettings['say'],
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const clients = (to - from) / ATTEMPTS_EACH;
  const stepSeconds = ((DAYS - DAYS_NOT_COUNTED) * SECONDS_OF_DAY) / (to - from);
  try {
    await client.query(
      "set search_path = tact; set synchronous_commit = off; set statement_timeout = '30min'",
    );
    for (let start = from; start < to; start += FILLED_AT_ONCE) {
      const end = Math.min(to, start + FILLED_AT_ONCE);
      await client.query(
        `insert into attempts (organization_id, id, at, client_id, device_key, channel, direction, state, call_result, origin)
         select $1,
           (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
           at, 'C' || lpad((1 + place)::text, 7, '0'), '+1212' || lpad(place::text, 8, '0'), 'call', 'outbound', 'finished', 'NoAnswer', 'import'
         from (
           select n, $4::int + (n - $5::int) % $6::int as place,
             date_trunc('day', now()) - make_interval(days => $7) + make_interval(secs => (n - $5::int) * $8::double precision) as at
           from generate_series($2::int, $3::int - 1) as n
           offset 0
         ) as made`,
        [organizationId, start, end, from / ATTEMPTS_EACH, from, clients, DAYS, stepSeconds],
      );
      if (end % 5_000_000 === 0) say(`  ${end.toLocaleString('en-US')} attempts`);
    }
    await client.query('set statement_timeout = 0; checkpoint');
    await client.query('analyze attempts');
  } finally {
    await client.end();
  }
}
