import { randomUUID } from 'node:crypto';
import { access, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, type SuppressionListId } from '@tact/engine';
import type { Job } from '@tact/store';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** How long the files of imports are kept that somebody stopped. */
let running: RunningService;
let own: TestOrganization;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-test-kept-'));
  running = await startRunningService();
  own = await running.newOrganization();
});
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true, force: true });
});

const ACTOR = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'bulk' } as const;

/** An import that waits, and whose file was sent so long ago. */
async function queuedImport(sentMsAgo: number): Promise<Job> {
  const body = { name: `List ${randomUUID()}`, type: 'device' as const, required: true };
  const list = (await own.client.suppressionLists.create({ body })).id as SuppressionListId;
  const id = randomUUID();
  const file = { id, fileName: 'x', fileBytes: 13, fileSha256: 'ab', mode: 'append', plan: {} } as const;
  const rest = { label: null, baseLabel: null, dataAt: null, coverage: null };
  const begun = await running.store.listImports.begin(own.id, list, { ...file, ...rest }, ACTOR);
  await writeFile(join(folder, id), '+12125550101\n');
  const sentAt = new Date(Date.now() - sentMsAgo);
  await utimes(join(folder, id), sentAt, sentAt);
  return begun.job;
}

/** The same, which was stopped before anybody read it. */
async function stoppedImport(sentMsAgo: number): Promise<Job> {
  const { id } = await queuedImport(sentMsAgo);
  return running.store.jobs.requestStop(own.id, id, ACTOR);
}

const isKept = ({ importId }: Job) =>
  access(join(folder, importId)).then(
    () => true,
    () => false,
  );

test('a process that works on no imports reads no file, as the caretaker, and another one takes it', async () => {
  const caretaker = await running.another({ spoolDirectory: folder, imports: false });
  const job = await queuedImport(0);
  const stateOf = async () => (await own.client.jobs.get({ params: { id: job.id } })).state;
  // Twice the time between two looks for jobs.
  await sleep(4_000);
  expect([await stateOf(), await isKept(job)]).toEqual(['queued', true]);
  await caretaker.stop();
  const reader = await running.another({ spoolDirectory: folder });
  // Its plan names no column, which is found when it is read.
  await expect.poll(stateOf, { timeout: 10_000 }).toBe('failed');
  await reader.stop();
});

test('a stopped import can be taken up for a week, and is given up then with its file', async () => {
  const [old, young] = [await stoppedImport(8 * DAY_MS), await stoppedImport(6 * DAY_MS)];
  await running.another({ spoolDirectory: folder });
  while (await isKept(old)) await sleep(20);
  expect(await isKept(young)).toBe(true);
  const lapsed = await own.client.jobs.get({ params: { id: old.id } });
  expect(lapsed).toMatchObject({ state: 'failed', error: { code: 'file_invalid' } });
  expect((await running.store.listImports.find(own.id, old.importId))?.state).toBe('failed');
  expect((await own.client.jobs.get({ params: { id: young.id } })).state).toBe('stopped');
});
