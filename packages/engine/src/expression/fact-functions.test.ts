import { describe, expect, test } from 'vitest';
import type { CallResult } from '../call-result.ts';
import type { ContactPlace, CountryCode, DevicePlace, RegionCode } from '../device.ts';
import type { AttemptFact } from '../facts.ts';
import type { AttemptId } from '../ids.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../time/instant.ts';
import { compileExpression, type MissingData, type OptInChannel, type Surroundings } from './compile.ts';
import { daysSince, lastConversationAtMs, LAST_CONVERSATION, nextDaySince, requestPlace } from './fact-functions.ts'; // prettier-ignore
import { wallClock } from './functions.ts';
import { ExpressionFailure, type Value } from './value.ts';

/** Thursday, 2026-03-12, 21:30 in UTC; the wall clock is New York's, 17:30. */
const AT = Date.UTC(2026, 2, 12, 21, 30);
const CLOCK = { zone: 'America/New_York', clock: () => wallClock(AT, AT - 4 * HOUR_MS) };
const FULL: Surroundings = {
  field: () => undefined,
  attempts: () => 0,
  ...CLOCK,
  place: () => ({ country: 'US', state: 'CA' }),
  daysSinceConversation: () => 3,
  optedIn: (channel) => channel === 'sms' || channel === 'request',
};
/** Nothing is known. */
const EMPTY: Surroundings = { field: () => undefined, attempts: () => 0, zone: null, clock: () => wallClock(AT, AT) }; // prettier-ignore
const HALF: Surroundings = { ...EMPTY, place: () => ({ country: 'US', state: null }) };

function valueOf(text: string, around: Surroundings, missingData: MissingData = 'block'): Value {
  const check = compileExpression(text, missingData);
  if (!check.ok) throw new Error(JSON.stringify(check.problems));
  try {
    return check.expression.evaluate(around);
  } catch (error) {
    if (error instanceof ExpressionFailure) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('a function of facts gives', () => {
  test.each<[text: string, value: Value]>([
    ['State()', 'CA'],
    ['State() == CA', true],
    ['Country()', 'US'],
    ['Country() == CA', false],
    ['Zone()', 'America/New_York'],
    ['Zone() == "America/New_York"', true],
    ['Zone().startsWith("America/")', true],
    ['LocalHour()', 17],
    ['LocalHour() >= 9 && LocalHour() < 18', true],
    ['Weekday()', 'Thursday'],
    ['[Saturday, Sunday].includes(Weekday())', false],
    ['DaysSinceLastConversation()', 3],
    ['DaysSinceLastConversation() >= 7', false],
    ['HasOptedIn()', true],
    ['HasOptedIn(SMS)', true],
    ['HasOptedIn(sms)', true],
    ['HasOptedIn("sms")', true],
    ['HasOptedIn(Call)', false],
    ['HasOptedIn(Email)', false],
    ['HasOptedIn("e-mail")', false],
    ['HasOptedIn(WhatsApp)', false],
    ['!HasOptedIn()', false],
  ])('%s: %s', (text, value) => {
    expect(valueOf(text, FULL)).toBe(value);
  });

  test.each<[day: number, weekday: string]>([
    [8, 'Sunday'],
    [9, 'Monday'],
    [10, 'Tuesday'],
    [11, 'Wednesday'],
    [12, 'Thursday'],
    [13, 'Friday'],
    [14, 'Saturday'],
  ])('the weekday of 2026-03-%d, %s', (day, weekday) => {
    const localMs = Date.UTC(2026, 2, day, 23, 59);
    expect(valueOf('Weekday()', { ...FULL, clock: () => wallClock(AT, localMs) })).toBe(weekday);
    expect(valueOf('LocalHour()', { ...FULL, clock: () => wallClock(AT, localMs) })).toBe(23);
  });
});

describe('what is not known is missing data (S27)', () => {
  const missing = (name: string) => `missing_data: \`${name}()\` has no value`;
  test.each<[name: string, text: string, around: Surroundings]>([
    ['State', 'State() != CA', EMPTY],
    ['State', 'State() != CA', HALF],
    ['Country', 'Country() != US', EMPTY],
    ['Zone', 'Zone() != "America/New_York"', EMPTY],
    ['LocalHour', '!(LocalHour() < 8)', EMPTY],
    ['Weekday', 'Weekday() != Sunday', EMPTY],
    ['DaysSinceLastConversation', '!(DaysSinceLastConversation() < 7)', EMPTY],
    ['HasOptedIn', 'HasOptedIn()', EMPTY],
    ['HasOptedIn', '!HasOptedIn(SMS)', EMPTY],
  ])('%s: %s', (name, text, around) => {
    expect(valueOf(text, around)).toBe(missing(name));
  });

  test.each<[text: string, value: Value]>([
    ['State()', undefined],
    ['State() == CA', false],
    ['LocalHour() < 21', false],
    ['Weekday() == Monday', false],
    ['DaysSinceLastConversation() >= 7', false],
    ['HasOptedIn() === true', false],
  ])('or undefined, where the rule says so: %s', (text, value) => {
    expect(valueOf(text, EMPTY, 'undefined')).toBe(value);
  });

  test.each<[text: string, value: Value]>([
    ['State() == null', true],
    ['State() != undefined && State() == CA', false],
    ['HasOptedIn() ?? false', false],
    ['DaysSinceLastConversation() ?? 0', 0],
    ['typeof Zone()', 'undefined'],
    ['(true ? LocalHour() : 1) == null', true],
  ])('except where the expression tests for it: %s', (text, value) => {
    expect(valueOf(text, EMPTY)).toBe(value);
  });
});

test('each opt-in asks for its channel', () => {
  const asked: OptInChannel[] = [];
  const around = { ...FULL, optedIn: (channel: OptInChannel) => asked.push(channel) > 0 };
  valueOf('HasOptedIn() && HasOptedIn(CALL) && HasOptedIn(SMS) && HasOptedIn(Email) && HasOptedIn(WhatsApp)', around); // prettier-ignore
  expect(asked).toEqual(['request', 'call', 'sms', 'email', 'whatsapp']);
});

describe('the facts that they read are told', () => {
  test.each<[text: string, functions: readonly string[], dateGetters: readonly string[], optIns: readonly string[]]>([
    ['State() == CA', ['State'], [], []],
    ['Country() == US', ['Country'], [], []],
    ['Zone() == UTC', ['Zone'], ['getTimezoneOffset'], []],
    ['LocalHour() > 8', ['LocalHour'], ['getHours'], []],
    ['Weekday() == Sunday', ['Weekday'], ['getDay'], []],
    ['HasOptedIn()', ['HasOptedIn'], [], ['request']],
    ['HasOptedIn(SMS) || HasOptedIn(Call)', ['HasOptedIn'], [], ['sms', 'call']],
    ['State() == CA && LocalHour() > new Date().getDay()', ['State', 'LocalHour'], ['getHours', 'getDay'], []],
    ['true', [], [], []],
  ])('%s', (text, functions, dateGetters, optIns) => {
    const check = compileExpression(text, 'block');
    if (!check.ok) throw new Error(text);
    const { reads } = check.expression;
    expect([[...reads.functions], [...reads.dateGetters], [...reads.optIns]]).toEqual([functions, dateGetters, optIns]);
    expect(reads.counters).toEqual([]);
  }); // prettier-ignore

  test('the last conversation: the contact’s attempts as far back as anything is looked at', () => {
    const check = compileExpression('DaysSinceLastConversation() > 7', 'block');
    if (!check.ok) throw new Error('is not refused');
    expect([...check.expression.reads.functions]).toEqual(['DaysSinceLastConversation']);
    expect(check.expression.reads.counters).toEqual([LAST_CONVERSATION]);
    expect(LAST_CONVERSATION).toMatchObject({ on: 'contact', periodMs: 366 * DAY_MS });
  });
});

describe('a call that is not one of them is refused', () => {
  const CHANNEL = 'a channel is one of `Call`, `SMS`, `Email` and `WhatsApp`';
  test.each<[text: string, column: number, sentence: string]>([
    ['State(CA) == CA', 7, '`State()` has nothing between its brackets'],
    ['LocalHour(1) > 8', 11, '`LocalHour()` has nothing between its brackets'],
    ['State == CA', 1, '`State` is a function; call it'],
    ['HasOptedIn', 1, '`HasOptedIn` is a function; call it'],
    ['HasOptedIn(Fax)', 12, CHANNEL],
    ['HasOptedIn(Request)', 12, CHANNEL],
    ['HasOptedIn($channel)', 12, CHANNEL],
    ['HasOptedIn(1)', 12, CHANNEL],
    ['HasOptedIn(SMS, Call)', 17, CHANNEL],
    ['HasOptedIn(...SMS)', 12, CHANNEL],
    ['HasOptedin()', 1, 'there is no function `HasOptedin`; is `HasOptedIn` meant?'],
    ['Statte()', 1, 'there is no function `Statte`; is `State` meant?'],
    ['WeekDay()', 1, 'there is no function `WeekDay`; is `Weekday` meant?'],
  ])('%s', (text, column, sentence) => {
    expect(compileExpression(text, 'block')).toEqual({
      ok: false,
      problems: [{ line: 1, column, sentence }],
    });
  });
});

describe('where a request goes (S20)', () => {
  const contact = (own: Partial<Record<'country' | 'region' | 'postalCode', string>>): ContactPlace => ({
    country: (own.country ?? null) as CountryCode | null,
    region: (own.region ?? null) as RegionCode | null,
    postalCode: own.postalCode ?? null,
    zone: null,
    zoneFrom: 'none',
  });
  const device = (country: string | null, ...regions: readonly string[]): DevicePlace => ({
    country: country as CountryCode | null,
    regions: regions as readonly RegionCode[],
    areaCode: null,
    geographic: true,
    zones: [],
    zonesFrom: 'none',
  });

  test.each<[name: string, contact: ContactPlace, device: DevicePlace, country: string | null, state: string | null]>([
    ['the address', contact({ country: 'US', region: 'US-NY' }), device('US', 'US-CA'), 'US', 'NY'],
    ['an address without a region, not mixed with the device', contact({ country: 'US' }), device('US', 'US-CA'), 'US', null],
    ['an address without a country', contact({ region: 'US-NY' }), device('CA', 'CA-ON'), null, 'NY'],
    ['a postal code alone', contact({ postalCode: '1010' }), device('US', 'US-CA'), null, null],
    ['the device where there is no address', contact({}), device('US', 'US-CA'), 'US', 'CA'],
    ['a device with several regions', contact({}), device('US', 'US-CA', 'US-NV'), 'US', null],
    ['a device of which nothing is known', contact({}), device(null), null, null],
    ['a region of three letters', contact({ country: 'GB', region: 'GB-ENG' }), device(null), 'GB', 'ENG'],
  ])('%s', (_, stated, number, country, state) => {
    expect(requestPlace(stated, number)).toEqual({ country, state });
  }); // prettier-ignore
});

describe('the last conversation', () => {
  const attempt = (daysAgo: number, callResult: CallResult | null, own: Partial<AttemptFact> = {}): AttemptFact => ({
    id: 'a' as AttemptId,
    at: (AT - daysAgo * DAY_MS) as Instant,
    state: 'finished',
    sameClient: true,
    sameDevice: false,
    sameAccount: false,
    sameGroup: false,
    channel: 'call',
    direction: 'outbound',
    callResult,
    disposition: null,
    place: { country: null, regions: [], areaCode: null, postalCode: null },
    ...own,
  }); // prettier-ignore

  test.each<[name: string, attempts: readonly AttemptFact[], daysAgo: number | null]>([
    ['none where there is no attempt', [], null],
    ['an answer', [attempt(5, 'Answer')], 5],
    ['a call that went on to somebody else', [attempt(5, 'Transferred')], 5],
    ['one with several', [attempt(5, 'Conferenced')], 5],
    ['one that was picked up', [attempt(5, 'Picked Up')], 5],
    ['the later of two', [attempt(5, 'Answer'), attempt(2, 'Transferred')], 2],
    ['the later of two in the other order', [attempt(2, 'Conferenced'), attempt(5, 'Picked Up')], 2],
    ['not a call that nobody took', [attempt(5, 'Answer'), attempt(2, 'No Answer'), attempt(1, 'Wrong Party')], 5],
    ['one that is not reported (S7)', [attempt(5, 'Answer'), attempt(1, null, { state: 'reserved' })], 1],
    ['one that has expired (S7)', [attempt(1, 'Unknown', { state: 'expired' })], 1],
    ['one that the contact made', [attempt(3, 'Answer', { direction: 'inbound' })], 3],
    ['not a message', [attempt(3, null, { channel: 'sms' })], null],
    ['not a talk with somebody else on the device', [attempt(3, 'Answer', { sameClient: false })], null],
    ['the farthest', [attempt(365.75, 'Answer')], 365.75],
    ['not one as far back as is looked', [attempt(366, 'Answer')], null],
    ['one ahead, by clock skew', [attempt(-0.001, 'Answer')], -0.001],
  ])('%s', (_, attempts, daysAgo) => {
    expect(lastConversationAtMs({ attempts, first: 0 }, AT)).toBe(daysAgo === null ? null : AT - daysAgo * DAY_MS);
  }); // prettier-ignore

  test.each<[sinceMs: number, days: number, nextInMs: number]>([
    [0, 0, DAY_MS],
    [DAY_MS - 1, 0, 1],
    [DAY_MS, 1, DAY_MS],
    [7 * DAY_MS - 1, 6, 1],
    [7 * DAY_MS, 7, DAY_MS],
    [-60_000, 0, DAY_MS + 60_000],
    [-2 * DAY_MS, 0, 3 * DAY_MS],
  ])('%d ms ago is %d days, and one more in %d ms', (sinceMs, days, nextInMs) => {
    expect([daysSince(AT - sinceMs, AT), nextDaySince(AT - sinceMs, AT) - AT]).toEqual([days, nextInMs]);
  });
});
