import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Instant, OrganizationId } from '@tact/engine';
import type { PreDialValidation } from '@tact/store';
import type { HttpAnswer, HttpCaller } from '../channels/http-call.ts';
import { createValidators, NO_VALIDATORS } from './validators.ts';

const OWN = 'own' as OrganizationId;
const VALIDATION: PreDialValidation = {
  id: 'v',
  name: 'Office',
  required: true,
  priority: 1,
  url: 'https://example.com/',
  timeoutMs: 1_000,
  connectionsMax: 8,
  callResult: 'General Error',
  dispositionCode: null,
  sealedHeaders: null,
  headerNames: [],
  version: 1,
  createdAt: 0 as Instant,
  updatedAt: 0 as Instant,
};
const QUESTION = { id: 'i', body: '{}' };
const NEVER = new AbortController().signal;

let status: number;
const answered = (): HttpAnswer => ({ state: 'answered', status, headers: {}, body: '' });
const newValidators = () =>
  createValidators({
    secretBox: null,
    caller: { call: () => Promise.resolve(answered()), close: () => undefined },
  });

beforeEach(() => {
  status = 200;
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('it is the same as long as the validation is, for each organization its own', () => {
  const validators = newValidators();
  const one = validators.of(OWN, VALIDATION);
  expect(validators.of(OWN, { ...VALIDATION })).toBe(one);
  expect(validators.of('other' as OrganizationId, VALIDATION)).not.toBe(one);
  expect(validators.of(OWN, { ...VALIDATION, version: 2 })).not.toBe(one);
});

test('a service that does not answer is left alone in growing pauses, then asked about one record, until it answers', async () => {
  const validator = newValidators().of(OWN, VALIDATION);
  const ask = () => validator.ask(QUESTION, 9_000, NEVER);
  expect(validator.concurrencyMax).toBe(8);
  status = 500;
  for (const holdMs of [250, 500, 1_000, 2_000]) {
    await ask();
    expect(validator.concurrencyMax).toBe(0);
    vi.advanceTimersByTime(holdMs - 1);
    expect(validator.concurrencyMax).toBe(0);
    vi.advanceTimersByTime(1);
    expect(validator.concurrencyMax).toBe(1);
  }
  for (let more = 0; more < 40; more++) await ask();
  vi.advanceTimersByTime(60_000);
  expect(validator.concurrencyMax).toBe(1);
  // A no is an answer.
  status = 409;
  await ask();
  expect(validator.concurrencyMax).toBe(8);
});

test('questions that fail together hold it as long as one, and the next after the hold twice as long', async () => {
  const validator = newValidators().of(OWN, VALIDATION);
  status = 500;
  const together = async () => {
    await Promise.all(Array.from({ length: 10 }, () => validator.ask(QUESTION, 9_000, NEVER)));
  };
  for (const holdMs of [250, 500]) {
    await together();
    vi.advanceTimersByTime(holdMs - 1);
    expect(validator.concurrencyMax).toBe(0);
    vi.advanceTimersByTime(1);
    expect(validator.concurrencyMax).toBe(1);
  }
});

test.each([
  ['was cut short by its record’s time is no failure of the service', 300, 300, 8],
  ['broke before that is one', 300, 100, 0],
  ['took the service’s own time is one', 9_000, 1_000, 0],
])('one without an answer that %s', async (_, withinMs, tookMs, concurrencyMax) => {
  const caller: HttpCaller = {
    call: () => {
      vi.advanceTimersByTime(tookMs);
      return Promise.resolve({ state: 'unknown', sentence: 'the connection ended' });
    },
    close: () => undefined,
  };
  const validator = createValidators({ secretBox: null, caller }).of(OWN, VALIDATION);
  expect(await validator.ask(QUESTION, withinMs, NEVER)).toMatchObject({ answer: 'none', status: null });
  expect(validator.concurrencyMax).toBe(concurrencyMax);
});

test('one that was given up is no failure of the service', async () => {
  const validator = newValidators().of(OWN, VALIDATION);
  const giveUp = new AbortController();
  giveUp.abort();
  status = 500;
  await validator.ask(QUESTION, 9_000, giveUp.signal);
  expect(validator.concurrencyMax).toBe(8);
});

test('without the key of its headers, and in a process that asks nobody, nothing is asked and nothing is a yes', async () => {
  const sealed = { ...VALIDATION, sealedHeaders: 'x', headerNames: ['x'] };
  expect(await newValidators().of(OWN, sealed).ask(QUESTION, 9_000, NEVER)).toMatchObject({ answer: 'none' });
  expect(await NO_VALIDATORS.of(OWN, VALIDATION).ask(QUESTION, 9_000, NEVER)).toMatchObject({
    answer: 'none',
  });
});
