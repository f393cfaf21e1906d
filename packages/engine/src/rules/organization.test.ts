import { describe, expect, test } from 'vitest';
import { ACCOUNT, at, attemptAt, contactOf, decideBy, deviceOf, factsOf, requestOf, sourceOf, TOLL_FREE, zoneNames } from '../../test/samples.ts'; // prettier-ignore
import type { Facts } from '../facts.ts';
import type { ContactRequest } from '../request.ts';
import { formatInstant } from '../time/local-time.ts';
import type { ZoneName } from '../time/zone.ts';
import type { ZoneFallback } from '../zones.ts';
import { limitRules, limitsSchema, NEW_ORGANIZATION_HOURS, NO_LIMITS, organizationHours, type OrganizationLimits } from './organization.ts'; // prettier-ignore

/** The rules that block, the first one deciding, and the next allowed instant. */
function answer(
  organization: Parameters<typeof sourceOf>[0],
  facts: Partial<Facts>,
  request: Partial<ContactRequest> = {},
) {
  const decision = decideBy(sourceOf(organization), factsOf(facts), requestOf(request));
  const next = decision.nextAllowedAt;
  return {
    blocking: decision.verdicts.filter(({ verdict }) => verdict !== 'pass').map(({ rule }) => rule),
    next: typeof next === 'number' ? formatInstant(next) : next,
  };
}

const DAY = 'organization limit per day';
const WEEK = 'organization limit per week';
const INTERVAL = 'organization minimum interval';
const HOURS = 'organization hours';

describe('the organization’s limits (S13)', () => {
  const limits = (own: Partial<OrganizationLimits>) => ({
    organization: { limits: { ...NO_LIMITS, ...own } },
  });
  type Row = [name: string, limits: Partial<OrganizationLimits>, made: readonly string[], at: string, blocking: readonly string[], next: string | null]; // prettier-ignore
  const rows: readonly Row[] = [
    ['no limit is the absence of one', {}, ['2026-03-10T15:00:00Z', '2026-03-10T15:01:00Z'], '2026-03-10T16:00:00Z', [], null],
    ['per day: one below', { attemptsPerDayMax: 2 }, ['2026-03-10T15:00:00Z'], '2026-03-10T16:00:00Z', [], null],
    ['per day: reached', { attemptsPerDayMax: 2 }, ['2026-03-10T04:00:00Z', '2026-03-10T15:00:00Z'], '2026-03-10T16:00:00Z', [DAY], '2026-03-11T04:00:00Z'],
    ['per day: yesterday’s do not count', { attemptsPerDayMax: 1 }, ['2026-03-10T03:59:59.999Z'], '2026-03-10T16:00:00Z', [], null],
    ['per week: the seventh local day', { attemptsPerWeekMax: 1 }, ['2026-03-04T05:00:00Z'], '2026-03-10T16:00:00Z', [WEEK], '2026-03-11T04:00:00Z'],
    ['per week: the eighth local day', { attemptsPerWeekMax: 1 }, ['2026-03-04T04:59:59.999Z'], '2026-03-10T16:00:00Z', [], null],
    ['interval: a millisecond too early', { intervalHoursMin: 4 }, ['2026-03-10T12:00:00.001Z'], '2026-03-10T16:00:00Z', [INTERVAL], '2026-03-10T16:00:00.001Z'],
    ['interval: over', { intervalHoursMin: 4 }, ['2026-03-10T12:00:00Z'], '2026-03-10T16:00:00Z', [], null],
    ['all three, in this order', { attemptsPerDayMax: 1, attemptsPerWeekMax: 1, intervalHoursMin: 1 }, ['2026-03-10T15:30:00Z'], '2026-03-10T16:00:00Z', [DAY, WEEK, INTERVAL], '2026-03-17T04:00:00Z'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, own, made, instant, blocking, next) => {
    const attempts = made.map((text) => attemptAt(text));
    expect(answer(limits(own), { at: at(instant), attempts })).toEqual({ blocking, next });
  });

  test.each<[name: string, own: Parameters<typeof attemptAt>[1], counts: boolean]>([
    ['on any channel', { channel: 'email' }, true],
    ['of any result', { callResult: 'Ok' }, true],
    ['reserved', { state: 'reserved', callResult: null }, true],
    ['of any group', { sameGroup: false }, true],
    ['to any place', { place: { country: null, regions: [], areaCode: null, postalCode: null } }, true],
    ['on another device of the contact', { sameDevice: false }, true],
    ['inbound', { direction: 'inbound' }, false],
    ['of another contact', { sameClient: false }, false],
  ])('count attempts %s', (_, own, counts) => {
    const attempts = [attemptAt('2026-03-10T15:00:00Z', own)];
    expect(answer(limits({ attemptsPerDayMax: 1 }), { attempts }).blocking).toEqual(counts ? [DAY] : []);
  });

  test('count per account where the request names one', () => {
    const attempts = [attemptAt('2026-03-10T15:00:00Z', { sameAccount: false })];
    const account = { status: 'new' } as const;
    expect(answer(limits({ attemptsPerDayMax: 1 }), { attempts, account }, { accountId: ACCOUNT }).blocking).toEqual([]); // prettier-ignore
    const same = [attemptAt('2026-03-10T15:00:00Z', { sameAccount: true, sameClient: false })];
    expect(answer(limits({ attemptsPerDayMax: 1 }), { attempts: same, account }, { accountId: ACCOUNT }).blocking).toEqual([DAY]); // prettier-ignore
  });

  test('are attempt rules of no name but their own, in the order of day, week, interval', () => {
    const named = limitRules({ attemptsPerDayMax: 3, attemptsPerWeekMax: 7, intervalHoursMin: 2 });
    const own = (rule: string) => ({ kind: 'attempt', ruleId: null, rule, dispositionCode: null });
    expect(named.map(({ name }) => name)).toEqual([own(DAY), own(WEEK), own(INTERVAL)]);
    expect(named.map(({ rule: { count, period } }) => ({ count, period }))).toEqual([
      { count: 3, period: { kind: 'today' } },
      { count: 7, period: { kind: 'local-days', days: 7 } },
      { count: 1, period: { kind: 'rolling', amount: 2, unit: 'hours' } },
    ]);
    expect(named[0]?.rule).toMatchObject({
      scope: 'tenant',
      direction: 'outbound',
      countBy: 'any',
      using: 'client',
      channels: 'any',
      countedChannels: null,
      devices: 'any',
      deviceTypes: 'any',
      to: [],
      betweenTimes: null,
    });
    expect(limitRules(NO_LIMITS)).toEqual([]);
  });

  test('are at least 1, and bounded', () => {
    const limit = (maximum: number) => ({
      oneOf: [{ type: 'null' }, { type: 'integer', minimum: 1, maximum }],
    });
    expect(limitsSchema).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['attemptsPerDayMax', 'attemptsPerWeekMax', 'intervalHoursMin'],
      properties: {
        attemptsPerDayMax: limit(10_000),
        attemptsPerWeekMax: limit(10_000),
        intervalHoursMin: limit(8784),
      },
    });
  });
});

describe('the organization’s allowed hours (S13)', () => {
  // 08:00 is 12:00Z in New York, 15:00Z in Los Angeles, 08:00Z in London; 21:00 is 01:00Z, 04:00Z, 21:00Z.
  const losAngeles = { device: deviceOf({ zones: zoneNames('America/Los_Angeles') }) };
  const londoner = { contact: contactOf({ zone: 'Europe/London' as ZoneName, zoneFrom: 'stated' }) };
  type Row = [name: string, zoneFallback: ZoneFallback, facts: Partial<Facts>, at: string, blocking: readonly string[], next: string | null]; // prettier-ignore
  const rows: readonly Row[] = [
    ['a Los Angeles number is not called at 05:00 because the office is in New York', 'number', losAngeles, '2026-03-10T12:00:00Z', [HOURS], '2026-03-10T15:00:00Z'],
    ['... at 08:00 it is', 'number', losAngeles, '2026-03-10T15:00:00Z', [], null],
    ['by the organization’s clock: the office decides', 'organization', losAngeles, '2026-03-10T12:00:00Z', [], null],
    ['by the organization’s clock: a millisecond before', 'organization', losAngeles, '2026-03-10T11:59:59.999Z', [HOURS], '2026-03-10T12:00:00Z'],
    ['the contact’s zone goes before both', 'number', { ...losAngeles, ...londoner }, '2026-03-10T20:59:59.999Z', [], null],
    ['... at 21:00 it is over', 'organization', { ...losAngeles, ...londoner }, '2026-03-10T21:00:00Z', [HOURS], '2026-03-11T08:00:00Z'],
    ['a toll-free number: the organization’s', 'number', { device: TOLL_FREE }, '2026-03-10T11:59:59.999Z', [HOURS], '2026-03-10T12:00:00Z'],
    ['a zone that is not known', 'number', { device: deviceOf({ zones: zoneNames('Mars/Olympus') }) }, '2026-03-10T16:00:00Z', [HOURS], 'never'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, zoneFallback, facts, instant, blocking, next) => {
    const organization = { allowedHours: NEW_ORGANIZATION_HOURS, zoneFallback };
    expect(answer({ organization }, { at: at(instant), ...facts })).toEqual({ blocking, next });
  });

  test.each(['call', 'sms', 'email', 'whatsapp'] as const)('hold for every channel: %s', (channel) => {
    const organization = { allowedHours: NEW_ORGANIZATION_HOURS };
    const closed = answer({ organization }, { at: at('2026-03-10T03:00:00Z') }, { channel });
    expect(closed).toEqual({ blocking: [HOURS], next: '2026-03-10T12:00:00Z' });
  });

  test('are 08:00 to 21:00 for a new organization, without a limit', () => {
    expect(NEW_ORGANIZATION_HOURS).toEqual({ everyDay: [{ start: '08:00', end: '21:00' }] });
    expect(NO_LIMITS).toEqual({ attemptsPerDayMax: null, attemptsPerWeekMax: null, intervalHoursMin: null });
  });

  test('recur, and have no name but their own', () => {
    const rule = organizationHours({ everyDay: 'any' });
    expect(rule.recurs).toBe(true);
    const decision = decideBy(sourceOf(), factsOf());
    expect(decision.verdicts.find(({ kind }) => kind === 'contact-times')).toMatchObject({
      kind: 'contact-times',
      ruleId: null,
      rule: HOURS,
      dispositionCode: null,
    });
  });
});
