import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  numberSetBuilder,
  type Instant,
  type NumberChunk,
  type OrganizationId,
  type SuppressionListId,
} from '@tact/engine';
import type { Store } from '../src/index.ts';
import type {
  ListImportFields,
  ListImportRun,
  ListImportStep,
  SuppressionEntryFields,
} from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { importFields, importStep } from './import-samples.ts';
import { refuses } from './refusals.ts';
import { client, device, listFields, loadOne, queryOf } from './samples.ts';

let testStore: TestStore;
let store: Store;
let other: Store;
beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
  other = await testStore.another();
});
afterAll(() => testStore.close());

const LEASE_MS = 60_000;
const PAGE = { limit: 200, cursor: null };
const [ONE, TWO, THREE] = [12_125_550_101, 12_125_550_102, 12_125_550_103];

function chunksOf(...numbers: readonly number[]): NumberChunk[] {
  const builder = numberSetBuilder();
  for (const number of numbers) builder.add(number);
  return [...builder.chunks()];
}

const entry = (value: string, given: Partial<SuppressionEntryFields> = {}): SuppressionEntryFields => ({
  value,
  from: null,
  until: null,
  reason: null,
  ...given,
});

interface Place {
  readonly own: OrganizationId;
  readonly listId: SuppressionListId;
}

async function newPlace(given = {}): Promise<Place> {
  const own = await testStore.newOrganization();
  return { own, listId: (await store.suppression.create(own, listFields('List', given), TEST_ACTOR)).id };
}

test('imports of a list come newest first, whatever their ids, page by page', async () => {
  const { own, listId } = await newPlace();
  const ids = ['f', '0', '8'].map((digit) => digit + randomUUID().slice(1));
  for (const id of ids) {
    await store.listImports.begin(own, listId, importFields({ id }), TEST_ACTOR);
    await sleep(5);
  }
  const first = await store.listImports.list(own, listId, { limit: 2, cursor: null });
  const rest = await store.listImports.list(own, listId, { limit: 2, cursor: first.next });
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids.toReversed());
  expect(rest.next).toBe(null);
});

async function begun({ own, listId }: Place, given: Partial<ListImportFields> = {}): Promise<ListImportRun> {
  const { listImport, job } = await store.listImports.begin(own, listId, importFields(given), TEST_ACTOR);
  const runner = randomUUID();
  await store.jobs.take(own, job.id, runner, LEASE_MS);
  return { listId, importId: listImport.id, jobId: job.id, runner };
}

/** A whole import: what it stores, joined and in force. */
async function imported(
  place: Place,
  stored: Partial<ListImportStep>,
  given: Partial<ListImportFields> = {},
): Promise<ListImportRun> {
  const run = await begun(place, given);
  await store.listImports.store(place.own, run, importStep(stored));
  await store.listImports.join(place.own, run, TEST_ACTOR, () => Promise.resolve());
  await store.listImports.putInForce(place.own, run, TEST_ACTOR);
  await store.listImports.tidyUp(place.own, run);
  return run;
}

/** Which of the values are on the list, as another node decides; by the batch's way too. */
async function listed({ own, listId }: Place, ...values: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const value of values) {
    const isDevice = /^\+|@/.test(value);
    const query = queryOf('ann', {
      contact: { by: 'inline', clientId: client(isDevice ? 'nobody' : value) },
      deviceKey: device(isDevice ? value : '+19995550000'),
    });
    const { facts } = await loadOne(other, own, query, { suppressionListIds: [listId] });
    if (facts.entries.length > 0) found.push(value);
  }
  return found;
}

const ALL = [`+${ONE}`, `+${TWO}`, `+${THREE}`, 'ann@example.com'];

describe('an import', () => {
  test('counts for nothing until it is put in force, and then as a whole', async () => {
    const place = await newPlace();
    const { own, listId } = place;
    const run = await begun(place);
    const stored = {
      entries: [entry('ann@example.com'), entry(`+${TWO}`, { reason: 'x' })],
      added: chunksOf(ONE),
    };
    await store.listImports.store(own, run, importStep(stored));
    await store.listImports.join(own, run, TEST_ACTOR, () => Promise.resolve());
    expect(await listed(place, ...ALL)).toEqual([]);
    expect((await store.suppression.listEntries(own, listId, PAGE)).items).toEqual([]);
    expect(await store.suppression.get(own, listId)).toMatchObject({ size: 0 });

    expect(await store.listImports.putInForce(own, run, TEST_ACTOR)).toMatchObject({ state: 'in force' });
    expect(await listed(place, ...ALL)).toEqual([`+${ONE}`, `+${TWO}`, 'ann@example.com']);
    expect(await store.suppression.get(own, listId)).toMatchObject({ size: 3 });
    expect(await store.jobs.get(own, run.jobId)).toMatchObject({ state: 'finished', rowsTotal: 1 });
    const { items } = await store.audit.list(own, PAGE, { entity: 'suppression-list', entityId: listId });
    expect(items.map(({ action }) => action)).toContain('list-import.put-in-force');
  });

  test('of entries alone makes no version of numbers', async () => {
    const place = await newPlace({ type: 'client' });
    const run = await imported(place, { entries: [entry('ann')] });
    expect(await store.listImports.get(place.own, run)).toMatchObject({ versionId: null, state: 'in force' });
    expect(await listed(place, 'ann', 'bob')).toEqual(['ann']);
  });

  test('keeps what stands in the file twice once, and counts it', async () => {
    const place = await newPlace();
    const run = await begun(place);
    const twice = entry('ann@example.com', { reason: 'x' });
    await store.listImports.store(
      place.own,
      run,
      importStep({
        entries: [twice, twice, entry('ann@example.com')],
        added: chunksOf(ONE, TWO),
        readWhole: false,
      }),
    );
    await store.listImports.store(
      place.own,
      run,
      importStep({ entries: [twice], added: chunksOf(TWO, THREE) }),
    );
    await store.listImports.join(place.own, run, TEST_ACTOR, () => Promise.resolve());
    expect(await store.listImports.putInForce(place.own, run, TEST_ACTOR)).toMatchObject({
      repeated: 3,
      good: 2,
    });
    expect(await store.suppression.get(place.own, place.listId)).toMatchObject({ size: 5 });
  });

  test('keeps its bad rows with where and why', async () => {
    const place = await newPlace();
    const bad = {
      member: 'a.csv',
      line: 2,
      column: 'Phone',
      value: '12\u0000',
      code: 'x',
      sentence: 'no number',
    };
    const run = await imported(place, { badRows: [bad, { ...bad, line: 3, column: null }], bad: 2 });
    expect(await store.listImports.badRows(place.own, run, { limit: 1, cursor: null })).toMatchObject({
      items: [{ ...bad, value: '12\u{FFFD}' }],
    });
    expect(await store.listImports.get(place.own, run)).toMatchObject({ bad: 2, badKept: 2 });
  });
});

describe('modes', () => {
  test('append adds to what is there; remove takes off, by whomever it was put there', async () => {
    const place = await newPlace();
    await store.suppression.addEntries(place.own, place.listId, [entry(`+${ONE}`)], TEST_ACTOR);
    await imported(place, { added: chunksOf(TWO) });
    await imported(place, { added: chunksOf(THREE) });
    expect(await listed(place, ...ALL)).toEqual(ALL.slice(0, 3));
    const run = await imported(
      place,
      { deleted: chunksOf(ONE, TWO), removedValues: [`+${ONE}`, `+${TWO}`] },
      { mode: 'remove' },
    );
    expect(await listed(place, ...ALL)).toEqual([`+${THREE}`]);
    await store.listImports.rollBack(place.own, run, 'wrong file', TEST_ACTOR);
    await store.listImports.tidyUp(place.own, run);
    expect(await listed(place, ...ALL)).toEqual(ALL.slice(0, 3));
  });

  test('a removed range takes the single entries in it off, and those of other lengths not', async () => {
    const place = await newPlace();
    const values = ['+12015550000', '+12015559999', '+12015560000', '+1201555000'];
    await store.suppression.addEntries(
      place.own,
      place.listId,
      values.map((value) => entry(value)),
      TEST_ACTOR,
    );
    const removedRanges = [{ first: 12_015_550_000, end: 12_015_560_000 }];
    await imported(place, { removedRanges }, { mode: 'remove' });
    expect(await listed(place, ...values)).toEqual(values.slice(2));
  });

  test('replace takes the place of earlier imports and leaves entries added by hand; rolling back brings them back', async () => {
    const place = await newPlace();
    await store.suppression.addEntries(place.own, place.listId, [entry('ann@example.com')], TEST_ACTOR);
    await imported(place, { added: chunksOf(ONE), entries: [entry(`+${TWO}`, { reason: 'x' })] });
    const run = await imported(place, { added: chunksOf(THREE) }, { mode: 'replace' });
    expect(await listed(place, ...ALL)).toEqual([`+${THREE}`, 'ann@example.com']);
    const none = await imported(place, {}, { mode: 'replace' });
    expect(await listed(place, ...ALL)).toEqual(['ann@example.com']);
    await refuses(store.listImports.rollBack(place.own, run, 'x', TEST_ACTOR), 'import_not_in_force');
    await store.listImports.rollBack(place.own, none, 'x', TEST_ACTOR);
    await store.listImports.rollBack(place.own, run, 'x', TEST_ACTOR);
    await store.listImports.tidyUp(place.own, run);
    expect(await listed(place, ...ALL)).toEqual([`+${ONE}`, `+${TWO}`, 'ann@example.com']);
  });

  test('what both comes and goes in one file is on the list', async () => {
    const place = await newPlace();
    await imported(place, { added: chunksOf(ONE), deleted: chunksOf(ONE, TWO) });
    expect(await listed(place, ...ALL)).toEqual([`+${ONE}`]);
  });

  test("a file can only add to the organization's own list", async () => {
    const { own } = await newPlace();
    await store.optOuts.bulk(
      own,
      { numbers: [device(`+${ONE}`)], reason: 'x', source: 'x', storeUnmatched: true },
      { at: Date.now() as Instant, date: null },
      TEST_ACTOR,
    );
    const listId = (await store.suppression.ownListId(own)) ?? ('' as SuppressionListId);
    for (const given of [{ mode: 'replace' }, { mode: 'remove' }, { baseLabel: 'x' }] as const)
      await refuses(store.listImports.begin(own, listId, importFields(given), TEST_ACTOR), 'own_list_fixed');
    await imported({ own, listId }, { added: chunksOf(TWO) });
    expect(await listed({ own, listId }, ...ALL)).toEqual([`+${ONE}`, `+${TWO}`]);
  });
});

describe('rolling back', () => {
  test('goes from the newest import back, one by one', async () => {
    const place = await newPlace();
    const first = await imported(place, { added: chunksOf(ONE) });
    const second = await imported(place, { entries: [entry(`+${TWO}`)] });
    await refuses(store.listImports.rollBack(place.own, first, 'x', TEST_ACTOR), 'import_not_last');
    await store.listImports.rollBack(place.own, second, 'wrong', TEST_ACTOR);
    await refuses(store.listImports.rollBack(place.own, second, 'wrong', TEST_ACTOR), 'import_not_in_force');
    expect(await listed(place, ...ALL)).toEqual([`+${ONE}`]);
    const back = await store.listImports.rollBack(place.own, first, 'wrong', TEST_ACTOR);
    expect(back).toMatchObject({ state: 'rolled back', rolledBack: { by: TEST_ACTOR, reason: 'wrong' } });
    expect(await listed(place, ...ALL)).toEqual([]);
  });

  test('gives a registry list its date and coverage back', async () => {
    const place = await newPlace({ registry: { ageMsMax: 1, versionAt: null, coverage: [] } });
    const list = () => store.suppression.get(place.own, place.listId);
    const registry = async () => (await list())?.registry;
    const [jan, feb] = [1_000_000 as Instant, 2_000_000 as Instant];
    await imported(place, { added: chunksOf(ONE) }, { mode: 'replace', dataAt: jan, coverage: ['+1212'] });
    expect(await registry()).toMatchObject({ versionAt: jan, coverage: ['+1212'] });
    const run = await imported(
      place,
      { added: chunksOf(ONE) },
      { mode: 'replace', dataAt: feb, coverage: ['+1'] },
    );
    expect(await registry()).toMatchObject({ versionAt: feb, coverage: ['+1'] });
    // Whoever opened the list before, and saves it with the date and coverage of then, is told.
    const opened = (await list())?.version ?? NaN;
    await imported(place, { added: chunksOf(TWO) });
    expect(await registry()).toMatchObject({ versionAt: feb, coverage: ['+1'] });
    const [last] = (await store.listImports.list(place.own, place.listId, PAGE)).items.filter(
      ({ mode }) => mode === 'append',
    );
    const { listId } = place;
    await store.listImports.rollBack(place.own, { listId, importId: last?.id ?? '' }, 'x', TEST_ACTOR);
    await store.listImports.rollBack(place.own, run, 'x', TEST_ACTOR);
    expect(await registry()).toMatchObject({ versionAt: jan, coverage: ['+1212'] });
    expect((await list())?.version).toBeGreaterThan(opened);
    await expect(
      store.suppression.update(place.own, listId, opened, { name: 'Other' }, TEST_ACTOR),
    ).rejects.toMatchObject({ code: 'version_conflict' });
  });
});

describe('change lists', () => {
  test('apply only to the version that they were made for', async () => {
    const place = await newPlace();
    const { own, listId } = place;
    const change = (baseLabel: string) =>
      store.listImports.begin(own, listId, importFields({ baseLabel }), TEST_ACTOR);
    await refuses(change('january'), 'base_version_differs');
    await imported(place, { added: chunksOf(ONE) }, { label: 'january' });
    await refuses(change('february'), 'base_version_differs');
    const run = await begun(place, { baseLabel: 'january', label: 'february' });
    await store.listImports.store(own, run, importStep({ added: chunksOf(TWO) }));
    await store.listImports.join(own, run, TEST_ACTOR, () => Promise.resolve());
    // Another import comes in force while this one has stopped.
    await store.jobs.end(own, run.jobId, run.runner, { state: 'stopped' });
    await imported(place, { added: chunksOf(THREE) }, { label: 'other' });
    await store.jobs.take(own, run.jobId, run.runner, LEASE_MS);
    await refuses(store.listImports.putInForce(own, run, TEST_ACTOR), 'base_version_differs');
    expect(await listed(place, ...ALL)).toEqual([`+${ONE}`, `+${THREE}`]);
  });
});

describe('jobs', () => {
  test('run one at a time, and the one who has lost its lease changes nothing any more', async () => {
    const place = await newPlace();
    const { own } = place;
    const run = await begun(place);
    const second = await store.listImports.begin(own, place.listId, importFields(), TEST_ACTOR);
    await refuses(store.jobs.take(own, second.job.id, randomUUID(), LEASE_MS), 'job_running');
    await refuses(store.jobs.take(own, run.jobId, randomUUID(), LEASE_MS), 'job_running');
    expect(await store.jobs.waiting(own)).toEqual([]);
    await testStore.query(`update jobs set leased_until = now() - interval '1 second' where id = $1`, [
      run.jobId,
    ]);
    expect((await store.jobs.waiting(own)).map(({ id }) => id)).toEqual([run.jobId]);
    await other.jobs.take(own, run.jobId, randomUUID(), LEASE_MS);
    await refuses(store.jobs.renew(own, run.jobId, run.runner, LEASE_MS), 'job_lost');
    await refuses(store.listImports.store(own, run, importStep({ added: chunksOf(ONE) })), 'job_lost');
    await refuses(store.listImports.putInForce(own, run, TEST_ACTOR), 'job_lost');
    await refuses(store.jobs.end(own, run.jobId, run.runner, { state: 'stopped' }), 'job_lost');
  });

  test('whose end somebody asked for are stopped where their runner is gone, or goes', async () => {
    const place = await newPlace();
    const { own } = place;
    const { jobId, runner } = await begun(place);
    await store.jobs.requestStop(own, jobId, TEST_ACTOR);
    await testStore.query(`update jobs set leased_until = now() - interval '1 second' where id = $1`, [
      jobId,
    ]);
    expect(await store.jobs.waiting(own)).toEqual([]);
    const stopped = { state: 'stopped', isStopping: false };
    expect(await store.jobs.get(own, jobId)).toMatchObject(stopped);
    await store.jobs.take(own, jobId, runner, LEASE_MS);
    await store.jobs.requestStop(own, jobId, TEST_ACTOR);
    await store.jobs.end(own, jobId, runner, { state: 'queued' });
    expect(await store.jobs.get(own, jobId)).toMatchObject(stopped);
    await store.jobs.take(own, jobId, runner, LEASE_MS);
    await store.jobs.end(own, jobId, runner, { state: 'queued' });
    expect(await store.jobs.get(own, jobId)).toMatchObject({ state: 'queued', finishedAt: null });
  });

  test('are stopped and taken up again', async () => {
    const place = await newPlace();
    const { own } = place;
    const run = await begun(place);
    expect(await store.jobs.requestStop(own, run.jobId, TEST_ACTOR)).toMatchObject({
      state: 'running',
      isStopping: true,
    });
    expect(await store.jobs.renew(own, run.jobId, run.runner, LEASE_MS)).toBe(true);
    await store.jobs.end(own, run.jobId, run.runner, { state: 'stopped' });
    expect(await store.jobs.resume(own, run.jobId, TEST_ACTOR)).toMatchObject({
      state: 'queued',
      isStopping: false,
    });
    expect(await store.jobs.requestStop(own, run.jobId, TEST_ACTOR)).toMatchObject({ state: 'stopped' });
    await store.jobs.take(own, run.jobId, run.runner, LEASE_MS);
    const error = { code: 'file_invalid', sentence: 'the file is broken' };
    await store.jobs.end(own, run.jobId, run.runner, { state: 'failed', error });
    expect(await store.jobs.get(own, run.jobId)).toMatchObject({ state: 'failed', error });
    await refuses(store.jobs.requestStop(own, run.jobId, TEST_ACTOR), 'job_ended');
    await refuses(store.jobs.resume(own, run.jobId, TEST_ACTOR), 'job_ended');
    const { items } = await store.audit.list(own, PAGE, { entity: 'job', entityId: run.jobId });
    expect(items.map(({ action, before, after }) => [action, before, after])).toEqual([
      ['job.stop', { state: 'queued', isStopping: false }, { state: 'stopped', isStopping: false }],
      ['job.resume', { state: 'stopped', isStopping: false }, { state: 'queued', isStopping: false }],
      ['job.stop', { state: 'running', isStopping: false }, { state: 'running', isStopping: true }],
    ]);
  });
});

test('parts of many keys are joined window by window, and a join that was cut off goes on', async () => {
  const place = await newPlace();
  await imported(place, { added: chunksOf(12_000_000_000, 19_999_999_999) });
  const run = await begun(place);
  // Every second number of 300 chunks: bitmaps of 8 KB, more than one window holds.
  const dense = numberSetBuilder();
  for (let at = 0; at < 300 * 32_768; at++) dense.add(12_010_000_000 + at * 2);
  const sparse = Array.from({ length: 1_000 }, (_, at) => 12_010_000_000 + at * 70_000);
  await store.listImports.store(place.own, run, importStep({ added: dense.chunks(), readWhole: false }));
  await store.listImports.store(place.own, run, importStep({ added: chunksOf(...sparse) }));
  let windows = 0;
  const cut = store.listImports.join(place.own, run, TEST_ACTOR, () =>
    windows++ === 1 ? Promise.reject(new Error('cut off')) : Promise.resolve(),
  );
  await expect(cut).rejects.toThrow('cut off');
  await store.listImports.join(place.own, run, TEST_ACTOR, () => {
    windows++;
    return Promise.resolve();
  });
  expect(windows).toBeGreaterThan(2);
  const { versionId, repeated } = await store.listImports.putInForce(place.own, run, TEST_ACTOR);
  const set = await store.numberSets.load(place.own, { listId: place.listId, versionId: versionId ?? '' });
  const isInDense = (number: number) => number < 12_010_000_000 + 300 * 65_536;
  const both = sparse.filter(isInDense).length;
  expect([set.size, repeated]).toEqual([300 * 32_768 + 1_000 - both + 2, both]);
  expect([...sparse, 12_000_000_000, 19_999_999_999].every((number) => set.has(number))).toBe(true);
});
