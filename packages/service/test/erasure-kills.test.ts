import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Client } from '@tact/api';
import { formatInstant, type Instant, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { migrate, openStore, type Store } from '@tact/store';
import { freshDatabase, runAsOwner, type TestDatabase } from '@tact/store/testing';
import { makeCheckpoint, signerOf } from '../src/proof/checkpoints.ts';
import { sealWaiting } from '../src/keep-sealed.ts';
import { replayOne } from '../src/proof/replay-sample.ts';
import { verifyProof } from '../src/proof/verify-proof.ts';
import { everythingIn } from './everything-in.ts';
import { NODE_KEY, startTestNode, type TestNode } from './import-node.ts';

/** Erasures on whole programs that are killed in the middle of a piece (ADR 0018). */
let database: TestDatabase;
let folder: string;
let store: Store;
const nodes: TestNode[] = [];
const held: pg.Client[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-test-erasure-'));
  database = await freshDatabase('empty');
  await migrate(database.connectionString);
  store = await openStore({ connectionString: database.connectionString });
});
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.kill();
  for (const client of held.splice(0)) await client.end();
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const PAT = {
  clientId: 'client-of-pat',
  name: 'Patrick Nobody',
  phone: '+12125550161',
  postalCode: 'K1A 0B1',
} as const;
const BOB = { clientId: 'client-of-bob', phone: '+12125550162' } as const;
/** Three and two pieces: 500 records are erased at once. */
const ATTEMPTS = 1_200;
const DECISIONS = 700;
const MINUTE_MS = 60_000;

/** Where it is killed: the step, a row of it that the piece under way cannot have (locked alone, without those before it), and what was counted before. */
const KILLS = [
  {
    step: 'attempts',
    row: `select from attempts where id = (select id from attempts where client_id = '${PAT.clientId}' order by at offset 900 limit 1)`,
    counts: { contacts: 1, 'opt-outs': 1, attempts: 500 },
  },
  {
    step: 'decisions',
    row: `select from decisions where id = (select id from decisions where client_id = '${PAT.clientId}' order by at offset 600 limit 1)`,
    counts: { attempts: ATTEMPTS, decisions: 500 },
  },
  {
    step: 'audit',
    row: `select from audit_log where entity = 'contact' and after::text like '%${PAT.name}%' limit 1`,
    // The one more is what was asked about the person while the erasure went on.
    counts: { attempts: ATTEMPTS, decisions: DECISIONS + 1 },
  },
] as const;

async function startNode(): Promise<TestNode> {
  const node = await startTestNode(database.connectionString, join(folder, 'node'));
  nodes.push(node);
  return node;
}

const runSql = <Row extends pg.QueryResultRow>(text: string) =>
  runAsOwner<Row>(database.connectionString, text);

/** Pat and Bob with a long past, half of it sealed. */
async function livePeople({ client, address }: TestNode, own: OrganizationId): Promise<void> {
  const { version } = await client.organization.get();
  await client.organization.update({ body: { version, allowedHours: { everyDay: 'any' } } });
  const { clientId, name, phone, postalCode } = PAT;
  await client.contacts.create({
    body: { clientId, name, postalCode, country: 'CA', devices: [{ address: phone }] },
  });
  await client.contacts.create({ body: { clientId: BOB.clientId, devices: [{ address: BOB.phone }] } });
  await client.optOuts.create({ body: { clientId, reason: `letter of ${name}`, channels: ['whatsapp'] } });
  const made = Date.now();
  const attempts = Array.from({ length: ATTEMPTS }, (_, index) => ({
    clientId,
    device: { address: phone },
    at: formatInstant((made - (index + 1) * MINUTE_MS) as Instant),
    channel: 'call' as const,
    callResult: 'No Answer' as const,
  }));
  for (const part of [attempts.slice(0, 600), attempts.slice(600)])
    await client.attempts.import({ body: { attempts: part } });
  await ask(address, DECISIONS - 300);
  await seal(own);
  await ask(address, 300);
}

/** So many questions about Pat, and one about Bob. */
async function ask(address: string, count: number): Promise<void> {
  const asked = [...Array.from({ length: count }, () => PAT.clientId), BOB.clientId];
  const response = await fetch(`${address}/api/v1/decisions`, {
    method: 'POST',
    headers: { 'x-api-key': NODE_KEY, 'content-type': 'application/x-ndjson' },
    body: asked
      .map((clientId) => `${JSON.stringify({ contact: { clientId }, channel: 'whatsapp' })}\n`)
      .join(''),
  });
  const lines = (await response.text()).trim().split('\n');
  expect(lines.filter((line) => line.includes('"decision":')).length).toBe(asked.length);
}

/** Whether what was said before still holds for whoever has the client id or the number. */
async function isStillSuppressed(client: Client, contact: { clientId: string; address: string }) {
  const devices = [{ address: contact.address }];
  const { decision, deciding } = await client.decisions.ask({
    body: { contact: { clientId: contact.clientId, devices }, channel: 'whatsapp' },
  });
  return decision === 'blocked' && deciding?.code === 'opted_out';
}

async function seal(own: OrganizationId): Promise<void> {
  const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
  await sealWaiting(store, own, 0);
  await makeCheckpoint(store, own, signer, Date.now() as Instant);
}

const check = (own: OrganizationId) =>
  verifyProof(store.proof.lines(own), { organizationId: own, checkpoints: [], publicKeys: null });

/** A row that is held in a transaction of its own. */
interface HeldRow {
  /** Until somebody waits for it. */
  untilWanted(): Promise<void>;
  letGo(): Promise<void>;
}

async function hold(row: string): Promise<HeldRow> {
  const client = new pg.Client({ connectionString: database.connectionString });
  held.push(client);
  await client.connect();
  await client.query('set search_path = tact');
  await client.query('begin');
  expect((await client.query(`${row} for update`)).rowCount).toBe(1);
  return {
    async untilWanted() {
      for (;;) {
        const { rows } = await client.query<{ waiting: boolean }>(
          'select exists (select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))) as waiting',
        );
        if (rows[0]?.waiting === true) return;
        await sleep(20);
      }
    },
    async letGo() {
      await client.query('rollback');
    },
  };
}

/** What a lease does by itself after a while. Waits for the piece of the killed program to be rolled back. */
const endLease = () =>
  runSql(`update erasures set leased_until = now() - interval '1 second' where state = 'running'`);

test('an erasure whose process is killed again and again goes on to its end, and the proof holds all the time', async () => {
  let node = await startNode();
  const [organization] = await runSql<{ id: OrganizationId }>(
    'select organization_id as id from organizations',
  );
  if (organization === undefined) throw new Error('there is no organization');
  const own = organization.id;
  await livePeople(node, own);

  let erasureId = '';
  for (const { step, row, counts } of KILLS) {
    const rowHeld = await hold(row);
    if (step === 'attempts') {
      const body = { clientId: PAT.clientId, reason: 'request of 3 March' };
      ({ id: erasureId } = await node.client.erasures.create({ body }));
    } else node = await startNode();
    await rowHeld.untilWanted();
    const middle = await node.client.erasures.get({ params: { id: erasureId } });
    expect(middle).toMatchObject({ state: 'running', step, counts });
    if (step === 'attempts')
      expect(await isStillSuppressed(node.client, { clientId: PAT.clientId, address: '+12125550188' })).toBe(
        true,
      );
    await node.kill();
    expect((await check(own)).findings).toEqual([]);
    await rowHeld.letGo();
    await endLease();
    await seal(own);
    expect((await check(own)).findings).toEqual([]);
  }

  node = await startNode();
  let erasure = await node.client.erasures.get({ params: { id: erasureId } });
  while (erasure.state !== 'finished') {
    expect(['queued', 'running']).toContain(erasure.state);
    await sleep(20);
    erasure = await node.client.erasures.get({ params: { id: erasureId } });
  }
  expect(erasure).toMatchObject({
    step: 'done',
    counts: { contacts: 1, 'opt-outs': 1, attempts: ATTEMPTS, decisions: DECISIONS + 1 },
  });

  const text = await everythingIn(database.connectionString);
  for (const trace of Object.values(PAT))
    expect(text.split('\n').filter((line) => line.includes(trace))).toEqual([]);
  expect(text).toContain(BOB.clientId);

  await seal(own);
  const { findings, counted } = await check(own);
  expect(findings).toEqual([]);
  expect(counted.erased).toBeGreaterThan(ATTEMPTS + DECISIONS - 300);
  expect(await replays(own)).toEqual({ erased: DECISIONS + 1, equal: expect.any(Number) });

  for (const contact of [
    { clientId: PAT.clientId, address: '+12125550177' },
    { clientId: 'somebody-new', address: PAT.phone },
  ])
    expect(await isStillSuppressed(node.client, contact)).toBe(true);
  expect(await isStillSuppressed(node.client, { clientId: 'another', address: '+12125550176' })).toBe(false);
}, 180_000);

/** Every decision replayed, by what came of it. */
async function replays(own: OrganizationId): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['decisions']['list']>> = await store.decisions.list(
      own,
      { limit: 200, cursor },
      { clientId: null, decision: null },
    );
    for (const decision of page.items) {
      const source = await store.rules.findRuleset(own, decision.ruleset);
      const result = replayOne(decision, source, zoneTable());
      const name = typeof result === 'string' ? result : result.sentence;
      found[name] = (found[name] ?? 0) + 1;
    }
    cursor = page.next;
  } while (cursor !== null);
  return found;
}
