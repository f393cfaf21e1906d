import { formatInstant } from '@tact/engine';
import { describe, expect, test } from 'vitest';
import { parseScenario } from './parse-scenario.ts';

const PAGE = [
  '# Title',
  '',
  'A sentence.',
  '',
  '## Given',
  '',
  '### Organization',
  '',
  '- zone: America/New_York',
  '- hours: 08:00-21:00',
  '',
  '### Contacts',
  '',
  '| contact | devices |',
  '| --- | --- |',
  '| ana | +12125550101 mobile, ana@example.com |',
  '',
  '### Attempt rule: Two a day',
  '',
  '- required: yes',
  '- priority: 1',
  '- blocks at: 2 attempts',
  '- period: today',
  '- counts: any result',
  '- counted by: client',
  '',
  '## Cases',
  '',
  '| case | at | decision | next allowed |',
  '| --- | --- | --- | --- |',
  '| one | 2026-02-10 12:00 America/New_York | allowed | |',
];

/** The page with one line changed, or with lines put in its place. */
function changed(before: string, ...after: readonly string[]): string {
  const index = PAGE.indexOf(before);
  if (index < 0) throw new Error(`the page has no line \`${before}\``);
  return PAGE.toSpliced(index, 1, ...after).join('\n');
}

const PERIOD = '- period: today';
const HOURS = '- hours: 08:00-21:00';
const ANA = '| ana | +12125550101 mobile, ana@example.com |';
const CASE = '| one | 2026-02-10 12:00 America/New_York | allowed | |';
const CONTACT_TIMES = ['### Contact times: C', '- required: no', '- priority: 1', '- country: US'];
const HISTORY = [
  '### History',
  '| at | contact | device | state | expires |',
  '| --- | --- | --- | --- | --- |',
];

describe('a page that is right', () => {
  test('is read with the defaults of what was left out', () => {
    const scenario = parseScenario(PAGE.join('\r\n'), 'a.scenario.md');
    expect(scenario.title).toBe('Title');
    expect(scenario.organization).toMatchObject({
      zoneFallback: 'number',
      limits: { attemptsPerDayMax: null },
    });
    expect(scenario.contacts[0]?.devices).toEqual([
      { position: 1, key: '+12125550101', type: 'mobile' },
      { position: 2, key: 'ana@example.com', type: 'unknown' },
    ]);
    expect(scenario.attemptRules[0]?.conditions).toMatchObject({
      direction: 'outbound',
      scope: 'tenant',
      to: [],
    });
    expect(scenario.cases[0]).toMatchObject({ line: 31, channel: 'call', device: { position: 1 } });
    expect(scenario.cases[0]?.expected).toEqual({ decision: 'allowed' });
  });

  test.each([
    ['2026-02-10 12:00 America/New_York', '2026-02-10T17:00:00Z'],
    ['2026-02-10 12:00:59.001 America/New_York', '2026-02-10T17:00:59.001Z'],
    ['2026-03-08T06:59:59.999Z', '2026-03-08T06:59:59.999Z'],
    ['2026-03-08 03:00 America/New_York', '2026-03-08T07:00:00Z'],
    ['2026-11-01 01:30 America/New_York first', '2026-11-01T05:30:00Z'],
    ['2026-11-01 01:30 America/New_York second', '2026-11-01T06:30:00Z'],
    ['2026-04-05 01:45 Australia/Lord_Howe first', '2026-04-04T14:45:00Z'],
    ['2026-04-05 01:45 Australia/Lord_Howe second', '2026-04-04T15:15:00Z'],
    ['2026-04-04 23:30 America/Santiago second', '2026-04-05T03:30:00Z'],
    ['2026-02-10 12:00 UTC', '2026-02-10T12:00:00Z'],
  ])('reads the time %s', (text, expected) => {
    const page = changed(CASE, `| one | ${text} | allowed | |`);
    expect(formatInstant(parseScenario(page, 'a').cases[0]?.at ?? (0 as never))).toBe(expected);
  });
});

describe('a page that is wrong is refused with its line and one sentence', () => {
  test.each<[string, string, number, string]>([
    ['no title', changed('# Title', 'Title'), 1, 'a scenario begins with its title, as `# Title`'],
    [
      'no `Given`',
      changed('## Given', '## Givens'),
      5,
      'below the title and its sentences stands `## Given`',
    ],
    ['no cases', changed('## Cases', 'Cases'), 5, 'there is no `## Cases`; write what is to come out'],
    [
      'a heading that is not known',
      changed(PERIOD, PERIOD, '### Rules'),
      24,
      '`Rules` is no heading here; there are ',
    ],
    [
      'a heading twice',
      changed(PERIOD, PERIOD, '### Contacts'),
      24,
      '`Contacts` stands twice; make them one',
    ],
    [
      'a heading after the cases',
      changed(CASE, CASE, '## Notes'),
      32,
      '`Notes` stands after the cases, which come last',
    ],
    [
      'a key that is not known',
      changed(HOURS, HOURS, '- Hours: any'),
      11,
      '`- Hours: any` is not `- key: value`',
    ],
    [
      'a key of another section',
      changed(HOURS, HOURS, '- period: today'),
      11,
      '`period` is no key here; there are `zone`, `hours`',
    ],
    ['a key twice', changed(HOURS, HOURS, HOURS), 11, '`hours` stands twice; keep one'],
    ['a key that is missing', changed(PERIOD), 18, '`period` is missing; write it'],
    [
      'a table where settings are to be',
      changed(HOURS, HOURS, '| a |', '| --- |'),
      11,
      '`Organization` has no table; write `- key: value`',
    ],
    [
      'a word that is not known',
      changed(PERIOD, '- period: tomorrow'),
      23,
      '`tomorrow` is no period; write `today`, ',
    ],
    [
      'a count of none',
      changed('- blocks at: 2 attempts', '- blocks at: 0 attempts'),
      22,
      '`0` is not a whole number from 1 to ',
    ],
    [
      'what would be refused at save',
      changed(PERIOD, PERIOD, '- devices: 1'),
      18,
      'devices and device types are chosen only where ',
    ],
    [
      'a window that ends before it starts',
      changed(HOURS, '- hours: 21:00-08:00'),
      10,
      'the window ends at `08:00`, which is not after its start `21:00`',
    ],
    [
      'a week without its Sunday',
      changed(HOURS, '- hours: monday-saturday any'),
      10,
      '`sunday` is missing; write `sunday closed` or its windows',
    ],
    [
      'a zone that is not known',
      changed('- zone: America/New_York', '- zone: EST'),
      9,
      '`EST` is no time zone; use a name such as `America/New_York`',
    ],
    [
      'limits in another order',
      changed(HOURS, HOURS, '- limits: 7 a week, 3 a day'),
      11,
      '`7 a week, 3 a day` is not `3 a day, 7 a week, ',
    ],
    [
      'a column that is not known',
      changed('| case | at | decision | next allowed |', '| case | at | decision | next |'),
      29,
      '`next` is no column here; there are ',
    ],
    [
      'a row with a cell too many',
      changed(CASE, `${CASE} |`),
      31,
      'the table has 4 columns, and this line has 5 cells',
    ],
    [
      'a table without its line of dashes',
      changed('| --- | --- |'),
      15,
      'below the names of the columns stands a line of `---`',
    ],
    ['a contact twice', changed(ANA, ANA, ANA), 17, 'there is another contact `ana`; give each its own name'],
    [
      'a number without its calling code',
      changed(ANA, '| ana | 2125550101 |'),
      16,
      '`2125550101` is no number; write it with its calling code, such as `+12125550123`',
    ],
    ['a case twice', changed(CASE, CASE, CASE), 32, 'there is another case `one`; give each its own name'],
    [
      'a case without a decision',
      changed(CASE, '| one | 2026-02-10 12:00 America/New_York | | |'),
      31,
      '`decision` is missing; write it',
    ],
    [
      'a decision that is none',
      changed(CASE, CASE.replace('allowed', 'maybe')),
      31,
      '`maybe` is not understood here; write `allowed` or `blocked`',
    ],
    [
      'an allowed case that says when it opens',
      changed(CASE, CASE.replace('| |', '| never |')),
      31,
      'a case that is allowed has no `next allowed`; write `-`, or leave it empty',
    ],
    ['a fence', changed('A sentence.', '```'), 3, '````` is not understood; write headings, '],
    [
      'an unnamed rule',
      changed('### Attempt rule: Two a day', '### Attempt rule:'),
      18,
      '`Attempt rule:` is no heading here; there are ',
    ],
    [
      'regions of no country',
      changed('## Cases', ...CONTACT_TIMES, '- regions: US-XX', '- times: any', '## Cases'),
      31,
      '`US-XX` is no region; use a code such as `US-NY`',
    ],
    [
      'strict with days of their own',
      changed('## Cases', ...CONTACT_TIMES, '- strict: yes', '- times: monday-sunday any', '## Cases'),
      27,
      'a strict rule has the same times on all days, ',
    ],
  ])('%s', (_, page, line, sentence) => {
    expect(messageOf(page)).toContain(`page.md:${line}: ${sentence}`);
  });

  test.each([
    ['without a zone', '2026-02-10 12:00', 'is not a time; write '],
    ['in an offset', '2026-02-10T12:00+01:00', 'is not a time; write '],
    ['in a zone that is not known', '2026-02-10 12:00 Mars/Base', '`Mars/Base` is no time zone'],
    ['on a day that does not exist', '2026-02-30 12:00 America/New_York', 'is no day and time of day'],
    ['that is no time of day', '2026-02-10 24:00 America/New_York', 'is no day and time of day'],
    [
      'that the clock leaps over',
      '2026-03-08 02:30 America/New_York',
      'does not exist: the clock leaps over it; ',
    ],
    [
      'that the clock leaps over by half an hour',
      '2026-10-04 02:15 Australia/Lord_Howe',
      'does not exist: the clock leaps over it; ',
    ],
    [
      'that comes twice',
      '2026-11-01 01:30 America/New_York',
      'comes twice; write `first` or `second` behind it',
    ],
    [
      'that comes once, and says which',
      '2026-02-10 12:00 America/New_York first',
      'comes once; leave `first` out',
    ],
  ])('a time %s', (_, text, sentence) => {
    const message = messageOf(changed(CASE, `| one | ${text} | allowed | |`));
    expect(message).toContain('page.md:31: ');
    expect(message).toContain(sentence);
  });

  test.each([
    ['a reservation without its end', 'reserved | -', 'a reservation has `expires`; write when it ends'],
    [
      'a reservation of half a minute',
      'reserved | 2026-02-10T10:00:30Z',
      'a reservation holds for 1 minute to 24 hours',
    ],
    [
      'a finished attempt with an end',
      'finished | 2026-02-10T10:15Z',
      'a finished attempt has no `expires`; leave it out',
    ],
    ['a state that is not known', 'expired | -', '`expired` is not understood here; write `finished` or '],
  ])('history: %s', (_, cells, sentence) => {
    const row = `| 2026-02-10T10:00Z | ana | 1 | ${cells} |`;
    expect(messageOf(PAGE.toSpliced(25, 0, ...HISTORY, row).join('\n'))).toContain(`page.md:29: ${sentence}`);
  });
});

/** The message of the error; empty where the page is read. */
function messageOf(page: string): string {
  try {
    parseScenario(page, 'page.md');
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
