import { describe, expect, test } from 'vitest';
import {
  NO_LIMITS,
  type AttemptId,
  type CampaignGroupId,
  type ClientId,
  type DeviceKey,
  type Instant,
  type WeekTimes,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { Interaction, RuleChange } from '@tact/store';
import { createHoursJudge } from './judge-hours.ts';
import { createRuleHistory } from './rules-as-of.ts';

const at = (text: string): Instant => Date.parse(text) as Instant;
const GROUP = '01900000-0000-7000-8000-0000000000aa' as CampaignGroupId;

function organization(start: string, end: string) {
  const allowedHours: WeekTimes = { everyDay: [{ start, end }] };
  return {
    name: 'Test',
    defaultCountry: 'US',
    rules: { zone: 'America/New_York', zoneFallback: 'number', allowedHours, limits: NO_LIMITS },
  };
}

const EVENINGS = {
  id: 'rule-1',
  kind: 'contact-times',
  name: 'Not in the evening',
  required: false,
  priority: 1,
  dispositionCode: null,
  conditions: {
    country: 'any',
    regions: [],
    devices: 'any',
    deviceTypes: 'any',
    timezoneSource: 'device',
    strict: false,
    times: { everyDay: [{ start: '00:00', end: '18:00' }] },
  },
};
const CHRISTMAS = { id: 'date-1', label: 'Christmas', date: '2026-12-25', createdAt: 0, createdBy: 'x' };
const PICKS_NOTHING = {
  id: GROUP,
  name: 'Late',
  ruleIds: [],
  suppressionListIds: [],
  dialingProfileId: null,
};

let changeNumber = 0;
function change(
  instant: string,
  entity: RuleChange['entity'],
  entityId: string,
  before: unknown,
  after: unknown,
): RuleChange {
  changeNumber++;
  return {
    at: at(instant),
    entity,
    entityId,
    before,
    after,
    action: `${entity}.${changeNumber}`,
    actorName: 'Tess',
  };
}

/** 08 to 21 from March on, 09 to 17 from June on; the group picks the evening rule in July and lets it go in August. */
const HISTORY = createRuleHistory([
  change('2026-03-01T00:00:00Z', 'organization', 'o', null, organization('08:00', '21:00')),
  change('2026-03-02T00:00:00Z', 'campaign-group', GROUP, null, PICKS_NOTHING),
  change('2026-03-03T00:00:00Z', 'rule', 'rule-1', null, EVENINGS),
  change('2026-06-01T00:00:00Z', 'organization', 'o', organization('08:00', '21:00'), organization('09:00', '20:00')),
  change('2026-07-01T00:00:00Z', 'campaign-group', GROUP, PICKS_NOTHING, { ...PICKS_NOTHING, ruleIds: ['rule-1'] }),
  change('2026-08-01T00:00:00Z', 'campaign-group', GROUP, { ...PICKS_NOTHING, ruleIds: ['rule-1'] }, PICKS_NOTHING),
  change('2026-09-01T00:00:00Z', 'contact-date', 'date-1', null, CHRISTMAS),
]); // prettier-ignore

function interaction(instant: string, given: Partial<Interaction> = {}): Interaction {
  return {
    id: '01900000-0000-7000-8000-000000000001' as AttemptId,
    at: at(instant),
    clientId: 'c-1' as ClientId,
    deviceKey: '+12125550123' as DeviceKey,
    devicePosition: 1,
    accountId: null,
    accountReference: null,
    campaignGroupId: null,
    channel: 'call',
    direction: 'outbound',
    state: 'finished',
    expiresAt: null,
    callResult: 'No Answer',
    disposition: null,
    country: 'US',
    regions: ['US-NY'],
    postalCode: null,
    contact: null,
    decision: null,
    askedBefore: null,
    agent: null,
    attemptsBefore: null,
    ...given,
  };
}

const judge = createHoursJudge({ history: HISTORY, zoneTable: zoneTable(), customTimezones: undefined });
const LOS_ANGELES = { deviceKey: '+13105550123' as DeviceKey };
const OURS = ['organization hours'];
const BOTH = ['Not in the evening', 'organization hours'];
const NEW_YORK_CONTACT = {
  zone: 'America/New_York',
  country: 'US',
  region: null,
  postalCode: null,
  devices: [],
};

describe('an interaction is judged by the rules of its own time', () => {
  test.each<
    [string, string, Partial<Interaction>, 'inside' | 'outside' | 'unknown', readonly string[], string]
  >([
    ['the first minute of the hours', '2026-04-01T12:00:00Z', {}, 'inside', OURS, '2026-04-01T08:00'],
    ['a minute before', '2026-04-01T11:59:00Z', {}, 'outside', OURS, '2026-04-01T07:59'],
    ['the end is out', '2026-04-02T01:00:00Z', {}, 'outside', OURS, '2026-04-01T21:00'],
    ['a minute before the end', '2026-04-02T00:59:00Z', {}, 'inside', OURS, '2026-04-01T20:59'],
    ['narrower hours since June', '2026-06-02T12:30:00Z', {}, 'outside', OURS, '2026-06-02T08:30'],
    ['the last day of the wider ones', '2026-05-31T12:30:00Z', {}, 'inside', OURS, '2026-05-31T08:30'],
    ['the zone of another number', '2026-06-02T14:30:00Z', LOS_ANGELES, 'outside', OURS, '2026-06-02T07:30'],
    ['a group that has not picked yet', '2026-06-15T23:00:00Z', { campaignGroupId: GROUP }, 'inside', OURS, '2026-06-15T19:00'],
    ['a group with the rule picked', '2026-07-15T23:00:00Z', { campaignGroupId: GROUP }, 'outside', ['Not in the evening'], '2026-07-15T19:00'],
    ['the same group in the morning', '2026-07-15T15:00:00Z', { campaignGroupId: GROUP }, 'inside', BOTH, '2026-07-15T11:00'],
    ['no group in the evening', '2026-07-15T23:00:00Z', {}, 'inside', OURS, '2026-07-15T19:00'],
    ['the group after it let the rule go', '2026-08-15T23:00:00Z', { campaignGroupId: GROUP }, 'inside', OURS, '2026-08-15T19:00'],
    ['a day without contact', '2026-12-25T17:00:00Z', {}, 'outside', ['Christmas'], '2026-12-25T12:00'],
    ['the day before it', '2026-12-24T17:00:00Z', {}, 'inside', OURS, '2026-12-24T12:00'],
    ['the hour that the clock skips', '2026-03-08T07:30:00Z', {}, 'outside', OURS, '2026-03-08T03:30'],
    ['the contact is elsewhere than the number', '2026-04-01T12:30:00Z', { ...LOS_ANGELES, contact: NEW_YORK_CONTACT }, 'inside', OURS, '2026-04-01T05:30'],
  ])('%s', (_, instant, given, hours, rules, local) => {
    const judged = judge.of(interaction(instant, given));
    expect({ hours: judged.hours, rules: judged.rules, local: judged.zones[0]?.local }).toEqual({
      hours,
      rules,
      local,
    });
    expect(judged.judgedBy).toBe('then');
  }); // prettier-ignore

  test('before anything was recorded, by the first that is known, and it says so', () => {
    const judged = judge.of(interaction('2026-01-15T15:00:00Z'));
    expect(judged).toMatchObject({ hours: 'inside', judgedBy: 'first-known' });
    expect(judge.of(interaction('2026-01-15T05:00:00Z'))).toMatchObject({ hours: 'outside' });
  });

  test('no rule is about an inbound contact', () => {
    const judged = judge.of(interaction('2026-04-02T05:00:00Z', { direction: 'inbound' }));
    expect(judged).toMatchObject({ hours: 'not-applicable', rules: [] });
  });

  test('what was allowed was inside, on the clock of its record', () => {
    const zones = [{ zone: 'Europe/Berlin', from: 'contact', local: '2026-04-01T14:00' }];
    const decision = { id: 'd', zones };
    const judged = judge.of(interaction('2026-04-01T05:00:00Z', { decision }));
    expect(judged).toMatchObject({ hours: 'inside', zones, judgedBy: 'decision' });
  });

  test('an instant that no zone table knows is unknown', () => {
    expect(judge.of(interaction('1960-01-01T00:00:00Z'))).toMatchObject({ hours: 'unknown', zones: [] });
  });
});

describe('the history of rules', () => {
  test('counts its changes', () => {
    expect(HISTORY.stageAt(at('2026-02-28T00:00:00Z'))).toBe(0);
    expect(HISTORY.stageAt(at('2026-03-01T00:00:00Z'))).toBe(1);
    expect(HISTORY.stageAt(at('2027-01-01T00:00:00Z'))).toBe(7);
  });

  test('knows a group that comes later, and none that never was', () => {
    expect(HISTORY.at(GROUP, at('2026-03-01T12:00:00Z'))?.source.contactTimes).toEqual([]);
    expect(
      HISTORY.at('01900000-0000-7000-8000-0000000000bb' as CampaignGroupId, at('2026-04-01T00:00:00Z')),
    ).toBeUndefined();
    expect(HISTORY.groupName(GROUP)).toBe('Late');
  });
});
