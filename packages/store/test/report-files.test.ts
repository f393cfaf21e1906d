import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';

let testStore: TestStore;
let store: Store;
let own: OrganizationId;
let id: string;
const RUNNER = randomUUID();
const HOUR_MS = 3_600_000;
const hold = { runner: RUNNER, leaseMs: HOUR_MS };

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
  ({ id } = await store.reportFiles.create(own, { plan: { a: 1 }, name: 'a.csv' }, TEST_ACTOR));
});

/** A part that says so. */
function part(text: string | null, progress: unknown, done: number) {
  return { body: text === null ? null : Buffer.from(text), rows: text?.length ?? 0, progress, done };
}

async function textOf(organizationId: OrganizationId = own): Promise<string> {
  let text = '';
  for await (const body of store.reportFiles.parts(organizationId, id)) text += Buffer.from(body).toString();
  return text;
}

describe('a report file', () => {
  test('consists of its parts in their order, whoever added them', async () => {
    await store.reportFiles.take(own, RUNNER, HOUR_MS);
    await store.reportFiles.append(own, id, hold, part('one,', { after: 1 }, 0.2));
    await store.reportFiles.append(own, id, hold, part(null, { after: 2 }, 0.4));
    await store.reportFiles.append(own, id, { ...hold, leaseMs: -1 }, part('two,', { after: 3 }, 0.5));
    const other = randomUUID();
    expect(await store.reportFiles.take(own, other, HOUR_MS)).toMatchObject({
      id,
      progress: { after: 3 },
      done: 0.5,
      rowsDone: 8,
      bytesDone: 8,
    });
    // The first one comes back late: nothing of it is kept.
    const late = store.reportFiles.append(own, id, hold, part('late,', { after: 9 }, 1));
    await expect(late).rejects.toMatchObject({ code: 'job_lost' });
    await store.reportFiles.append(own, id, { runner: other, leaseMs: HOUR_MS }, part('three', null, 1));
    await store.reportFiles.end(own, id, other, { state: 'finished' });
    expect(await textOf()).toBe('one,two,three');
    expect(await store.reportFiles.get(own, id)).toMatchObject({ state: 'finished', bytesDone: 13 });
  });

  test('hears of a stop by its next part, and goes on when it is taken up again', async () => {
    await store.reportFiles.take(own, RUNNER, HOUR_MS);
    expect(await store.reportFiles.requestStop(own, id, TEST_ACTOR)).toMatchObject({ isStopping: true });
    expect(await store.reportFiles.append(own, id, hold, part('a', null, 0.5))).toBe(true);
    await store.reportFiles.end(own, id, RUNNER, { state: 'stopped' });
    await store.reportFiles.resume(own, id, TEST_ACTOR);
    expect(await store.reportFiles.take(own, RUNNER, HOUR_MS)).toMatchObject({ id, isStopping: false });
    await store.reportFiles.end(own, id, RUNNER, { state: 'finished' });
    for (const over of [
      () => store.reportFiles.requestStop(own, id, TEST_ACTOR),
      () => store.reportFiles.resume(own, id, TEST_ACTOR),
    ])
      await expect(over()).rejects.toMatchObject({ code: 'job_ended' });
  });

  test('is refused where twenty wait already, and made again once one of them is over', async () => {
    const create = () => store.reportFiles.create(own, { plan: {}, name: 'a.csv' }, TEST_ACTOR);
    for (let count = 1; count < 20; count++) await create();
    await expect(create()).rejects.toMatchObject({ code: 'report_files_full' });
    await store.reportFiles.requestStop(own, id, TEST_ACTOR);
    await create();
  });

  test('goes after seven days with all of its parts, unless it is still being made', async () => {
    await store.reportFiles.take(own, RUNNER, HOUR_MS);
    await store.reportFiles.append(own, id, hold, part('a', null, 0.5));
    await testStore.query(
      `update tact.report_files set created_at = now() - interval '8 days' where id = $1`,
      [id],
    );
    expect(await store.reportFiles.purge(own)).toBe(0);
    await store.reportFiles.end(own, id, RUNNER, { state: 'stopped' });
    expect(await store.reportFiles.purge(own)).toBe(1);
    expect(await textOf()).toBe('');
    expect(await store.reportFiles.get(own, id)).toBeUndefined();
  });

  test('is nobody else’s', async () => {
    await store.reportFiles.take(own, RUNNER, HOUR_MS);
    await store.reportFiles.append(own, id, hold, part('secret', null, 0.5));
    const other = await testStore.newOrganization();
    expect(await store.reportFiles.get(other, id)).toBeUndefined();
    expect(await textOf(other)).toBe('');
    expect((await store.reportFiles.list(other, { limit: 10, cursor: null })).items).toEqual([]);
    expect(await store.reportFiles.take(other, RUNNER, HOUR_MS)).toBeUndefined();
    const refused: readonly [() => Promise<unknown>, string][] = [
      [() => store.reportFiles.append(other, id, hold, part('x', null, 1)), 'job_lost'],
      [() => store.reportFiles.end(other, id, RUNNER, { state: 'finished' }), 'job_lost'],
      [() => store.reportFiles.requestStop(other, id, TEST_ACTOR), 'not_found'],
      [() => store.reportFiles.resume(other, id, TEST_ACTOR), 'not_found'],
    ];
    for (const [one, code] of refused) await expect(one()).rejects.toMatchObject({ code });
  });
});
