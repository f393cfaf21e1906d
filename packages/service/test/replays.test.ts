import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, type Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { runAsOwner } from '@tact/store/testing';
import { createClock } from '../src/deciding/clock.ts';
import { differencesOf } from '../src/deciding/differences.ts';
import { nextNight, replayNight } from '../src/keep-replayed.ts';
import type { ReplaySample } from '../src/proof/replay-sample.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let own: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
  own = await running.newOrganization();
});
afterAll(() => running.stop());

describe('the sample of a night', () => {
  test('is equal as it was written, and an alarm where a record was changed', async () => {
    for (const clientId of ['R-1', 'R-2', 'R-3'])
      await own.client.decisions.ask({
        body: { contact: { clientId, devices: [{ address: '+12125550123' }] }, channel: 'call' },
      });
    const untouched = await replayed();
    const { replayed: count } = untouched.sample;
    expect(count).toBeGreaterThan(0);
    expect(untouched.sample).toMatchObject({ equal: count, otherVersion: 0, mismatches: [] });
    expect(untouched.errors).toEqual([]);
    await asOwner(
      `update tact.decisions set record = replace(record, '"decision":"allowed"', '"decision":"blocked"')`,
    );
    const { sample, errors } = await replayed();
    expect([sample.equal, sample.mismatches.length]).toEqual([0, sample.replayed]);
    expect(sample.mismatches[0]).toMatchObject({
      sentence: 'the record and what is recomputed from it differ at `/decision`',
      differences: [{ path: '/decision', recorded: '"blocked"', recomputed: '"allowed"' }],
    });
    expect(errors).toHaveLength(sample.mismatches.length);
    expect(errors[0]).toContain('a decision does not follow from its record');
    const { items } = await own.client.audit.list({ query: { entity: 'decision' } });
    expect(items).toHaveLength(sample.mismatches.length);
    expect(items[0]).toMatchObject({
      action: 'decision.replay-mismatch',
      actor: { kind: 'job', name: 'replay' },
    });
  });

  test('comes once in a day, at one time', () => {
    const at = (text: string) => Date.parse(text) as Instant;
    expect(nextNight(at('2026-03-10T07:59:59Z'))).toBe(at('2026-03-10T08:00:00Z'));
    expect(nextNight(at('2026-03-10T08:00:00Z'))).toBe(at('2026-03-10T08:00:00Z') + DAY_MS);
  });
});

/** Replays now as at night; gives the sample of the organization and the errors of the log. */
async function replayed(): Promise<{ readonly sample: ReplaySample; readonly errors: readonly string[] }> {
  const errors: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const samples: ReplaySample[] = [];
  const clock = createClock();
  // A day that ends a moment ahead, so that what was just decided is in it; most instants lie before and find the first one.
  await replayNight({
    store: running.store,
    clock: () => (clock() + 1_000) as Instant,
    zoneTable: zoneTable(),
    logger,
    onReplayed: (sample) => void samples.push(sample),
  });
  const [sample] = samples;
  if (sample === undefined) throw new Error('nothing was replayed');
  return { sample, errors };
}

const asOwner = (statement: string) => runAsOwner(running.connectionString, statement);

describe('differences', () => {
  const cases: readonly [name: string, one: unknown, other: unknown, paths: readonly string[]][] = [
    ['nothing', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['a value deep within', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, ['/a/1/b']],
    ['something that is not there', { a: 1 }, { a: 1, 'x/y': 2 }, ['/x~1y']],
    ['another type', { a: [] }, { a: {} }, ['/a']],
    ['another order of members', { a: 1, b: 2 }, { b: 2, a: 1 }, ['']],
  ];
  test.each(cases)('tell %s', (_, one, other, paths) => {
    expect(differencesOf(one, other).map(({ path }) => path)).toEqual(paths);
  });
});
