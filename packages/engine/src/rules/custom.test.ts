import { describe, expect, test } from 'vitest';
import { answerOf, at, attemptAt, contactOf, country, deviceOf, requestOf, situation, zoneNames } from '../../test/samples.ts'; // prettier-ignore
import { EXPRESSION_LENGTH_MAX } from '../expression/parse.ts';
import type { Facts } from '../facts.ts';
import type { RegionCode } from '../device.ts';
import { DAY_MS } from '../time/instant.ts';
import type { ZoneName } from '../time/zone.ts';
import type { RuleName } from '../verdict.ts';
import { Reading } from './custom-reading.ts';
import { compile, factsNeeded, problemsOf, schema, type CustomRule } from './custom.ts';

const NAME: RuleName = { kind: 'custom', ruleId: null, rule: 'mine', dispositionCode: null };
/** Tuesday, 12:00 in New York and 09:00 in Los Angeles. */
const NOON = '2026-03-10T16:00:00Z';

function ruleOf(expression: string, missingData: CustomRule['missingData'] = 'block') {
  return compile({ description: '', expression, missingData }, NAME);
}

const TRUE = 'pass expression_true';
const FALSE = 'block expression_false';
const both = { device: deviceOf({ zones: zoneNames('America/New_York', 'America/Los_Angeles') }) };

describe('a custom rule', () => {
  const called = { attempts: [attemptAt('2026-03-10T10:00:00Z'), attemptAt('2026-03-10T14:00:00Z', { sameDevice: false, callResult: 'Busy' })] }; // prettier-ignore
  type Row = [expression: string, facts: Partial<Facts>, at: string, verdict: string, opens: string];
  const rows: readonly Row[] = [
    // Data does not change by itself.
    ['true', {}, NOON, TRUE, 'now'],
    ['false', {}, NOON, FALSE, 'never'],
    ['$state != "NY"', { fields: { state: 'CA' } }, NOON, TRUE, 'now'],
    ['$state != "NY"', { fields: { state: 'NY' } }, NOON, FALSE, 'never'],
    ['$state != "NY"', { fields: { state: null } }, NOON, 'error missing_data', 'never'],
    ['$state', { fields: { state: 'NY' } }, NOON, 'error not_boolean', 'never'],
    ['$state.length > 1', { fields: { state: 7 } }, NOON, 'error expression_failed', 'never'],
    // Counters change when an attempt leaves their period: `now - period` itself is out.
    ['AttemptsOnContact(24H) < 2', called, NOON, FALSE, '2026-03-11T10:00:00Z'],
    ['AttemptsOnContact(24H) < 1', called, NOON, FALSE, '2026-03-11T14:00:00Z'],
    ['AttemptsOnDevice(24H) < 2', called, NOON, TRUE, 'now'],
    ['AttemptsOnContact(24H, [Busy]) < 1', called, NOON, FALSE, '2026-03-11T14:00:00Z'],
    ['AttemptsOnContact(24H, [Answer]) < 1', called, NOON, TRUE, 'now'],
    ['AttemptsOnContact(24H) > 2', called, NOON, FALSE, 'never'],
    // The clock, in steps of what is read.
    ['new Date().getHours() >= 13', {}, NOON, FALSE, '2026-03-10T17:00:00Z'],
    ['new Date().getHours() * 60 + new Date().getMinutes() >= 750', {}, NOON, FALSE, '2026-03-10T16:30:00Z'],
    ['new Date().getHours() * 60 + new Date().getMinutes() < 547', {}, NOON, FALSE, '2026-03-11T04:00:00Z'],
    ['new Date().getDay() == 0', {}, NOON, FALSE, '2026-03-15T04:00:00Z'],
    ['new Date().getMonth() == 3', {}, NOON, FALSE, '2026-04-01T04:00:00Z'],
    ['new Date().getHours() > 24', {}, NOON, FALSE, 'never'],
    ['new Date().getFullYear() == 2030', {}, NOON, FALSE, '2027-04-15T04:00:00Z'],
    ['new Date().getSeconds() > 30', {}, NOON, FALSE, 'unknown'],
    // In each zone of the request, and every one must pass.
    ['new Date().getHours() >= 12', both, NOON, FALSE, '2026-03-10T19:00:00Z'],
    ['new Date().getHours() < 12', both, NOON, FALSE, '2026-03-11T07:00:00Z'],
    ['new Date().getHours() >= 9', both, NOON, TRUE, 'now'],
    ['new Date().getHours() >= 9', { device: deviceOf({ zones: zoneNames('Mars/Olympus') }) }, NOON, 'error zone_unknown', 'never'],
    ['$state == "NY"', { device: deviceOf({ zones: zoneNames('Mars/Olympus') }), fields: { state: 'NY' } }, NOON, TRUE, 'now'],
    // What is joined by && is searched for one by one.
    ['new Date().getHours() >= 13 && $state != "NY"', { fields: { state: 'NY' } }, NOON, FALSE, 'never'],
    ['new Date().getDay() == 0 && new Date().getHours() >= 9', {}, NOON, FALSE, '2026-03-15T13:00:00Z'],
    ['AttemptsOnContact(24H) < 2 && new Date().getHours() < 12', called, '2026-03-10T15:00:00Z', FALSE, '2026-03-11T10:00:00Z'],
    ['$state && true', { fields: { state: 'NY' } }, NOON, TRUE, 'now'],
    ['true && $state', { fields: { state: 'NY' } }, NOON, 'error not_boolean', 'never'],
    // Facts of the request.
    ['State() == "NY" && Country() == "US"', {}, NOON, TRUE, 'now'],
    ['State() == "TX"', { contact: contactOf({ country: country('US'), region: 'US-TX' as RegionCode }) }, NOON, TRUE, 'now'],
    ['State() == "NY"', { contact: contactOf({ country: country('US') }) }, NOON, 'error missing_data', 'never'],
    ['Zone() == "America/New_York"', {}, NOON, TRUE, 'now'],
    ['LocalHour() >= 13', {}, NOON, FALSE, '2026-03-10T17:00:00Z'],
    ['Weekday() == Sunday', {}, NOON, FALSE, '2026-03-15T04:00:00Z'],
    ['HasOptedIn()', { fields: { opted_in_call: 'Yes' } }, NOON, TRUE, 'now'],
    ['HasOptedIn(SMS)', { fields: { opted_in_sms: false } }, NOON, FALSE, 'never'],
    ['HasOptedIn(SMS)', { fields: { opted_in_sms: 'perhaps' } }, NOON, 'error missing_data', 'never'],
    ['HasOptedIn(SMS)', { fields: { opted_in_call: true } }, NOON, 'error missing_data', 'never'],
    ['DaysSinceLastConversation() >= 2', { attempts: [attemptAt('2026-03-09T18:00:00Z', { callResult: 'Answer' })] }, NOON, FALSE, '2026-03-11T18:00:00Z'],
    ['DaysSinceLastConversation() >= 2', called, NOON, TRUE, 'now'],
    ['DaysSinceLastConversation() < 3', called, NOON, FALSE, 'never'],
    ['DaysSinceLastConversation() > 1000000', called, NOON, TRUE, 'now'],
    // The hours of a day are leapt over where nothing else changes the answer, and only there.
    ['new Date().getHours() * 60 + new Date().getMinutes() > 1500', {}, NOON, FALSE, 'never'],
    ['new Date().getDay() * 24 + new Date().getHours() < 9', {}, NOON, FALSE, '2026-03-15T04:00:00Z'],
    ['new Date().getHours() + AttemptsOnContact(24H) < 2', called, NOON, FALSE, '2026-03-12T04:00:00Z'],
    ['new Date().getHours() - 20 * AttemptsOnContact(24H) > 8', called, NOON, FALSE, '2026-03-11T14:00:00Z'],
    ['new Date().getHours() == 23', {}, '2026-03-10T04:00:00Z', FALSE, '2026-03-11T03:00:00Z'],
    ['new Date().getHours() == 0', {}, '2026-03-10T05:00:00Z', FALSE, '2026-03-11T04:00:00Z'],
    ['$state == "CA" && new Date().getHours() >= 13', { fields: { state: null } }, NOON, 'error missing_data', 'never'],
    ['new Date().getHours() >= 13 && $state.length > 1', { fields: { state: 7 } }, NOON, FALSE, 'never'],
    // The clock goes forward over the hour in between, from 02:00 to 03:00, and back, from 02:00 to 01:00.
    ['new Date().getHours() >= 3', {}, '2026-03-08T06:30:00Z', FALSE, '2026-03-08T07:00:00Z'],
    ['new Date().getDay() == 1', {}, '2026-03-08T06:00:00Z', FALSE, '2026-03-09T04:00:00Z'],
    ['new Date().getHours() >= 2', {}, '2026-11-01T05:30:00Z', FALSE, '2026-11-01T07:00:00Z'],
  ]; // prettier-ignore
  test.each(rows)('%s with %j at %s: %s, opens %s', (expression, facts, instant, verdict, opens) => {
    const rule = ruleOf(expression);
    const [said, first] = answerOf(rule, situation({ facts }), at(instant));
    expect(said).toBe(verdict);
    expect(first).toBe(opens);
  });

  test('where missing data is undefined, compares with undefined', () => {
    const given = situation({ facts: { fields: { state: null } } });
    expect(answerOf(ruleOf('$state != "NY"', 'undefined'), given, at(NOON))).toEqual([TRUE, 'now']);
    expect(answerOf(ruleOf('$state == "NY"', 'undefined'), given, at(NOON))).toEqual([FALSE, 'never']);
  });

  test('says in which zone, and what is wrong', () => {
    const reasonOf = (expression: string, facts: Partial<Facts> = {}) =>
      ruleOf(expression).evaluate(situation({ facts }), at(NOON));
    const zone = 'America/Los_Angeles';
    expect(reasonOf('new Date().getHours() >= 12', both)).toEqual({ ...NAME, verdict: 'block', reason: { code: 'expression_false', facts: { zone } } });
    expect(reasonOf('new Date().getHours()')).toMatchObject({ reason: { facts: { zone: 'America/New_York', type: 'number' } } });
    expect(reasonOf('null')).toEqual({ ...NAME, verdict: 'error', reason: { code: 'not_boolean', facts: { zone: null, type: 'null' } } });
    expect(reasonOf('$a')).toMatchObject({ verdict: 'error', reason: { code: 'missing_data', facts: { zone: null, failure: '`$a` has no value' } } });
  }); // prettier-ignore

  test('counts outbound attempts and reservations on all channels, and nothing else (S27)', () => {
    const early = '2026-03-10T15:00:00Z';
    const attempts = [
      attemptAt(early),
      attemptAt(early, { channel: 'sms' }),
      attemptAt(early, { direction: 'inbound' }),
      attemptAt(early, { state: 'reserved', callResult: null, sameGroup: false }),
      attemptAt(early, { sameClient: false }),
    ];
    const rule = ruleOf('AttemptsOnContact(24H, [NoAnswer]) == 3 && AttemptsOnDevice(24H) == 4');
    expect(answerOf(rule, situation({ facts: { attempts } }), at(NOON))).toEqual([TRUE, 'now']);
  });

  test('passes until something that it has read changes', () => {
    const passesUntil = (expression: string, facts: Partial<Facts> = {}) =>
      ruleOf(expression).passesUntil(situation({ facts }), at(NOON));
    expect(passesUntil('true')).toBe(Infinity);
    expect(passesUntil('new Date().getHours() >= 9')).toBe(at('2026-03-10T17:00:00Z'));
    expect(passesUntil('new Date().getMinutes() >= 0', both)).toBe(at('2026-03-10T16:01:00Z'));
    expect(passesUntil('AttemptsOnContact(24H) >= 1', called)).toBe(at('2026-03-11T10:00:00Z'));
    expect(passesUntil('new Date().getMinutes() >= 0 && new Date().getHours() >= 9')).toBe(at('2026-03-10T16:01:00Z'));
    expect(passesUntil('new Date().getHours() >= 9 && new Date().getMinutes() >= 0')).toBe(at('2026-03-10T16:01:00Z'));
    expect(passesUntil('AttemptsOnContact(24H) >= 1 && AttemptsOnContact(48H) >= 1', called)).toBe(at('2026-03-11T10:00:00Z'));
    expect(passesUntil('AttemptsOnContact(48H) >= 1 && AttemptsOnContact(24H) >= 1', called)).toBe(at('2026-03-11T10:00:00Z'));
    expect(passesUntil('new Date().getDate() == 10 && AttemptsOnContact(24H) >= 1', called)).toBe(at('2026-03-11T04:00:00Z'));
    expect(passesUntil('new Date().getSeconds() < 30')).toBeNaN();
    expect(passesUntil('new Date().getHours() >= 9', { device: deviceOf({ zones: zoneNames('Mars/Olympus') }) })).toBe(Infinity);
    const sunday = ruleOf('new Date().getDay() == 0').passesUntil(situation(), at('2026-03-08T06:00:00Z'));
    expect(sunday).toBe(at('2026-03-08T07:00:00Z'));
  }); // prettier-ignore

  test('what it does not count changes nothing: nothing is looked at when it leaves the period', () => {
    const [noon, later] = [at(NOON), at('2026-03-10T12:00:00Z')];
    const attempts = [
      attemptAt('2026-03-10T10:00:59.999Z', { sameDevice: false }),
      attemptAt('2026-03-10T11:00:59.999Z', { direction: 'inbound' }),
      attemptAt('2026-03-10T12:00:00Z'),
    ];
    const given = situation({ facts: { attempts } });
    expect(ruleOf('AttemptsOnDevice(24H) >= 1').passesUntil(given, noon)).toBe(later + DAY_MS);
    const fine = ruleOf('AttemptsOnDevice(24H) < 1 && new Date().getSeconds() < 30');
    expect(fine.opensAgainAt(given, noon)).toBe(later + DAY_MS);
  });

  test('a fault that is not the expression’s own is thrown, not taken for an answer', () => {
    const broken = () => {
      throw new TypeError('no facts');
    };
    const fields = Object.defineProperty({}, 'state', { enumerable: true, get: broken });
    const rule = ruleOf('$state == "NY"');
    const given = situation({ facts: { fields } });
    for (const ask of [rule.evaluate, rule.opensAgainAt, rule.passesUntil])
      expect(() => ask(given, at(NOON))).toThrow(new TypeError('no facts'));
    const later = ruleOf('AttemptsOnContact(24H) >= 0 && ($state == "NY" || true)');
    for (const ask of [later.evaluate, later.opensAgainAt]) expect(() => ask(given, at(NOON))).toThrow(TypeError);
  }); // prettier-ignore

  test('a clock that the expression does not say that it reads is a fault', () => {
    expect(() => new Reading(situation(), at(NOON), null).clock('hour')).toThrow(
      'an expression reads the clock by the hour and does not say so',
    );
  });

  test('opens and closes for ever: its end is no end that is known (S4)', () => {
    expect(ruleOf('true').recurs).toBe(true);
  });

  test('reads the clock of the campaign group’s timezone source', () => {
    const contact = contactOf({ zone: 'Europe/London' as ZoneName, zoneFrom: 'stated' });
    const given = situation({ facts: { contact }, clock: { timezoneSource: 'contact' } });
    expect(answerOf(ruleOf('new Date().getHours() == 16'), given, at(NOON))).toEqual([TRUE, 'now']);
  });

  test('reads opt-ins of the request’s channel', () => {
    const given = (channel: 'sms' | 'email') =>
      situation({
        request: requestOf({ channel }),
        facts: { fields: { opted_in_sms: 1, opted_in_email: 'no' } },
      });
    expect(answerOf(ruleOf('HasOptedIn()'), given('sms'), at(NOON))).toEqual([TRUE, 'now']);
    expect(answerOf(ruleOf('HasOptedIn()'), given('email'), at(NOON))).toEqual([FALSE, 'never']);
  });
});

describe('what a custom rule needs', () => {
  const needed = (expression: string) => factsNeeded({ description: '', expression, missingData: 'block' });

  test('are the names that it reads, its counters, and the opt-ins that it asks for', () => {
    const { fields, counters } = needed('$b > $a && AttemptsOnDevice(7D, [Busy]) < 2 && HasOptedIn(Email)');
    expect([...fields]).toEqual(['b', 'a', 'opted_in_email']);
    expect(counters).toEqual([{ on: 'device', periodMs: 7 * DAY_MS, results: ['Busy'] }]);
  });

  test('are the opt-ins to every channel where it asks for the request’s', () => {
    const fields = ['opted_in_call', 'opted_in_sms', 'opted_in_email', 'opted_in_whatsapp'];
    expect([...needed('HasOptedIn()').fields]).toEqual(fields);
  });
});

describe('an expression is checked when it is saved (S29)', () => {
  test('and all that is wrong is said, with line and column', () => {
    expect(problemsOf({ description: '', expression: '$a >\n  this', missingData: 'block' })).toEqual([
      { path: '/expression', sentence: expect.stringMatching(/^line 2, column 3: /) as string },
    ]);
    expect(problemsOf({ description: '', expression: 'true', missingData: 'block' })).toEqual([]);
    expect(() => ruleOf('this')).toThrow('not part of the grammar');
  });

  test('for its shape', () => {
    expect(schema).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['description', 'expression', 'missingData'],
      properties: {
        description: { type: 'string', maxLength: 1000 },
        expression: { type: 'string', minLength: 1, maxLength: EXPRESSION_LENGTH_MAX },
        missingData: { enum: ['block', 'undefined'] },
      },
    });
  });
});
