import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { ClientRange } from '@tact/store';
import { NO_CHANGE } from '../src/backtest/proposal.ts';
import type { BacktestPlan } from '../src/backtest/walk-range.ts';
import { createWorkThreads, type WorkThreads } from '../src/threads/work-threads.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let own: TestOrganization;
let started = 0;
let made: WorkThreads[] = [];
const count = () => {
  started++;
};

beforeAll(async () => {
  running = await startRunningService();
  own = await running.newOrganization();
  const clients = Array.from({ length: 40 }, (_, n) => n);
  for (const n of clients)
    await own.client.contacts.put({
      params: { clientId: `C-${n}` },
      body: { name: 'Ann', devices: [{ address: `+1212555${1000 + n}` }] },
    });
  await own.client.attempts.import({
    body: {
      attempts: clients.map((n) => ({
        externalId: `x-${n}`,
        at: new Date(Date.now() - 3_600_000).toISOString(),
        clientId: `C-${n}`,
        device: { address: `+1212555${1000 + n}` },
        channel: 'call' as const,
        callResult: 'No Answer',
      })),
    },
  });
  process.on('worker', count);
});
afterAll(async () => {
  process.off('worker', count);
  await running.stop();
});
afterEach(async () => {
  for (const threads of made) await threads.end();
  made = [];
  started = 0;
});

const EVERYTHING: ClientRange = { after: null, upTo: null };

function threadsFor(
  parts: { readonly keptMs?: number; readonly connectionString?: string } = {},
): WorkThreads {
  const { store, connectionString } = running;
  const threads = createWorkThreads({ store, zoneTable: zoneTable(), connectionString, ...parts });
  made.push(threads);
  return threads;
}

function planOf(organization: TestOrganization): BacktestPlan {
  const until = (Date.now() + 60_000) as Instant;
  return { organizationId: organization.id, from: 0 as Instant, until, proposal: NO_CHANGE };
}

/** Attempts that a task saw in all. */
async function attemptsIn(threads: WorkThreads, organization = own): Promise<number> {
  const thread = await threads.begin('backtest', planOf(organization));
  let attempts = 0;
  for await (const { tally } of thread.look(EVERYTHING)) attempts += tally.attempts;
  await thread.end();
  return attempts;
}

/** Connections of threads. */
async function connections(): Promise<number> {
  const client = new pg.Client({ connectionString: running.connectionString });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where datname = current_database() and application_name in ('tact backtest', 'tact forecast')`,
  );
  await client.end();
  return rows[0]?.count ?? NaN;
}

test('the next task takes the thread of the one before, and finds its own organization', async () => {
  const threads = threadsFor();
  const other = await running.newOrganization();
  expect(await attemptsIn(threads)).toBe(40);
  expect(await attemptsIn(threads, other)).toBe(0);
  expect(await attemptsIn(threads)).toBe(40);
  expect(started).toBe(1);
  // A thread that waits holds nothing of the database.
  expect(await connections()).toBe(0);
});

test('two tasks at once have a thread each, and at most two wait', async () => {
  const threads = threadsFor();
  expect(await Promise.all([attemptsIn(threads), attemptsIn(threads), attemptsIn(threads)])).toEqual([
    40, 40, 40,
  ]);
  expect(started).toBe(3);
  await Promise.all([attemptsIn(threads), attemptsIn(threads), attemptsIn(threads)]);
  expect(started).toBe(4);
});

test('a task that is left in the middle of a piece takes its thread with it', async () => {
  const threads = threadsFor();
  const thread = await threads.begin('backtest', planOf(own));
  const walk = thread.look(EVERYTHING);
  const first = walk.next();
  await thread.end();
  await expect(first).rejects.toMatchObject({ name: 'WorkThreadError', causeName: 'exit' });
  expect(await attemptsIn(threads)).toBe(40);
  expect(started).toBe(2);
});

test('a task that cannot begin fails its first piece, and the next one has another thread', async () => {
  const threads = threadsFor();
  const nobody = { ...planOf(own), organizationId: 'no uuid' as TestOrganization['id'] };
  await expect(threads.begin('backtest', nobody)).rejects.toThrow();
  const elsewhere = threadsFor({ connectionString: `${running.connectionString}_that_is_not_there` });
  const thread = await elsewhere.begin('backtest', planOf(own));
  await expect(thread.look(EVERYTHING).next()).rejects.toMatchObject({ name: 'WorkThreadError' });
  await thread.end();
  expect(await attemptsIn(threads)).toBe(40);
});

test('a thread does not wait for ever', async () => {
  const threads = threadsFor({ keptMs: 1 });
  await attemptsIn(threads);
  await expect
    .poll(
      async () => {
        const before = started;
        await attemptsIn(threads);
        return started - before;
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  const none = threadsFor({ keptMs: 0 });
  started = 0;
  await attemptsIn(none);
  await attemptsIn(none);
  expect(started).toBe(2);
});

test('after the end no thread waits, and none was torn down', async () => {
  const threads = threadsFor();
  await attemptsIn(threads);
  const terminate = vi.spyOn(Worker.prototype, 'terminate');
  await threads.end();
  expect(terminate).not.toHaveBeenCalled();
  terminate.mockRestore();
  await attemptsIn(threads);
  expect(await attemptsIn(threads)).toBe(40);
  expect(started).toBe(3);
});
