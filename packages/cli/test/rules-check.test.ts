import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ContactTimesRule, OrganizationId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs a command line and gives its exit code and what it wrote. */
async function tact(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += String(text);
    return true;
  });
  const code = await run(args);
  return { code, ...written };
}

const common = (name: string) => ({ id: `id of ${name}`, name, priority: 1, dispositionCode: null });
const hours = (start: string, end: string): ContactTimesRule => ({
  country: 'any',
  regions: [],
  devices: 'any',
  deviceTypes: 'any',
  timezoneSource: 'device',
  strict: false,
  times: { everyDay: [{ start, end }] },
});
const RULESET = {
  organization: {
    zone: 'America/New_York',
    zoneFallback: 'number',
    allowedHours: { everyDay: [{ start: '08:00', end: '21:00' }] },
    limits: { attemptsPerDayMax: null, attemptsPerWeekMax: null, intervalHoursMin: null },
  },
  timezoneSource: null,
  suppressionLists: [],
  contactDates: [],
  location: [],
  contactTimes: [],
  campaignHours: null,
  attempt: [],
  custom: [],
};

async function fileOf(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('rules check --file', () => {
  test('of a ruleset without anything to remark', async () => {
    const path = await fileOf('fine.json', RULESET);
    expect(await tact('rules', 'check', '--file', path)).toEqual({
      code: 0,
      out: 'nothing to remark\n',
      err: '',
    });
  });

  test('lists findings, gravest first, and fails where something is never allowed', async () => {
    const path = await fileOf('shut.json', {
      ...RULESET,
      contactTimes: [
        { ...common('Morning'), ...hours('08:00', '12:00') },
        { ...common('Evening'), ...hours('17:00', '20:00') },
        { ...common('Wide'), ...hours('07:00', '22:00') },
      ],
    });
    const { code, out } = await tact('rules', 'check', '--file', path);
    expect(code).toBe(1);
    expect(out).toBe(
      [
        'error:   `Morning` (08:00-12:00) and `Evening` (17:00-20:00) have no minute of the week in common in the same zone: no contact anywhere is ever allowed [never_together]',
        'warning: `Wide` adds nothing to `Evening`, which blocks wherever it does [covered]',
        '',
        '1 error, 1 warning',
        '',
      ].join('\n'),
    );
  });

  test('warnings and notes alone do not fail', async () => {
    const path = await fileOf('past.json', {
      ...RULESET,
      contactDates: [{ id: 'a', label: 'New year', date: '2001-01-01' }],
    });
    const { code, out } = await tact('rules', 'check', '--file', path, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ code: 'contact_date_past', severity: 'note' }]);
  });

  test('of a ruleset that cannot be used says where', async () => {
    const path = await fileOf('reversed.json', {
      ...RULESET,
      contactTimes: [{ ...common('Reversed'), ...hours('12:00', '08:00') }],
    });
    const { code, out } = await tact('rules', 'check', '--file', path);
    expect(code).toBe(1);
    expect(out).toContain('(at /contactTimes/0/times) [rule_invalid]');
  });

  test.each([
    ['no JSON', '{"organization":', 'is no ruleset: '],
    ['another shape', { ...RULESET, attempt: {} }, 'is no ruleset: /attempt'],
    ['a field too many', { ...RULESET, calendars: [] }, 'is no ruleset: '],
    ['a rule without its fields', { ...RULESET, custom: [common('Own')] }, 'is no ruleset: /custom/0'],
  ])('a file with %s is refused in one line', async (name, content, sentence) => {
    const path = await fileOf(`${name}.json`, content);
    const { code, out, err } = await tact('rules', 'check', '--file', path);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('a file that is not there, and a group beside a file', async () => {
    const missing = await tact('rules', 'check', '--file', join(folder, 'missing.json'));
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('cannot be read');
    const both = await tact('rules', 'check', '--file', 'a.json', '--group', 'Late');
    expect(both.code).toBe(2);
  });
});

describe('rules check', () => {
  let database: TestStore | undefined;
  let organizationId: OrganizationId | undefined;
  beforeAll(async () => {
    database = await openTestStore();
    organizationId = await database.newOrganization();
    const { store } = database;
    const rule = (name: string, priority: number, required: boolean, start: string, end: string) => ({
      name,
      priority,
      required,
      dispositionCode: null,
      conditions: { ...hours(start, end) },
    });
    const kind = 'contact-times';
    await store.rules.create(organizationId, kind, rule('Morning', 1, true, '08:00', '12:00'), TEST_ACTOR);
    const late = rule('Evening', 2, false, '17:00', '20:00');
    const evening = await store.rules.create(organizationId, kind, late, TEST_ACTOR);
    await store.campaignGroups.create(
      organizationId,
      {
        name: 'Late campaign',
        timezoneSource: null,
        ruleIds: [evening.id],
        suppressionListIds: [],
        dialingProfileId: null,
        templateId: null,
        campaignHours: null,
      },
      TEST_ACTOR,
    );
  });
  afterAll(() => database?.close());

  const onDatabase = (...args: readonly string[]) => {
    vi.stubEnv('DATABASE_URL', database?.connectionString ?? '');
    return tact('rules', 'check', '--organization', organizationId ?? '', ...args);
  };

  test('of the rules in force, and of those of a group', async () => {
    expect(await onDatabase()).toMatchObject({ code: 0, out: 'nothing to remark\n' });
    const { code, out } = await onDatabase('--group', 'Late campaign');
    expect(code).toBe(1);
    expect(out).toContain('[never_together]\n\n1 error\n');
  });

  test('of a group that there is not', async () => {
    const { code, err } = await onDatabase('--group', 'Early campaign');
    expect(code).toBe(2);
    expect(err).toContain('there is no campaign group `Early campaign`; there are `Late campaign`');
  });
});
