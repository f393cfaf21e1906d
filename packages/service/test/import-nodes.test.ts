import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnswerBodyOf, Client, Endpoints } from '@tact/api';
import { runAsOwner } from '@tact/store/testing';
import { newTestNodes, type TestNodes } from './import-node.ts';

/** Imports on whole programs, each in a process of its own, that are killed, stopped, and asked by another one (G2, S23). */
let nodes: TestNodes;

beforeEach(async () => {
  nodes = await newTestNodes();
});
afterEach(() => nodes.end());

type Job = AnswerBodyOf<Endpoints['jobs']['get']>;

/** Looks at a job until it is as it should be. */
async function until(client: Client, id: string, isSo: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await client.jobs.get({ params: { id } });
    if (isSo(job)) return job;
    await sleep(20);
  }
}

const isOver = ({ state }: Job) => state !== 'queued' && state !== 'running';

async function openAtAllHours(client: Client): Promise<void> {
  const { version } = await client.organization.get();
  await client.organization.update({ body: { version, allowedHours: { everyDay: 'any' } } });
}

/** Rows with a reason, which are stored in many steps: so many that none of them is the last before somebody has looked. */
const ROWS = 120_000;
const numberOf = (row: number) => `+1646${String(2_000_000 + row)}`;
const FILE = `phone,reason\n${Array.from({ length: ROWS }, (_, row) => `${numberOf(row)},asked`).join('\n')}\n`;

async function begin(
  client: Client,
): Promise<{ readonly jobId: string; readonly listId: string; readonly importId: string }> {
  const { id } = await client.suppressionLists.create({
    body: { name: 'List', type: 'device', required: true },
  });
  const query = { fileName: 'list.csv' };
  const begun = await client.listImports.create({ params: { id }, query, body: FILE });
  return { jobId: begun.job.id, listId: id, importId: begun.import.id };
}

async function decided(client: Client, row: number): Promise<string> {
  const contact = { clientId: `row ${row}`, devices: [{ address: numberOf(row) }] };
  return (await client.decisions.ask({ body: { contact, channel: 'call' } })).decision;
}

test('an import whose process is killed in its middle goes on from there; no row is lost, none comes twice', async () => {
  const first = await nodes.start('a');
  await openAtAllHours(first.client);
  const { jobId, listId, importId } = await begin(first.client);
  const middle = await until(first.client, jobId, ({ rowsDone }) => rowsDone > 0);
  expect(middle.state).toBe('running');
  await first.kill();
  const stored = await runAsOwner<{ good: number; state: string }>(
    nodes.database.connectionString,
    'select good::int, state from list_imports',
  );
  expect(stored).toMatchObject([{ state: 'loading' }]);
  expect(stored[0]?.good).toBeLessThan(ROWS);

  const again = await nodes.start('a');
  expect(await decided(again.client, 0)).toBe('allowed');
  expect(await until(again.client, jobId, isOver)).toMatchObject({ state: 'finished', rowsTotal: ROWS });
  const done = await again.client.listImports.get({ params: { id: listId, importId } });
  expect(done).toMatchObject({ state: 'in_force', good: ROWS, bad: 0, repeated: 0 });
  expect(await again.client.suppressionLists.get({ params: { id: listId } })).toMatchObject({ size: ROWS });
  expect(await decided(again.client, 0)).toBe('blocked');
  expect(await decided(again.client, ROWS - 1)).toBe('blocked');
}, 180_000);

test('an import that node A says is finished, and one that it took back, holds at node B at once', async () => {
  const [a, b] = [await nodes.start('a'), await nodes.start('b')];
  await openAtAllHours(a.client);
  const { id } = await a.client.suppressionLists.create({
    body: { name: 'List', type: 'device', required: true },
  });
  for (let round = 0; round < 10; round++) {
    // Both kinds: a plain number, which is in the set, and one with a reason, which is an entry.
    const body = `phone,reason\n${numberOf(round)},\n${numberOf(round + 100)},asked\n`;
    expect([await decided(b.client, round), await decided(b.client, round + 100)]).toEqual([
      'allowed',
      'allowed',
    ]);
    const begun = await a.client.listImports.create({ params: { id }, query: { fileName: 'x' }, body });
    expect(await until(a.client, begun.job.id, isOver)).toMatchObject({ state: 'finished' });
    expect([await decided(b.client, round), await decided(b.client, round + 100)]).toEqual([
      'blocked',
      'blocked',
    ]);
    if (round % 2 === 0) continue;
    const params = { id, importId: begun.import.id };
    await a.client.listImports.rollBack({ params, body: { reason: 'test' } });
    expect([await decided(b.client, round), await decided(b.client, round + 100)]).toEqual([
      'allowed',
      'allowed',
    ]);
  }
}, 180_000);

test('an import that is stopped is not in force, and goes on where it ended when it is taken up again', async () => {
  const node = await nodes.start('a');
  await openAtAllHours(node.client);
  const { jobId, listId, importId } = await begin(node.client);
  await until(node.client, jobId, ({ rowsDone }) => rowsDone > 0);
  await node.client.jobs.stop({ params: { id: jobId } });
  const stopped = await until(node.client, jobId, isOver);
  expect(stopped.state).toBe('stopped');
  expect(await decided(node.client, 0)).toBe('allowed');
  await node.client.jobs.resume({ params: { id: jobId } });
  expect(await until(node.client, jobId, isOver)).toMatchObject({ state: 'finished', rowsTotal: ROWS });
  const done = await node.client.listImports.get({ params: { id: listId, importId } });
  expect(done).toMatchObject({ good: ROWS, repeated: 0 });
  expect(await decided(node.client, 0)).toBe('blocked');
}, 180_000);
