import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '@tact/engine';
import { createAttemptWindow } from './attempt-window.ts';

const WEEK_MS = 7 * DAY_MS;

/** The same numbers in each run: 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296;
}

test.each([1_000_000, 400])('counts are those of a list, with room for %d clients', (clientsMax) => {
  const random = randomNumbers(3);
  const window = createAttemptWindow({ attemptsMax: 1 << 20, clientsMax });
  const told: { readonly at: number; readonly client: string }[] = [];
  let at = 0;
  for (let step = 0; step < 6_000; step++) {
    // Most clients come once; whole hours make ties and spans of exactly a day and a week.
    const client = random() < 0.5 ? `c${Math.floor(random() * 20)}` : `once ${step}`;
    const bytes = Buffer.from(client);
    at += Math.floor(random() * 3) * HOUR_MS;
    window.moveTo(at);
    window.trim();
    const number = window.clientOf(bytes, 0, bytes.length);
    const since = (from: number) =>
      told.filter((one) => one.client === client && one.at >= from && one.at < at).length;
    expect([step, window.dayOf(number), window.weekOf(number)]).toEqual([
      step,
      since(at - DAY_MS),
      since(at - WEEK_MS),
    ]);
    window.add(at, number);
    told.push({ at, client });
    if (told.length > 2_000) told.splice(0, 1_000);
  }
  expect(window.isWhole).toBe(true);
});

test('it says that it is not whole where there is more than it keeps', () => {
  const attempts = createAttemptWindow({ attemptsMax: 4_096, clientsMax: 10 });
  const key = Buffer.from('c');
  for (let at = 0; at < 5_000; at++) attempts.add(at, attempts.clientOf(key, 0, 1));
  expect(attempts.isWhole).toBe(false);
  const clients = createAttemptWindow({ attemptsMax: 1 << 20, clientsMax: 10 });
  for (let at = 0; at < 20; at++) {
    const one = Buffer.from(String(at));
    clients.add(at, clients.clientOf(one, 0, one.length));
    clients.moveTo(at);
    clients.trim();
  }
  expect(clients.isWhole).toBe(false);
});
