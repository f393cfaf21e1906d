import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '@tact/engine';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** What hours and limits that are not saved would have changed, by a real service on a real database. */
let running: RunningService;
let own: TestOrganization;
const NO_LIMITS = { attemptsPerDayMax: null, attemptsPerWeekMax: null, intervalHoursMin: null };

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
  await own.client.contacts.put({
    params: { clientId: 'C-1' },
    body: { country: 'US', region: 'NY', devices: [{ address: '+12125550123' }] },
  });
  const attempts = Array.from({ length: 8 }, (_, n) => ({
    externalId: `x-${n}`,
    at: new Date(Date.now() - DAY_MS - n * 6 * HOUR_MS).toISOString(),
    clientId: 'C-1',
    device: { address: '+12125550123' },
    channel: 'call' as const,
    callResult: 'No Answer',
  }));
  await own.client.attempts.import({ body: { attempts } });
});

describe('the effect of limits', () => {
  test('is what they would have blocked in the last 30 days; nothing is saved', async () => {
    const before = await own.client.organization.get();
    const limits = { ...NO_LIMITS, attemptsPerWeekMax: 3 };
    const effect = await own.client.organization.effect({ body: { limits } });
    expect(effect).toMatchObject({ days: 30, isWhole: true, attempts: 8, blockedMore: 5, allowedMore: 0 });
    expect(effect.rules[0]).toMatchObject({ change: 'blocked', count: 5 });
    expect(await own.client.organization.get()).toEqual(before);
  });

  test('of hours that are never open is everything', async () => {
    const effect = await own.client.organization.effect({
      body: { allowedHours: { everyDay: 'closed' }, days: 7 },
    });
    expect(effect).toMatchObject({ days: 7, attempts: 8, blockedMore: 8 });
  });

  test('of those in force is nothing', async () => {
    const { limits, allowedHours } = await own.client.organization.get();
    const effect = await own.client.organization.effect({ body: { limits, allowedHours } });
    expect(effect).toMatchObject({ attempts: 8, blockedMore: 0, allowedMore: 0 });
  });

  test('of hours that could not be saved is refused', async () => {
    const { status, json } = await own.send('POST', '/api/v1/organizations/current/effect', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ allowedHours: { everyDay: [{ start: '10:00', end: '09:00' }] } }),
    });
    expect([status, json['code']]).toEqual([422, 'hours_invalid']);
  });
});
