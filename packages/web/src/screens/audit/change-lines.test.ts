import { describe, expect, test } from 'vitest';
import { changeLines } from './change-lines.ts';

const clock = (instant: string) => `at ${instant.slice(0, 10)}`;
const rule = (conditions: unknown) => ({ id: '1', version: 3, name: 'Seven', conditions });

describe('a change of the audit trail is told', () => {
  test.each([
    ['by what is new of a new thing', null, { name: 'Own', version: 1, expires: null }, ['Name: - > Own']],
    ['by what a deleted one was', { name: 'Own' }, null, ['Name: Own > -']],
    [
      'by the condition that differs, and not by all of them',
      rule({ count: 7, period: { kind: 'days', days: 7 } }),
      rule({ count: 4, period: { kind: 'days', days: 7 } }),
      ['Count: 7 > 4'],
    ],
    [
      'down to the values of values',
      rule({ period: { kind: 'days', days: 7 }, deviceTypes: 'any' }),
      rule({ period: { kind: 'days', days: 1 }, deviceTypes: ['mobile', 'other'] }),
      ['Period, days: 7 > 1', 'Device types: any > mobile, other'],
    ],
    [
      'place by place',
      rule({ entries: [{ country: 'US' }] }),
      rule({ entries: [{ country: 'US' }, { country: 'CA', region: 'CA-QC' }] }),
      ['Entries, 2, country: - > CA', 'Entries, 2, region: - > CA-QC'],
    ],
    [
      'with words for yes and no',
      { required: true },
      { required: false },
      ['Required for every request: Yes > No'],
    ],
    ['with an empty list as none', { channels: [] }, { channels: ['call'] }, ['Channels: none > call']],
    [
      'with instants on the clock',
      { expires: null },
      { expires: '2026-11-21T14:00:00.000Z' },
      ['Expires: - > at 2026-11-21'],
    ],
    ['by nothing where only its version differs', { version: 1 }, { version: 2 }, []],
    ['by nothing where there is no state', null, undefined, []],
  ])('%s', (_, before, after, lines) => {
    expect(
      changeLines(before, after, clock).map(
        (line) => `${line.name}: ${line.before ?? '-'} > ${line.after ?? '-'}`,
      ),
    ).toEqual(lines);
  });
});
