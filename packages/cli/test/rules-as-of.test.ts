import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { formatInstant, type Instant, type OrganizationId, type RuleId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore;
let own: OrganizationId;
let ruleId: RuleId;
/** Before the rule, with its first state, with its second, and after its end. */
const instants: string[] = [];

const CONDITIONS = {
  scope: 'tenant',
  count: 3,
  direction: 'outbound',
  period: { kind: 'today' },
  countBy: 'any',
  using: 'client',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
} as const;
const rule = (name: string, count: number) => ({
  name,
  required: true,
  priority: 1,
  dispositionCode: null,
  conditions: { ...CONDITIONS, count },
});

beforeAll(async () => {
  database = await openTestStore();
  own = await database.newOrganization();
  const { rules } = database.store;
  const mark = async () => {
    const [row] = await database.query<{ at: string }>(
      `select (round(extract(epoch from clock_timestamp()) * 1000) + 1)::text as at, pg_sleep(0.01)`,
    );
    instants.push(formatInstant(Number(row?.at) as Instant));
    await database.query('select pg_sleep(0.01)');
  };
  await mark();
  const { id, version } = await rules.create(own, 'attempt', rule('Three', 3), TEST_ACTOR);
  ruleId = id;
  await mark();
  await rules.update(own, 'attempt', id, version, rule('Two', 2), TEST_ACTOR);
  await mark();
  await rules.delete(own, 'attempt', id, TEST_ACTOR);
  await mark();
});
afterAll(() => database.close());
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function rules(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  vi.stubEnv('DATABASE_URL', database.connectionString);
  const written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += String(text);
    return true;
  });
  const code = await run(['rules', ...args, '--organization', own]);
  return { code, ...written };
}

test('as-of shows the rules of each instant, with a fingerprint of their own', async () => {
  const shown = [];
  for (const at of instants) {
    const { code, out } = await rules('as-of', at);
    expect(code).toBe(0);
    shown.push(
      JSON.parse(out) as { readonly fingerprint: string; readonly source: { attempt: { count: number }[] } },
    );
  }
  expect(shown.map(({ source }) => source.attempt.map(({ count }) => count))).toEqual([[], [3], [2], []]);
  const [none, three, two, gone] = shown.map(({ fingerprint }) => fingerprint);
  expect([none === gone, none === three, three === two]).toEqual([true, false, false]);
});

test('diff says what was added, changed and removed between two instants', async () => {
  const [before = '', three = '', two = '', gone = ''] = instants;
  const firstLines = async (from: string, to: string) => (await rules('diff', from, to)).out.split('\n')[0];
  expect(await firstLines(before, three)).toBe('added attempt: Three');
  expect(await firstLines(three, two)).toBe('changed attempt: Two');
  expect(await firstLines(two, gone)).toBe('removed attempt: Two');
  expect(await firstLines(before, gone)).toBe('the rules are the same');
});

test('history tells every change of a rule, by its id and by every name that it had', async () => {
  const byId = await rules('history', ruleId);
  expect(byId.code).toBe(0);
  const heads = byId.out.split('\n').filter((line) => !line.startsWith('  '));
  expect(heads.map((line) => line.split('  ').slice(1).join(' ').trim())).toEqual([
    `rule.create Three (${ruleId}) by Tess`,
    `rule.update Two (${ruleId}) by Tess`,
    `rule.delete Two (${ruleId}) by Tess`,
    '',
  ]);
  expect(byId.out).toContain('  - name "Three"\n  + name "Two"\n');
  expect((await rules('history', 'Three')).out).toBe(byId.out);
});

test('what is no instant, no group and no rule is wrong usage', async () => {
  const [at = ''] = instants;
  for (const args of [
    ['as-of', 'yesterday'],
    ['as-of', at, '--group', 'none'],
    ['history', 'None'],
  ])
    expect((await rules(...args)).code).toBe(2);
});
