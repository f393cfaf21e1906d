import { describe, expect, test } from 'vitest';
import { MINUTE_MS, type Instant } from '@tact/engine';
import type { TreatmentCourse, TreatmentFields } from '@tact/store';
import { treat, type Step } from './treat.ts';

const NOW = Date.UTC(2027, 0, 5, 12) as Instant;
const after = (minutes: number) => (NOW + minutes * MINUTE_MS) as Instant;
const fields = (given: Partial<TreatmentFields>): TreatmentFields => ({
  name: 'T',
  callResults: [],
  dispositionCodes: [],
  action: 'none',
  retriesMax: null,
  intervalMinutes: null,
  incrementMinutes: null,
  at: null,
  assignee: null,
  nextAction: 'stop',
  ...given,
});
const progress = (given: Partial<TreatmentFields>, retries: number, treatmentId = 't'): TreatmentCourse => ({
  treatmentId,
  treatment: fields(given),
  retries,
});
/** A step in a few words. */
const shown = (step: Step): readonly unknown[] => {
  switch (step.step) {
    case 'same-device':
      return [step.isBehind ? 'behind' : 'same', (step.notBefore - NOW) / MINUTE_MS, step.course.retries];
    case 'next-device':
      return ['next', (step.notBefore - NOW) / MINUTE_MS];
    case 'assign':
      return ['assign', step.assignee];
    case 'agent-error':
      return ['agent_error'];
    case 'finish':
      return [step.code];
  }
};

const RETRY = { action: 'retry-in', retriesMax: 3, intervalMinutes: 30, incrementMinutes: 10 } as const;

describe('a treatment', () => {
  const rows: readonly [name: string, given: Partial<TreatmentFields>, course: TreatmentCourse | null, shown: readonly unknown[]][] = [
    ['none ends the record', {}, null, ['treatment_ends']],
    ['assign gives the record to somebody', { action: 'assign', assignee: 'Team 2' }, null, ['assign', 'Team 2']],
    ['redial: at once', { action: 'redial', retriesMax: 2 }, null, ['same', 0, 1]],
    ['redial: the last one', { action: 'redial', retriesMax: 2 }, progress({ action: 'redial', retriesMax: 2 }, 1), ['same', 0, 2]],
    ['redial: used up', { action: 'redial', retriesMax: 2 }, progress({ action: 'redial', retriesMax: 2 }, 2), ['retries_used_up']],
    ['cycle redial: behind all that wait', { action: 'cycle-redial', retriesMax: 2 }, progress({ action: 'cycle-redial', retriesMax: 2 }, 1), ['behind', 0, 2]],
    ['cycle redial: used up, and the chain goes on', { action: 'cycle-redial', retriesMax: 1, nextAction: 'next-in-chain' }, progress({ action: 'cycle-redial', retriesMax: 1, nextAction: 'next-in-chain' }, 1), ['next', 0]],
    ['an agent’s error', { action: 'agent-error' }, null, ['agent_error']],
    ['retry-in: the first after the interval', RETRY, null, ['same', 30, 1]],
    ['retry-in: the second after the interval and one increment', RETRY, progress(RETRY, 1), ['same', 40, 2]],
    ['retry-in: the third after the interval and two', RETRY, progress(RETRY, 2), ['same', 50, 3]],
    ['retry-in: used up, and the chain goes on', { ...RETRY, nextAction: 'next-in-chain' }, progress({ ...RETRY, nextAction: 'next-in-chain' }, 3), ['next', 0]],
    ['retry-in without an increment', { ...RETRY, incrementMinutes: null }, progress({ ...RETRY, incrementMinutes: null }, 2), ['same', 30, 3]],
    ['one in progress is not interrupted by an edit', { ...RETRY, intervalMinutes: 5, retriesMax: 1 }, progress(RETRY, 1), ['same', 40, 2]],
    ['another treatment begins anew', RETRY, progress(RETRY, 3, 'other'), ['same', 30, 1]],
    ['retry-at: at its instant', { action: 'retry-at', at: after(60) }, null, ['same', 60, 1]],
    ['retry-at: used once its instant is there', { action: 'retry-at', at: NOW }, null, ['retries_used_up']],
    ['next in chain: at once', { action: 'next-in-chain' }, null, ['next', 0]],
    ['next in chain after', { action: 'next-in-chain-after', intervalMinutes: 15 }, null, ['next', 15]],
    ['next in chain at', { action: 'next-in-chain-at', at: after(90) }, null, ['next', 90]],
    ['next in chain at an instant that is over: at once', { action: 'next-in-chain-at', at: after(-90) }, null, ['next', 0]],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, given, course, expected) => {
    expect(shown(treat({ id: 't', ...fields(given) }, course, NOW))).toEqual(expected);
  });
});
