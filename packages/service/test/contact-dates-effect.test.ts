import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '@tact/engine';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** What days without contact that are not added yet, or not taken away yet, would have changed, by a real service on a real database. */
let running: RunningService;
let own: TestOrganization;

const DEVICE = '+12125550123';
const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10);
const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
/** A day that is over everywhere. */
const OVER = isoDay(today - 5 * DAY_MS);

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
  await own.client.contacts.put({
    params: { clientId: 'C-1' },
    body: { country: 'US', region: 'NY', devices: [{ address: DEVICE }] },
  });
});

/** So many calls around noon in New York, so many days ago. */
async function calls(count: number, daysAgo: number): Promise<void> {
  const attempts = Array.from({ length: count }, (_, n) => ({
    externalId: `${daysAgo}-${n}`,
    at: new Date(today - daysAgo * DAY_MS + 16 * HOUR_MS + n * 60_000).toISOString(),
    clientId: 'C-1',
    device: { address: DEVICE },
    channel: 'call' as const,
    callResult: 'No Answer',
  }));
  await own.client.attempts.import({ body: { attempts } });
}

describe('the effect of days that are not added yet', () => {
  beforeEach(async () => {
    await calls(3, 5);
    await calls(2, 6);
  });

  test('is what they would have blocked; nothing is saved', async () => {
    const effect = await own.client.contactDates.effect({ body: { dates: [{ label: 'Fair', date: OVER }] } });
    expect(effect).toMatchObject({
      days: 30,
      isWhole: true,
      attempts: 5,
      blockedMore: 3,
      allowedMore: 0,
      tried: [{ date: OVER, triedOn: OVER, blocked: 3 }],
    });
    expect(effect.rules[0]).toMatchObject({
      kind: 'contact-dates',
      rule: 'Fair',
      change: 'blocked',
      count: 3,
    });
    expect(effect.rules[0]?.examples[0]).toMatchObject({ device: DEVICE, zone: 'America/New_York' });
    expect((await own.client.contactDates.list()).items).toEqual([]);
  });

  test('is tried on the last such weekday where a day is not over; two on one day are both told of it', async () => {
    const dates = [9, 16].map((days) => ({ label: `In ${days}`, date: isoDay(today + days * DAY_MS) }));
    const effect = await own.client.contactDates.effect({ body: { dates } });
    expect(effect.blockedMore).toBe(3);
    expect(effect.tried).toEqual(dates.map(({ date }) => ({ date, triedOn: OVER, blocked: 3 })));
  });

  test('of a day that is not one is refused', async () => {
    const { status, json } = await own.send('POST', '/api/v1/contact-dates/effect', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ dates: [{ label: 'None', date: '2026-02-30' }] }),
    });
    expect([status, json['code'], json['path']]).toEqual([422, 'instant_invalid', '/dates/0/date']);
  });

  test('hides who was contacted from those who may not see it', async () => {
    const key = await own.newKey('administrator', { scopes: ['rules:read'] });
    const effect = await own
      .clientFor(key)
      .contactDates.effect({ body: { dates: [{ label: 'Fair', date: OVER }] } });
    expect(effect.rules[0]?.examples[0]).toMatchObject({ clientId: null });
  });
});

test('taking a day away says what it alone had blocked; a backtest says the same', async () => {
  // The day is that of the device: whatever the clock says, today is one of these.
  const ids: string[] = [];
  for (const days of [-1, 0, 1]) {
    const date = isoDay(Date.now() + days * DAY_MS);
    ids.push((await own.client.contactDates.create({ body: { label: `D${days}`, date } })).id);
  }
  const question = { contact: { clientId: 'C-1' }, channel: 'call' as const };
  expect((await own.client.decisions.ask({ body: question })).decision).toBe('blocked');
  const gone = await own.client.contactDates.effect({ body: { removedIds: ids } });
  expect(gone).toMatchObject({ blockedQuestions: 1, blockedMore: 0, allowedMore: 1, tried: [] });
  expect(gone.rules[0]).toMatchObject({ kind: 'contact-dates', change: 'allowed', count: 1 });
  const without = await own.client.backtests.create({
    body: { from: isoDay(today - DAY_MS), to: isoDay(today + DAY_MS), removedContactDateIds: ids },
  });
  await own.send('GET', `/api/v1/backtests/${without.id}/events`);
  const found = await own.client.backtests.get({ params: { id: without.id } });
  expect(found).toMatchObject({ state: 'finished', allowedMore: 1 });
});

test('a rule that would be deleted says what it alone had blocked', async () => {
  const body = {
    name: 'Never',
    required: true,
    priority: 1,
    conditions: {
      determineBy: 'device',
      locations: 'any-country',
      unknownLocation: 'block',
      devices: 'any',
      deviceTypes: 'any',
    },
  } as const;
  const { id } = await own.client.locationRules.create({ body });
  const question = { contact: { clientId: 'C-1' }, channel: 'call' as const };
  expect((await own.client.decisions.ask({ body: question })).decision).toBe('blocked');
  const gone = await own.client.locationRules.deletionEffect({ params: { id }, query: {} });
  expect(gone).toMatchObject({ days: 30, blockedQuestions: 1, blockedMore: 0, allowedMore: 1 });
  expect(gone.rules[0]).toMatchObject({ ruleId: id, change: 'allowed' });
  expect((await own.client.locationRules.get({ params: { id } })).name).toBe('Never');
  const other = await own.send('GET', `/api/v1/rules/attempt/${id}/deletion-effect`);
  expect([other.status, other.json['code']]).toEqual([404, 'not_found']);
});
