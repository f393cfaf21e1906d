import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type ContactTimesRule,
  type CountryCode,
  type Instant,
  type RegionCode,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import { uuidV7, type InteractionFilter } from '@tact/store';
import { seededRandom } from '../src/demo/random.ts';
import { complianceReport, type ReportOptions } from '../src/proof/compliance-report.ts';
import { reportInForm } from '../src/proof/report-files.ts';
import { REPORT_CSV_HEADER, reportCsvLine } from '../src/proof/report-row.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let database: pg.Client;

const NOW = Math.floor(Date.now() / 1_000) * 1_000;
const FROM = (NOW - 2 * DAY_MS) as Instant;
const UNTIL = (NOW + 3 * DAY_MS) as Instant;
const ROWS = 3_000;

const random = seededRandom(11);
const upTo = (count: number) => random.between(0, count);
const pick = <Item>(...items: readonly [Item, ...Item[]]): Item => random.pick(items);
const iso = (at: number) => new Date(at).toISOString();

/** Numbers of one zone, of several, of a country, of a country with several zones, of none; addresses; and what looks like neither. */
const KEYS = [
  '+12125550101',
  '+12125550102',
  '+13125550101',
  '+18505550101',
  '+18005550101',
  '+14035550101',
  '+442079460101',
  '+919812345678',
  '+5511912345678',
  'ann@example.com',
  '+é@example.com',
] as const;
const key = () => pick(...KEYS);

beforeAll(async () => {
  running = await startRunningService();
  database = new pg.Client({ connectionString: running.connectionString });
  await database.connect();
  await database.query('set search_path = tact');
});
afterAll(async () => {
  await database.end();
  await running.stop();
});

/** Hours that end on a minute of their own, or on quarters; for all, for states, for a position and a type; in force from now on. */
async function addRules({ client }: TestOrganization, minute: string, strict: boolean): Promise<void> {
  const rule = (name: string, priority: number, conditions: Partial<ContactTimesRule>) =>
    client.contactTimesRules.create({
      body: {
        name,
        required: true,
        priority,
        conditions: {
          country: 'any',
          regions: [],
          devices: 'any',
          deviceTypes: 'any',
          timezoneSource: 'contact-and-device',
          strict: false,
          times: {
            everyDay: [
              { start: '09:00', end: `12:${minute}` },
              { start: `14:${minute}`, end: '20:00' },
            ],
          },
          ...conditions,
        },
      },
    });
  await rule('Everywhere', 1, {});
  await rule('New York', 2, {
    country: 'US' as CountryCode,
    regions: ['US-NY' as RegionCode],
    timezoneSource: 'contact',
  });
  await rule('Mobiles', 3, { devices: [1], deviceTypes: ['mobile'], timezoneSource: 'device' });
  if (strict)
    await rule('All zones', 4, { strict: true, times: { everyDay: [{ start: '08:00', end: '19:00' }] } });
}

async function insert(own: TestOrganization, table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  await database.query(
    `insert into ${table} (organization_id, ${columns})
       select $1, ${columns} from json_populate_recordset(null::${table}, $2::json)`,
    [own.id, JSON.stringify(rows)],
  );
}

const CLIENTS = ['c,"é1', '=c2', 'c3', '+c4', 'c5', 'nobody'] as const;

async function fill(own: TestOrganization): Promise<void> {
  const contacts = CLIENTS.slice(0, 5).map((client_id) => ({
    id: uuidV7(FROM),
    client_id,
    zone: pick(null, null, 'America/Los_Angeles'),
    country: 'US',
    region: pick(null, 'US-NY', 'US-IL'),
    postal_code: pick(null, '10001', '60601'),
  }));
  await insert(own, 'contacts', contacts);
  const devices = contacts.flatMap(({ id: contact_id }) =>
    KEYS.slice(0, 4).map((device_key, at) => ({
      contact_id,
      position: at + 1,
      device_key,
      device_type: pick('mobile', 'landline', 'unknown', 'other'),
    })),
  );
  await insert(own, 'devices', devices);
  const accounts = [',a', '+a', 'plain'].map((reference) => ({
    id: uuidV7(FROM),
    contact_id: contacts[0]?.id,
    reference,
    status: 'active',
  }));
  await insert(own, 'accounts', accounts);
  await fillAttempts(own, [...accounts.map(({ id }) => id), uuidV7(FROM)]);
}

/** Some dozen in each quarter of an hour, some at its very edges. */
async function fillAttempts(own: TestOrganization, accountIds: readonly string[]): Promise<void> {
  const attempts: Record<string, unknown>[] = [];
  const decisions: Record<string, unknown>[] = [];
  for (let i = 0; i < ROWS; i++) {
    const hour = Math.floor((FROM + upTo(5 * 24) * HOUR_MS) / HOUR_MS) * HOUR_MS;
    const at = Math.max(
      FROM,
      hour + pick(0, 15, 29, 30, 31, upTo(60)) * MINUTE_MS + pick(0, -1, 1, upTo(60_000)),
    );
    // Half of them are judged alike, so that many share each hour.
    const isAlike = i % 2 === 0;
    const about = isAlike
      ? { client_id: 'c3', device_key: KEYS[0], channel: 'call' }
      : { client_id: pick(...CLIENTS), device_key: key(), channel: pick('call', 'sms', 'email') };
    const zone = { zone: 'Asia/Kolkata', from: 'contact', local: iso(at + 5.5 * HOUR_MS).slice(0, 16) };
    const zones = pick<readonly object[]>([], [zone], [zone, { ...zone, from: 'device', zone: 'UTC' }]);
    const made = { id: uuidV7(at as Instant), at: iso(at), ...about };
    const kind = pick('none', 'none', 'reserved', 'asked');
    if (kind !== 'none') {
      const decision = {
        zones,
        ruleset: 'sha256:x',
        versions: { engine: '1', zones: '2026a', numbers: '9' },
      };
      const allowed = kind === 'reserved' || random.chance(0.5);
      decisions.push({ ...made, allowed, ruleset: 'sha256:x', record: JSON.stringify({ decision }) });
    }
    attempts.push({
      ...made,
      id: kind === 'reserved' ? made.id : uuidV7(at as Instant),
      decision_id: kind === 'reserved' ? made.id : null,
      device_position: isAlike ? 1 : pick(null, 1, 2),
      account_id: pick(null, ...accountIds),
      direction: pick('outbound', 'outbound', 'outbound', 'inbound'),
      state: pick('finished', 'reserved'),
      expires_at: pick(null, iso(at + HOUR_MS)),
      call_result: pick(null, 'No Answer'),
      disposition: pick(null, '=1+1', 'said "no",\nand rang off'),
      origin: 'import',
      country: pick(null, 'US'),
      regions: pick<readonly string[]>([], ['US-NY'], ['US-NY', 'US-NJ']),
      postal_code: pick(null, '10002', '60601'),
    });
  }
  await insert(own, 'decisions', decisions);
  await insert(own, 'attempts', attempts);
  const events = attempts.slice(0, ROWS / 2).map(({ id, at }) => ({
    attempt_id: id,
    at,
    sequence: 1,
    kind: 'finished',
    actor: pick<object>({ name: '@agent, "1"' }, { name: 'Ann' }, {}),
  }));
  await insert(own, 'attempt_events', events);
}

const EVERYTHING: InteractionFilter = {
  from: FROM,
  until: UNTIL,
  channel: null,
  direction: null,
  campaignGroupId: null,
  clientId: null,
  accountId: null,
};

test.each([
  ['hours on whole hours', '00', false],
  ['hours on quarters', '15', false],
  ['hours on minutes', '29', false],
  ['hours of all zones of a contact', '15', true],
])('a long report as CSV says what each of its rows says: %s', async (_, minute, strict) => {
  const own = await running.newOrganization();
  await addRules(own, minute, strict);
  await fill(own);
  const parts = { store: running.store, zoneTable: zoneTable(), now: NOW as Instant };
  const told = new Set<string>();
  const cases: readonly Pick<ReportOptions, 'hours' | 'decision' | 'details'>[] = [
    { details: true },
    { details: true, hours: 'outside' },
    { details: true, decision: 'against' },
    { details: false, hours: 'inside', decision: 'none' },
  ];
  for (const given of cases) {
    let naive = REPORT_CSV_HEADER;
    let lastId = '';
    const looked = { ...given, after: null, streamedRowsMin: Infinity };
    for await (const { rows } of complianceReport(parts, own.id, EVERYTHING, looked))
      for (const row of rows) {
        naive += reportCsvLine(row);
        lastId = row.interactionId;
        for (const word of [row.hours, row.decision, row.state, row.judgedBy]) told.add(word);
      }
    let streamed = '';
    let lastTold: string | null = null;
    const options = { ...given, after: null, header: true, firstRows: 2, streamedRowsMin: 0 };
    for await (const part of reportInForm('csv', parts, own.id, EVERYTHING, options)) {
      streamed += Buffer.from(part.bytes).toString();
      lastTold = part.lastId ?? lastTold;
    }
    expect(streamed).toBe(naive);
    expect(lastTold).toBe(lastId);
    expect(naive.length).toBeGreaterThan(10_000);
  }
  // Nothing that a row may say was left out.
  for (const word of ['inside', 'outside', 'unknown', 'not-applicable']) expect(told).toContain(word);
  for (const word of ['reserved', 'asked', 'none', 'against', 'expired', 'then', 'first-known'])
    expect(told).toContain(word);
});
