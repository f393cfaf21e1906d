import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AnswerBodyOf, Client, Endpoints, QueryOf } from '@tact/api';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let spoolDirectory: string;
let own: TestOrganization;

beforeAll(async () => {
  spoolDirectory = await mkdtemp(join(tmpdir(), 'tact-test-spool-'));
  running = await startRunningService({ spoolDirectory });
});
beforeEach(async () => {
  own = await running.newOrganization();
});
afterAll(async () => {
  await running.stop();
  await rm(spoolDirectory, { recursive: true, force: true });
});

/** A file is taken away a moment after its job has ended; one that stays ends the test by its time. */
async function spoolIsEmpty(): Promise<void> {
  while ((await readdir(spoolDirectory)).length > 0) await sleep(20);
}

type Query = QueryOf<Endpoints['listImports']['create']>;
type Job = AnswerBodyOf<Endpoints['jobs']['get']>;

let lists = 0;
async function newList(given: object = {}): Promise<string> {
  const body = { name: `List ${++lists}`, type: 'device' as const, required: true, ...given };
  return (await own.client.suppressionLists.create({ body })).id;
}

async function ended(jobId: string, client: Client = own.client): Promise<Job> {
  for (;;) {
    const job = await client.jobs.get({ params: { id: jobId } });
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await sleep(20);
  }
}

/** Imports a text, and gives the import once its job has ended. */
async function imported(id: string, body: string, query: Partial<Query> = {}) {
  const given = { fileName: 'list.csv', defaultCountry: 'US', ...query };
  const begun = await own.client.listImports.create({ params: { id }, query: given, body });
  const job = await ended(begun.job.id);
  const params = { id, importId: begun.import.id };
  return { job, params, import: await own.client.listImports.get({ params }) };
}

/** Which of the addresses are blocked, and by which code. */
async function blocked(...addresses: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    const contact = { clientId: `of ${address}`, devices: [{ address }] };
    const channel = address.includes('@') ? ('email' as const) : ('call' as const);
    const { deciding } = await own.client.decisions.ask({ body: { contact, channel } });
    if (deciding?.code === 'on_suppression_list') found.push(address);
  }
  return found;
}

const [ONE, TWO, THREE] = ['+12125550101', '+12125550102', '+12125550103'];
const MIXED = `phone,until,reason\n(212) 555-0101,,\n212 555 0102,2099-12-31,asked\nhello,,\n1.23E+10,,\n+12125550101,,\n`;

describe('looking at a file', () => {
  test('tells what it is and how it would be read, asks what is open, and keeps nothing', async () => {
    const id = await newList();
    const query = { fileName: 'list.csv' };
    const seen = await own.client.listImports.inspect({ params: { id }, query, body: MIXED });
    expect(seen).toMatchObject({
      kind: 'table',
      plan: { columns: ['number', 'until', 'reason'], headerRows: 1 },
    });
    expect(seen.questions.map(({ code }) => code)).toEqual(['default_country_missing']);
    await spoolIsEmpty();
    expect((await own.client.listImports.list({ params: { id } })).items).toEqual([]);
  });

  test('shows the first rows by the plan, and what is wrong with others by kind', async () => {
    const id = await newList();
    const query = { fileName: 'list.csv', defaultCountry: 'US' };
    const body = MIXED;
    const { preview } = await own.client.listImports.inspect({ params: { id }, query, body });
    expect(preview).toMatchObject({ good: 3, bad: 2, isWhole: true });
    expect(preview?.rows.map(({ line, value, until, reason, problem }) => [line, value, until, reason, problem === null])).toEqual([
      [2, ONE, null, null, true],
      [3, TWO, '2099-12-31', 'asked', true],
      [4, 'hello', null, null, false],
      [5, '1.23E+10', null, null, false],
      [6, ONE, null, null, true],
    ]); // prettier-ignore
    expect(preview?.problems.map(({ code, rows }) => [code, rows])).toContainEqual(['digits_lost', 1]);

    const plan = JSON.stringify({ columns: ['ignore', 'ignore', 'reason'] });
    const open = await own.client.listImports.inspect({ params: { id }, query: { ...query, plan }, body });
    expect([open.preview, open.questions.map(({ code }) => code)]).toEqual([null, ['columns_missing']]);
  });

  test('on a list of clients proposes the column of client ids', async () => {
    const id = await newList({ type: 'client', required: false });
    const seen = await own.client.listImports.inspect({
      params: { id },
      query: { fileName: 'x' },
      body: 'name,client id,phone\nAnn,A-1,2125550101\nBob,B-2,2125550102\n',
    });
    expect([seen.plan.columns, seen.questions]).toEqual([['ignore', 'client_id', 'ignore'], []]);
  });
});

describe('an import', () => {
  test('takes good rows, names bad ones, and is in force as a whole when its job has finished', async () => {
    const id = await newList();
    const done = await imported(id, MIXED);
    expect(done.job).toMatchObject({ state: 'finished', rowsDone: 5, rowsTotal: 5 });
    expect(done.import).toMatchObject({ state: 'in_force', good: 3, bad: 2, badKept: 2, repeated: 1 });
    expect(await blocked(ONE, TWO, THREE)).toEqual([ONE, TWO]);
    const { items } = await own.client.listImports.badRows({ params: done.params });
    expect(items).toMatchObject([
      { member: 'list.csv', line: 4, column: 'phone', value: 'hello' },
      { line: 5, column: 'phone', value: '1.23E+10', code: 'digits_lost' },
    ]);
    const csv = await own.send(
      'GET',
      `/api/v1/suppression-lists/${id}/imports/${done.import.id}/bad-rows.csv`,
    );
    expect(csv.text.split('\n').slice(0, 2)).toEqual([
      'member,line,column,value,code,sentence',
      expect.stringMatching(/^list\.csv,4,phone,hello,/),
    ]);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    await spoolIsEmpty();
  });

  test('rolled back, leaves the list as it was; its numbers are allowed again', async () => {
    const id = await newList();
    await imported(id, `${ONE}\n`);
    const { params } = await imported(id, `number,reason\n${TWO},x\n${THREE},\n`);
    expect(await blocked(ONE, TWO, THREE)).toEqual([ONE, TWO, THREE]);
    const back = await own.client.listImports.rollBack({ params, body: { reason: 'the wrong file' } });
    expect(back).toMatchObject({ state: 'rolled_back', rolledBack: { reason: 'the wrong file' } });
    expect(await blocked(ONE, TWO, THREE)).toEqual([ONE]);
    const { items } = await own.client.audit.list({ query: { entityId: id, entity: 'suppression-list' } });
    expect(items.find(({ action }) => action === 'list-import.roll-back')).toMatchObject({
      reason: 'the wrong file',
    });
  });

  test('replaces earlier imports, or removes what the file names', async () => {
    const id = await newList();
    await own.client.suppressionLists.addEntries({
      params: { id },
      body: { entries: [{ value: 'ann@example.com' }] },
    });
    await imported(id, `${ONE}\n${TWO}\n`);
    await imported(id, `${TWO}\n${THREE}\n`, { mode: 'replace' });
    expect(await blocked(ONE, TWO, THREE, 'ann@example.com')).toEqual([TWO, THREE, 'ann@example.com']);
    await imported(id, `address\n${TWO}\nann@example.com\n`, { mode: 'remove' });
    expect(await blocked(ONE, TWO, THREE, 'ann@example.com')).toEqual([THREE]);
    expect(await own.client.suppressionLists.get({ params: { id } })).toMatchObject({ size: 1 });
  });

  test('of a change list adds and deletes, on its base alone', async () => {
    const id = await newList();
    const body = `area,number,code\n212,5550102,A\n212,5550101,D\n`;
    const change = { defaultCountry: 'US', baseVersion: 'one', plan: JSON.stringify(CHANGE) };
    await imported(id, `${ONE}\n${THREE}\n`, { label: 'one' });
    const wrong = await refused(id, body, {
      ...change,
      baseVersion: 'zero',
      plan: JSON.stringify({ ...CHANGE, baseVersion: 'zero' }),
    });
    expect(wrong).toBe('base_version_differs');
    const done = await imported(id, body, { ...change, label: 'two' });
    expect([done.job.error, done.import.good]).toEqual([null, 2]);
    expect(await blocked(ONE, TWO, THREE)).toEqual([TWO, THREE]);
  });

  test('gives a registry list its date and coverage', async () => {
    const id = await newList({
      required: false,
      registry: { ageHoursMax: 744, versionAt: null, coverage: [] },
    });
    expect(await refused(id, `${ONE}\n`, { mode: 'replace' })).toBe('plan_invalid');
    const versionAt = '2026-11-01T00:00:00Z';
    await imported(id, `${ONE}\n`, { mode: 'replace', versionAt, coverage: '+1212, +1646' });
    const { registry } = await own.client.suppressionLists.get({ params: { id } });
    expect(registry).toEqual({ ageHoursMax: 744, versionAt, coverage: ['+1212', '+1646'] });
  });

  test('into a list that keeps entries for some days makes entries of numbers', async () => {
    const id = await newList({ required: false, retentionDays: 30 });
    await imported(id, `${ONE}\n`);
    const { items } = await own.client.suppressionLists.listEntries({ params: { id } });
    expect(items.map(({ value }) => value)).toEqual([ONE]);
  });

  test('of a file that breaks in its middle fails, and leaves the list as it was', async () => {
    const id = await newList();
    const done = await imported(id, `<list><ac val='212'><ph val='5550101'/></ac><broken`, {
      fileName: 'x.xml',
    });
    expect(done.job).toMatchObject({ state: 'failed', error: { code: 'file_invalid' } });
    expect(done.import.state).toBe('failed');
    expect(await blocked(ONE)).toEqual([]);
    await spoolIsEmpty();
  });
});

const CHANGE = { list: 'change', baseVersion: 'one', columns: ['area_code', 'local_number', 'change_code'] };

/** The code that an import is refused with. */
async function refused(id: string, body: string, query: Partial<Query>): Promise<unknown> {
  const given = new URLSearchParams({
    fileName: 'x',
    ...(query as Record<string, string>),
  });
  const { json } = await own.send('POST', `/api/v1/suppression-lists/${id}/imports?${given.toString()}`, {
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });
  return json['code'];
}

describe('refused before anything is stored', () => {
  const wrong: readonly [name: string, code: string, body: string, query: Partial<Query>][] = [
    ['an empty file', 'file_invalid', '', {}],
    ['a file that is no list', 'file_invalid', '%PDF-1.4', {}],
    ['a plan that is no JSON', 'plan_invalid', ONE, { plan: '{' }],
    ['a plan with an unknown field', 'plan_invalid', ONE, { plan: '{"colums":[]}' }],
    ['a plan without a value', 'plan_invalid', ONE, { plan: '{"columns":["ignore"]}' }],
    ['a question that is left open', 'plan_invalid', '212 555 0101\n', {}],
    ['client ids on a list of devices', 'plan_invalid', ONE, { plan: '{"columns":["client_id"]}' }],
    ['a version date of no registry', 'plan_invalid', ONE, { versionAt: '2026-11-01T00:00:00Z' }],
    ['a coverage that is none', 'plan_invalid', ONE, { coverage: '212' }],
    ['an unknown mode', 'validation_failed', ONE, { mode: 'merge' as 'append' }],
  ];
  test.each(wrong)('%s', async (_, code, body, query) => {
    expect(await refused(await newList({ required: false }), body, query)).toBe(code);
    await spoolIsEmpty();
  });

  test('a body of another content type', async () => {
    const path = `/api/v1/suppression-lists/${await newList({ required: false })}/imports?fileName=x`;
    const headers = { 'content-type': 'text/csv' };
    expect((await own.send('POST', path, { headers, body: ONE })).json['code']).toBe(
      'content_type_unsupported',
    );
    expect((await own.send('POST', path)).json['code']).toBe('content_type_unsupported');
  });
});

test('a job can be followed to its end by server-sent events', async () => {
  const id = await newList({ required: false });
  const begun = await own.client.listImports.create({
    params: { id },
    query: { fileName: 'x' },
    body: `${ONE}\n`,
  });
  const { text, headers } = await own.send('GET', `/api/v1/jobs/${begun.job.id}/events`);
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const last = text.trim().split('\n\n').at(-1) ?? '';
  expect(last).toMatch(/^event: job\ndata: \{/);
  expect(JSON.parse(last.slice(last.indexOf('{'))) as object).toMatchObject({
    state: 'finished',
    rowsTotal: 1,
  });
});
