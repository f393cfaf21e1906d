import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttemptRule } from '@tact/engine';
import {
  startRunningService,
  type JsonBody,
  type RunningService,
  type TestOrganization,
} from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
  organization = await running.newOrganization();
});
afterAll(() => running.stop());

const ONE_A_DAY: AttemptRule = {
  scope: 'tenant',
  count: 1,
  direction: 'outbound',
  period: { kind: 'rolling', amount: 24, unit: 'hours' },
  countBy: 'any',
  using: 'client',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};

/** An organization that allows one attempt in 24 hours. */
async function strictOrganization(): Promise<TestOrganization> {
  const own = await running.newOrganization();
  await own.client.attemptRules.create({
    body: { name: 'One a day', required: true, priority: 1, conditions: ONE_A_DAY },
  });
  return own;
}

function inline(clientId: string, address = '+12125550123') {
  return { contact: { clientId, devices: [{ address }] }, channel: 'call' as const };
}

describe('a decision', () => {
  test('is answered with its fields in order, the id last, and is found again with its record', async () => {
    const response = await organization.send('POST', '/api/v1/decisions', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(inline('D-1')),
    });
    expect(response.status).toBe(200);
    expect(Object.keys(response.json)).toEqual([
      'decision', 'at', 'nextAllowedAt', 'deciding', 'blocking', 'dispositionCode', 'callResult', 'zones', 'ruleset',
      'versions', 'treatment', 'id',
    ]); // prettier-ignore
    const { decisions } = organization.client;
    const stored = await decisions.get({ params: { id: String(response.json['id']) } });
    expect(stored).toMatchObject({ clientId: 'D-1', decision: 'allowed', code: null });
    const { decision } = stored.record as { decision: JsonBody };
    expect({ ...decision, treatment: null, id: response.json['id'] }).toEqual(response.json);
    const { items } = await decisions.list({ query: { clientId: 'D-1' } });
    expect(items.map(({ id }) => id)).toEqual([response.json['id']]);
    expect((await decisions.list({ query: { clientId: 'D-1', decision: 'blocked' } })).items).toEqual([]);
  });

  test('shows every verdict where that is asked for', async () => {
    const short = await organization.client.decisions.ask({ body: inline('D-2') });
    const long = await organization.client.decisions.ask({ body: inline('D-2'), query: { verdicts: 'all' } });
    expect(short.verdicts).toBeUndefined();
    expect(long.verdicts?.map(({ kind }) => kind)).toContain('contact-times');
  });

  test('is about the instant that the question names, else the query, else now', async () => {
    const { decisions } = organization.client;
    const at = '2026-03-03T12:00:00Z';
    const other = '2026-03-04T12:00:00Z';
    expect((await decisions.ask({ body: { ...inline('D-3'), at } })).at).toBe(at);
    expect((await decisions.ask({ body: inline('D-3'), query: { at } })).at).toBe(at);
    expect((await decisions.ask({ body: { ...inline('D-3'), at: other }, query: { at } })).at).toBe(other);
  });

  test('finds stored contacts by id and by client id, and their devices by position and by address', async () => {
    const { contacts, decisions } = organization.client;
    const { id } = await contacts.create({
      body: { clientId: 'D-4', devices: [{ address: '+12125550101' }, { address: '+13105550102' }] },
    });
    const ask = async (contact: { id: string } | { clientId: string }, device?: object) => {
      const body = { contact, channel: 'call' as const, ...(device === undefined ? {} : { device }) };
      return (await decisions.ask({ body: body as never })).zones.map(({ zone }) => zone);
    };
    expect(await ask({ id })).toEqual(['America/New_York']);
    expect(await ask({ clientId: 'D-4' }, { position: 2 })).toEqual(['America/Los_Angeles']);
    expect(await ask({ clientId: 'D-4' }, { address: '(310) 555-0102' })).toEqual(['America/Los_Angeles']);
  });
});

describe('a batch', () => {
  test('is answered line by line in order; a bad line is told of and the others go on', async () => {
    const lines = [
      JSON.stringify(inline('L-1')),
      '',
      '{"contact": nope}',
      JSON.stringify({ ...inline('L-2'), channel: 'fax' }),
      JSON.stringify({ contact: { clientId: 'nobody' }, channel: 'call' }),
      JSON.stringify({ ...inline('L-3'), at: '2026-02-30T00:00:00Z' }),
      `"${'x'.repeat(70_000)}"`,
      JSON.stringify(inline('L-4')),
    ];
    const answers = await batch(organization, lines.join('\n'));
    expect(answers.map(summary)).toEqual([
      'allowed',
      '3 json_invalid',
      '4 validation_failed',
      '5 contact_unknown',
      '6 validation_failed',
      '7 body_too_large',
      'allowed',
    ]);
  });

  test('of thousands of lines keeps their order', async () => {
    const count = 3_000;
    const lines = Array.from({ length: count }, (_, index) => {
      const clientId = `B-${index}`;
      return index % 7 === 3 ? '{' : JSON.stringify(inline(clientId, `+1212555${1000 + (index % 9000)}`));
    });
    const answers = await batch(organization, `${lines.join('\n')}\n`);
    expect(answers).toHaveLength(count);
    for (const [index, answer] of answers.entries())
      expect(summary(answer)).toBe(index % 7 === 3 ? `${index + 1} json_invalid` : 'allowed');
    const { items } = await organization.client.decisions.list({ query: { clientId: 'B-2998' } });
    expect(items.map(({ id }) => id)).toEqual([answers.at(-2)?.['id']]);
  });

  test('is answered while it is still being sent', async () => {
    const steps: string[] = [];
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const bytes = (text: string) => new TextEncoder().encode(text);
    const sent = writer.write(bytes(`${JSON.stringify(inline('T-1'))}\n`));
    const response = await fetch(`${running.service.address}/api/v1/decisions`, {
      method: 'POST',
      headers: { 'x-api-key': organization.key, 'content-type': 'application/x-ndjson' },
      body: readable,
      duplex: 'half',
    });
    await sent;
    const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
    const first = await reader?.read();
    steps.push(summary(JSON.parse(new TextDecoder().decode(first?.value)) as JsonBody));
    await writer.write(bytes(JSON.stringify(inline('T-2'))));
    await writer.close();
    const second = await reader?.read();
    steps.push(summary(JSON.parse(new TextDecoder().decode(second?.value)) as JsonBody));
    expect(steps).toEqual(['allowed', 'allowed']);
    expect((await reader?.read())?.done).toBe(true);
  });

  test('comes as CSV where that is asked for', async () => {
    const body = [
      JSON.stringify({ ...inline('V-1'), device: { position: 1 } }),
      'nope',
      JSON.stringify({ contact: { clientId: 'a,b' }, channel: 'call' }),
    ].join('\n');
    const response = await organization.send('POST', '/api/v1/decisions', {
      headers: { 'content-type': 'application/x-ndjson', accept: 'text/csv' },
      body,
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, ...rows] = response.text.trimEnd().split('\n');
    expect(header).toBe('clientId,device,decision,code,sentence,nextAllowedAt');
    expect(rows[0]).toBe('V-1,1,allowed,,,');
    expect(rows[1]).toMatch(/^,,refused,json_invalid,.+,$/);
    expect(rows[2]).toMatch(/^"a,b",,refused,contact_unknown,.+,$/);
  });

  test('that nobody takes the answers of is not read on, and holds nobody up', async () => {
    const own = await running.newOrganization();
    const sender = request(`${running.service.address}/api/v1/decisions`, {
      method: 'POST',
      headers: { 'x-api-key': own.key, 'content-type': 'application/x-ndjson' },
    });
    sender.on('error', () => undefined);
    // The answer is never read: no listener takes its data.
    sender.on('response', (response) => response.pause());
    const lines = `${JSON.stringify(inline('W-1'))}\n`.repeat(500);
    const mayGoOn = () =>
      Promise.race([once(sender, 'drain').then(() => true), sleep(1_500).then(() => false)]);
    let chunks = 0;
    while (sender.write(lines) || (await mayGoOn())) chunks++;
    expect(chunks).toBeGreaterThan(0);
    expect((await own.client.decisions.list({ query: { limit: 1 } })).items).toHaveLength(1);
    sender.destroy();
    expect((await own.client.health.ready()).ready).toBe(true);
  });
});

describe('an attempt', () => {
  test('is held once, reported, corrected, and found again', async () => {
    const own = await strictOrganization();
    const { attempts } = own.client;
    const first = await attempts.reserve({ body: { ...inline('H-1'), expiresInSeconds: 60 } });
    expect(first.decision).toBe('allowed');
    const id = first.attempt?.id ?? '';
    expect(Date.parse(first.attempt?.expiresAt ?? '') - Date.parse(first.at)).toBe(60_000);
    const second = await attempts.reserve({ body: inline('H-1') });
    expect(second).toMatchObject({ decision: 'blocked', attempt: null, deciding: { kind: 'attempt' } });

    expect(await attempts.get({ params: { id } })).toMatchObject({
      state: 'reserved', clientId: 'H-1', address: '+12125550123', origin: 'reservation', decisionId: first.id,
      place: { country: 'US', areaCode: '212' },
    }); // prettier-ignore
    const reported = await attempts.report({ params: { id }, body: { callResult: 'NoAnswer' } });
    expect(reported).toMatchObject({ state: 'finished', callResult: 'No Answer', disposition: null });
    const corrected = await attempts.report({
      params: { id },
      body: { callResult: 'Busy', disposition: 'LATER' },
    });
    expect(corrected).toMatchObject({ callResult: 'Busy', disposition: 'LATER' });
    await expect(attempts.release({ params: { id } })).rejects.toMatchObject({ code: 'already_finished' });
    expect((await attempts.list({ query: { clientId: 'H-1' } })).items).toEqual([corrected]);
  });

  test('that is released stops counting', async () => {
    const own = await strictOrganization();
    const { attempts } = own.client;
    const { attempt } = await attempts.reserve({ body: inline('H-2') });
    const released = await attempts.release({ params: { id: attempt?.id ?? '' } });
    expect(released.state).toBe('released');
    expect((await attempts.reserve({ body: inline('H-2') })).decision).toBe('allowed');
    const late = attempts.report({ params: { id: attempt?.id ?? '' }, body: { callResult: 'Busy' } });
    await expect(late).rejects.toMatchObject({ code: 'already_released' });
  });

  test('is answered 201 where it is held and 200 where it is not', async () => {
    const own = await strictOrganization();
    const send = () =>
      own.send('POST', '/api/v1/attempts', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(inline('H-3')),
      });
    const [held, blocked] = [await send(), await send()];
    expect([held.status, blocked.status]).toEqual([201, 200]);
    expect(Object.keys(held.json).slice(-2)).toEqual(['attempt', 'id']);
  });

  test('is granted to one of many who ask at once', async () => {
    const own = await strictOrganization();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => own.client.attempts.reserve({ body: inline('H-4') })),
    );
    expect(answers.filter(({ attempt }) => attempt !== null)).toHaveLength(1);
  });
});

describe('an import of attempts', () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

  test('counts at once, and once for each external id', async () => {
    const own = await strictOrganization();
    const row = {
      externalId: 'x-1',
      at: minutesAgo(5),
      clientId: 'I-1',
      device: { address: '212 555 0123' },
      channel: 'call' as const,
      callResult: 'no answer',
    };
    const body = { attempts: [row] };
    expect(await own.client.attempts.import({ body })).toMatchObject({
      imported: 1,
      alreadyThere: 0,
      refused: 0,
    });
    expect(await own.client.attempts.import({ body })).toMatchObject({
      imported: 0,
      alreadyThere: 1,
      refused: 0,
    });
    expect((await own.client.decisions.ask({ body: inline('I-1') })).decision).toBe('blocked');
    const { items } = await own.client.attempts.list({ query: { clientId: 'I-1' } });
    expect(items).toMatchObject([
      {
        origin: 'import',
        address: '+12125550123',
        callResult: 'No Answer',
        place: { country: 'US', areaCode: '212' },
      },
    ]);
    const { items: entries } = await own.client.audit.list();
    expect(entries[0]).toMatchObject({ actor: { source: 'bulk' } });
  });

  test('takes the good rows, and tells line, value and reason of each bad one', async () => {
    const own = await running.newOrganization();
    const stored = await own.client.contacts.create({
      body: {
        clientId: 'I-2',
        postalCode: '10001',
        country: 'US',
        devices: [{ address: '+12125550102', position: 3 }],
      },
    });
    const other = await own.client.contacts.create({ body: { clientId: 'I-3', devices: [] } });
    const account = await own.client.accounts.create({ body: { contactId: other.id, reference: 'L' } });
    const base = { at: minutesAgo(1), clientId: 'I-2', device: { address: '+12125550102' }, channel: 'call' };
    const rows: readonly unknown[] = [
      base,
      { ...base, device: { address: '12' } },
      { ...base, callResult: 'Great' },
      { ...base, at: minutesAgo(-6) },
      { ...base, at: minutesAgo(-4) },
      { ...base, channel: 'fax' },
      { ...base, device: { position: 9 } },
      { ...base, accountId: account.id },
      { ...base, campaignGroupId: other.id },
      { ...base, device: { position: 3 } },
    ];
    const text = [...rows.map((row) => JSON.stringify(row)), '{'].join('\n');
    const response = await own.send('POST', '/api/v1/attempts/import', {
      headers: { 'content-type': 'application/x-ndjson' },
      body: text,
    });
    expect(response.json).toMatchObject({ imported: 3, alreadyThere: 0, refused: 8 });
    const problems = response.json['problems'] as readonly JsonBody[];
    expect(
      problems
        .map(({ line, code, path, value }) => [line, code, path, value])
        .toSorted(([a], [b]) => Number(a) - Number(b)),
    ).toEqual([
      [2, 'number_invalid', '/device/address', '12'],
      [3, 'call_result_unknown', '/callResult', 'Great'],
      [4, 'attempt_in_future', '/at', expect.any(String)],
      [6, 'validation_failed', '/channel', 'fax'],
      [7, 'device_unknown', '/device/position', 9],
      [8, 'account_of_another_contact', '/accountId', account.id],
      [9, 'campaign_group_unknown', '/campaignGroupId', other.id],
      [11, 'json_invalid', '', null],
    ]);
    const { items } = await own.client.attempts.list({ query: { clientId: 'I-2' } });
    expect(items.map(({ devicePosition, place }) => [devicePosition, place.postalCode])).toEqual([
      [3, stored.postalCode],
      [3, stored.postalCode],
      [3, stored.postalCode],
    ]);
  });

  test('as JSON lets no bad row keep the good ones out', async () => {
    const own = await running.newOrganization();
    const row = { at: minutesAgo(1), clientId: 'I-4', device: { address: '+12125550104' }, channel: 'sms' };
    const response = await own.send('POST', '/api/v1/attempts/import', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ attempts: [row, { ...row, chanel: 'x' }] }),
    });
    expect(response.json).toMatchObject({
      imported: 1,
      refused: 1,
      problems: [{ line: 2, path: '/chanel' }],
    });
  });
});

async function batch(of: TestOrganization, body: string): Promise<readonly JsonBody[]> {
  const response = await of.send('POST', '/api/v1/decisions', {
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  });
  expect(response.status).toBe(200);
  return response.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonBody);
}

/** The decision, or line and code of a bad line. */
function summary(answer: JsonBody): string {
  const error = answer['error'] as JsonBody | undefined;
  return error === undefined
    ? String(answer['decision'])
    : `${String(answer['line'])} ${String(error['code'])}`;
}
