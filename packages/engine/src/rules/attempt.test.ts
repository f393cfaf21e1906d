import { describe, expect, test } from 'vitest';
import { ACCOUNT, answerOf, at, attemptAt, attemptRuleOf, commonOf, country, deviceOf, regions, situation, zoneNames } from '../../test/samples.ts'; // prettier-ignore
import { CALL_RESULTS } from '../call-result.ts';
import type { RegionCode } from '../device.ts';
import type { AttemptFact } from '../facts.ts';
import type { ContactRequest } from '../request.ts';
import type { RuleName } from '../verdict.ts';
import { compile, compileCount, factsNeeded, problemsOf, schema, type AttemptRule } from './attempt.ts';
import { periodSchema } from './attempt-period.ts';

const NAME: RuleName = {
  kind: 'attempt',
  ruleId: commonOf('limit').id,
  rule: 'limit',
  dispositionCode: 'LATER',
};
const NOW = at('2026-03-10T16:00:00Z');
const recent = (own: Partial<AttemptFact> = {}): AttemptFact => attemptAt('2026-03-10T15:00:00Z', own);
const [NEW_YORK] = regions('US-NY') as readonly [RegionCode];
const ofAccount = { sameAccount: true } as const;

describe('an earlier attempt counts', () => {
  const unknownPlace = { country: null, regions: [], areaCode: null, postalCode: null };
  type Row = [name: string, rule: Partial<AttemptRule>, attempt: Partial<AttemptFact>, counts: boolean, request?: Partial<ContactRequest>]; // prettier-ignore
  const rows: readonly Row[] = [
    ['by client: of the same client', { using: 'client' }, { sameDevice: false }, true],
    ['by client: of another client, on the same device', { using: 'client' }, { sameClient: false }, false],
    ['by device: on the same device, whoever’s', { using: 'device' }, { sameClient: false }, true],
    ['by device: on another device of the same client', { using: 'device' }, { sameDevice: false }, false],
    ['by client and device: both', { using: 'client-and-device' }, {}, true],
    ['by client and device: only the client', { using: 'client-and-device' }, { sameDevice: false }, false],
    ['by client and device: only the device', { using: 'client-and-device' }, { sameClient: false }, false],
    ['by account: of the same account', { using: 'account' }, { ...ofAccount, sameClient: false, sameDevice: false }, true, { accountId: ACCOUNT }],
    ['by account: of another account of the client', { using: 'account' }, {}, false, { accountId: ACCOUNT }],
    ['scope tenant: of another group', { scope: 'tenant' }, { sameGroup: false }, true],
    ['scope campaign group: of another group', { scope: 'campaign-group' }, { sameGroup: false }, false],
    ['scope campaign group: of the same one, or both of none (S12)', { scope: 'campaign-group' }, { sameGroup: true }, true],
    ['direction outbound: made by us', { direction: 'outbound' }, {}, true],
    ['direction outbound: made by the contact', { direction: 'outbound' }, { direction: 'inbound' }, false],
    ['direction inbound: made by us', { direction: 'inbound' }, {}, false],
    ['direction inbound: made by the contact', { direction: 'inbound' }, { direction: 'inbound' }, true],
    ['direction any: made by us', { direction: 'any' }, {}, true],
    ['direction any: made by the contact', { direction: 'any' }, { direction: 'inbound' }, true],
    ['all channels: an e-mail', {}, { channel: 'email' }, true],
    ['a rule for calls: an SMS does not', { channels: ['call'] }, { channel: 'sms' }, false],
    ['a rule for calls and SMS: an SMS does', { channels: ['call', 'sms'] }, { channel: 'sms' }, true],
    ['a rule for calls that counts SMS: an SMS does (S9)', { channels: ['call'], countedChannels: ['sms'] }, { channel: 'sms' }, true],
    ['a rule for calls that counts SMS: a call does not', { channels: ['call'], countedChannels: ['sms'] }, {}, false],
    ['a rule for calls that counts all: WhatsApp does', { channels: ['call'], countedChannels: 'any' }, { channel: 'whatsapp' }, true],
    ['by call results: one of them', { countBy: { callResults: ['Busy', 'No Answer'] } }, { callResult: 'Busy' }, true],
    ['by call results: another', { countBy: { callResults: ['Busy', 'No Answer'] } }, { callResult: 'Answer' }, false],
    ['by call results: the first and the last that there are', { countBy: { callResults: ['Ok', 'Wrong Number'] } }, { callResult: 'Wrong Number' }, true],
    ['by call results: finished without one (S11)', { countBy: { callResults: ['Busy'] } }, { callResult: null }, true],
    ['by call results: reserved, whatever it will be (S7)', { countBy: { callResults: ['Busy'] } }, { state: 'reserved', callResult: null }, true],
    ['by call results: expired, somebody may have been called (S7)', { countBy: { callResults: ['Busy'] } }, { state: 'expired', callResult: null }, true],
    ['by call results: reported as unknown', { countBy: { callResults: ['Busy'] } }, { callResult: 'Unknown' }, false],
    ['by disposition: one of them', { countBy: { dispositions: ['PROMISE', 'REFUSED'] } }, { disposition: 'REFUSED' }, true],
    ['by disposition: another', { countBy: { dispositions: ['PROMISE'] } }, { disposition: 'REFUSED' }, false],
    ['by disposition: finished without one has none (S11)', { countBy: { dispositions: ['PROMISE'] } }, {}, false],
    ['by disposition: finished without call result and disposition', { countBy: { dispositions: ['PROMISE'] } }, { callResult: null }, false],
    ['by disposition: reserved (S7)', { countBy: { dispositions: ['PROMISE'] } }, { state: 'reserved', callResult: null }, true],
    ['by disposition: expired (S7)', { countBy: { dispositions: ['PROMISE'] } }, { state: 'expired', callResult: null }, true],
    ['any result at all', { countBy: 'any' }, { callResult: 'Ok' }, true],
    ['any result: none', { countBy: 'any' }, { callResult: null }, true],
    ['any result: reserved', { countBy: 'any' }, { state: 'reserved', callResult: null }, true],
    ['to a location: gone there', { to: [{ region: NEW_YORK }] }, {}, true],
    ['to a location: gone elsewhere', { to: [{ country: country('CA') }] }, {}, false],
    ['to a location: gone nobody knows where (S9)', { to: [{ country: country('CA') }] }, { place: unknownPlace }, true],
    ['to one of several locations', { to: [{ country: country('CA') }, { areaCode: '212' }] }, {}, true],
    ['to postal codes with `*`', { to: [{ postalCode: '10*' }] }, {}, true],
    ['to other postal codes with `*`', { to: [{ postalCode: '90*' }] }, {}, false],
    ['to a location, with another disposition', { to: [{ areaCode: '212' }], countBy: { dispositions: ['PROMISE'] } }, { disposition: 'REFUSED' }, false],
    ['with the disposition, elsewhere', { to: [{ areaCode: '718' }], countBy: { dispositions: ['PROMISE'] } }, { disposition: 'PROMISE' }, false],
    ['with the disposition, there', { to: [{ areaCode: '212' }], countBy: { dispositions: ['PROMISE'] } }, { disposition: 'PROMISE' }, true],
    ['reserved, but gone elsewhere', { to: [{ areaCode: '718' }] }, { state: 'reserved', callResult: null }, false],
  ]; // prettier-ignore
  test.each(rows)('%s: %#', (_, rule, attempt, counts, request = {}) => {
    const given = situation({ request, facts: { attempts: [recent(attempt)] } });
    const [verdict] = answerOf(compile(attemptRuleOf(rule), NAME), given, NOW);
    expect(verdict).toBe(counts ? 'block attempts_reached' : 'pass attempts_below_limit');
  });

  test.each(CALL_RESULTS)('by the call result `%s`, and by no other', (callResult) => {
    const rule = compile(attemptRuleOf({ countBy: { callResults: [callResult] } }), NAME);
    const counted = CALL_RESULTS.filter((other) => {
      const given = situation({ facts: { attempts: [recent({ callResult: other })] } });
      return rule.evaluate(given, NOW)?.verdict === 'block';
    });
    expect(counted).toEqual([callResult]);
  });

  test('a call result that is none is refused, not left out', () => {
    const callResults = ['Nonsense' as 'Busy'];
    expect(() => compile(attemptRuleOf({ countBy: { callResults } }), NAME)).toThrow('`Nonsense` is not a call result');
  }); // prettier-ignore
});

describe('an attempt rule is for a request', () => {
  type Row = [name: string, rule: Partial<AttemptRule>, request: Partial<ContactRequest>, isFor: boolean];
  const rows: readonly Row[] = [
    ['on any channel', {}, { channel: 'email' }, true],
    ['on its channel', { channels: ['sms', 'call'] }, { channel: 'call' }, true],
    ['not on another channel', { channels: ['sms'] }, { channel: 'call' }, false],
    ['on its channel, though it counts others', { channels: ['call'], countedChannels: ['sms'] }, { channel: 'call' }, true],
    ['not on a channel that it only counts', { channels: ['call'], countedChannels: ['sms'] }, { channel: 'sms' }, false],
    ['to its device', { using: 'device', devices: [1] }, { device: { position: 1, type: 'mobile' } }, true],
    ['not to another device', { using: 'device', devices: [2] }, { device: { position: 1, type: 'mobile' } }, false],
    ['to its type of device', { using: 'client-and-device', deviceTypes: ['mobile'] }, { device: { position: 1, type: 'mobile' } }, true],
    ['not to another type of device', { using: 'client-and-device', deviceTypes: ['landline'] }, { device: { position: 1, type: 'mobile' } }, false],
    ['to a device of unknown type (S9)', { using: 'device', deviceTypes: ['landline'] }, { device: { position: 1, type: 'unknown' } }, true],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, rule, request, isFor) => {
    const attempts = [recent(), recent({ channel: 'sms' }), recent({ channel: 'email' })];
    const [verdict, opens] = answerOf(compile(attemptRuleOf(rule), NAME), situation({ request, facts: { attempts } }), NOW); // prettier-ignore
    expect(verdict).toBe(isFor ? 'block attempts_reached' : 'absent');
    expect(opens).toBe(isFor ? '2026-03-11T15:00:00Z' : 'now');
  });
});

describe('an attempt rule answers', () => {
  test('with the very attempts that it counted, oldest first', () => {
    const attempts = [
      attemptAt('2026-03-10T13:00:00.500Z'),
      attemptAt('2026-03-10T14:00:00Z', { sameClient: false }),
      attemptAt('2026-03-10T15:00:00Z'),
    ];
    const verdict = compile(attemptRuleOf({ count: 2 }), NAME).evaluate(
      situation({ facts: { attempts } }),
      NOW,
    );
    expect(verdict).toEqual({
      ...NAME,
      verdict: 'block',
      reason: {
        code: 'attempts_reached',
        facts: {
          count: 2,
          counted: [
            { id: '2026-03-10T13:00:00.500Z', at: at('2026-03-10T13:00:00.500Z') },
            { id: '2026-03-10T15:00:00Z', at: at('2026-03-10T15:00:00Z') },
          ],
          direction: 'outbound',
          counting: 'on the client in the last 24 hours',
          zone: null,
        },
      },
    });
  });

  test('with the attempts of the local days, and the zone whose days they are', () => {
    const attempts = [attemptAt('2026-03-10T03:00:00Z'), attemptAt('2026-03-10T15:00:00Z')];
    const rule = compile(attemptRuleOf({ period: { kind: 'today' } }), NAME);
    expect(rule.evaluate(situation({ facts: { attempts } }), NOW)?.reason).toMatchObject({
      facts: {
        counted: [{ id: '2026-03-10T15:00:00Z', at: at('2026-03-10T15:00:00Z') }],
        zone: 'America/New_York',
      },
    });
  });

  test('with how many it counted, where they are too few: of several zones the most', () => {
    const device = deviceOf({ zones: zoneNames('America/Los_Angeles', 'America/New_York') });
    const attempts = [attemptAt('2026-03-10T05:00:00Z'), attemptAt('2026-03-10T15:00:00Z')];
    const rule = compile(attemptRuleOf({ count: 9, period: { kind: 'today' } }), NAME);
    const facts = (given: Parameters<typeof situation>[0]) => rule.evaluate(situation(given), NOW);
    const below = (counted: number) => ({
      ...NAME,
      verdict: 'pass',
      reason: { code: 'attempts_below_limit', facts: { counted, count: 9 } },
    });
    expect(facts({ facts: { device, attempts } })).toEqual(below(2));
    expect(facts({ facts: { device: deviceOf({ zones: zoneNames('America/Los_Angeles') }), attempts } })).toEqual(below(1)); // prettier-ignore
    const rolled = compile(attemptRuleOf({ count: 9 }), NAME).evaluate(
      situation({ facts: { attempts } }),
      NOW,
    );
    expect(rolled).toEqual(below(2));
  });

  test('with how many it counted, of however large a limit', () => {
    const attempts = Array.from({ length: 70 }, () => recent());
    const rule = compile(attemptRuleOf({ count: 90 }), NAME);
    for (const made of [0, 1, 63, 64, 65, 70]) {
      const verdict = rule.evaluate(situation({ facts: { attempts: attempts.slice(0, made) } }), NOW);
      expect(verdict?.reason).toEqual({
        code: 'attempts_below_limit',
        facts: { counted: made, count: 90 },
      });
    }
  });

  test.each<[rule: Partial<AttemptRule>, counting: string]>([
    [{ using: 'client-and-device' }, 'on the client and device in the last 24 hours'],
    [{ using: 'device', direction: 'any' }, 'on the device in the last 24 hours'],
    [{ period: { kind: 'today' } }, 'on the client today'],
  ])('with whose attempts, over what: %j', (rule, counting) => {
    const verdict = compile(attemptRuleOf(rule), NAME).evaluate(situation({ facts: { attempts: [recent()] } }), NOW); // prettier-ignore
    expect(verdict?.reason).toMatchObject({ facts: { direction: rule.direction ?? 'outbound', counting } });
  });

  test('with an error where it counts by account and the request names none (S9)', () => {
    const rule = compile(attemptRuleOf({ using: 'account' }), NAME);
    expect(answerOf(rule, situation(), NOW)).toEqual(['error account_missing', 'never']);
    expect(rule.evaluate(situation(), NOW)).toEqual({
      ...NAME,
      verdict: 'error',
      reason: { code: 'account_missing' },
    });
    expect(answerOf(rule, situation({ request: { accountId: ACCOUNT } }), NOW)).toEqual(['pass attempts_below_limit', 'now']); // prettier-ignore
  });

  test('with an error where a zone is not known and days are counted', () => {
    const given = situation({ facts: { device: deviceOf({ zones: zoneNames('Mars/Olympus') }) } });
    const byDays = compile(attemptRuleOf({ period: { kind: 'today' } }), NAME);
    expect(byDays.evaluate(given, NOW)).toEqual({
      ...NAME,
      verdict: 'error',
      reason: { code: 'zone_unknown', facts: { zone: 'Mars/Olympus' } },
    });
    expect(answerOf(byDays, given, NOW)).toEqual(['error zone_unknown', 'never']);
    expect(answerOf(compile(attemptRuleOf(), NAME), given, NOW)).toEqual([
      'pass attempts_below_limit',
      'now',
    ]);
  });

  test('once and for all', () => {
    expect(compile(attemptRuleOf(), NAME).recurs).toBe(false);
  });
});

describe('a limit counts per account where the request names one, else per contact (S13)', () => {
  const limit = compileCount(attemptRuleOf(), NAME, 'limits', 'account-or-client');
  test.each<[name: string, accountId: typeof ACCOUNT | null, attempt: Partial<AttemptFact>, verdict: string]>([
    ['no account: of the contact', null, {}, 'block attempts_reached'],
    ['no account: of another contact', null, { sameClient: false }, 'pass attempts_below_limit'],
    ['an account: of the contact, about another debt', ACCOUNT, {}, 'pass attempts_below_limit'],
    ['an account: about the same debt', ACCOUNT, ofAccount, 'block attempts_reached'],
    ['an account: about the same debt, of another contact', ACCOUNT, { ...ofAccount, sameClient: false }, 'block attempts_reached'],
  ])('%s', (_, accountId, attempt, verdict) => {
    const given = situation({ request: { accountId }, facts: { attempts: [recent(attempt)] } });
    expect(answerOf(limit, given, NOW)[0]).toBe(verdict);
  }); // prettier-ignore

  test('and says so', () => {
    const given = situation({ request: { accountId: ACCOUNT }, facts: { attempts: [recent(ofAccount)] } });
    expect(limit.evaluate(given, NOW)?.reason).toMatchObject({
      facts: { direction: 'outbound', counting: 'on the account in the last 24 hours' },
    });
  });
});

describe('what is wrong with an attempt rule', () => {
  const DEVICES = 'devices and device types are chosen only where attempts are counted by device, or by client and device'; // prettier-ignore
  const lunch = { start: '12:00', end: '14:00' };
  type Row = [name: string, rule: Partial<AttemptRule>, problems: readonly (readonly [path: string, sentence: string])[]]; // prettier-ignore
  const rows: readonly Row[] = [
    ['nothing', {}, []],
    ['nothing: devices, by device', { using: 'device', devices: [1], deviceTypes: ['mobile'] }, []],
    ['nothing: devices, by client and device', { using: 'client-and-device', devices: [1] }, []],
    ['devices, by client', { using: 'client', devices: [1] }, [['/devices', DEVICES]]],
    ['device types, by account', { using: 'account', deviceTypes: ['mobile'] }, [['/devices', DEVICES]]],
    ['nothing: between times, today', { period: { kind: 'today' }, betweenTimes: lunch }, []],
    ['between times, in the last hours (S10)', { betweenTimes: lunch }, [['/betweenTimes', 'attempts between times are counted only with the period `today`']]],
    ['between times, in local days (S10)', { period: { kind: 'local-days', days: 1 }, betweenTimes: lunch }, [['/betweenTimes', 'attempts between times are counted only with the period `today`']]],
    ['between times that end before they start', { period: { kind: 'today' }, betweenTimes: { start: '14:00', end: '12:00' } }, [['/betweenTimes', 'the window ends at `12:00`, which is not after its start `14:00`']]],
    ['nothing: 366 days', { period: { kind: 'rolling', amount: 366, unit: 'days' } }, []],
    ['367 days', { period: { kind: 'rolling', amount: 367, unit: 'days' } }, [['/period', 'a rule looks back at most 366 days']]],
    ['a minute more than 366 days', { period: { kind: 'rolling', amount: 527_041, unit: 'minutes' } }, [['/period', 'a rule looks back at most 366 days']]],
    ['two things at once', { devices: [1], betweenTimes: lunch }, [['/devices', DEVICES], ['/betweenTimes', 'attempts between times are counted only with the period `today`']]],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, rule, problems) => {
    expect(problemsOf(attemptRuleOf(rule))).toEqual(problems.map(([path, sentence]) => ({ path, sentence })));
  });
});

describe('an attempt rule needs of the history', () => {
  test.each<[rule: Partial<AttemptRule>, lookBackHours: number]>([
    [{ using: 'device' }, 24],
    [{ using: 'account', period: { kind: 'local-days', days: 7 } }, 9 * 24],
    [{ period: { kind: 'today' }, betweenTimes: { start: '12:00', end: '14:00' } }, 3 * 24],
  ])('%j: %i hours', (rule, lookBackHours) => {
    expect(factsNeeded(attemptRuleOf(rule))).toEqual({
      lookBackMs: lookBackHours * 3_600_000,
      using: rule.using ?? 'client',
    });
  });
});

test('the shape of an attempt rule: every field is stated, and no other', () => {
  const time = { type: 'string', pattern: '^[0-9]{2}:[0-9]{2}$' };
  const filter = (key: string, items: object) => ({
    type: 'object',
    additionalProperties: false,
    required: [key],
    properties: { [key]: items },
  });
  expect(schema).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['scope', 'count', 'direction', 'period', 'countBy', 'using', 'channels', 'countedChannels', 'devices', 'deviceTypes', 'to', 'betweenTimes'],
    properties: {
      scope: { enum: ['tenant', 'campaign-group'] },
      count: { type: 'integer', minimum: 1, maximum: 10_000 },
      direction: { enum: ['outbound', 'inbound', 'any'] },
      period: periodSchema,
      countBy: {
        oneOf: [
          { const: 'any' },
          filter('callResults', { type: 'array', minItems: 1, uniqueItems: true, items: { enum: CALL_RESULTS } }),
          filter('dispositions', { type: 'array', minItems: 1, maxItems: 500, uniqueItems: true, items: { type: 'string', minLength: 1, maxLength: 64 } }),
        ],
      },
      using: { enum: ['client', 'device', 'client-and-device', 'account'] },
      channels: { oneOf: [{ const: 'any' }, { minItems: 1 }] },
      countedChannels: { oneOf: [{ type: 'null' }, { oneOf: [{ const: 'any' }, { minItems: 1 }] }] },
      to: {
        type: 'array',
        maxItems: 500,
        items: {
          type: 'object',
          additionalProperties: false,
          minProperties: 1,
          properties: {
            country: { type: 'string', pattern: '^[A-Z]{2}$' },
            region: { type: 'string', pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' },
            areaCode: { type: 'string', pattern: '^[0-9]{1,8}$' },
            postalCode: { type: 'string', minLength: 1, maxLength: 16 },
          },
        },
      },
      betweenTimes: {
        oneOf: [
          { type: 'null' },
          { type: 'object', additionalProperties: false, required: ['start', 'end'], properties: { start: time, end: time } },
        ],
      },
    },
  }); // prettier-ignore
});
