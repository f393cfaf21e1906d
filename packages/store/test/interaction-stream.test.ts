import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  DAY_MS,
  HOUR_MS,
  type AttemptId,
  type CampaignGroupId,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import { openDatabase, type Database } from '../src/database.ts';
import {
  STREAM_LIMITS,
  streamInteractions,
  type StreamLimits,
} from '../src/interactions/stream-interactions.ts';
import type { Interaction, InteractionStreamRequest } from '../src/ports.ts';
import { uuidV7 } from '../src/index.ts';
import { openTestStore, type TestStore } from './database.ts';

let testStore: TestStore;
let database: Database;
let own: OrganizationId;

const BEGINS = Date.UTC(2026, 1, 20) as Instant;
const ENDS = (BEGINS + 12 * DAY_MS) as Instant;
const ATTEMPTS = 6_000;
const DECISIONS = 2_000;
const GROUPS = [uuidV7(BEGINS), uuidV7(BEGINS)] as const;
const ACCOUNTS = Array.from({ length: 20 }, () => uuidV7(BEGINS));

/** The same numbers in each run: 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const random = randomNumbers(7);
const upTo = (count: number) => Math.floor(random() * count);
const pick = <Item>(...items: readonly [Item, ...Item[]]): Item => items[upTo(items.length)] ?? items[0];
/** Many fall on whole quarters of an hour, so that there are ties, and spans of exactly an hour, a day and a week; some hundreds on one instant. */
const instant = () =>
  pick(BEGINS + upTo(12 * 96) * (HOUR_MS / 4), BEGINS + upTo(12 * DAY_MS), BEGINS + 9 * DAY_MS + upTo(3));
const clientId = () => `c,"é${upTo(40)}`;
const deviceKey = () => pick('+12125550101', '+442079460101', 'ann@example.com');

beforeAll(async () => {
  testStore = await openTestStore();
  own = await testStore.newOrganization();
  database = openDatabase({ connectionString: testStore.connectionString, poolSize: 4 });
  await fillContacts();
  const decisions = Array.from({ length: DECISIONS }, () => decisionRow(instant()));
  await insert('decisions', decisions);
  const made = Array.from({ length: ATTEMPTS }, (_, index) => attemptRow(decisions[index]));
  await insert('attempts', made);
  await insert(
    'attempt_events',
    made.flatMap((attempt) =>
      Array.from({ length: upTo(3) }, (_, sequence) => ({
        attempt_id: attempt.id,
        at: attempt.at,
        sequence,
        kind: sequence === 0 ? pick('imported', 'finished') : 'finished',
        actor: pick<object>({ name: `Agent ${upTo(9)}` }, {}),
      })),
    ),
  );
});
afterAll(async () => {
  await database.close();
  await testStore.close();
});

async function fillContacts(): Promise<void> {
  const contacts = Array.from({ length: 30 }, (_, index) => ({
    id: uuidV7(BEGINS),
    client_id: `c,"é${index}`,
    zone: pick(null, 'America/New_York'),
    country: pick(null, 'US'),
    region: pick(null, 'US-NY'),
    postal_code: pick(null, '10001', ''),
  }));
  await insert('contacts', contacts);
  const devices = contacts.flatMap(({ id: contact_id }) =>
    ['+12125550101', 'ann@example.com', '+15145550101'].slice(0, upTo(4)).map((device_key, at) => ({
      contact_id,
      position: at + 1,
      device_key,
      device_type: pick('mobile', 'landline', 'unknown'),
    })),
  );
  await insert('devices', devices);
  const accounts = ACCOUNTS.slice(0, 15).map((id, at) => ({
    id,
    contact_id: contacts[at]?.id,
    reference: pick(`=A-${at}`, `A ${at}`),
    status: 'active',
  }));
  await insert('accounts', accounts);
}

function decisionRow(at: number) {
  const zone = { zone: 'America/New_York', from: 'device', local: '2026-02-20T07:00' };
  const zones = Array.from({ length: pick(0, 1, 1, 2, 30) }, () => zone);
  const record = {
    facts: { device: { zones: ['é'] } },
    decision: { zones, ruleset: 'sha256:x', versions: { engine: '1', zones: '2026a', numbers: '9' } },
  };
  return {
    id: uuidV7(at as Instant),
    at: iso(at),
    client_id: clientId(),
    device_key: deviceKey(),
    channel: pick('call', 'sms'),
    allowed: random() < 0.6,
    ruleset: 'sha256:x',
    record: JSON.stringify(record),
  };
}

/** Each decision that was allowed holds an attempt; some attempts name a decision that is gone, the others none. */
function attemptRow(decision: ReturnType<typeof decisionRow> | undefined) {
  const isDecided = decision?.allowed === true;
  const at = isDecided ? Date.parse(decision.at) : instant();
  return {
    id: uuidV7(at as Instant),
    at: iso(at),
    client_id: isDecided ? decision.client_id : clientId(),
    device_key: isDecided ? decision.device_key : deviceKey(),
    channel: isDecided ? decision.channel : pick('call', 'sms'),
    decision_id: isDecided ? decision.id : pick(null, null, null, null, uuidV7(at as Instant)),
    device_position: pick(null, 1, 2),
    account_id: pick(null, ACCOUNTS[upTo(20)] ?? null),
    campaign_group_id: pick(null, ...GROUPS),
    direction: pick('outbound', 'outbound', 'inbound'),
    state: pick('finished', 'reserved', 'released', 'finished'),
    expires_at: pick(null, iso(at + HOUR_MS)),
    call_result: pick(null, 'No Answer'),
    disposition: pick(null, 'said "no",\nand rang off'),
    origin: 'import',
    country: pick(null, 'US'),
    regions: pick<readonly string[]>([], ['US-NY'], ['US-NY', 'US-NJ']),
    postal_code: pick(null, '10002'),
  };
}

const iso = (at: number) => new Date(at).toISOString();

async function insert(table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  const text = JSON.stringify(rows);
  await testStore.query(
    `insert into ${table} (organization_id, ${columns}) select $1, ${columns} from json_populate_recordset(null::${table}, $2::json)`,
    [own, text],
  );
}

const EVERYTHING: InteractionStreamRequest = {
  from: BEGINS,
  until: ENDS,
  after: null,
  channel: null,
  direction: null,
  campaignGroupId: null,
  details: true,
};

/** The same by parts, each looked up by itself. */
async function looked(request: InteractionStreamRequest): Promise<readonly Interaction[]> {
  const all: Interaction[] = [];
  let { after } = request;
  for (;;) {
    const part = await testStore.store.reports.interactions(own, {
      ...request,
      clientId: null,
      accountId: null,
      after,
      limit: 777,
    });
    all.push(...part);
    after = part.at(-1)?.id ?? null;
    if (part.length < 777) return all;
  }
}

async function streamed(
  request: InteractionStreamRequest,
  given: Partial<StreamLimits> = {},
): Promise<readonly Interaction[]> {
  const all: Interaction[] = [];
  const parts = streamInteractions(database, own, request, { ...STREAM_LIMITS, ...given });
  for await (const batch of parts) for (let i = 0; i < batch.length; i++) all.push(batch.interactionAt(i));
  return all;
}

test('the interactions are of all kinds', async () => {
  const all = await looked(EVERYTHING);
  expect(all.length).toBeGreaterThan(3_000);
  const kinds: readonly ((one: Interaction) => boolean)[] = [
    (one) => one.decision !== null && one.decision.zones.length === 30,
    (one) => one.decision !== null && one.decision.zones.length === 0,
    (one) => one.askedBefore?.allowed === true,
    (one) => one.askedBefore?.allowed === false,
    (one) => one.agent !== null,
    (one) => one.contact === null,
    (one) => one.contact !== null && one.contact.devices.length === 0,
    (one) => one.contact !== null && one.contact.devices.length === 3,
    (one) => one.accountId !== null && one.accountReference === null,
    (one) => one.accountReference !== null,
    (one) => one.direction === 'inbound' && (one.attemptsBefore?.week ?? 0) > (one.attemptsBefore?.day ?? 0),
    (one) => one.state === 'reserved',
  ];
  for (const [index, isOfKind] of kinds.entries()) expect([index, all.some(isOfKind)]).toEqual([index, true]);
});

test.each<[string, Partial<InteractionStreamRequest>]>([
  ['everything', {}],
  [
    'some days, with a week before them',
    { from: (BEGINS + 8 * DAY_MS) as Instant, until: (BEGINS + 10 * DAY_MS) as Instant },
  ],
  ['one channel', { channel: 'sms' }],
  ['what came in', { direction: 'inbound' }],
  ['one group', { campaignGroupId: GROUPS[0] as CampaignGroupId }],
  ['a group that is none', { campaignGroupId: "x'" as CampaignGroupId }],
  ['without details', { details: false }],
  ['one channel without details', { details: false, channel: 'call', direction: 'outbound' }],
  ['no time at all', { until: BEGINS }],
])('a stream tells the same as the parts: %s', async (_, given) => {
  const request = { ...EVERYTHING, ...given };
  expect(await streamed(request)).toEqual(await looked(request));
});

test.each<[string, Partial<StreamLimits>]>([
  ['attempts of a week', { window: { attemptsMax: 256, clientsMax: 1_000 } }],
  ['clients', { window: { attemptsMax: 4_194_304, clientsMax: 30 } }],
  ['clients, most of them idle', { window: { attemptsMax: 4_194_304, clientsMax: 90 } }],
  ['decisions of an hour', { askedMax: 3 }],
  ['interactions of one instant', { heldMax: 5 }],
  ['contacts and accounts', { contactBytesMax: 100, accountBytesMax: 100 }],
  ['values that repeat', { listValuesMax: 3 }],
])('the same where there is more than is kept: %s', async (_, given) => {
  expect(await streamed(EVERYTHING, given)).toEqual(await looked(EVERYTHING));
});

test('it goes on after any interaction, also between two of one instant', async () => {
  const all = await streamed(EVERYTHING);
  const ties = all.findIndex((one, i) => i > 2_000 && one.at === all[i + 1]?.at);
  for (const told of [0, 1_000, ties, all.length - 2, all.length - 1]) {
    const after = all[told]?.id ?? null;
    expect(await streamed({ ...EVERYTHING, after })).toEqual(all.slice(told + 1));
  }
});

test('an interaction that is none of the period is refused', async () => {
  const after = uuidV7((BEGINS - 1) as Instant) as AttemptId;
  await expect(streamed({ ...EVERYTHING, after })).rejects.toThrow('none of the period');
});

test('an id that does not carry its instant is an error, and no wrong count', async () => {
  const strange = {
    ...attemptRow(undefined),
    id: uuidV7((BEGINS + 5 * DAY_MS) as Instant),
    at: iso(BEGINS + 4 * DAY_MS),
    state: 'finished',
  };
  await insert('attempts', [strange]);
  try {
    await expect(streamed(EVERYTHING)).rejects.toThrow('does not carry its instant');
  } finally {
    await testStore.query('delete from attempts where organization_id = $1 and id = $2', [own, strange.id]);
  }
});
