import { zoneTable } from '@tact/places';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, at, attemptAt, attemptRuleOf, commonOf, contactOf, decideBy, deviceOf, factsOf, requestOf, sourceOf, TOLL_FREE, zoneNames } from '../test/samples.ts'; // prettier-ignore
import { decide, ENGINE_VERSION, judge } from './decide.ts';
import { decisionJson, verdictJson } from './decision.ts';
import type { Facts } from './facts.ts';
import type { OptOutId } from './ids.ts';
import { compileRuleset } from './ruleset.ts';
import type { Instant } from './time/instant.ts';
import type { ZoneName } from './time/zone.ts';
import { callResultOfKind, RULE_KINDS } from './verdict.ts';

const NOW = at('2026-03-10T16:00:00Z');
const optOuts = [{ id: 'o-1' as OptOutId, by: 'client' as const, channels: 'any' as const, from: { instant: at('2026-03-01T00:00:00Z') }, until: { instant: at('2026-03-10T17:30:00Z') } }]; // prettier-ignore

describe('a decision', () => {
  test('is allowed where nothing blocks', () => {
    expect(decideBy(sourceOf(), factsOf())).toMatchObject({
      decision: 'allowed',
      at: NOW,
      nextAllowedAt: null,
      deciding: null,
      callResult: null,
      zones: [{ zone: 'America/New_York', from: 'device', localMs: Date.UTC(2026, 2, 10, 12) }],
      versions: { engine: ENGINE_VERSION, zones: zoneTable().version, numbers: '2026-03' },
    });
  });

  test('is a judgement and the next allowed instant', () => {
    const closed = { ...sourceOf().organization, allowedHours: { everyDay: 'closed' } as const };
    for (const source of [sourceOf(), sourceOf({ organization: closed })]) {
      const ruleset = compileRuleset(source, zoneTable());
      const { nextAllowedAt, ...judgement } = decide(requestOf(), ruleset, factsOf());
      expect(judge(requestOf(), ruleset, factsOf())).toEqual(judgement);
      expect(nextAllowedAt).toBe(judgement.decision === 'allowed' ? null : 'never');
    }
  });

  test('is not touched by the decisions after it', () => {
    const short = decideBy(sourceOf(), factsOf());
    const source = sourceOf({
      attempt: [
        { ...commonOf('one', { priority: 1 }), ...attemptRuleOf() },
        { ...commonOf('two', { priority: 2 }), ...attemptRuleOf() },
      ],
    });
    const long = decideBy(source, factsOf({ optOuts }));
    expect(decideBy(sourceOf(), factsOf()).verdicts).toEqual(short.verdicts);
    expect(short.verdicts.map(({ rule }) => rule)).toEqual(['opt-outs', 'organization hours']);
    expect(long.verdicts.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual(['opt-outs block', 'organization hours pass', 'one pass', 'two pass']);
  }); // prettier-ignore

  test('shows the versions that it went by, whatever the one before went by', () => {
    const tables = ['2026a', '2026b'].map((version) => ({ ...zoneTable(), version }));
    const shown = tables.flatMap((table) => {
      const ruleset = compileRuleset(sourceOf(), table);
      return ['x', 'y', 'y', 'x'].map(
        (numbersVersion) => judge(requestOf(), ruleset, factsOf({ numbersVersion })).versions,
      );
    });
    expect(shown.map(({ zones, numbers }) => `${zones} ${numbers}`)).toEqual(['2026a x', '2026a y', '2026a y', '2026a x', '2026b x', '2026b y', '2026b y', '2026b x']);
  }); // prettier-ignore

  test('names the version of the engine', () => {
    expect(ENGINE_VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('is blocked by one rule, while others pass', () => {
    const decision = decideBy(sourceOf(), factsOf({ optOuts }));
    expect(decision.decision).toBe('blocked');
    expect(decision.nextAllowedAt).toBe(at('2026-03-10T17:30:00Z'));
    expect(decision.deciding).toBe(decision.verdicts[0]);
    expect(decision.callResult).toBe('Do Not Call');
    expect(decision.verdicts.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(['opt-out block', 'contact-times pass']); // prettier-ignore
  });

  test('is decided by the first that does not pass; an error ranks as a block does (S3)', () => {
    const source = sourceOf({
      attempt: [
        { ...commonOf('by account', { priority: 1, dispositionCode: 'NO' }), ...attemptRuleOf({ using: 'account' }) },
        { ...commonOf('by client', { priority: 2 }), ...attemptRuleOf() },
      ],
    }); // prettier-ignore
    const decision = decideBy(source, factsOf({ attempts: [attemptAt('2026-03-10T15:00:00Z')] }));
    expect(decision.deciding).toMatchObject({ rule: 'by account', verdict: 'error', dispositionCode: 'NO' });
    expect(decision.nextAllowedAt).toBe('never');
    expect(decision.callResult).toBe('Cancel Record');
  });

  test('has a verdict of each contact date, and is decided by the first that is today', () => {
    const dateOf = (label: string, date: string) => ({ ...commonOf(label), label, date });
    const source = sourceOf({
      contactDates: [dateOf('a past day', '2026-03-09'), dateOf('b today', '2026-03-10'), dateOf('c today', '2026-03-10'), dateOf('d later', '2026-12-25')],
    });
    const { verdicts, deciding, decision, nextAllowedAt } = decideBy(source, factsOf());
    expect(verdicts.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual(['opt-outs pass', 'a past day pass', 'b today block', 'c today block', 'd later pass', 'organization hours pass']);
    expect([decision, deciding, nextAllowedAt]).toEqual(['blocked', verdicts[2], at('2026-03-11T04:00:00Z')]);
    const tomorrow = decideBy(source, factsOf({ at: at('2026-03-11T04:00:00Z') }));
    expect([tomorrow.decision, tomorrow.deciding, tomorrow.verdicts.length]).toEqual(['allowed', null, 6]);
  }); // prettier-ignore

  test('leaves out rules that do not apply', () => {
    const source = sourceOf({
      attempt: [{ ...commonOf('sms only'), ...attemptRuleOf({ channels: ['sms'] }) }],
    });
    expect(decideBy(source, factsOf()).verdicts.map(({ rule }) => rule)).toEqual([
      'opt-outs',
      'organization hours',
    ]);
  });

  type ZoneRow = [name: string, source: 'contact' | 'contact-and-device' | null, facts: Partial<Facts>, zones: readonly object[]]; // prettier-ignore
  const contact = contactOf({ zone: 'Europe/London' as ZoneName, zoneFrom: 'stated' });
  test.each<ZoneRow>([
    ['several', 'contact-and-device', { contact }, [{ zone: 'Europe/London', from: 'contact', localMs: Date.UTC(2026, 2, 10, 16) }, { zone: 'America/New_York', from: 'device', localMs: Date.UTC(2026, 2, 10, 12) }]],
    ['the organization’s', null, { device: TOLL_FREE }, [{ zone: 'America/New_York', from: 'organization', localMs: Date.UTC(2026, 2, 10, 12) }]],
    ['none that is known', 'contact', {}, []],
    ['one that the table does not have', null, { device: deviceOf({ zones: zoneNames('Mars/Olympus') }) }, []],
  ])('shows the request’s zones with their clocks: %s', (_, timezoneSource, facts, zones) => {
    expect(decideBy(sourceOf({ timezoneSource }), factsOf(facts)).zones).toEqual(zones);
  }); // prettier-ignore
});

describe('facts that break an invariant throw, so that there is no decision and no permission', () => {
  const endsAt = zoneTable().endsAtUtc;
  test.each<[at: number, fits: boolean]>([
    [0, true],
    [endsAt - 1, true],
    [-1, false],
    [endsAt, false],
    [1.5, false],
    [NaN, false],
    [Infinity, false],
  ])('the instant %d', (instant, fits) => {
    const deciding = () => decideBy(sourceOf(), factsOf({ at: instant as Instant }));
    if (fits) expect(deciding().decision).toBe('allowed');
    else
      expect(deciding).toThrow(
        new RangeError(`the instant \`${instant}\` lies outside the zone table, which ends at \`${endsAt}\``),
      );
  });

  const one = attemptAt('2026-03-10T14:00:00Z');
  const two = attemptAt('2026-03-10T15:00:00Z');
  test.each<[name: string, attempts: Facts['attempts'], fits: boolean]>([
    ['in order', [one, two], true],
    ['at the same instant', [one, one, two, two], true],
    ['not in order', [two, one], false],
    ['without an instant', [{ ...one, at: NaN as Instant }], false],
    ['without an instant, in the middle', [one, { ...one, at: NaN as Instant }, two], false],
  ])('attempts that a rule looks at, %s', (_, attempts, fits) => {
    const ruleset = compileRuleset(
      sourceOf({ attempt: [{ ...commonOf('a'), ...attemptRuleOf({ count: 9 }) }] }),
      zoneTable(),
    );
    const deciding = () => decide(requestOf(), ruleset, { ...factsOf(), attempts });
    if (fits) expect(deciding().decision).toBe('allowed');
    else
      expect(deciding).toThrow(new RangeError('the earlier attempts are not in the order of their instants'));
  });
});

describe('a decision on the wire', () => {
  test('blocked: what decides, what else blocks, with facts and sentences', () => {
    const source = sourceOf({ organization: { allowedHours: { everyDay: 'closed' } } });
    const facts = factsOf({ optOuts, account: { status: 'paid' } });
    const decision = decideBy(source, facts, requestOf({ accountId: ACCOUNT }));
    const json = decisionJson(decision);
    expect(json).toEqual({
      decision: 'blocked',
      at: '2026-03-10T16:00:00Z',
      nextAllowedAt: 'never',
      deciding: {
        kind: 'opt-out',
        ruleId: null,
        rule: 'opt-outs',
        verdict: 'block',
        code: 'opted_out',
        sentence: 'the contact opted out since 2026-03-01T00:00:00Z until 2026-03-10T17:30:00Z',
        facts: { optOutId: 'o-1', by: 'client', from: '2026-03-01T00:00:00Z', until: '2026-03-10T17:30:00Z' },
      },
      blocking: [
        { kind: 'account-status', ruleId: null, rule: 'account status', verdict: 'block', code: 'account_status', sentence: 'the account is paid', facts: { status: 'paid' } },
        { kind: 'contact-times', ruleId: null, rule: 'organization hours', verdict: 'block', code: 'outside_contact_times', sentence: 'it is 12:00 in America/New_York; the day (2026-03-10) is closed', facts: { zone: 'America/New_York', local: '2026-03-10T12:00', windows: 'closed' } },
      ],
      dispositionCode: null,
      callResult: 'Do Not Call',
      zones: [{ zone: 'America/New_York', from: 'device', local: '2026-03-10T12:00' }],
      ruleset: decision.ruleset,
      versions: { engine: ENGINE_VERSION, zones: zoneTable().version, numbers: '2026-03' },
    }); // prettier-ignore
    expect(Object.keys(json)).toEqual(['decision', 'at', 'nextAllowedAt', 'deciding', 'blocking', 'dispositionCode', 'callResult', 'zones', 'ruleset', 'versions']); // prettier-ignore
  });

  test('the disposition code is the one of the rule that decides', () => {
    const source = sourceOf({ attempt: [{ ...commonOf('one', { dispositionCode: 'LATER' }), ...attemptRuleOf() }] });
    const json = decisionJson(decideBy(source, factsOf({ attempts: [attemptAt('2026-03-10T15:00:00Z')] })));
    expect(json).toMatchObject({ dispositionCode: 'LATER', callResult: 'Cancel Record', nextAllowedAt: '2026-03-11T15:00:00Z' });
  }); // prettier-ignore

  test('allowed: nothing blocks', () => {
    expect(decisionJson(decideBy(sourceOf(), factsOf()))).toMatchObject({
      decision: 'allowed',
      nextAllowedAt: null,
      deciding: null,
      blocking: [],
      dispositionCode: null,
      callResult: null,
    });
  });

  test('a reason without facts has none', () => {
    const [verdict] = decideBy(sourceOf(), factsOf()).verdicts;
    expect(verdict && verdictJson(verdict)).toMatchObject({ code: 'not_opted_out', facts: {} });
  });
});

test('each kind has the call result of its treatment (S4)', () => {
  expect(RULE_KINDS.map((kind) => `${kind}: ${callResultOfKind(kind)}`)).toEqual([
    'opt-out: Do Not Call',
    'suppression-list: Do Not Call',
    'account-status: Cancel Record',
    'contact-dates: Cancel Record',
    'location: Cancel Record',
    'contact-times: Cancel Record',
    'attempt: Cancel Record',
    'custom: Do Not Call',
  ]);
});
