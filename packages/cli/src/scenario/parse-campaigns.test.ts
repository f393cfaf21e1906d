import { describe, expect, test } from 'vitest';
import { questionOf } from './facts-of-case.ts';
import { parseScenario } from './parse-scenario.ts';

const TIMEZONES = [
  '### Custom timezones',
  '| country code | area code | exchange | timezone |',
  '| --- | --- | --- | --- |',
  '| 1 | 212 | - | America/Denver |',
  '| 1 | 212 | 555 | Asia/Tokyo |',
];
const PROFILES = [
  '### Dialing profiles',
  '| profile | rules | lists |',
  '| --- | --- | --- |',
  '| careful | Short | Paused |',
];
const GROUPS = [
  '### Campaign groups',
  '| group | hours | hours source | dialing profile |',
  '| --- | --- | --- | --- |',
  '| g | 10:00-18:00 | contact and device | careful |',
  '| h | closed | | - |',
  '| i | | | |',
];
const RULES = [
  '### Contact times: Short',
  '- required: no',
  '- priority: 1',
  '- country: any',
  '- times: 09:00-17:00',
  '### Suppression list: Paused',
  '- type: client',
  '- required: no',
];

/** A page with the sections, and one case of a group. */
function page(sections: readonly string[], group = ''): string {
  return [
    '# Title',
    '## Given',
    '### Organization',
    '- zone: America/New_York',
    '- hours: any',
    '### Contacts',
    '| contact | devices |',
    '| --- | --- |',
    '| ana | +12125550101, +12126660101 |',
    ...sections,
    '## Cases',
    '| case | at | group | decision |',
    '| --- | --- | --- | --- |',
    `| one | 2026-12-25 12:00 America/New_York | ${group} | allowed |`,
  ].join('\n');
}
const replaced = (lines: readonly string[], from: string, to: string) =>
  lines.map((line) => line.replace(from, to));

describe('what campaigns are described by', () => {
  test('hours with their clock, the device’s where none is named; the profile; nothing where it is left out', () => {
    const { groups, dialingProfiles } = parseScenario(page([...RULES, ...PROFILES, ...GROUPS]), 'a');
    expect(groups).toMatchObject([
      {
        name: 'g',
        campaignHours: {
          timezoneSource: 'contact-and-device',
          times: { everyDay: [{ start: '10:00', end: '18:00' }] },
        },
        dialingProfile: 'careful',
      },
      {
        name: 'h',
        campaignHours: { timezoneSource: 'device', times: { everyDay: 'closed' } },
        dialingProfile: null,
      },
      { name: 'i', campaignHours: null, dialingProfile: null },
    ]);
    expect(dialingProfiles).toMatchObject([{ name: 'careful', rules: ['Short'], lists: ['Paused'] }]);
  });

  test('a group is held to the hours that it has, and to the picks of its profile', () => {
    const sourceOf = (group: string) => {
      const scenario = parseScenario(page([...RULES, ...PROFILES, ...GROUPS], group), 'a');
      const [one] = scenario.cases;
      if (one === undefined) throw new Error('no case');
      const { campaignHours, contactTimes, suppressionLists } = questionOf(scenario, one).source;
      return [campaignHours?.timezoneSource ?? null, contactTimes.length, suppressionLists.length];
    };
    expect([sourceOf('g'), sourceOf('h'), sourceOf('')]).toEqual([
      ['contact-and-device', 1, 1],
      ['device', 0, 0],
      [null, 0, 0],
    ]);
  });

  test('custom timezones say where the device is, and where the contact’s others are', () => {
    const scenario = parseScenario(page(TIMEZONES), 'a');
    const [one] = scenario.cases;
    if (one === undefined) throw new Error('no case');
    const { device, otherDevices } = questionOf(scenario, one).facts;
    expect([device.zones, device.zonesFrom]).toEqual([['Asia/Tokyo'], 'custom']);
    expect(otherDevices.map(({ zones }) => zones)).toEqual([['America/Denver']]);
  });

  const wrong: readonly [name: string, sections: readonly string[], says: RegExp][] = [
    ['hours that end before they start', replaced(GROUPS, '10:00-18:00', '18:00-10:00'), /not after its start/],
    ['a clock without hours', replaced(GROUPS, '| i | | |', '| i | | device |'), /`hours source` stands without `hours`/],
    ['a clock that there is not', replaced(GROUPS, 'contact and device', 'office'), /`office` is not understood/],
    ['a profile that there is not', replaced(GROUPS, 'careful', 'careless'), /no dialing profile `careless`/],
    ['a profile that picks what there is not', [...RULES, ...replaced(PROFILES, 'Short', 'Long')], /no single rule or list `Long`/],
    ['a profile that picks what is required', [...replaced(RULES, 'required: no', 'required: yes'), ...PROFILES], /applies without being picked/],
    ['two profiles of one name', [...RULES, ...PROFILES, '| careful | | |'], /another profile `careful`/],
    ['digits that stand twice, cut otherwise', [...TIMEZONES, '| 1 | 212555 | | UTC |'], /prefix `1212555` stands twice/],
    ['a zone that there is not', replaced(TIMEZONES, 'Asia/Tokyo', 'Asia/Nowhere'), /`Asia\/Nowhere` is no time zone/],
    ['a plus', replaced(TIMEZONES, '| 1 | 212 | - |', '| +1 | 212 | - |'), /`\+1` is not digits/],
    ['no area code', [...TIMEZONES, '| 1 | | | UTC |'], /`area code` is missing/],
  ]; // prettier-ignore
  test.each(wrong)('refuses %s', (_, sections, says) => {
    const rest = sections.some((line) => line.startsWith('### Campaign')) ? [...RULES, ...PROFILES] : [];
    expect(() => parseScenario(page([...rest, ...sections]), 'a')).toThrow(says);
  });
});
