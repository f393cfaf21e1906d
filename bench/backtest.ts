import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { DAY_MS, type AttemptRule, type Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { createWorkThreads, runBacktest, type BacktestPlan } from '@tact/service/without-http';
import type { Actor, Rule } from '@tact/store';
import { withDatabase, type BenchDatabase } from './bench-database.ts';
import { figure, type Bench, type BenchSettings, type Figure } from './figure.ts';

/** A backtest of one changed rule over recorded attempts, beside PostgreSQL's own COPY of the same rows in the same order. */
export const backtestBench: Bench = (settings) => backtestOf(settings.smoke ? 20_000 : 500_000, settings);

/** The same over as many attempts as a large year has. */
export const largeBacktestBench: Bench = (settings) =>
  backtestOf(settings.smoke ? 20_000 : 5_000_000, settings);

/** Days over which the attempts are spread, up to today, and how many each contact has in them. */
const DAYS = 60;
const ATTEMPTS_PER_CONTACT = 20;
const ACTOR: Actor = { kind: 'job', id: 'bench', name: 'bench', requestId: 'bench', source: 'bulk' };

async function backtestOf(attempts: number, { say }: BenchSettings): Promise<readonly Figure[]> {
  return withDatabase(async (database) => {
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    try {
      await client.query('set search_path = tact');
      const rule = await prepareRules(database);
      await fill(client, database.organizationId, attempts);
      say(`  ${attempts.toLocaleString('en-US')} attempts are there`);
      const before = await copySeconds(client, database.organizationId);
      const run = await runOnce(database, rule);
      const after = await copySeconds(client, database.organizationId);
      const { tally } = run;
      if (tally.attempts !== attempts)
        throw new Error(`the backtest looked at ${tally.attempts} of ${attempts} attempts`);
      say(`  ${tally.blockedMore.toLocaleString('en-US')} would have been blocked`);
      const limit = {
        name: 'COPY of the same rows in their order',
        value: (2 * attempts) / (before + after),
      };
      return [
        figure('backtest', 'attempts judged by a changed rule', attempts / run.seconds, '/s', limit),
        figure('backtest', 'the whole backtest', run.seconds, 's'),
        figure('backtest', 'memory at most, PostgreSQL not in it', run.memoryBytesMax / 1_048_576, 'MB'),
      ];
    } finally {
      await client.end();
    }
  });
}

/** Seven calls in seven days, and hours of New York. */
async function prepareRules({ store, organizationId }: BenchDatabase): Promise<Rule> {
  const common = { required: true, priority: 1, dispositionCode: null };
  await store.rules.create(
    organizationId,
    'contact-times',
    {
      ...common,
      name: 'New York',
      conditions: {
        country: 'US',
        regions: ['US-NY'],
        devices: 'any',
        deviceTypes: 'any',
        timezoneSource: 'contact-and-device',
        strict: false,
        times: { everyDay: [{ start: '08:00', end: '21:00' }] },
      },
    },
    ACTOR,
  );
  const conditions = { ...SEVEN_IN_SEVEN };
  return store.rules.create(
    organizationId,
    'attempt',
    { ...common, name: 'Seven in seven', conditions },
    ACTOR,
  );
}

const SEVEN_IN_SEVEN: AttemptRule = {
  scope: 'tenant',
  count: 7,
  direction: 'outbound',
  period: { kind: 'local-days', days: 7 },
  countBy: 'any',
  using: 'client',
  channels: ['call'],
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};

/** Contacts with a device each, and attempts at chance: two thirds were reserved by a decision, the others come from elsewhere. */
async function fill(client: pg.Client, organizationId: string, attempts: number): Promise<void> {
  const contacts = Math.max(1, Math.round(attempts / ATTEMPTS_PER_CONTACT));
  const id = (name: string, n: string) => `md5('${name}' || ${n}::text)::uuid`;
  await client.query(
    `insert into contacts (organization_id, id, client_id, name, country, region, postal_code)
       select $1, ${id('contact', 'n')}, 'c-' || n, 'Name ' || n, 'US', 'US-NY', '10001' from generate_series(1, $2::int) as n`,
    [organizationId, contacts],
  );
  await client.query(
    `insert into devices (organization_id, contact_id, position, device_key, device_type)
       select $1, ${id('contact', 'n')}, 1, '+1212' || (2000000 + n), 'mobile' from generate_series(1, $2::int) as n`,
    [organizationId, contacts],
  );
  // Ids carry the instant, as UUIDs of version 7 do; the hour of the day is one at which people are called.
  const times = `select n, ms, contact, (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid as id,
      to_timestamp(ms / 1000.0) as at
    from (select n, (${startOfToday() - DAYS * DAY_MS} + (n / ${Math.ceil(attempts / DAYS)}) * ${DAY_MS}::bigint + 50400000
        + ('x' || substr(md5('t' || n), 1, 7))::bit(28)::bigint % 36000000) as ms,
      1 + ('x' || substr(md5('c' || n), 1, 7))::bit(28)::bigint % ${contacts} as contact
      from generate_series(0, ${attempts - 1}) as n) as t`;
  await client.query(
    `insert into attempts (organization_id, id, at, client_id, device_key, device_position, channel, direction, state, call_result, decision_id,
         origin, country, regions, area_code, postal_code)
       select $1, id, at, 'c-' || contact, '+1212' || (2000000 + contact), 1, 'call', 'outbound', 'finished', 'No Answer',
         case when n % 3 < 2 then id end, case when n % 3 < 2 then 'reservation' else 'import' end, 'US', '{US-NY}', '212', '10001'
       from (${times}) as t`,
    [organizationId],
  );
  await client.query('vacuum analyze');
}

function startOfToday(): number {
  return Math.floor(Date.now() / DAY_MS) * DAY_MS;
}

/** PostgreSQL sends the same rows by the same index, and nobody reads what it sends. */
async function copySeconds(client: pg.Client, organizationId: string): Promise<number> {
  await client.query('set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off');
  const startedAtMs = performance.now();
  await client.query(`copy (
      select client_id, at, id, device_key, device_position, account_id, campaign_group_id, channel, direction, state, expires_at, call_result,
        disposition, decision_id is not null, country, regions, area_code, postal_code
      from attempts where organization_id = '${organizationId}' and state <> 'released' order by client_id, at
    ) to stdout with (format binary)`);
  return (performance.now() - startedAtMs) / 1000;
}

async function runOnce({ store, connectionString, organizationId }: BenchDatabase, rule: Rule) {
  const { id, kind, name, required, priority, dispositionCode, conditions } = rule;
  const stricter = { ...conditions, count: 5 };
  const plan: BacktestPlan = {
    organizationId,
    from: (startOfToday() - (DAYS + 1) * DAY_MS) as Instant,
    until: (startOfToday() + 2 * DAY_MS) as Instant,
    proposal: {
      rules: [
        { id, kind, name, required, priority, dispositionCode, conditions: stricter, campaignGroupIds: [] },
        { ...NEW_RULE, id: randomUUID() as Rule['id'] },
      ],
      removedRuleIds: [],
      allowedHours: null,
      limits: null,
    },
  };
  let memoryBytesMax = 0;
  const timer = setInterval(() => {
    memoryBytesMax = Math.max(memoryBytesMax, process.memoryUsage().rss);
  }, 50);
  const workThreads = createWorkThreads({ store, zoneTable: zoneTable(), connectionString });
  const startedAtMs = performance.now();
  try {
    const { tally } = await runBacktest(
      {
        store,
        workThreads,
        threads: availableParallelism(),
        signal: new AbortController().signal,
      },
      plan,
    );
    return { tally, seconds: (performance.now() - startedAtMs) / 1000, memoryBytesMax };
  } finally {
    clearInterval(timer);
    await workThreads.end();
  }
}

/** One that nobody has picked, so that it changes nothing. */
const NEW_RULE = {
  kind: 'attempt',
  name: 'Not picked',
  required: false,
  priority: 2,
  dispositionCode: null,
  conditions: { ...SEVEN_IN_SEVEN },
  campaignGroupIds: [],
} as const;
