import { expect, test } from 'vitest';
import { findOrder, type TimedCall } from './linearize.ts';
import type { Call, Household } from './model.ts';

const NEW: Household = { attempts: [0, 0], optOuts: [0, 0, 0], isListed: false, limit: 1 };
const allowed: Call = { kind: 'reserve', of: 0, answer: 'allowed' };
const reached: Call = { kind: 'reserve', of: 0, answer: 'attempts_reached' };
const optedOut: Call = { kind: 'ask', of: 1, answer: 'opted_out' };
const optOut: Call = { kind: 'opt-out', of: 0, contactOnly: false };
const lift: Call = { kind: 'lift', of: 0, contactOnly: false };
const release: Call = { kind: 'release', of: 0 };

type Row = readonly [call: Call, calledAtMs: number, returnedAtMs: number];
const rows: readonly [name: string, explained: boolean, calls: readonly Row[]][] = [
  ['nothing', true, []],
  ['the last attempt, then none', true, [[allowed, 0, 1], [reached, 2, 3]]],
  ['none, and the last attempt under way meanwhile', true, [[reached, 0, 9], [allowed, 1, 8]]],
  ['none, before the last attempt was asked for', false, [[reached, 0, 1], [allowed, 2, 3]]],
  ['the last attempt twice, one after the other', false, [[allowed, 0, 1], [allowed, 2, 3]]],
  ['the last attempt twice at once', false, [[allowed, 0, 9], [allowed, 0, 9]]],
  ['the last attempt twice, with a release between them', true, [[allowed, 0, 1], [release, 2, 3], [allowed, 4, 5]]],
  ['the last attempt twice, with a release under way', true, [[allowed, 0, 1], [release, 2, 9], [allowed, 3, 4]]],
  ['the last attempt twice, and a release that began afterwards', false, [[allowed, 0, 1], [allowed, 2, 3], [release, 4, 5]]],
  ['an opt-out, then a question that it blocks', true, [[optOut, 0, 1], [optedOut, 2, 3]]],
  ['an opt-out that was acknowledged, then an attempt', false, [[optOut, 0, 1], [allowed, 2, 3]]],
  ['an opt-out under way, and an attempt', true, [[optOut, 0, 5], [allowed, 2, 9]]],
  ['an opt-out that somebody saw, then an attempt', false, [[optOut, 0, 9], [optedOut, 1, 2], [allowed, 3, 4]]],
  ['an opt-out that was lifted, then an attempt', true, [[optOut, 0, 1], [lift, 2, 3], [allowed, 4, 5]]],
  ['a limit that was lowered, then an attempt above it', false, [[allowed, 0, 1], [{ kind: 'limit', limit: 2 }, 2, 3], [{ kind: 'limit', limit: 1 }, 4, 5], [allowed, 6, 7]]],
  ['a listed device, then an attempt', false, [[{ kind: 'list', isListed: true }, 0, 1], [allowed, 2, 3]]],
  ['a limit of the device, across its members', false, [[{ kind: 'limit', limit: 9 }, 0, 1], ...Array.from({ length: 7 }, (_, index): Row => [{ ...allowed, of: index % 2 === 0 ? 0 : 1 }, 2 + index, 3 + index])]],
  ['an attempt that is not stored', false, [[allowed, 0, 1], [{ kind: 'stored', attempts: [0, 0], optOuts: [0, 0, 0] }, 2, 3]]],
  ['an attempt that is stored', true, [[allowed, 0, 1], [{ kind: 'stored', attempts: [1, 0], optOuts: [0, 0, 0] }, 2, 3]]],
]; // prettier-ignore

test.each(rows)('%s: explained is %s', (_, explained, calls) => {
  const timed = calls.map(([call, calledAtMs, returnedAtMs]): TimedCall => ({
    call,
    told: call.kind,
    calledAtMs,
    returnedAtMs,
  }));
  expect(findOrder(timed, NEW).explained).toBe(explained);
});

test('whatever one at a time would answer is explained, however much it overlaps', () => {
  const calls = Array.from({ length: 400 }, (_, index): TimedCall => {
    const call = index % 4 === 0 ? allowed : index % 4 === 2 ? release : reached;
    return {
      call: index % 4 === 3 ? optedOutNever : call,
      told: '',
      calledAtMs: index,
      returnedAtMs: index + 5.5,
    };
  });
  expect(findOrder(calls, NEW)).toEqual({ explained: true });
});
const optedOutNever: Call = { kind: 'ask', of: 1, answer: 'allowed' };

test('calls that all overlap in too many ways prove nothing, and it says so', () => {
  const calls = Array.from({ length: 40 }, (_, index): TimedCall => {
    const call: Call = { kind: 'opt-out', of: index % 2 === 0 ? 0 : 1, contactOnly: index % 3 === 0 };
    return { call, told: '', calledAtMs: 0, returnedAtMs: 9 };
  });
  expect(findOrder(calls, NEW)).toEqual({ explained: false, why: 'too wide' });
});
