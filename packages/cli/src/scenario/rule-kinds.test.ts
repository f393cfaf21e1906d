import { describe, expect, test } from 'vitest';
import { runScenarioOnEngine } from './engine-runner.ts';
import { questionOf } from './facts-of-case.ts';
import { parseScenario } from './parse-scenario.ts';

const LOCATION = [
  '### Location rule: Not to New York',
  '- required: no',
  '- priority: 3',
  '- determined by: contact',
  '- locations: region US-NY; country GB and postal code SW1A*',
];
const CUSTOM = [
  '### Custom rule: Gold',
  '- required: no',
  '- priority: 1',
  '- expression: `$tier == gold || AttemptsOnDevice(24H) < 2`',
];
const DATES = ['### Contact dates', '| date | label |', '| --- | --- |', '| 2026-12-25 | Christmas Day |'];

/** A page with the sections, and one case of the given cells. */
function page(sections: readonly string[], cells = '| | allowed | |'): string {
  return [
    '# Title',
    '## Given',
    '### Organization',
    '- zone: America/New_York',
    '- hours: any',
    '### Contacts',
    '| contact | devices | attributes |',
    '| --- | --- | --- |',
    '| ana | +12125550101 | tier: gold, other: 1 |',
    ...sections,
    '## Cases',
    '| case | at | attributes | decision | rule |',
    '| --- | --- | --- | --- | --- |',
    `| one | 2026-12-25 12:00 America/New_York ${cells}`,
  ].join('\n');
}
const without = (lines: readonly string[], start: string) => lines.filter((line) => !line.startsWith(start));

describe('rules of the further kinds', () => {
  test('a location rule, with the defaults of what was left out', () => {
    expect(parseScenario(page(LOCATION), 'a').locationRules).toEqual([
      {
        name: 'Not to New York',
        required: false,
        priority: 3,
        dispositionCode: null,
        conditions: {
          determineBy: 'contact',
          locations: [{ region: 'US-NY' }, { country: 'GB', postalCode: 'SW1A*' }],
          unknownLocation: 'block',
          devices: 'any',
          deviceTypes: 'any',
        },
      },
    ]);
  });

  test('a location rule, with all its keys', () => {
    const lines = [...without(LOCATION, '- locations'), '- locations: any country', '- unknown location: pass', '- devices: 1, 2', '- device types: mobile', '- disposition: NY']; // prettier-ignore
    expect(parseScenario(page(lines), 'a').locationRules[0]).toMatchObject({
      dispositionCode: 'NY',
      conditions: {
        locations: 'any-country',
        unknownLocation: 'pass',
        devices: [1, 2],
        deviceTypes: ['mobile'],
      },
    });
  });

  test('a custom rule', () => {
    expect(parseScenario(page(CUSTOM), 'a').customRules[0]?.conditions).toEqual({
      description: '',
      expression: '$tier == gold || AttemptsOnDevice(24H) < 2',
      missingData: 'block',
    });
    const lines = [...CUSTOM, '- missing data: undefined', '- description: Gold only'];
    expect(parseScenario(page(lines), 'a').customRules[0]?.conditions).toMatchObject({
      description: 'Gold only',
      missingData: 'undefined',
    });
  });

  test('contact dates, which are rules that a case may name', () => {
    const scenario = parseScenario(page(DATES, '| | blocked | Christmas Day |'), 'a');
    expect(scenario.contactDates).toEqual([{ date: '2026-12-25', label: 'Christmas Day' }]);
    expect(runScenarioOnEngine(scenario).map(({ actual }) => actual.rule)).toEqual(['Christmas Day']);
  });

  test('only the fields that a rule in force reads are facts of a case', () => {
    const optional = parseScenario(page(CUSTOM, '| tier: tin, more: 2 | allowed | |'), 'a');
    const required = parseScenario(
      page([...without(CUSTOM, '- required'), '- required: yes'], '| more: 2 | allowed | |'),
      'a',
    );
    const fieldsOf = ([one]: typeof optional.cases, scenario: typeof optional) =>
      one === undefined ? undefined : questionOf(scenario, one).facts.fields;
    expect(fieldsOf(optional.cases, optional)).toEqual({});
    expect(fieldsOf(required.cases, required)).toEqual({ tier: 'gold' });
  });
});

describe('what would be refused at save is refused with its line', () => {
  test.each<[string, readonly string[], number, string]>([
    ['a location rule without locations', without(LOCATION, '- locations'), 10, '`locations` is missing'],
    ['a location rule without its side', without(LOCATION, '- determined'), 10, '`determined by` is missing'],
    ['an area code of a contact', [...without(LOCATION, '- locations'), '- locations: area code 212'], 10, 'an area code belongs to a device'],
    ['a location that is none', [...without(LOCATION, '- locations'), '- locations: town Paris'], 14, '`town Paris` is no location'],
    ['an expression without backticks', [...without(CUSTOM, '- expression'), '- expression: true'], 13, 'an expression stands between backticks'],
    ['an expression with a slip', [...without(CUSTOM, '- expression'), '- expression: `$a ==`'], 10, 'line 1, column 6'],
    ['a priority twice', [...CUSTOM, ...CUSTOM.map((line) => line.replace('Gold', 'Other'))], 14, 'the priority `1` within a kind is taken twice'],
    ['a name twice', [...CUSTOM, ...CUSTOM], 14, 'the name `Gold` is taken twice'],
    ['a day that is none', [...DATES, '| 2026-02-30 | Nowhen |'], 14, '`2026-02-30` is not a day as YYYY-MM-DD'],
    ['a contact date twice', [...DATES, '| 2026-12-25 | Christmas Day |'], 14, '`2026-12-25 Christmas Day` stands twice'],
  ])('%s', (_, sections, line, sentence) => {
    expect(() => parseScenario(page(sections), 'page.md')).toThrow(`page.md:${line}: ${sentence}`);
  }); // prettier-ignore

  test('attributes of a case that cannot be read', () => {
    expect(() => parseScenario(page([], '| tier gold | allowed | |'), 'page.md')).toThrow(
      'page.md:13: `tier gold` is not `name: value`',
    );
  });
});
