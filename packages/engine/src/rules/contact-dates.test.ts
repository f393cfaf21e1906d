import { describe, expect, test } from 'vitest';
import { answerOf, at, contactOf, deviceOf, situation, TOLL_FREE, zoneNames } from '../../test/samples.ts';
import { DAY_MS, type Instant } from '../time/instant.ts';
import type { ZoneName } from '../time/zone.ts';
import type { RuleName } from '../verdict.ts';
import type { CompiledRule } from '../situation.ts';
import { compile, problemsOf, schema, type ContactDate } from './contact-dates.ts';

const NAME: RuleName = {
  kind: 'contact-dates',
  ruleId: null,
  rule: 'Thanksgiving',
  dispositionCode: null,
};
const rule = only({ label: 'Thanksgiving', date: '2026-11-26' });

/** One date alone, as a rule. */
function only(date: ContactDate): CompiledRule {
  const rules = compile([{ ...date, name: NAME }]);
  return { ...rules, evaluate: (given, instant) => rules.evaluate(given, instant)[0] ?? null };
}

const numberIn = (...names: readonly string[]) => ({ device: deviceOf({ zones: zoneNames(...names) }) });
const londoner = contactOf({ zone: 'Europe/London' as ZoneName, zoneFrom: 'stated' });
const PASS = 'pass no_contact_date';
const BLOCK = 'block contact_date';

describe('a contact date', () => {
  // 2026-11-26 begins at 05:00Z in New York, at 08:00Z in Los Angeles.
  const newYork = numberIn('America/New_York');
  const both = numberIn('America/New_York', 'America/Los_Angeles');
  type Row = [name: string, facts: NonNullable<Parameters<typeof situation>[0]>['facts'], at: string, verdict: string, opens: string]; // prettier-ignore
  const rows: readonly Row[] = [
    ['a millisecond before its midnight', newYork, '2026-11-26T04:59:59.999Z', PASS, 'now'],
    ['from midnight on', newYork, '2026-11-26T05:00:00Z', BLOCK, '2026-11-27T05:00:00Z'],
    ['to the last millisecond', newYork, '2026-11-27T04:59:59.999Z', BLOCK, '2026-11-27T05:00:00Z'],
    ['the next day', newYork, '2026-11-27T05:00:00Z', PASS, 'now'],
    ['not the next year', newYork, '2027-11-26T12:00:00Z', PASS, 'now'],
    ['any zone of the device: the eastern one shows it', both, '2026-11-26T05:00:00Z', BLOCK, '2026-11-27T05:00:00Z'],
    ['any zone of the device: the western one still does', both, '2026-11-27T07:59:59.999Z', BLOCK, '2026-11-27T08:00:00Z'],
    ['any zone of the device: both show it, and the later end counts', both, '2026-11-26T12:00:00Z', BLOCK, '2026-11-27T08:00:00Z'],
    ['any zone of the device: none shows it any more', both, '2026-11-27T08:00:00Z', PASS, 'now'],
    ['the device’s day, not the contact’s', { ...newYork, contact: londoner }, '2026-11-26T01:00:00Z', PASS, 'now'],
    ['a number of nowhere goes by the contact', { device: TOLL_FREE, contact: londoner }, '2026-11-26T01:00:00Z', BLOCK, '2026-11-27T00:00:00Z'],
    ['a zone that the table does not have', numberIn('Mars/Olympus'), '2026-11-26T12:00:00Z', 'error zone_unknown', 'never'],
    ['a day that the clock shows twice: New York’s clock goes back within it', newYork, '2026-11-26T05:30:00Z', BLOCK, '2026-11-27T05:00:00Z'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, facts, instant, verdict, opens) => {
    expect(answerOf(rule, situation({ facts: facts ?? {} }), at(instant))).toEqual([verdict, opens]);
  });

  test('says which day it is, and where', () => {
    const given = situation({ facts: both });
    expect(rule.evaluate(given, at('2026-11-27T06:00:00Z'))).toEqual({
      ...NAME,
      verdict: 'block',
      reason: {
        code: 'contact_date',
        facts: { label: 'Thanksgiving', date: '2026-11-26', zone: 'America/Los_Angeles' },
      },
    });
    expect(rule.evaluate(given, at('2026-11-28T06:00:00Z'))).toEqual({
      ...NAME,
      verdict: 'pass',
      reason: { code: 'no_contact_date', facts: { label: 'Thanksgiving', date: '2026-11-26' } },
    });
  });

  test('passes until the first zone shows it, and then for ever', () => {
    const passesUntil = (facts: typeof newYork, text: string) =>
      rule.passesUntil(situation({ facts }), at(text));
    expect(passesUntil(newYork, '2026-11-20T00:00:00Z')).toBe(at('2026-11-26T05:00:00Z'));
    expect(passesUntil(both, '2026-11-20T00:00:00Z')).toBe(at('2026-11-26T05:00:00Z'));
    expect(passesUntil(numberIn('America/Los_Angeles', 'America/New_York'), '2026-11-20T00:00:00Z')).toBe(at('2026-11-26T05:00:00Z')); // prettier-ignore
    expect(passesUntil(newYork, '2026-11-01T04:30:00Z')).toBe(at('2026-11-26T05:00:00Z'));
    expect(passesUntil(both, '2026-12-20T00:00:00Z')).toBe(Infinity);
    expect(passesUntil(numberIn('Mars/Olympus'), '2026-11-20T00:00:00Z')).toBe(Infinity);
  });

  test('ends once and for all', () => {
    expect(rule.recurs).toBe(false);
  });

  test('may be shown again by a clock that goes back over midnight', () => {
    // Santiago went from 24:00 on 2026-04-04 back to 23:00 of the same day, so it never showed the 5th twice; St. John's did, at 00:01.
    const second = only({ label: 'a day', date: '2010-11-06' });
    const given = situation({ facts: numberIn('America/St_Johns') });
    const changesAt = Date.UTC(2010, 10, 7, 2, 31) as Instant;
    expect(answerOf(second, given, (changesAt - 1) as Instant)).toEqual([PASS, 'now']);
    expect(second.passesUntil(given, (changesAt - 1) as Instant)).toBe(changesAt);
    expect(answerOf(second, given, changesAt)[0]).toBe(BLOCK);
  });
});

describe('several contact dates together', () => {
  const named = (label: string, date: string) => ({ label, date, name: { ...NAME, rule: label } });
  const dates = compile([
    named('Thanksgiving', '2026-11-26'),
    named('the day after', '2026-11-27'),
    named('Christmas', '2026-12-25'),
    named('our own', '2026-11-26'),
  ]);
  const coasts = situation({ facts: numberIn('America/New_York', 'America/Los_Angeles') });
  const answers = (text: string) =>
    dates.evaluate(coasts, at(text)).map(({ rule: name, verdict, reason }) => {
      const zone = reason.code === 'contact_date' ? ` in ${reason.facts.zone}` : '';
      return `${name}: ${verdict}${zone}`;
    });

  test('each has its own verdict, in their order', () => {
    expect(answers('2026-11-25T12:00:00Z')).toEqual(['Thanksgiving: pass', 'the day after: pass', 'Christmas: pass', 'our own: pass']);
    expect(answers('2026-11-26T12:00:00Z')).toEqual(['Thanksgiving: block in America/New_York', 'the day after: pass', 'Christmas: pass', 'our own: block in America/New_York']);
    expect(answers('2026-11-27T06:00:00Z')).toEqual(['Thanksgiving: block in America/Los_Angeles', 'the day after: block in America/New_York', 'Christmas: pass', 'our own: block in America/Los_Angeles']);
    const nowhere = situation({ facts: numberIn('Mars/Olympus') });
    expect(dates.evaluate(nowhere, at('2026-11-25T12:00:00Z')).map(({ rule: name, verdict }) => `${name}: ${verdict}`)).toEqual(['Thanksgiving: error', 'the day after: error', 'Christmas: error', 'our own: error']);
  }); // prettier-ignore

  test('block up to the end of the last zone’s day, and pass up to the beginning of the first zone’s next one', () => {
    const opens = (text: string) => dates.opensAgainAt(coasts, at(text));
    expect(opens('2026-11-25T12:00:00Z')).toBe(at('2026-11-25T12:00:00Z'));
    expect(opens('2026-11-26T12:00:00Z')).toBe(at('2026-11-27T08:00:00Z'));
    expect(opens('2026-11-27T06:00:00Z')).toBe(at('2026-11-28T05:00:00Z'));
    expect(dates.passesUntil(coasts, at('2026-11-25T12:00:00Z'))).toBe(at('2026-11-26T05:00:00Z'));
    expect(dates.passesUntil(coasts, at('2026-11-28T12:00:00Z'))).toBe(at('2026-12-25T05:00:00Z'));
    expect(dates.passesUntil(coasts, at('2026-12-27T12:00:00Z'))).toBe(Infinity);
  });

  test('block on their days and on no other, in whatever order they were given', () => {
    const days = ['2026-12-25', '2026-01-01', '2027-01-01', '2026-07-04', '2026-07-05'];
    const several = compile(days.map((date) => named(date, date)));
    const given = situation({ facts: numberIn('America/New_York') });
    const blocked: string[] = [];
    for (let noon = at('2025-12-20T17:00:00Z'); noon < at('2027-01-10T00:00:00Z'); noon = (noon + DAY_MS) as Instant)
      for (const { rule, verdict } of several.evaluate(given, noon)) if (verdict === 'block') blocked.push(rule);
    expect(blocked).toEqual(days.toSorted());
  }); // prettier-ignore
});

test('a contact date has a day that exists', () => {
  expect(problemsOf({ label: 'x', date: '2026-11-26' })).toEqual([]);
  expect(problemsOf({ label: 'x', date: '2026-02-30' })).toEqual([
    { path: '/date', sentence: '`2026-02-30` is not a day as YYYY-MM-DD' },
  ]);
  expect(() => compile([{ label: 'x', date: '2026-02-30', name: NAME }])).toThrow(
    '`2026-02-30` is not a day',
  );
  expect(schema).toEqual({
    type: 'object',
    additionalProperties: false,
    required: ['label', 'date'],
    properties: {
      label: { type: 'string', minLength: 1, maxLength: 64 },
      date: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
    },
  });
});
