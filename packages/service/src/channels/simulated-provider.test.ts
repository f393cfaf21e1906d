import { describe, expect, test } from 'vitest';
import type { CallResult, Instant } from '@tact/engine';
import { dispatchOf, NO_SIGNAL } from '../../test/dispatch-samples.ts';
import { createSimulatedProvider, simulatedResult } from './simulated-provider.ts';
import { drivenTimers } from './timers.ts';

const NOON = Date.UTC(2026, 10, 20, 12) as Instant;

/** A carrier on driven time, and what it told. */
function carrier(seed: number) {
  const timers = drivenTimers(NOON);
  const told: { readonly attemptId: string; readonly callResult: CallResult; readonly at: Instant }[] = [];
  const provider = createSimulatedProvider(
    { seed },
    {
      timers,
      events: {
        finished: (_organizationId, attemptId, callResult) => {
          told.push({ attemptId, callResult, at: timers.now() });
          return Promise.resolve();
        },
      },
    },
  );
  return { timers, told, provider };
}

describe('the simulated carrier', () => {
  test('takes a call, says that it is simulated, and tells later what came of it', async () => {
    const { timers, told, provider } = carrier(1);
    const dispatch = dispatchOf('call', '+12125550123');
    const done = await provider.handOver(dispatch, NO_SIGNAL);
    expect(done).toEqual({
      state: 'confirmed',
      providerReference: expect.stringMatching(/^simulated:[0-9a-f]{24}$/),
    });
    expect(told).toEqual([]);
    const { callResult, afterMs } = simulatedResult(1, dispatch);
    timers.goTo((NOON + afterMs - 1) as Instant);
    expect(told).toEqual([]);
    timers.goTo((NOON + afterMs) as Instant);
    expect(told).toEqual([{ attemptId: dispatch.permit.attemptId, callResult, at: NOON + afterMs }]);
  });

  test('tells in the order of time', async () => {
    const { timers, told, provider } = carrier(1);
    for (let i = 0; i < 500; i++)
      await provider.handOver(dispatchOf('call', '+12125550123', { idempotencyKey: `${i}` }), NO_SIGNAL);
    timers.goTo((NOON + 3_600_000) as Instant);
    expect(told).toHaveLength(500);
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted((one, other) => one - other));
  });

  test('tells nothing after it was closed', async () => {
    const { timers, told, provider } = carrier(1);
    await provider.handOver(dispatchOf('call', '+12125550123'), NO_SIGNAL);
    await provider.close();
    timers.goTo((NOON + 3_600_000) as Instant);
    expect(told).toEqual([]);
  });

  test('gives the same for the same seed and key, and something else for another seed', () => {
    const results = (seed: number) =>
      Array.from({ length: 50 }, (_, i) =>
        simulatedResult(seed, { channel: 'call', idempotencyKey: `${i}` }),
      );
    expect(results(7)).toEqual(results(7));
    expect(results(7)).not.toEqual(results(8));
  });

  test('hangs up on machines, faxes and silence at once, and lets those go on that are delivered', () => {
    const deliver = { deliver: true, to: null };
    const all = { personTo: null, answeringMachine: deliver, fax: deliver, silence: deliver };
    const ends = new Map<CallResult, { dropped: number; delivered: number }>();
    for (let i = 0; i < 2_000; i++) {
      const dispatch = { channel: 'call', idempotencyKey: `${i}` } as const;
      const dropped = simulatedResult(5, { ...dispatch, delivery: null });
      const delivered = simulatedResult(5, { ...dispatch, delivery: all });
      expect(delivered.callResult).toBe(dropped.callResult);
      const longest = ends.get(dropped.callResult) ?? { dropped: 0, delivered: Infinity };
      ends.set(dropped.callResult, {
        dropped: Math.max(longest.dropped, dropped.afterMs),
        delivered: Math.min(longest.delivered, delivered.afterMs),
      });
    }
    for (const name of ['Answering Machine', 'Fax Detected', 'Silence'] as const) {
      const { dropped, delivered } = ends.get(name) ?? { dropped: Infinity, delivered: 0 };
      expect(dropped).toBeLessThan(delivered);
    }
    expect(ends.get('Answer')?.delivered).toBeGreaterThanOrEqual(20_000);
  });

  test('gives each result as often as it says', () => {
    const counts = new Map<CallResult, number>();
    for (let i = 0; i < 20_000; i++) {
      const { callResult } = simulatedResult(3, { channel: 'call', idempotencyKey: `${i}` });
      counts.set(callResult, (counts.get(callResult) ?? 0) + 1);
    }
    const shareOf = (callResult: CallResult) => (counts.get(callResult) ?? 0) / 20_000;
    expect(shareOf('No Answer')).toBeCloseTo(0.34, 1);
    expect(shareOf('Answer')).toBeCloseTo(0.18, 1);
    expect(shareOf('Busy')).toBeCloseTo(0.09, 1);
  });
});

test('driven time does what is due in its order, what is asked for on the way too, and nothing that was called off', () => {
  const timers = drivenTimers(0 as Instant);
  const done: string[] = [];
  timers.after(30, () => done.push(`c at ${timers.now()}`));
  const cancel = timers.after(15, () => done.push('never'));
  timers.after(10, () => {
    done.push(`a at ${timers.now()}`);
    timers.after(10, () => done.push(`b at ${timers.now()}`));
  });
  timers.after(10, () => done.push('after a, at the same instant'));
  cancel();
  expect(timers.nextAt()).toBe(10);
  timers.goTo(25 as Instant);
  expect(done).toEqual(['a at 10', 'after a, at the same instant', 'b at 20']);
  expect([timers.now(), timers.nextAt()]).toEqual([25, 30]);
  timers.goTo(40 as Instant);
  expect([done.at(-1), timers.nextAt()]).toEqual(['c at 30', null]);
});
