import { afterEach, describe, expect, test, vi } from 'vitest';
import { run } from './run.ts';

/** Runs a command line and gives its exit code and what it wrote. */
async function tact(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const code = await run(args);
  vi.restoreAllMocks();
  return { code, out, err };
}

afterEach(() => vi.restoreAllMocks());

describe('help', () => {
  test('it names every command and the exit codes', async () => {
    const { code, out } = await tact('--help');
    expect(code).toBe(0);
    for (const word of [
      'serve',
      'migrate',
      'import',
      'decide',
      'windows',
      'scenario',
      'places',
      'replay',
      'rules',
      'contact-dates',
      'Exit codes: 0 done, 1 failure, 2 wrong usage',
    ])
      expect(out).toContain(word);
  });

  test.each([
    ['serve', '--demo'],
    ['migrate', 'DATABASE_URL'],
    ['decide', '--postal-code'],
    ['replay', 'from their records alone'],
    ['rules', 'check'],
  ])('of %s', async (command, word) => {
    const { code, out } = await tact(command, '--help');
    expect(code).toBe(0);
    expect(out).toContain(word);
  });

  test('of import contacts it lists the fields', async () => {
    expect((await tact('import', 'contacts', '--help')).out).toContain('device1 to device10');
  });

  test('the version', async () => {
    expect((await tact('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('wrong usage: exit code 2, one line, no stack', () => {
  test.each<[string, string[], RegExp]>([
    ['a command that does not exist', ['dcide'], /unknown command/],
    ['an option that does not exist', ['decide', '--nope'], /unknown option/],
    ['nobody named', ['decide'], /say who is meant/],
    ['two devices at once', ['decide', '--number', '1', '--email', 'a@example.com'], /one device at a time/],
    [
      'a channel that does not exist',
      ['decide', '--number', '1', '--channel', 'fax'],
      /--channel `fax` is none/,
    ],
    [
      'an instant without a zone',
      ['decide', '--number', '1', '--at', '2026-11-21T02:15:00'],
      /--at `2026-11-21T02:15:00` is no instant/,
    ],
    ['a format that does not exist', ['decide', 'x.csv', '--format', 'xml'], /--format `xml` is none/],
    ['jobs that are no number', ['decide', 'x.csv', '--jobs', 'many'], /--jobs `many` is none/],
    ...['number', 'email', 'client-id', 'account', 'zone', 'country', 'region', 'postal-code'].map(
      (option): [string, string[], RegExp] => [
        `a file, and --${option} of one question`,
        ['decide', 'x.csv', `--${option}`, 'US'],
        new RegExp(`--${option} is for one question; a file says it in its columns`),
      ],
    ),
    ['a file as JSON', ['decide', 'x.csv', '--json'], /with a file give --format ndjson/],
    ...['out', 'format', 'jobs'].map((option): [string, string[], RegExp] => [
      `--${option} of a file without one`,
      ['decide', '--number', '1', `--${option}`, '1'],
      new RegExp(`--${option} is for a file of questions`),
    ]),
    ['windows of nobody', ['windows'], /say who is meant/],
    ['windows of a number twice', ['windows', '1', '--number', '2'], /give the number once/],
    ['windows over no days', ['windows', '1', '--days', '32'], /--days `32` is none; give 1 to 31/],
    [
      'a suggestion without a year',
      ['contact-dates', 'suggest', 'US'],
      /a country, perhaps a region, and a year/,
    ],
    ['a suggestion for no year', ['contact-dates', 'suggest', 'US', 'next'], /`next` is no year/],
    ['a port that is none', ['serve', '--port', 'http'], /--port `http` is no port/],
  ])('%s', async (_, args, sentence) => {
    const { code, err } = await tact(...args);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^tact: /);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('failures: exit code 1, one line', () => {
  test.each<[string, string[], RegExp]>([
    [
      'a list that is not there',
      ['import', 'contacts', '/nowhere/list.csv'],
      /^tact: the file `\/nowhere\/list.csv` cannot be read: ENOENT/,
    ],
    [
      'a file of questions that is not there',
      ['decide', '/nowhere/list.csv'],
      /^tact: the file `\/nowhere\/list.csv` cannot be read/,
    ],
    ['a number that is none', ['places', 'explain', '12'], /^tact: the number has too few digits/],
  ])('%s', async (_, args, sentence) => {
    const { code, err } = await tact(...args);
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('places explain', () => {
  test('an American number', async () => {
    const { code, out } = await tact('places', 'explain', '(212) 555-0123');
    expect(code).toBe(0);
    expect(out).toMatch(/^number\s+\+12125550123\ncountry\s+US United States\nregion\s+US-NY New York\n/);
    expect(out).toContain('America/New_York');
  });

  test('as JSON', async () => {
    const { out } = await tact('places', 'explain', '+442079460123', '--json');
    expect(JSON.parse(out)).toMatchObject({ key: '+442079460123', country: 'GB', zones: ['Europe/London'] });
  });
});

test('scenario run: a case that comes out otherwise is told in a table, with exit code 1', async () => {
  const { code, out } = await tact('scenario', 'run', '/nowhere/x.scenario.md');
  expect(code).toBe(1);
  expect(out).toContain('/nowhere/x.scenario.md: cannot be read');
});
