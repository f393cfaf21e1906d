import { describe, expect, test } from 'vitest';
import { answerOf, at, situation } from '../../test/samples.ts';
import type { EntryFact, Facts, RegistryFact, SpanEdge } from '../facts.ts';
import type { EntryId, SuppressionListId } from '../ids.ts';
import { DAY_MS } from '../time/instant.ts';
import { compileSuppressionList, type SuppressionList } from './suppression.ts';

const ID = 'list' as SuppressionListId;
const instant = (text: string): SpanEdge => ({ instant: at(text) });
const day = (date: string): SpanEdge => ({ date });

function listOf(own: Partial<SuppressionList> = {}): SuppressionList {
  return { id: ID, name: 'complaints', channels: 'any', expires: null, registry: null, ...own };
}
function entry(from: SpanEdge | null, until: SpanEdge | null, own: Partial<EntryFact> = {}): EntryFact {
  return { listId: ID, entryId: 'e-1' as EntryId, from, until, ...own };
}
function registry(versionAt: string | null, covered = true): RegistryFact {
  return { listId: ID, covered, versionAt: versionAt === null ? null : at(versionAt) };
}

const NOW = '2026-03-02T17:00:00Z';
const LISTED = 'block on_suppression_list';
const FREE = 'pass not_listed';

describe('a suppression list', () => {
  type Row = [
    name: string,
    list: Partial<SuppressionList>,
    entries: readonly EntryFact[],
    at: string,
    verdict: string,
    opens: string,
  ];
  const rows: readonly Row[] = [
    ['rule absent: no entry', {}, [], NOW, FREE, 'now'],
    ['an entry without an end', {}, [entry(null, null)], NOW, LISTED, 'never'],
    ['an entry of another list', {}, [entry(null, null, { listId: 'other' as SuppressionListId })], NOW, FREE, 'now'],
    ['another channel: the list does not apply', { channels: ['sms'] }, [entry(null, null)], NOW, 'absent', 'now'],
    ['this channel', { channels: ['sms', 'call'] }, [entry(null, null)], NOW, LISTED, 'never'],
    ['a millisecond before the entry begins', {}, [entry(instant(NOW), null)], '2026-03-02T16:59:59.999Z', FREE, 'now'],
    ['when the entry begins', {}, [entry(instant(NOW), null)], NOW, LISTED, 'never'],
    ['a millisecond before the entry ends', {}, [entry(null, instant(NOW))], '2026-03-02T16:59:59.999Z', LISTED, NOW],
    ['when the entry ends: `until` is out (S22)', {}, [entry(null, instant(NOW))], NOW, FREE, 'now'],
    ['expired entry', {}, [entry(null, instant('2025-03-02T17:00:00Z'))], NOW, FREE, 'now'],
    ['an entry for whole days begins at midnight of the organization', {}, [entry(day('2026-03-08'), day('2026-03-08'))], '2026-03-08T05:00:00Z', LISTED, '2026-03-09T04:00:00Z'],
    ['... and lasts to the end of its last day, 23 hours long', {}, [entry(day('2026-03-08'), day('2026-03-08'))], '2026-03-09T03:59:59.999Z', LISTED, '2026-03-09T04:00:00Z'],
    ['... no longer', {}, [entry(day('2026-03-08'), day('2026-03-08'))], '2026-03-09T04:00:00Z', FREE, 'now'],
    ['of several entries the one that lasts longest', {}, [entry(null, instant('2026-03-03T00:00:00Z')), entry(null, instant('2026-03-05T00:00:00Z')), entry(null, instant('2026-03-04T00:00:00Z'))], NOW, LISTED, '2026-03-05T00:00:00Z'],
    ['the list ends before its entry (S22)', { expires: instant('2026-03-03T00:00:00Z') }, [entry(null, null)], NOW, LISTED, '2026-03-03T00:00:00Z'],
    ['the entry ends before its list (S22)', { expires: instant('2026-03-03T00:00:00Z') }, [entry(null, instant('2026-03-02T20:00:00Z'))], NOW, LISTED, '2026-03-02T20:00:00Z'],
    ['a millisecond before the list expires', { expires: instant(NOW) }, [entry(null, null)], '2026-03-02T16:59:59.999Z', LISTED, NOW],
    ['when the list expires', { expires: instant(NOW) }, [entry(null, null)], NOW, FREE, 'now'],
    ['on the last day of the list', { expires: day('2026-03-02') }, [entry(null, null)], '2026-03-03T04:59:59.999Z', LISTED, '2026-03-03T05:00:00Z'],
    ['after the last day of the list', { expires: day('2026-03-02') }, [entry(null, null)], '2026-03-03T05:00:00Z', FREE, 'now'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, list, entries, instantText, verdict, opens) => {
    const rule = compileSuppressionList(listOf(list));
    expect(answerOf(rule, situation({ facts: { entries } }), at(instantText))).toEqual([verdict, opens]);
  });

  test('is in error where the zone of the organization is not known', () => {
    const given = situation({ clock: { zone: 'Mars/Olympus' } });
    expect(answerOf(compileSuppressionList(listOf()), given, at(NOW))).toEqual(['error zone_unknown', 'never']);
    expect(answerOf(compileSuppressionList(listOf({ channels: ['sms'] })), given, at(NOW))).toEqual(['absent', 'now']);
  }); // prettier-ignore

  test('names what it used: the list and the entry, of equals the first', () => {
    const entries = [entry(day('2026-03-01'), null), entry(null, null, { entryId: 'e-2' as EntryId })];
    expect(compileSuppressionList(listOf()).evaluate(situation({ facts: { entries } }), at(NOW))).toEqual({
      kind: 'suppression-list',
      ruleId: null,
      rule: 'complaints',
      dispositionCode: null,
      verdict: 'block',
      reason: {
        code: 'on_suppression_list',
        facts: { listId: ID, list: 'complaints', entryId: 'e-1', from: '2026-03-01', until: null },
      },
    });
  });

  test.each<[name: string, expires: SuppressionList['expires'], until: EntryFact['until'], told: string | null]>([
    ['the list, where the entry has none', day('2026-12-31'), null, '2026-12-31'],
    ['the list, where the entry would last longer', day('2026-12-31'), day('2027-06-30'), '2026-12-31'],
    ['the list, though the entry has an instant', day('2026-12-31'), instant('2027-01-01T05:00:00.001Z'), '2026-12-31'],
    ['the entry, where the list lasts longer', instant('2027-06-30T00:00:00Z'), day('2026-12-31'), '2026-12-31'],
    ['the entry, where the list has none', null, day('2026-12-31'), '2026-12-31'],
    ['the entry, of two that end together', day('2026-12-31'), instant('2027-01-01T05:00:00Z'), '2027-01-01T05:00:00Z'],
  ])('tells the earlier end (S22): of %s', (_, expires, until, told) => {
    const verdict = compileSuppressionList(listOf({ expires })).evaluate(situation({ facts: { entries: [entry(null, until)] } }), at(NOW));
    expect(verdict?.reason).toMatchObject({ code: 'on_suppression_list', facts: { until: told } });
  }); // prettier-ignore

  test('that lets pass is named', () => {
    const verdict = compileSuppressionList(listOf()).evaluate(situation(), at(NOW));
    expect(verdict).toEqual({
      kind: 'suppression-list',
      ruleId: null,
      rule: 'complaints',
      dispositionCode: null,
      verdict: 'pass',
      reason: { code: 'not_listed', facts: { list: 'complaints' } },
    });
  });

  const other = 'other' as SuppressionListId;
  test.each<[name: string, entries: readonly EntryFact[], passesUntil: number]>([
    ['for ever, without an entry', [], Infinity],
    ['for ever, where the only entry is over', [entry(null, instant('2026-03-01T00:00:00Z'))], Infinity],
    ['until its entry begins', [entry(day('2026-03-08'), null)], at('2026-03-08T05:00:00Z')],
    ['until the first of its entries begins', [entry(day('2026-03-09'), null), entry(instant('2026-03-05T00:00:00Z'), null), entry(day('2026-03-08'), null)], at('2026-03-05T00:00:00Z')],
    ['whatever begins on another list', [entry(instant('2026-03-05T00:00:00Z'), null, { listId: other }), entry(day('2026-03-08'), null)], at('2026-03-08T05:00:00Z')],
  ])('lets pass %s', (_, entries, passesUntil) => {
    expect(compileSuppressionList(listOf()).passesUntil(situation({ facts: { entries } }), at(NOW))).toBe(passesUntil);
  }); // prettier-ignore

  test('ends once and for all', () => {
    expect(compileSuppressionList(listOf()).recurs).toBe(false);
  });
});

describe('a registry list (S26)', () => {
  const fresh = registry('2026-03-01T17:00:00Z');
  type Row = [
    name: string,
    list: Partial<SuppressionList>,
    facts: Partial<Facts>,
    at: string,
    verdict: string,
    opens: string,
  ];
  const rows: readonly Row[] = [
    ['silent, covered and fresh', {}, { registries: [fresh] }, NOW, FREE, 'now'],
    ['exactly as old as its age', {}, { registries: [fresh] }, '2026-03-02T17:00:00Z', FREE, 'now'],
    ['a millisecond older', {}, { registries: [fresh] }, '2026-03-02T17:00:00.001Z', 'error registry_stale', 'never'],
    ['a version from after the instant is fresh', {}, { registries: [registry('2026-03-03T00:00:00Z')] }, NOW, FREE, 'now'],
    ['a number outside its coverage', {}, { registries: [registry('2026-03-02T00:00:00Z', false)] }, NOW, 'error registry_unknown', 'never'],
    ['never loaded', {}, { registries: [registry(null)] }, NOW, 'error registry_unknown', 'never'],
    ['nothing is known of it', {}, { registries: [] }, NOW, 'error registry_unknown', 'never'],
    ['only another registry is known', {}, { registries: [{ ...fresh, listId: 'other' as SuppressionListId }] }, NOW, 'error registry_unknown', 'never'],
    ['the right one of several', {}, { registries: [{ ...fresh, listId: 'other' as SuppressionListId, covered: false }, fresh] }, NOW, FREE, 'now'],
    ['listed', {}, { registries: [fresh], entries: [entry(null, null)] }, NOW, LISTED, 'never'],
    ['listed, in data that is stale', {}, { registries: [registry('2020-01-01T00:00:00Z')], entries: [entry(null, null)] }, NOW, LISTED, 'never'],
    ['an entry that ends while the data is stale', {}, { registries: [], entries: [entry(null, instant('2026-03-02T20:00:00Z'))] }, NOW, LISTED, '2026-03-02T20:00:00Z'],
    ['stale, until the list itself expires', { expires: instant('2026-04-01T00:00:00Z') }, { registries: [] }, NOW, 'error registry_unknown', '2026-04-01T00:00:00Z'],
    ['expired: it asks nothing any more', { expires: instant(NOW) }, { registries: [] }, NOW, FREE, 'now'],
    ['another channel', { channels: ['sms'] }, { registries: [] }, NOW, 'absent', 'now'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, list, facts, instantText, verdict, opens) => {
    const rule = compileSuppressionList(listOf({ registry: { ageMsMax: DAY_MS }, ...list }));
    expect(answerOf(rule, situation({ facts }), at(instantText))).toEqual([verdict, opens]);
  });

  test.each([
    ['stale', [fresh], { code: 'registry_stale', facts: { list: 'complaints', versionAt: '2026-03-01T17:00:00Z', ageMsMax: DAY_MS } }],
    ['unknown', [], { code: 'registry_unknown', facts: { list: 'complaints', covered: false } }],
    ['never loaded', [registry(null)], { code: 'registry_unknown', facts: { list: 'complaints', covered: true } }],
  ])('says what is wrong: %s', (_, registries, reason) => {
    const rule = compileSuppressionList(listOf({ registry: { ageMsMax: DAY_MS } }));
    expect(rule.evaluate(situation({ facts: { registries } }), at('2026-03-09T00:00:00Z'))?.reason).toEqual(reason);
  }); // prettier-ignore

  type Silence = [name: string, list: Partial<SuppressionList>, facts: Partial<Facts>, passesUntil: number];
  const silences: readonly Silence[] = [
    ['until a millisecond after it has its age', {}, { registries: [fresh] }, at('2026-03-02T17:00:00.001Z')],
    ['until an entry begins before that', {}, { registries: [fresh], entries: [entry(instant('2026-03-02T16:00:00Z'), null)] }, at('2026-03-02T16:00:00Z')],
    ['until its age, where an entry begins after it', {}, { registries: [fresh], entries: [entry(instant('2026-03-04T16:00:00Z'), null)] }, at('2026-03-02T17:00:00.001Z')],
    ['by its own age, whatever stands before it', {}, { registries: [{ ...registry('2026-03-02T00:00:00Z'), listId: 'other' as SuppressionListId }, fresh] }, at('2026-03-02T17:00:00.001Z')],
    ['for ever, once it has expired: its age is not asked', { expires: instant('2026-03-01T00:00:00Z') }, { registries: [registry('2026-02-01T00:00:00Z')] }, Infinity],
    ['for ever, once it has expired and nothing is known of it', { expires: instant('2026-03-01T00:00:00Z') }, { registries: [] }, Infinity],
    ['for ever, where it is no registry', { registry: null }, { registries: [fresh] }, Infinity],
  ]; // prettier-ignore
  test.each(silences)('lets pass %s', (_, list, facts, passesUntil) => {
    const rule = compileSuppressionList(listOf({ registry: { ageMsMax: DAY_MS }, ...list }));
    expect(rule.passesUntil(situation({ facts }), at('2026-03-02T12:00:00Z'))).toBe(passesUntil);
  });

  test('that is stale at this very millisecond gives no later instant', () => {
    const rule = compileSuppressionList(listOf({ registry: { ageMsMax: DAY_MS }, expires: instant('2026-01-01T00:00:00Z') }));
    expect(rule.passesUntil(situation({ facts: { registries: [fresh] } }), at('2026-03-02T17:00:00.001Z'))).toBe(Infinity);
  }); // prettier-ignore

  test('that is no registry is not asked for its age', () => {
    expect(answerOf(compileSuppressionList(listOf()), situation(), at(NOW))).toEqual([FREE, 'now']);
  });
});
