import { describe, expect, test } from 'vitest';
import type { AttemptId, EntryId, OptOutId, SuppressionListId } from './ids.ts';
import { at } from '../test/samples.ts';
import { factsJson, sentenceOf, type Reason } from './reason.ts';
import { DAY_MS } from './time/instant.ts';

const attempt = (text: string) => ({ id: text as AttemptId, at: at(text) });
const optOut = { optOutId: 'o' as OptOutId, by: 'client', from: '2026-03-01', until: null } as const;
const entry = { listId: 'l' as SuppressionListId, list: 'complaints', entryId: 'e' as EntryId, from: null, until: null }; // prettier-ignore
const reached = { count: 2, counted: [attempt('2026-03-10T13:00:00Z'), attempt('2026-03-10T15:00:00Z')], direction: 'outbound' as const, counting: 'on the client today', zone: 'America/New_York' }; // prettier-ignore
const place = { country: 'US', region: 'US-NY', areaCode: '212', postalCode: null };
const stale = { list: 'national', versionAt: '2026-03-01T00:00:00Z', ageMsMax: DAY_MS };

describe('the sentence of a reason', () => {
  test.each<[reason: Reason, sentence: string]>([
    [{ code: 'not_opted_out' }, 'no opt-out of the contact or the device is in force for this request'],
    [{ code: 'not_listed', facts: { list: 'complaints' } }, 'no entry of the suppression list `complaints` is in force for this request'],
    [{ code: 'account_open', facts: { status: 'in_auto_management' } }, 'the account is in auto management'],
    [{ code: 'inside_contact_times', facts: { zones: 1 } }, 'inside contact times'],
    [{ code: 'inside_contact_times', facts: { zones: 2 } }, 'inside contact times in all 2 zones'],
    [{ code: 'attempts_below_limit', facts: { counted: 0, count: 3 } }, '0 attempts counted; blocked from 3 on'],
    [{ code: 'attempts_below_limit', facts: { counted: 1, count: 3 } }, '1 attempt counted; blocked from 3 on'],
    [{ code: 'opted_out', facts: optOut }, 'the contact opted out since 2026-03-01'],
    [{ code: 'opted_out', facts: { ...optOut, by: 'device', until: '2026-04-01' } }, 'a contact who has or had this device opted out since 2026-03-01 until 2026-04-01'],
    [{ code: 'on_suppression_list', facts: entry }, 'on the suppression list `complaints`'],
    [{ code: 'on_suppression_list', facts: { ...entry, from: '2026-03-01', until: '2026-03-08' } }, 'on the suppression list `complaints` since 2026-03-01 until 2026-03-08'],
    [{ code: 'account_status', facts: { status: 'promise_overdue' } }, 'the account is promise overdue'],
    [{ code: 'outside_contact_times', facts: { zone: 'Europe/London', localMs: Date.UTC(2026, 2, 8, 7, 15), windows: '09:00-12:00, 13:00-19:00' } }, 'it is 07:15 in Europe/London; contact is allowed 09:00-12:00, 13:00-19:00'],
    [{ code: 'outside_contact_times', facts: { zone: 'Europe/London', localMs: Date.UTC(2026, 2, 8, 7, 15), windows: 'closed' } }, 'it is 07:15 in Europe/London; the day (2026-03-08) is closed'],
    [{ code: 'attempts_reached', facts: reached }, '2 outbound attempts on the client today (days of America/New_York), the last at 2026-03-10T15:00:00Z; blocked from 2 on'],
    [{ code: 'attempts_reached', facts: { ...reached, count: 1, counted: [attempt('2026-03-10T13:00:00Z')], direction: 'any' as const, counting: 'on the device in the last 24 hours', zone: null } }, '1 attempt on the device in the last 24 hours, the last at 2026-03-10T13:00:00Z; blocked from 1 on'],
    [{ code: 'attempts_reached', facts: { ...reached, counted: [], zone: null } }, '0 outbound attempts on the client today; blocked from 2 on'],
    [{ code: 'no_contact_date', facts: { label: 'Thanksgiving', date: '2026-11-26' } }, 'it is not 2026-11-26 (Thanksgiving) where the device is'],
    [{ code: 'contact_date', facts: { label: 'Thanksgiving', date: '2026-11-26', zone: 'America/New_York' } }, 'it is 2026-11-26 (Thanksgiving) in America/New_York, a day without contact'],
    [{ code: 'other_location', facts: place }, 'the place (US-NY, area code 212) is not among the locations'],
    [{ code: 'location', facts: { country: 'US', region: null, areaCode: null, postalCode: '10001' } }, 'the place (US, postal code 10001) is one not to contact'],
    [{ code: 'location_unknown', facts: { country: null, region: null, areaCode: null, postalCode: null } }, 'the place (not known) is not known well enough to tell whether it is one not to contact'],
    [{ code: 'expression_true' }, 'the expression is true'],
    [{ code: 'expression_false', facts: { zone: null } }, 'the expression is false'],
    [{ code: 'expression_false', facts: { zone: 'Europe/London' } }, 'the expression is false (in Europe/London)'],
    [{ code: 'not_boolean', facts: { zone: null, type: 'number' } }, 'the expression gives number instead of true or false'],
    [{ code: 'missing_data', facts: { zone: null, failure: '`$a` has no value' } }, '`$a` has no value'],
    [{ code: 'expression_failed', facts: { zone: 'Europe/London', failure: 'a number has no `.length`' } }, 'a number has no `.length` (in Europe/London)'],
    [{ code: 'text_too_long', facts: { zone: null, failure: 'the text is too long' } }, 'the text is too long'],
    [{ code: 'registry_unknown', facts: { list: 'national', covered: false } }, 'the registry list `national` does not cover this number, so it is not known whether it is listed'],
    [{ code: 'registry_unknown', facts: { list: 'national', covered: true } }, 'the registry list `national` has never been loaded, so it is not known whether it is listed'],
    [{ code: 'registry_stale', facts: stale }, 'the registry list `national` is of 2026-03-01T00:00:00Z, which is older than its maximum age of 1 day'],
    [{ code: 'registry_stale', facts: { ...stale, ageMsMax: 31 * DAY_MS } }, 'the registry list `national` is of 2026-03-01T00:00:00Z, which is older than its maximum age of 31 days'],
    [{ code: 'registry_stale', facts: { ...stale, ageMsMax: 1.5 * DAY_MS } }, 'the registry list `national` is of 2026-03-01T00:00:00Z, which is older than its maximum age of 1.5 days'],
    [{ code: 'account_missing' }, 'the rule counts by account, and the request names no account'],
    [{ code: 'zone_unknown', facts: { zone: null } }, 'the zone of the contact is not known'],
    [{ code: 'zone_unknown', facts: { zone: 'Mars/Olympus' } }, 'the zone `Mars/Olympus` is not in the zone table'],
  ])('%j', (reason, sentence) => {
    expect(sentenceOf(reason)).toBe(sentence);
  }); // prettier-ignore
});

describe('the facts of a reason on the wire', () => {
  test('instants and wall clocks are texts', () => {
    expect(factsJson({ code: 'attempts_reached', facts: reached })).toEqual({
      ...reached,
      counted: [
        { id: '2026-03-10T13:00:00Z', at: '2026-03-10T13:00:00Z' },
        { id: '2026-03-10T15:00:00Z', at: '2026-03-10T15:00:00Z' },
      ],
    });
    const facts = { zone: 'Europe/London', localMs: Date.UTC(2026, 2, 8, 7, 15, 59), windows: 'closed' };
    const json = { zone: 'Europe/London', local: '2026-03-08T07:15', windows: 'closed' };
    expect(factsJson({ code: 'outside_contact_times', facts })).toEqual(json);
  });

  test('the rest is as it is, and no facts are an empty object', () => {
    expect(factsJson({ code: 'location', facts: place })).toEqual(place);
    expect(factsJson({ code: 'not_opted_out' })).toEqual({});
  });
});
