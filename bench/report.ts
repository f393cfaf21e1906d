import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DAY_MS } from '@tact/engine';
import { tactProgram } from '../simulations/tact-program.ts';
import { withDatabase } from './bench-database.ts';
import { figure, type Bench, type BenchSettings, type Figure } from './figure.ts';
import { memoryMaxOf } from './process-memory.ts';
import { processorSecondsOf } from './process-time.ts';

/** `tact report compliance` as CSV, beside PostgreSQL's own COPY of the same interactions, without what rules say of them. */
export const reportBench: Bench = (settings) => reportOf(settings.smoke ? 20_000 : 200_000, settings);

/** The same with as many as a large month has. */
export const millionReportBench: Bench = (settings) =>
  reportOf(settings.smoke ? 20_000 : 1_000_000, settings);

/** The same with as many interactions as a large year has. */
export const largeReportBench: Bench = (settings) => reportOf(settings.smoke ? 20_000 : 5_000_000, settings);

/** Days over which the interactions are spread, up to today. */
const DAYS = 30;

async function reportOf(interactions: number, { say }: BenchSettings): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-report-bench-'));
  try {
    return await withDatabase(async ({ connectionString, organizationId }) => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      try {
        await client.query('set search_path = tact');
        await fill(client, organizationId, interactions);
        say(`  ${interactions.toLocaleString('en-US')} interactions are there`);
        const before = await copySeconds(client, organizationId);
        const report = await runReport(join(folder, 'report.csv'), connectionString);
        const after = await copySeconds(client, organizationId);
        say(`  ${Math.round(report.bytes / 1_048_576)} MB of CSV`);
        const limit = { name: 'COPY of the same interactions', value: (2 * interactions) / (before + after) };
        return [
          figure('report', 'interactions reported as CSV', interactions / report.seconds, '/s', limit),
          figure('report', 'first byte, the start of the program in it', report.firstByteSeconds, 's'),
          figure('report', 'memory of the command at most', report.memoryBytesMax / 1_048_576, 'MB'),
          figure(
            'report',
            'processor time of the command, an interaction',
            (report.processorSeconds * 1_000_000) / interactions,
            'µs',
          ),
        ];
      } finally {
        await client.end();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where contacts live: a state, an area code of it, and the first digits of its postal codes. */
const PLACES = [
  ['NY', 212, 100], ['NJ', 201, 70], ['FL', 305, 331], ['GA', 404, 303], ['OH', 216, 441], ['MI', 313, 482], ['PA', 215, 191], ['MA', 617, 21],
  ['IL', 312, 606], ['TX', 214, 752], ['MN', 612, 554], ['MO', 314, 631], ['LA', 504, 701], ['CO', 303, 802], ['UT', 801, 841], ['AZ', 602, 850],
  ['CA', 213, 900], ['WA', 206, 981], ['OR', 503, 972], ['NV', 702, 891],
] as const; // prettier-ignore

/**
 * Contacts with a device each, in twenty states and two thousand postal codes, and attempts on them: three of ten were reserved by a decision, the
 * others come from elsewhere.
 */
async function fill(client: pg.Client, organizationId: string, interactions: number): Promise<void> {
  const contacts = Math.max(1, Math.round(interactions / 10));
  const values = [organizationId, contacts];
  const picked = (texts: readonly (string | number)[], n: string) =>
    `(array['${texts.join("','")}'])[1 + ${n} % ${texts.length}]`;
  const region = (n: string) =>
    `'US-' || ${picked(
      PLACES.map(([state]) => state),
      n,
    )}`;
  const areaCode = (n: string) =>
    picked(
      PLACES.map(([, code]) => code),
      n,
    );
  const postalCode = (n: string) =>
    `lpad(${picked(
      PLACES.map(([, , first]) => first),
      n,
    )}, 3, '0') || lpad((${n} / 20 % 100)::text, 2, '0')`;
  const device = (n: string) => `'+1' || ${areaCode(n)} || (2000000 + ${n})`;
  const id = (name: string, n: string) => `md5('${name}' || ${n}::text)::uuid`;
  await client.query(
    `insert into contacts (organization_id, id, client_id, name, country, region, postal_code)
       select $1, ${id('contact', 'n')}, 'c-' || n, 'Name ' || n, 'US', ${region('n')}, ${postalCode('n')} from generate_series(1, $2::int) as n`,
    values,
  );
  await client.query(
    `insert into devices (organization_id, contact_id, position, device_key, device_type)
       select $1, ${id('contact', 'n')}, 1, ${device('n')}, 'mobile' from generate_series(1, $2::int) as n`,
    values,
  );
  // Ids carry the instant, as UUIDs of version 7 do.
  const times = `select n, ms, (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid as id,
      to_timestamp(ms / 1000.0) as at, 1 + (n * 7919::bigint) % ${contacts} as contact
    from (select n, (${Date.now() - DAYS * DAY_MS} + n * (${DAYS * DAY_MS}::float8 / ${interactions}))::bigint as ms
      from generate_series(1, ${interactions}) as n) as t`;
  await client.query(
    `insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record)
       select $1, id, at, 'c-' || contact, ${device('contact')}, 'call', true, 'sha256:bench', repeat('x', 900)
         || '"zones":[{"zone":"America/New_York","from":"device","local":"2026-03-04T07:00"}],"ruleset":"sha256:bench","versions":{}}}'
       from (${times}) as t where n % 10 < 3`,
    [organizationId],
  );
  await client.query(
    `insert into attempts (organization_id, id, at, client_id, device_key, device_position, channel, direction, state, call_result, decision_id,
         origin, country, regions, area_code, postal_code)
       select $1, id, at, 'c-' || contact, ${device('contact')}, 1, 'call', 'outbound', 'finished', 'No Answer',
         case when n % 10 < 3 then id end, case when n % 10 < 3 then 'reservation' else 'import' end, 'US', array[${region('contact')}], ${areaCode('contact')}, ${postalCode('contact')}
       from (${times}) as t`,
    [organizationId],
  );
  await client.query('vacuum analyze');
}

/** PostgreSQL sends the same interactions with the contact's own columns, and nobody reads what it sends. */
async function copySeconds(client: pg.Client, organizationId: string): Promise<number> {
  const startedAtMs = performance.now();
  await client.query(`copy (
      select a.id, a.at, a.client_id, r.reference, a.device_key, a.device_position, a.channel, a.direction, a.state, a.call_result, a.disposition,
        a.campaign_group_id, a.decision_id, a.country, a.regions, k.zone, k.country, k.region, k.postal_code
      from attempts a
      left join contacts k on k.organization_id = a.organization_id and k.client_id = a.client_id
      left join accounts r on r.organization_id = a.organization_id and r.id = a.account_id
      where a.organization_id = '${organizationId}' and a.state <> 'released'
      order by a.id
    ) to stdout with (format csv)`);
  return (performance.now() - startedAtMs) / 1000;
}

interface ReportRun {
  readonly seconds: number;
  readonly firstByteSeconds: number;
  readonly memoryBytesMax: number;
  /** All threads together, the start of the program in it. */
  readonly processorSeconds: number;
  readonly bytes: number;
}

async function runReport(path: string, connectionString: string): Promise<ReportRun> {
  const startedAtMs = performance.now();
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const period = ['--from', day(Date.now() - (DAYS + 1) * DAY_MS), '--to', day(Date.now() + DAY_MS)];
  const child = spawn(process.execPath, [...tactProgram(), 'report', 'compliance', path, ...period], {
    env: { ...process.env, DATABASE_URL: connectionString },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const running = { isOver: false };
  void ended.finally(() => (running.isOver = true)).catch(() => undefined);
  let firstByteSeconds = 0;
  let memoryBytesMax = 0;
  let processorSeconds = 0;
  while (!running.isOver) {
    await sleep(20);
    memoryBytesMax = Math.max(memoryBytesMax, memoryMaxOf(child.pid) || 0);
    processorSeconds = Math.max(processorSeconds, processorSecondsOf(child.pid) || 0);
    if (firstByteSeconds === 0 && (await sizeOf(path)) > 0)
      firstByteSeconds = (performance.now() - startedAtMs) / 1000;
  }
  if ((await ended) !== 0) throw new Error('the report failed');
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { seconds, firstByteSeconds, memoryBytesMax, processorSeconds, bytes: await sizeOf(path) };
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
