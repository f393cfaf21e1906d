import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Instant, OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { AfterOptOutsPort, Store } from '@tact/store';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import type { ReportFilePlan } from '../src/proof/report-file-plan.ts';
import { startReportFileRunner, type ReportFileRunner } from '../src/proof/report-file-runner.ts';

/** A summary whose opt-outs are so many that they are looked at in many parts, after the last interaction. */
let testStore: TestStore;
let store: Store;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
afterAll(() => testStore.close());

const PLAN: ReportFilePlan = {
  asked: { format: 'pdf', from: '2026-02-03', to: '2026-02-05' },
  zone: 'America/New_York',
  organization: 'Test',
  madeAt: Date.parse('2026-11-01T00:00:00Z') as Instant,
};

/** An organization with a summary that waits to be made. */
async function waiting(): Promise<{ readonly own: OrganizationId; readonly id: string }> {
  const own = await testStore.newOrganization();
  const { id } = await store.reportFiles.create(own, { plan: PLAN, name: 'a.pdf' }, TEST_ACTOR);
  return { own, id };
}

/** A store whose opt-outs are looked at in so many parts; `onPart` is done in each of them, `walks` says how often somebody began. */
function storeOfMany(parts: number, onPart: (part: number) => Promise<void>) {
  const walks = { begun: 0, parts: 0 };
  const afterOptOuts: AfterOptOutsPort = {
    count: () => {
      walks.begun++;
      return Promise.resolve(0);
    },
    async part(_own, _filter, after) {
      walks.parts++;
      const part = Number(after?.optOutId ?? '0') + 1;
      await onPart(part);
      return { rows: [], next: part < parts ? { optOutId: String(part), attemptId: null } : null };
    },
  };
  return { walks, store: { ...store, reports: { ...store.reports, afterOptOuts } } };
}

function runnerOf(given: Store, leaseMs: number): ReportFileRunner {
  return startReportFileRunner({
    store: given,
    zoneTable: zoneTable(),
    logger: pino({ enabled: false }),
    leaseMs,
  });
}

/** What became of it, once nobody works on it. */
async function endOf({ own, id }: Awaited<ReturnType<typeof waiting>>, runners: readonly ReportFileRunner[]) {
  const stateNow = async () => (await store.reportFiles.get(own, id))?.state;
  try {
    await expect
      .poll(
        () => {
          for (const runner of runners) runner.wake();
          return stateNow();
        },
        { timeout: 90_000, interval: 100 },
      )
      .not.toMatch(/queued|running/);
  } finally {
    await Promise.all(runners.map((runner) => runner.stop()));
  }
  return stateNow();
}

describe('a summary with very many opt-outs', () => {
  test('stays with the process that makes it, though all of them take longer than its lease', async () => {
    const file = await waiting();
    // Each part may take five seconds more on a busy machine.
    const many = storeOfMany(10, async () => {
      await sleep(800);
    });
    const runners = [runnerOf(many.store, 6_000), runnerOf(many.store, 6_000)];
    expect(await endOf(file, runners)).toBe('finished');
    expect(many.walks).toEqual({ begun: 1, parts: 10 });
  });

  test('hears of a stop while it looks at them', async () => {
    const file = await waiting();
    const many = storeOfMany(50, async (part) => {
      if (part === 3) await store.reportFiles.requestStop(file.own, file.id, TEST_ACTOR);
    });
    expect(await endOf(file, [runnerOf(many.store, 60_000)])).toBe('stopped');
    expect(many.walks.parts).toBe(3);
  });

  test('is left to another process while it looks at them', async () => {
    const file = await waiting();
    let stopped: Promise<void> | undefined;
    const many = storeOfMany(50, (part) => {
      if (part === 3) stopped = runner.stop();
      return Promise.resolve();
    });
    const runner = runnerOf(many.store, 60_000);
    await expect.poll(() => stopped !== undefined).toBe(true);
    await stopped;
    expect(await store.reportFiles.get(file.own, file.id)).toMatchObject({ state: 'queued' });
    expect(many.walks.parts).toBe(3);
    expect(await endOf(file, [runnerOf(store, 60_000)])).toBe('finished');
  });
});
