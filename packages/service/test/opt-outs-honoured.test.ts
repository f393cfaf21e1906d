import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, formatInstant, MINUTE_MS, type Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { AfterOptOutsPort, AttemptAfterOptOut, InteractionFilter, Store } from '@tact/store';
import { runAsOwner } from '@tact/store/testing';
import { makeReportFile } from '../src/proof/make-report-file.ts';
import { attemptsAfterOptOuts, timesOf } from '../src/proof/opt-outs-honoured.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** The compliance report's figure on opt-outs: how long after an opt-out somebody was contacted nevertheless. */
let running: RunningService;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());

const ADDRESS = '+12125550123';
const OTHER = '+12125550124';
const iso = (at: number) => new Date(at).toISOString();
const PERIOD = { from: iso(Date.now() - 60_000), to: iso(Date.now() + 3_600_000) };

/** An attempt so many minutes after now; what is left out is an outbound call to the client who opted out, finished. */
interface Attempt {
  readonly minutes: number;
  readonly client?: string;
  readonly device?: string;
  readonly channel?: string;
  readonly direction?: 'outbound' | 'inbound';
  readonly state?: 'reserved' | 'finished' | 'released';
}

async function attempt(own: TestOrganization, given: Attempt): Promise<void> {
  const { minutes, client = 'C-1', device = ADDRESS, channel = 'call' } = given;
  const { direction = 'outbound', state = 'finished' } = given;
  await runAsOwner(
    running.connectionString,
    `insert into attempts (organization_id, id, at, client_id, device_key, channel, direction, state, origin)
       values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, 'reservation')`,
    [own.id, iso(Date.now() + minutes * MINUTE_MS), client, device, channel, direction, state],
  );
}

type OptOut = Parameters<TestOrganization['client']['optOuts']['create']>[0]['body'];

async function organizationWith(given: Partial<OptOut> = {}) {
  const own = await running.newOrganization();
  await own.client.contacts.create({ body: { clientId: 'C-1', devices: [{ address: ADDRESS }] } });
  await own.client.contacts.create({
    body: { clientId: 'C-2', devices: [{ address: ADDRESS }, { address: OTHER }] },
  });
  const optOut = await own.client.optOuts.create({
    body: { clientId: 'C-1', reason: 'asked', source: 'call', ...given },
  });
  return { own, optOut };
}

const figureOf = async (own: TestOrganization, query = {}) =>
  (await own.client.reports.complianceSummary({ query: { ...PERIOD, ...query } })).optOuts;
/** In whole minutes, which is what the test has put in. */
const told = async (own: TestOrganization, query = {}) => {
  const { recorded, contactedAfter, attemptsAfter, longestMs } = await figureOf(own, query);
  return [recorded, contactedAfter, attemptsAfter, Math.round(longestMs / MINUTE_MS)];
};

describe('after an opt-out', () => {
  const cases: readonly [string, Partial<OptOut>, readonly Attempt[], readonly number[]][] = [
    ['nobody is contacted: at once', {}, [], [1, 0, 0, 0]],
    ['an attempt before it is none after it', {}, [{ minutes: -1 }], [1, 0, 0, 0]],
    ['the last attempt counts, and each one', {}, [{ minutes: 7 }, { minutes: 3 }], [1, 1, 2, 7]],
    ['one that is reserved or expired was made', {}, [{ minutes: 5, state: 'reserved' }], [1, 1, 1, 5]],
    ['one that was released was not made', {}, [{ minutes: 5, state: 'released' }], [1, 0, 0, 0]],
    ['an inbound contact is no attempt', {}, [{ minutes: 5, direction: 'inbound' }], [1, 0, 0, 0]],
    ['another device of the client is covered', {}, [{ minutes: 5, device: OTHER }], [1, 1, 1, 5]],
    ['its device is covered at another contact', {}, [{ minutes: 5, client: 'C-2' }], [1, 1, 1, 5]],
    ['another device of another contact is not', {}, [{ minutes: 5, client: 'C-2', device: OTHER }], [1, 0, 0, 0]],
    ['of the contact alone, its device is free elsewhere', { contactOnly: true }, [{ minutes: 5, client: 'C-2' }], [1, 0, 0, 0]],
    ['another channel is not covered', { channels: ['sms'] }, [{ minutes: 5 }], [1, 0, 0, 0]],
    ['its channel is covered', { channels: ['sms'] }, [{ minutes: 5, channel: 'sms' }], [1, 1, 1, 5]],
    ['it counts from when on it holds', { from: iso(Date.now() + 10 * MINUTE_MS) }, [{ minutes: 5 }, { minutes: 12 }], [1, 1, 1, 2]],
    ['it counts until it ends', { until: iso(Date.now() + 10 * MINUTE_MS) }, [{ minutes: 5 }, { minutes: 12 }], [1, 1, 1, 5]],
  ]; // prettier-ignore
  test.each(cases)('%s', async (_, optOut, attempts, figure) => {
    const { own } = await organizationWith(optOut);
    for (const one of attempts) await attempt(own, one);
    expect(await told(own)).toEqual(figure);
  });

  test('attempts after it was lifted are none', async () => {
    const { own, optOut } = await organizationWith();
    await own.client.optOuts.lift({ params: { id: optOut.id }, body: { reason: 'asked to be called' } });
    await attempt(own, { minutes: 5 });
    expect(await told(own)).toEqual([1, 0, 0, 0]);
  });

  test('with days, attempts on them count, also on the one on which it ends', async () => {
    const day = (days: number) => iso(Date.now() + days * DAY_MS).slice(0, 10);
    // Noon in New York, whatever its clocks say.
    const noonOf = (days: number) => (Date.parse(`${day(days)}T16:30:00Z`) - Date.now()) / MINUTE_MS;
    const { own } = await organizationWith({ from: day(2), until: day(3) });
    for (const days of [1, 2, 3, 4]) await attempt(own, { minutes: noonOf(days) });
    const [recorded, contactedAfter, attemptsAfter, longest = 0] = await told(own);
    expect([recorded, contactedAfter, attemptsAfter]).toEqual([1, 1, 2]);
    // From midnight of the first day there to noon of the last.
    expect(Math.round(longest / 60)).toBeGreaterThanOrEqual(35);
    expect(Math.round(longest / 60)).toBeLessThanOrEqual(37);
  });

  test('what was reserved while it was being written is none', async () => {
    const { own, optOut } = await organizationWith();
    await runAsOwner(
      running.connectionString,
      `update opt_outs set created_at = created_at - interval '10 minutes', from_at = from_at - interval '10 minutes' where id = $1`,
      [optOut.id],
    );
    await attempt(own, { minutes: -5 });
    expect(await told(own)).toEqual([1, 0, 0, 0]);
  });
});

const EVERYTHING: InteractionFilter = {
  from: 0 as Instant,
  until: Date.parse('2028-01-01') as Instant,
  ...{ channel: null, direction: null, campaignGroupId: null, clientId: null, accountId: null },
};

/** A store that finds one attempt after an opt-out at each of these instants, in as many parts. */
function storeWith(given: Partial<AttemptAfterOptOut>, instants: readonly string[]): Store {
  const rows = instants.map((at) => ({ ...given, optOutId: 'o', at: Date.parse(at) }));
  const part = (_own: unknown, _filter: unknown, place: { readonly optOutId: string } | null) => {
    const index = place === null ? 0 : Number(place.optOutId);
    const next = index + 1 < rows.length ? { optOutId: String(index + 1), attemptId: null } : null;
    return Promise.resolve({ rows: rows.slice(index, index + 1), next });
  };
  const { store } = running;
  const afterOptOuts = { count: () => Promise.resolve(1), part } as unknown as AfterOptOutsPort;
  return { ...store, reports: { ...store.reports, afterOptOuts } };
}

describe('an opt-out with days holds on whole days of the organization’s zone', () => {
  const told = '2027-01-01T12:00:00Z';
  const days = (fromDate: string | null, untilDate: string | null) => ({ fromDate, untilDate });
  type Days = ReturnType<typeof days>;
  test.each<[zone: string, days: Days, counted: readonly string[], not: readonly string[], since: string]>([
    ['America/New_York', days('2027-03-14', '2027-03-14'), ['2027-03-14T05:00:00Z', '2027-03-15T03:59:59Z'], ['2027-03-14T04:59:59Z', '2027-03-15T04:00:00Z'], '2027-03-14T05:00:00Z'],
    ['America/New_York', days(null, '2027-11-07'), ['2027-01-02T00:00:00Z', '2027-11-08T04:59:59Z'], ['2027-11-08T05:00:00Z'], told],
    ['America/New_York', days('2026-12-01', null), ['2027-01-01T13:00:00Z'], [], told],
    ['Pacific/Kiritimati', days('2027-06-01', '2027-06-01'), ['2027-05-31T10:00:00Z', '2027-06-01T09:59:59Z'], ['2027-05-31T09:59:59Z', '2027-06-01T10:00:00Z'], '2027-05-31T10:00:00Z'],
    ['Pacific/Pago_Pago', days('2027-06-01', '2027-06-01'), ['2027-06-01T11:00:00Z', '2027-06-02T10:59:59Z'], ['2027-06-01T10:59:59Z', '2027-06-02T11:00:00Z'], '2027-06-01T11:00:00Z'],
    // Midnight is left out there on that day: it begins at one.
    ['Africa/Cairo', days('2027-04-30', null), ['2027-04-29T22:00:00Z'], ['2027-04-29T21:59:59Z'], '2027-04-29T22:00:00Z'],
  ])('in %s, %j', async (zone, own, counted, not, since) => {
    const store = storeWith({ ...own, since: Date.parse(told) as Instant }, [...counted, ...not].toSorted());
    const { id: organizationId } = await running.newOrganization();
    const question = { organizationId, zone, filter: EVERYTHING };
    const page = { place: null, limit: 20 };
    const { rows } = await attemptsAfterOptOuts({ store, zoneTable: zoneTable() }, question, page);
    expect(rows.map(({ at }) => formatInstant(at))).toEqual(counted);
    expect(new Set(rows.map((row) => formatInstant(row.since)))).toEqual(new Set([since]));
  }); // prettier-ignore
});

test('a page of a report tells how far it is after each read, so that it is held, and can be stopped', async () => {
  const store = storeWith({ fromDate: null, untilDate: null, since: 0 as Instant }, [
    '2027-01-01T13:00:00Z',
    '2027-01-01T14:00:00Z',
    '2027-01-01T15:00:00Z',
  ]);
  const plan = {
    asked: { from: '2026-01-01', to: '2026-01-31', format: 'pdf' },
    zone: 'America/New_York',
    organization: 'Own',
    madeAt: Date.parse('2027-01-02T00:00:00Z') as Instant,
  } as const;
  const { id } = await running.newOrganization();
  const parts: (readonly [boolean, number])[] = [];
  for await (const { body, done } of makeReportFile({ store, zoneTable: zoneTable() }, id, plan, null))
    parts.push([body === null, done]);
  // One read of interactions, three of opt-outs, and the page.
  const counting = [true, 0.95];
  expect(parts).toEqual([counting, counting, counting, counting, [false, 1]]);
});

describe('the figure is narrowed', () => {
  test('by the days in which opt-outs were recorded, not by those of the attempts', async () => {
    const { own } = await organizationWith();
    await attempt(own, { minutes: 90 });
    expect(await told(own)).toEqual([1, 1, 1, 90]);
    expect(await told(own, { from: '2026-01-01', to: '2026-01-31' })).toEqual([0, 0, 0, 0]);
  });

  test('by channel, client and campaign group, and by nothing that is said of hours and decisions', async () => {
    const { own } = await organizationWith();
    await attempt(own, { minutes: 5 });
    const group = await own.client.campaignGroups.create({ body: { name: 'one' } });
    expect(await told(own, { channel: 'call', clientId: 'C-1', hours: 'outside' })).toEqual([1, 1, 1, 5]);
    expect(await told(own, { channel: 'sms' })).toEqual([1, 0, 0, 0]);
    expect(await told(own, { clientId: 'C-2' })).toEqual([0, 0, 0, 0]);
    expect(await told(own, { campaignGroupId: group.id })).toEqual([1, 0, 0, 0]);
  });

  test('to one organization', async () => {
    const { own } = await organizationWith();
    await attempt(own, { minutes: 5 });
    expect(await told(await running.newOrganization())).toEqual([0, 0, 0, 0]);
  });
});

test('the rows behind it come page by page, by opt-out and attempt, each once', async () => {
  const { own, optOut } = await organizationWith();
  await attempt(own, { minutes: 5, client: 'C-2' });
  await attempt(own, { minutes: 6, channel: 'sms' });
  const second = await own.client.optOuts.create({
    body: { clientId: 'C-2', reason: 'asked', channels: ['sms'] },
  });
  await attempt(own, { minutes: 7, client: 'C-2', channel: 'sms', device: OTHER });
  const rows: (readonly [string, string, string, number])[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof own.client.reports.afterOptOuts>> =
      await own.client.reports.afterOptOuts({
        query: { ...PERIOD, limit: 1, ...(cursor === '' ? {} : { cursor }) },
      });
    for (const { optOutId, clientId, channel, afterMs } of page.items)
      rows.push([optOutId, clientId, channel, Math.round(afterMs / MINUTE_MS)]);
    cursor = page.next;
  }
  expect(rows.toSorted()).toEqual(
    [
      [optOut.id, 'C-1', 'sms', 6],
      [optOut.id, 'C-2', 'call', 5],
      // The device of the other contact is covered here, too.
      [second.id, 'C-1', 'sms', 6],
      [second.id, 'C-2', 'sms', 7],
    ].toSorted(),
  );
  expect(rows.at(-1)?.[0]).toBe(second.id);
  await expect(own.client.reports.afterOptOuts({ query: { ...PERIOD, cursor: 'x' } })).rejects.toMatchObject({
    code: 'cursor_invalid',
  });
});

describe('the time that 99 of 100 do not exceed', () => {
  test.each<[lastAfterMs: number[], recorded: number, longestMs: number, in99Of100Ms: number]>([
    [[], 0, 0, 0],
    [[], 5, 0, 0],
    [[7], 1, 7, 7],
    [[7], 99, 7, 7],
    [[7], 100, 7, 0],
    [[9, 7], 100, 9, 7],
    [[9, 7], 200, 9, 0],
    [[1, 2, 3], 3, 3, 3],
  ])('%j of %d: the longest %d, that one %d', (lastAfterMs, recorded, longestMs, in99Of100Ms) => {
    expect(timesOf(lastAfterMs, recorded)).toEqual({ longestMs, in99Of100Ms });
  });
});
