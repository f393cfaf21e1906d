import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** Files of the compliance report, made in the background by a real service on a real database. */
let running: RunningService;
let own: TestOrganization;
const DAYS = { from: '2026-02-03', to: '2026-02-05' };
/** More than two of the parts that a report is read in. */
const CALLS = 1_100;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

/** So many calls, a minute apart, every other one by e-mail. */
async function calls(count: number): Promise<void> {
  const { client } = own;
  await client.contacts.create({
    body: { clientId: 'C-1', devices: [{ address: '+12125550123' }, { address: 'ann@example.com' }] },
  });
  const begin = Date.parse('2026-02-03T15:00:00Z');
  const attempts = Array.from({ length: count }, (_, n) => ({
    externalId: `x-${n}`,
    at: new Date(begin + n * 60_000).toISOString(),
    clientId: 'C-1',
    device: { address: n % 2 === 0 ? '+12125550123' : 'ann@example.com' },
    channel: n % 2 === 0 ? ('call' as const) : ('email' as const),
    callResult: 'No Answer',
  }));
  for (let at = 0; at < attempts.length; at += 500)
    await client.attempts.import({ body: { attempts: attempts.slice(at, at + 500) } });
}

/** Follows one to its end. */
async function ended(id: string) {
  const { text, status } = await own.send('GET', `/api/v1/reports/files/${id}/events`);
  expect([status, text.startsWith('event: report-file\n')]).toEqual([200, true]);
  return own.client.reportFiles.get({ params: { id } });
}

const contentOf = async (id: string) => own.send('GET', `/api/v1/reports/files/${id}/content`);

async function withDatabase<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: running.connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('a report file', () => {
  test.each(['csv', 'ndjson'] as const)('as %s is, byte for byte, what is streamed', async (format) => {
    await calls(CALLS);
    const { id, state, name } = await own.client.reportFiles.create({ body: { ...DAYS, format } });
    expect([state, name]).toEqual(['queued', `compliance-2026-02-03-2026-02-05.${format}`]);
    const file = await ended(id);
    expect(file).toMatchObject({ state: 'finished', done: 1, rowsDone: CALLS, isFiltered: false });
    const streamed = await own.send(
      'GET',
      `/api/v1/reports/compliance.${format}?from=${DAYS.from}&to=${DAYS.to}`,
    );
    const { text } = await contentOf(id);
    expect(text === streamed.text).toBe(true);
    expect(Buffer.byteLength(text)).toBe(file.bytesDone);
  });

  test('holds to its filters, and says that it has some', async () => {
    await calls(10);
    const body = { ...DAYS, format: 'ndjson', channel: 'email' } as const;
    const { id } = await own.client.reportFiles.create({ body });
    expect(await ended(id)).toMatchObject({ state: 'finished', rowsDone: 5, isFiltered: true });
    const { text } = await contentOf(id);
    expect(text.trimEnd().split('\n')).toHaveLength(5);
    expect(text).not.toContain('"channel":"call"');
  });

  test('without a row is its header', async () => {
    const { id } = await own.client.reportFiles.create({ body: { ...DAYS, format: 'csv' } });
    expect(await ended(id)).toMatchObject({ state: 'finished', rowsDone: 0 });
    expect((await contentOf(id)).text).toMatch(/^interactionId,[^\n]*\r\n$/);
  });

  test('as PDF is a summary of all of it', async () => {
    await calls(10);
    const { id } = await own.client.reportFiles.create({ body: { ...DAYS, format: 'pdf' } });
    expect(await ended(id)).toMatchObject({ state: 'finished', rowsDone: 10 });
    expect((await contentOf(id)).text.startsWith('%PDF-')).toBe(true);
  });

  test('goes on where a process that is gone left it, and comes to the same file', async () => {
    await calls(CALLS);
    const first = await own.client.reportFiles.create({ body: { ...DAYS, format: 'csv' } });
    await ended(first.id);
    const whole = (await contentOf(first.id)).text;
    const lines = whole.split('\r\n');
    const head = `${lines.slice(0, 701).join('\r\n')}\r\n`;
    await withDatabase(async (client) => {
      // As a process left it that had stored 700 rows and was gone before the next part.
      await client.query('delete from tact.report_file_parts where report_file_id = $1', [first.id]);
      await client.query(
        'insert into tact.report_file_parts (organization_id, report_file_id, number, body) values ($1, $2, 1, $3)',
        [own.id, first.id, Buffer.from(head)],
      );
      await client.query(
        `update tact.report_files set state = 'running', runner = gen_random_uuid(), leased_until = now() - interval '1 second',
          finished_at = null, parts = 1, rows_done = 700, progress = $2 where id = $1`,
        [first.id, JSON.stringify({ after: lines[700]?.split(',')[0] })],
      );
    });
    expect(await ended(first.id)).toMatchObject({ state: 'finished', rowsDone: CALLS });
    expect((await contentOf(first.id)).text === whole).toBe(true);
  });

  test('that waits is stopped, refuses a download, and goes on when it is taken up again', async () => {
    await calls(4);
    await withDatabase(async (client) => {
      // Another one of the organization is made elsewhere, so that this one has to wait.
      await client.query(
        `insert into tact.report_files (organization_id, id, plan, name, state, created_by, runner, leased_until)
          values ($1, gen_random_uuid(), '{"asked":{"format":"csv"}}', 'x', 'running', '{}', gen_random_uuid(), now() + interval '1 hour')`,
        [own.id],
      );
      const { id } = await own.client.reportFiles.create({ body: { ...DAYS, format: 'csv' } });
      const params = { id };
      expect(await own.client.reportFiles.stop({ params })).toMatchObject({ state: 'stopped', rowsDone: 0 });
      expect((await contentOf(id)).json['code']).toBe('report_file_not_ready');
      expect(await own.client.reportFiles.resume({ params })).toMatchObject({ state: 'queued' });
      await client.query(`delete from tact.report_files where organization_id = $1 and state = 'running'`, [
        own.id,
      ]);
      expect(await ended(id)).toMatchObject({ state: 'finished', rowsDone: 4 });
      for (const step of ['stop', 'resume'])
        expect((await own.send('POST', `/api/v1/reports/files/${id}/${step}`)).json['code']).toBe(
          'job_ended',
        );
      const { items } = await own.client.audit.list({ query: { entity: 'report-file', entityId: id } });
      expect(items.map(({ action }) => action)).toEqual([
        'report-file.resume',
        'report-file.stop',
        'report-file.create',
      ]);
    });
  });

  test('is asked for with days, or refused at once', async () => {
    const { status, json } = await own.send('POST', '/api/v1/reports/files', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ format: 'csv', from: '2026-02-05', to: '2026-02-03' }),
    });
    expect([status, json['code']]).toEqual([422, 'instant_invalid']);
    expect((await own.client.reportFiles.list()).items).toEqual([]);
  });

  test('is another organization’s to nobody', async () => {
    const { id } = await own.client.reportFiles.create({ body: { ...DAYS, format: 'csv' } });
    await ended(id);
    const other = await running.newOrganization();
    for (const path of ['', '/content', '/events'])
      expect((await other.send('GET', `/api/v1/reports/files/${id}${path}`)).status).toBe(404);
    expect((await other.client.reportFiles.list()).items).toEqual([]);
  });
});
