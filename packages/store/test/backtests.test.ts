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

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
  ({ id } = await store.backtests.create(own, { a: 1 }, TEST_ACTOR));
});

const hold = { runner: RUNNER, leaseMs: HOUR_MS };

describe('a backtest', () => {
  test('is taken once, the oldest first, one at a time for each organization', async () => {
    await store.backtests.create(own, { a: 2 }, TEST_ACTOR);
    expect(await store.backtests.take(own, RUNNER, HOUR_MS)).toMatchObject({
      id,
      plan: { a: 1 },
      state: 'running',
      progress: null,
    });
    expect(await store.backtests.take(own, randomUUID(), HOUR_MS)).toBeUndefined();
    await store.backtests.end(own, id, RUNNER, { state: 'finished' });
    expect(await store.backtests.take(own, RUNNER, HOUR_MS)).toMatchObject({ plan: { a: 2 } });
  });

  test('is taken over with what is stored of it where its lease is over; who has lost it changes nothing', async () => {
    await store.backtests.take(own, RUNNER, -1);
    await store.backtests.save(own, id, { ...hold, leaseMs: -1 }, { progress: { far: 1 }, done: 0.5 });
    const other = randomUUID();
    expect(await store.backtests.take(own, other, HOUR_MS)).toMatchObject({
      id,
      progress: { far: 1 },
      done: 0.5,
    });
    const late = [
      () => store.backtests.save(own, id, hold, { progress: null, done: 0 }),
      () => store.backtests.end(own, id, RUNNER, { state: 'finished' }),
    ];
    for (const one of late) await expect(one()).rejects.toMatchObject({ code: 'job_lost' });
    expect(await store.backtests.get(own, id)).toMatchObject({ state: 'running', progress: { far: 1 } });
  });

  test('hears of a stop by its next save, and goes on when it is taken up again', async () => {
    await store.backtests.take(own, RUNNER, HOUR_MS);
    expect(await store.backtests.requestStop(own, id, TEST_ACTOR)).toMatchObject({
      state: 'running',
      isStopping: true,
    });
    expect(await store.backtests.save(own, id, hold, { progress: { far: 2 }, done: 0.1 })).toBe(true);
    await store.backtests.end(own, id, RUNNER, { state: 'stopped' });
    expect(await store.backtests.take(own, RUNNER, HOUR_MS)).toBeUndefined();
    expect(await store.backtests.resume(own, id, TEST_ACTOR)).toMatchObject({ state: 'queued' });
    expect(await store.backtests.take(own, RUNNER, HOUR_MS)).toMatchObject({ progress: { far: 2 } });
  });

  test('keeps why it failed, and is over then', async () => {
    await store.backtests.take(own, RUNNER, HOUR_MS);
    const error = { code: 'internal', sentence: 'something went wrong' };
    await store.backtests.end(own, id, RUNNER, { state: 'failed', error });
    expect(await store.backtests.get(own, id)).toMatchObject({ state: 'failed', error });
    for (const refused of [
      () => store.backtests.requestStop(own, id, TEST_ACTOR),
      () => store.backtests.resume(own, id, TEST_ACTOR),
    ])
      await expect(refused()).rejects.toMatchObject({ code: 'job_ended' });
  });

  test('goes after 90 days, when another one is made', async () => {
    await testStore.query(
      `update tact.backtests set created_at = now() - interval '91 days', state = 'finished' where id = $1`,
      [id],
    );
    await store.backtests.create(own, {}, TEST_ACTOR);
    expect(await store.backtests.get(own, id)).toBeUndefined();
  });

  test('is nobody else’s', async () => {
    const other = await testStore.newOrganization();
    expect(await store.backtests.get(other, id)).toBeUndefined();
    expect((await store.backtests.list(other, { limit: 10, cursor: null })).items).toEqual([]);
    expect(await store.backtests.take(other, RUNNER, HOUR_MS)).toBeUndefined();
    const refused: readonly [() => Promise<unknown>, string][] = [
      [() => store.backtests.save(other, id, hold, { progress: null, done: 0 }), 'job_lost'],
      [() => store.backtests.end(other, id, RUNNER, { state: 'finished' }), 'job_lost'],
      [() => store.backtests.requestStop(other, id, TEST_ACTOR), 'not_found'],
      [() => store.backtests.resume(other, id, TEST_ACTOR), 'not_found'],
    ];
    for (const [one, code] of refused) await expect(one()).rejects.toMatchObject({ code });
  });
});
