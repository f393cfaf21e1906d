import { createHash } from 'node:crypto';
import { zoneTable } from '@tact/places';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, attemptRuleOf, commonOf, country, decideBy, factsOf, regions, requestOf, sourceOf } from '../test/samples.ts'; // prettier-ignore
import { canonicalJson } from './canonical-json.ts';
import type { SuppressionListId } from './ids.ts';
import { ruleKindModules } from './rules/modules.ts';
import type { ContactTimesRule } from './rules/contact-times.ts';
import type { SuppressionList } from './rules/suppression.ts';
import { byCodePoints, compileRuleset, RulesetError, rulesetProblems, type FactsNeeded, type RulesetSource } from './ruleset.ts'; // prettier-ignore
import { HOUR_MS } from './time/instant.ts';

const contactTimes = (name: string, priority: number, own: Partial<ContactTimesRule> = {}) => ({
  ...commonOf(name, { priority }),
  country: 'any' as const,
  regions: [],
  devices: 'any' as const,
  deviceTypes: 'any' as const,
  timezoneSource: 'device' as const,
  strict: false,
  times: { everyDay: 'any' as const },
  ...own,
});
const attempt = (name: string, priority = 1, own: Parameters<typeof attemptRuleOf>[0] = {}) => ({
  ...commonOf(name, { priority }),
  ...attemptRuleOf(own),
});
const listOf = (name: string, own: Partial<SuppressionList> = {}): SuppressionList => ({
  id: name as SuppressionListId,
  name,
  channels: 'any',
  expires: null,
  registry: null,
  ...own,
});
const limits = { attemptsPerDayMax: 1, attemptsPerWeekMax: 2, intervalHoursMin: 3 };
const campaignHours = { timezoneSource: 'device', times: { everyDay: 'any' } } as const;

describe('the rules of a ruleset', () => {
  test('stand in the order of S3', () => {
    const source = sourceOf({
      organization: { limits },
      campaignHours,
      suppressionLists: [listOf('registry a', { registry: { ageMsMax: 1 } }), listOf('b'), listOf('a'), listOf('a registry', { registry: { ageMsMax: 1 } }), listOf('B')],
      contactTimes: [contactTimes('z', 1), contactTimes('a', 10), contactTimes('b', 2), contactTimes('a', 2)],
      attempt: [attempt('z', 1), attempt('a', 10), attempt('b', 2)],
    }); // prettier-ignore
    const decision = decideBy(
      source,
      factsOf({ account: { status: 'new' } }),
      requestOf({ accountId: ACCOUNT }),
    );
    expect(decision.verdicts.map(({ kind, rule }) => `${kind}: ${rule}`)).toEqual([
      'opt-out: opt-outs',
      'suppression-list: B',
      'suppression-list: a',
      'suppression-list: b',
      'suppression-list: a registry',
      'suppression-list: registry a',
      'account-status: account status',
      'contact-times: z',
      'contact-times: a',
      'contact-times: b',
      'contact-times: a',
      'contact-times: campaign hours',
      'contact-times: organization hours',
      'attempt: z',
      'attempt: b',
      'attempt: a',
      'attempt: organization limit per day',
      'attempt: organization limit per week',
      'attempt: organization minimum interval',
    ]);
  });

  test('carry their id, name and disposition code', () => {
    const source = sourceOf({ contactTimes: [{ ...contactTimes('t', 1), dispositionCode: 'T' }], attempt: [{ ...attempt('a'), dispositionCode: 'A' }], campaignHours }); // prettier-ignore
    const named = decideBy(source, factsOf()).verdicts.map(({ kind, ruleId, rule, dispositionCode }) => [kind, ruleId, rule, dispositionCode]); // prettier-ignore
    expect(named).toEqual([
      ['opt-out', null, 'opt-outs', null],
      ['contact-times', 'id of t', 't', 'T'],
      ['contact-times', null, 'campaign hours', null],
      ['contact-times', null, 'organization hours', null],
      ['attempt', 'id of a', 'a', 'A'],
    ]);
  });

  test('the campaign’s hours are those of its own timezone source', () => {
    const source = sourceOf({
      campaignHours: { timezoneSource: 'contact', times: { everyDay: [{ start: '09:00', end: '19:00' }] } },
    });
    expect(decideBy(source, factsOf()).deciding).toMatchObject({ rule: 'campaign hours', reason: { code: 'zone_unknown' } }); // prettier-ignore
  });

  test.each([
    ['', '', 0],
    ['a', 'a', 0],
    ['a', 'b', -1],
    ['b', 'a', 1],
    ['a', 'aa', -1],
    ['aa', 'a', 1],
    ['ab', 'b', -1],
    ['Z', 'a', -1],
    ['z', 'é', -1],
    ['\u{FF5E}', '\u{1F600}', -1],
    ['a\u{1F600}', 'a\u{FF5E}z', 1],
  ])('by code points, `%s` against `%s`: %i', (one, other, order) => {
    expect(Math.sign(byCodePoints(one, other))).toBe(order);
  });
});

describe('the fingerprint', () => {
  const fingerprintOf = (source: RulesetSource) => compileRuleset(source, zoneTable()).fingerprint;
  const source = sourceOf({ attempt: [attempt('a')], organization: { limits } });

  test('is the SHA-256 of the canonical source', () => {
    expect(fingerprintOf(source)).toBe(
      `sha256:${createHash('sha256').update(canonicalJson(source)).digest('hex')}`,
    );
  });

  test('is equal for equal sources, however their fields were given', () => {
    const copy = JSON.parse(canonicalJson(source)) as RulesetSource;
    expect(fingerprintOf(copy)).toBe(fingerprintOf(source));
  });

  test('differs for another source, and stands on the decision', () => {
    expect(fingerprintOf(sourceOf({ attempt: [attempt('b')], organization: { limits } }))).not.toBe(fingerprintOf(source)); // prettier-ignore
    expect(decideBy(source, factsOf()).ruleset).toBe(fingerprintOf(source));
  });
});

describe('what a ruleset needs to know', () => {
  const none: FactsNeeded = {
    lookBackMs: 0,
    attemptsOf: { client: false, device: false, account: false },
    suppressionLists: [],
    fields: [],
    otherDevices: false,
  };
  type Row = [name: string, source: Parameters<typeof sourceOf>[0], needed: Partial<FactsNeeded>];
  const byClient = { ...none.attemptsOf, client: true };
  const rows: readonly Row[] = [
    ['nothing', {}, {}],
    ['the longest look-back of its rules', { attempt: [attempt('a'), attempt('b', 2, { period: { kind: 'rolling', amount: 48, unit: 'hours' } })] }, { lookBackMs: 48 * HOUR_MS, attemptsOf: byClient }],
    ['by device', { attempt: [attempt('a', 1, { using: 'device' })] }, { lookBackMs: 24 * HOUR_MS, attemptsOf: { ...none.attemptsOf, device: true } }],
    ['by client and device: the client’s', { attempt: [attempt('a', 1, { using: 'client-and-device' })] }, { lookBackMs: 24 * HOUR_MS, attemptsOf: byClient }],
    ['by account', { attempt: [attempt('a', 1, { using: 'account' })] }, { lookBackMs: 24 * HOUR_MS, attemptsOf: { ...none.attemptsOf, account: true } }],
    ['the organization’s limits: client and account', { organization: { limits } }, { lookBackMs: 9 * 24 * HOUR_MS, attemptsOf: { client: true, device: false, account: true } }],
    ['the interval alone', { organization: { limits: { ...limits, attemptsPerDayMax: null, attemptsPerWeekMax: null } } }, { lookBackMs: 3 * HOUR_MS, attemptsOf: { client: true, device: false, account: true } }],
    ['the entries of its lists', { suppressionLists: [listOf('b'), listOf('a')] }, { suppressionLists: ['b', 'a'] as readonly string[] as FactsNeeded['suppressionLists'] }],
    ['no other device', { contactTimes: [contactTimes('a', 1)] }, {}],
    ['the other devices, for a strict rule (S17)', { contactTimes: [contactTimes('a', 1), contactTimes('b', 2, { strict: true })] }, { otherDevices: true }],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, source, needed) => {
    expect(compileRuleset(sourceOf(source), zoneTable()).factsNeeded).toEqual({ ...none, ...needed });
  });
});

describe('what is wrong with a ruleset', () => {
  const reversed = { everyDay: [{ start: '10:00', end: '09:00' }] };
  const END = 'the window ends at `09:00`, which is not after its start `10:00`';
  type Row = [name: string, source: Parameters<typeof sourceOf>[0], problems: readonly (readonly [path: string, sentence: string])[]]; // prettier-ignore
  const rows: readonly Row[] = [
    ['nothing', { campaignHours }, []],
    ['the organization’s hours', { organization: { allowedHours: reversed } }, [['/organization/allowedHours', END]]],
    ['the campaign’s hours', { campaignHours: { ...campaignHours, times: reversed } }, [['/campaignHours/times', END]]],
    ['contact times', { contactTimes: [contactTimes('a', 1), contactTimes('b', 2, { times: reversed })] }, [['/contactTimes/1/times', END]]],
    ['an attempt rule', { attempt: [attempt('a', 1, { betweenTimes: { start: '09:00', end: '10:00' } })] }, [['/attempt/0/betweenTimes', 'attempts between times are counted only with the period `today`']]],
    ['all at once', { organization: { allowedHours: reversed }, contactTimes: [contactTimes('a', 1, { country: country('US'), regions: regions('CA-ON') })] }, [['/organization/allowedHours', END], ['/contactTimes/0/regions', '`CA-ON` is not a region of `US`']]],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, source, problems) => {
    const found = problems.map(([path, sentence]) => ({ path, sentence }));
    expect(rulesetProblems(sourceOf(source))).toEqual(found);
    const compiling = () => compileRuleset(sourceOf(source), zoneTable());
    if (found.length === 0) expect(compiling).not.toThrow();
    else expect(compiling).toThrow(new RulesetError(found));
  });

  test('is told with every problem', () => {
    const error = new RulesetError([
      { path: '/a', sentence: 'one' },
      { path: '/b', sentence: 'two' },
    ]);
    expect(error).toMatchObject({ name: 'RulesetError', message: '/a: one; /b: two' });
    expect(error.problems).toHaveLength(2);
  });

  test('more than 1,000 rules and lists together', () => {
    const rules = (count: number) => Array.from({ length: count }, (_, i) => attempt(`rule ${i}`));
    const full = sourceOf({ attempt: rules(998), contactTimes: [contactTimes('a', 1)], suppressionLists: [listOf('a')] }); // prettier-ignore
    expect(rulesetProblems(full)).toEqual([]);
    for (const more of [
      { attempt: rules(999) },
      { contactTimes: [contactTimes('a', 1), contactTimes('b', 2)] },
      { suppressionLists: [listOf('a'), listOf('b')] },
    ])
      expect(rulesetProblems({ ...full, ...more })).toEqual([
        {
          path: '',
          sentence: 'a ruleset has at most 1000 rules and lists, and this one has 1001; make some optional',
        },
      ]);
  });
});

test('a ruleset is frozen: one instance serves any number of decisions', () => {
  const ruleset = compileRuleset(sourceOf({ timezoneSource: 'contact' }), zoneTable());
  for (const part of [ruleset, ruleset.clock, ruleset.factsNeeded]) expect(Object.isFrozen(part)).toBe(true);
  expect(ruleset.clock).toEqual({
    zone: 'America/New_York',
    zoneFallback: 'number',
    timezoneSource: 'contact',
  });
});

test('kinds that are kept as resources have a schema and a check', () => {
  for (const { schema, problemsOf } of Object.values(ruleKindModules)) {
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(problemsOf).toBeTypeOf('function');
  }
});
