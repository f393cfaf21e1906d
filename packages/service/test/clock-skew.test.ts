import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '@tact/api';
import { DAY_MS, MINUTE_MS, type Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { createDecider } from '../src/deciding/create-decider.ts';
import { createProcessor } from '../src/execution/processor.ts';
import { NO_VALIDATORS } from '../src/pre-dial/validators.ts';
import { recordingAdapter } from './recording-adapter.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** Two nodes on one database, the second with a clock that is behind by up to the five minutes that are allowed (S8). */
let running: RunningService;
let own: TestOrganization;
let behind: Client;
const behindMs = 4 * MINUTE_MS;

beforeAll(async () => {
  running = await startRunningService();
  own = await running.newOrganization();
  const service = await running.another({ clock: () => (Date.now() - behindMs) as Instant });
  behind = createClient({ baseUrl: service.address, apiKey: own.key });
});
afterAll(() => running.stop());

async function answerOf(clientId: string, at?: Instant): Promise<string> {
  const contact = { clientId, devices: [{ address: '+1 212 555 0199' }] };
  const asked = at === undefined ? {} : { at: new Date(at).toISOString() };
  const { decision, deciding } = await behind.decisions.ask({ body: { contact, channel: 'call', ...asked } });
  return deciding?.code ?? decision;
}

const rows: readonly [name: string, from: number | null, expected: string][] = [
  ['that begins now holds at once at a node whose clock is behind', null, 'opted_out'],
  ['that begins within the difference holds there at once too', -1, 'opted_out'],
  ['that begins tomorrow does not hold today', DAY_MS, 'allowed'],
];
test.each(rows)('an opt-out %s', async (name, fromMs, expected) => {
  const from = fromMs === null ? {} : { from: new Date(Date.now() + fromMs).toISOString() };
  await own.client.optOuts.create({ body: { clientId: name, reason: 'asked', ...from } });
  expect(await answerOf(name)).toBe(expected);
});

test('a question about an instant before the opt-out is answered for that instant', async () => {
  await own.client.optOuts.create({ body: { clientId: 'past', reason: 'asked' } });
  expect(await answerOf('past', (Date.now() - behindMs - MINUTE_MS) as Instant)).toBe('allowed');
});

describe.each([
  ['ahead', 6 * MINUTE_MS],
  ['behind', -6 * MINUTE_MS],
])('a node whose clock is six minutes %s', (_, aheadMs) => {
  const contact = { clientId: 'skewed', devices: [{ address: '+1 212 555 0188' }] };
  const body = { contact, channel: 'call' } as const;
  const differs = { status: 503, code: 'clock_differs' };
  let node: Client;
  beforeAll(async () => {
    const { address } = await running.another({ clock: () => (Date.now() + aheadMs) as Instant });
    node = createClient({ baseUrl: address, apiKey: own.key });
  });

  test('answers nothing: neither a question, nor a reservation, nor windows; nor about another instant', async () => {
    const at = new Date(Date.now() - DAY_MS).toISOString();
    await expect(node.decisions.ask({ body })).rejects.toMatchObject(differs);
    await expect(node.decisions.ask({ body: { ...body, at } })).rejects.toMatchObject(differs);
    await expect(node.attempts.reserve({ body })).rejects.toMatchObject(differs);
    await expect(node.windows.find({ body })).rejects.toMatchObject(differs);
    const query = { clientId: contact.clientId };
    expect((await own.client.attempts.list({ query })).items).toEqual([]);
    expect((await own.client.decisions.list({ query })).items).toEqual([]);
  });

  test('works through no queue: it would take back what others hold', async () => {
    const clock = () => (Date.now() + aheadMs) as Instant;
    const { store } = running;
    const decider = createDecider({ store, clock, zoneTable: zoneTable() });
    const channels = { adapterOf: () => Promise.resolve(recordingAdapter(clock)) };
    const validators = NO_VALIDATORS;
    const logger = pino({ level: 'silent' });
    const processor = createProcessor({ store, decider, clock, channels, validators, logger });
    await expect(processor.tick()).rejects.toMatchObject({ code: 'clock_differs' });
  });
});
