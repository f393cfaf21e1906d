import { describe, expect, test } from 'vitest';
import { answerOf, at, situation } from '../../test/samples.ts';
import type { Channel } from '../device.ts';
import type { OptOutFact, SpanEdge } from '../facts.ts';
import type { OptOutId } from '../ids.ts';
import { optOutRule, zoneUnknown } from './opt-out.ts';

const instant = (text: string): SpanEdge => ({ instant: at(text) });
const day = (date: string): SpanEdge => ({ date });

function optOut(from: SpanEdge, until: SpanEdge | null = null, own: Partial<OptOutFact> = {}): OptOutFact {
  return { id: 'o-1' as OptOutId, by: 'client', channels: 'any', from, until, ...own };
}

describe('an opt-out', () => {
  const noon = instant('2026-03-02T17:00:00Z');
  type Row = [name: string, optOuts: readonly OptOutFact[], at: string, verdict: string, opens: string];
  const rows: readonly Row[] = [
    ['rule absent: nobody opted out', [], '2026-03-02T17:00:00Z', 'pass not_opted_out', 'now'],
    ['a millisecond before it begins', [optOut(noon)], '2026-03-02T16:59:59.999Z', 'pass not_opted_out', 'now'],
    ['at its beginning', [optOut(noon)], '2026-03-02T17:00:00Z', 'block opted_out', 'never'],
    ['years after', [optOut(noon)], '2036-03-02T17:00:00Z', 'block opted_out', 'never'],
    ['a millisecond before its end', [optOut(noon, instant('2026-03-03T17:00:00Z'))], '2026-03-03T16:59:59.999Z', 'block opted_out', '2026-03-03T17:00:00Z'],
    ['at its end: `until` is out (S22)', [optOut(noon, instant('2026-03-03T17:00:00Z'))], '2026-03-03T17:00:00Z', 'pass not_opted_out', 'now'],
    ['expired', [optOut(noon, instant('2026-03-03T17:00:00Z'))], '2026-04-01T17:00:00Z', 'pass not_opted_out', 'now'],
    ['a day begins at midnight of the organization', [optOut(day('2026-03-08'))], '2026-03-08T05:00:00Z', 'block opted_out', 'never'],
    ['... and not a millisecond before', [optOut(day('2026-03-08'))], '2026-03-08T04:59:59.999Z', 'pass not_opted_out', 'now'],
    ['the last day is in, 23 hours long (S22)', [optOut(day('2026-03-01'), day('2026-03-08'))], '2026-03-09T03:59:59.999Z', 'block opted_out', '2026-03-09T04:00:00Z'],
    ['the day after the last is free', [optOut(day('2026-03-01'), day('2026-03-08'))], '2026-03-09T04:00:00Z', 'pass not_opted_out', 'now'],
    ['the last day of 25 hours', [optOut(day('2026-10-01'), day('2026-11-01'))], '2026-11-02T04:30:00Z', 'block opted_out', '2026-11-02T05:00:00Z'],
    ['another channel', [optOut(noon, null, { channels: ['sms', 'email'] })], '2026-03-02T17:00:00Z', 'pass not_opted_out', 'now'],
    ['this channel', [optOut(noon, null, { channels: ['sms', 'call'] })], '2026-03-02T17:00:00Z', 'block opted_out', 'never'],
    ['of two the one that lasts longest', [optOut(noon, instant('2026-03-03T17:00:00Z')), optOut(noon, instant('2026-03-05T17:00:00Z')), optOut(noon, instant('2026-03-04T17:00:00Z'))], '2026-03-02T17:00:00Z', 'block opted_out', '2026-03-05T17:00:00Z'],
    ['one that has not begun does not count yet', [optOut(noon, instant('2026-03-03T17:00:00Z')), optOut(instant('2026-03-03T00:00:00Z'))], '2026-03-02T17:00:00Z', 'block opted_out', '2026-03-03T17:00:00Z'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, optOuts, instantText, verdict, opens) => {
    expect(answerOf(optOutRule, situation({ facts: { optOuts } }), at(instantText))).toEqual([
      verdict,
      opens,
    ]);
  });

  test.each<[Channel]>([['call'], ['sms'], ['email'], ['whatsapp']])(
    'of all channels blocks %s',
    (channel) => {
      const given = situation({ request: { channel }, facts: { optOuts: [optOut(noon)] } });
      expect(answerOf(optOutRule, given, at('2026-03-02T17:00:00Z'))).toEqual(['block opted_out', 'never']);
    },
  );

  test('is in error where the zone of the organization is not known, and only where somebody opted out', () => {
    const clock = { zone: 'Mars/Olympus' };
    const given = situation({ clock, facts: { optOuts: [optOut(noon)] } });
    expect(answerOf(optOutRule, given, at('2026-01-01T00:00:00Z'))).toEqual(['error zone_unknown', 'never']);
    expect(answerOf(optOutRule, situation({ clock }), at('2026-01-01T00:00:00Z'))).toEqual(['pass not_opted_out', 'now']);
  }); // prettier-ignore

  test('names what it used: the very opt-out, of equals the first', () => {
    const first = optOut(noon, day('2026-03-08'), { id: 'o-1' as OptOutId, by: 'device' });
    const second = optOut(noon, day('2026-03-08'), { id: 'o-2' as OptOutId });
    const given = situation({ facts: { optOuts: [first, second] } });
    expect(optOutRule.evaluate(given, at('2026-03-02T17:00:00Z'))).toEqual({
      kind: 'opt-out',
      ruleId: null,
      rule: 'opt-outs',
      dispositionCode: null,
      verdict: 'block',
      reason: { code: 'opted_out', facts: { optOutId: 'o-1', by: 'device', from: '2026-03-02T17:00:00Z', until: '2026-03-08' } },
    }); // prettier-ignore
  });

  test('an unknown zone is named where there is a name', () => {
    const name = { kind: 'custom', ruleId: null, rule: 'r', dispositionCode: 'D' } as const;
    expect(zoneUnknown(name)).toEqual({ ...name, verdict: 'error', reason: { code: 'zone_unknown', facts: { zone: null } } }); // prettier-ignore
    expect(zoneUnknown(name, 'Mars/Olympus').reason).toEqual({ code: 'zone_unknown', facts: { zone: 'Mars/Olympus' } }); // prettier-ignore
  });

  test.each<[name: string, optOuts: readonly OptOutFact[], passesUntil: number]>([
    ['nobody opted out', [], Infinity],
    ['one begins', [optOut(instant('2026-03-05T00:00:00Z'))], at('2026-03-05T00:00:00Z')],
    ['the first of several begins, wherever it stands', [optOut(day('2026-03-09')), optOut(instant('2026-03-05T00:00:00Z')), optOut(day('2026-03-08'))], at('2026-03-05T00:00:00Z')],
    ['a day begins at midnight of the organization', [optOut(day('2026-03-08'))], at('2026-03-08T05:00:00Z')],
    ['all are over', [optOut(day('2026-02-01'), day('2026-02-03'))], Infinity],
  ])('lets pass until %s', (_, optOuts, passesUntil) => {
    expect(optOutRule.passesUntil(situation({ facts: { optOuts } }), at('2026-03-02T17:00:00Z'))).toBe(passesUntil);
  }); // prettier-ignore

  test('ends once and for all', () => {
    expect(optOutRule.recurs).toBe(false);
  });
});
