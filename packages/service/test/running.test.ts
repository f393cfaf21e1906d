import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openApiDocument } from '@tact/api';
import type { Store } from '@tact/store';
import { createClock } from '../src/deciding/clock.ts';
import { VERSION } from '../src/main.ts';
import { heldStore } from './held-store.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
  organization = await running.newOrganization();
});
afterAll(() => running.stop());

const HOUR_MS = 3_600_000;
const QUESTION = {
  contact: { clientId: 'A', devices: [{ address: '+12125550123' }] },
  channel: 'call' as const,
};

/** A question to one of several services. */
async function askAt(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${address}/api/v1/decisions`, {
    method: 'POST',
    headers: { 'x-api-key': organization.key, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(QUESTION),
  });
}

describe('the log', () => {
  test('names no number, name, address, client id, body, query or key of any request', async () => {
    const own = await running.newOrganization();
    const marks = {
      clientId: 'mark-client-id', name: 'Markname', number: '+12125550987', email: 'mark@example.org', reason: 'mark-reason',
      attribute: 'mark-attribute', reference: 'mark-reference', cursor: 'markcursor', rule: 'Markrule',
    }; // prettier-ignore
    const contact = await own.client.contacts.create({
      body: {
        clientId: marks.clientId, name: marks.name, attributes: { note: marks.attribute },
        devices: [{ address: marks.number }, { address: marks.email }],
      },
    }); // prettier-ignore
    await own.client.contacts.list({ query: { search: marks.number } });
    await own.client.contacts.getByClientId({ params: { clientId: marks.clientId } });
    await own.client.accounts.create({ body: { contactId: contact.id, reference: marks.reference } });
    await own.client.decisions.ask({ body: { contact: { clientId: marks.clientId }, channel: 'email' } });
    await own.client.attempts.reserve({ body: { contact: { clientId: marks.clientId }, channel: 'call' } });
    await own.client.optOuts.create({ body: { clientId: marks.clientId, reason: marks.reason } });
    const refused = [
      own.client.contacts.create({ body: { clientId: marks.clientId, devices: [] } }),
      own.client.contacts.list({ query: { cursor: marks.cursor } }),
      own.client.decisions.ask({ body: { contact: { clientId: `${marks.clientId}-2` }, channel: 'sms' } }),
      own.clientFor(`tact_${marks.name}`).contacts.list(),
    ];
    for (const one of await Promise.allSettled(refused)) expect(one.status).toBe('rejected');
    await own.send('POST', '/api/v1/opt-outs', { body: `{"clientId":"${marks.clientId}",}`, headers: { 'content-type': 'application/json' } }); // prettier-ignore
    await own.send('GET', `/${marks.number}`);
    const broken = await running.another({
      store: brokenStore(running.store, `it is ${marks.name} ${marks.number}`),
    });
    const failed = await fetch(`${broken.address}/api/v1/contacts?search=${marks.email}`, {
      headers: { 'x-api-key': own.key },
    });
    expect(failed.status).toBe(500);

    const log = running.log.join('\n');
    expect(log).toContain('unexpected error');
    expect(log).toContain(own.id);
    for (const mark of [...Object.values(marks), '2125550987', own.key, 'mark'])
      expect(log.toLowerCase()).not.toContain(mark.toLowerCase());
    for (const line of running.log) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  test('tells of each request its route, status, time, who asked, and its id', async () => {
    await organization.send('GET', '/api/v1/contacts?limit=1', { headers: { 'x-request-id': 'logged-one' } });
    const logged = () =>
      running.log
        .map((text) => JSON.parse(text) as Record<string, unknown>)
        .find(({ requestId }) => requestId === 'logged-one');
    // Written after the answer was sent.
    await expect.poll(logged).toBeDefined();
    const line = logged();
    expect(line).toMatchObject({
      method: 'GET',
      route: '/api/v1/contacts',
      status: 200,
      organizationId: organization.id,
    });
    expect(line?.['principalId']).toEqual(expect.any(String));
    expect(line?.['ms']).toEqual(expect.any(Number));
  });
});

describe('what is not expected', () => {
  test('shows its request id and nothing else', async () => {
    const broken = await running.another({ store: brokenStore(running.store, 'a secret of the inside') });
    const response = await fetch(`${broken.address}/api/v1/contacts`, {
      headers: { 'x-api-key': organization.key },
    });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({
      code: 'internal',
      requestId: response.headers.get('x-request-id'),
    });
    expect(text).not.toContain('secret');
  });
});

describe('a clock', () => {
  test('that jumps back an hour answers nothing until it is right again', async () => {
    let now = Date.now();
    const service = await running.another({ clock: createClock(() => now) });
    expect((await askAt(service.address)).status).toBe(200);
    now -= HOUR_MS;
    const response = await askAt(service.address);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'clock_went_back' });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    const ready = await fetch(`${service.address}/api/v1/ready`);
    expect(ready.status).toBe(503);
    now += HOUR_MS;
    expect((await askAt(service.address)).status).toBe(200);
  });

  test("that differs from the database's makes the service not ready", async () => {
    const service = await running.another({ clock: createClock(() => Date.now() + HOUR_MS) });
    const response = await fetch(`${service.address}/api/v1/ready`);
    const { ready, checks } = (await response.json()) as {
      ready: boolean;
      checks: { name: string; passed: boolean }[];
    };
    expect([response.status, ready]).toEqual([503, false]);
    expect(checks.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(['clock']);
  });
});

describe('a start', () => {
  test('on a port that is taken fails, and leaves nothing running', async () => {
    const set = vi.spyOn(globalThis, 'setInterval');
    const cleared = vi.spyOn(globalThis, 'clearInterval');
    try {
      const { port } = new URL(running.service.address);
      await expect(running.another({ port: Number(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
      const timers = set.mock.results.map(({ value }) => value as unknown);
      expect(timers).not.toHaveLength(0);
      const ended = new Set<unknown>(cleared.mock.calls.map(([timer]) => timer));
      expect(timers.filter((timer) => !ended.has(timer))).toHaveLength(0);
    } finally {
      set.mockRestore();
      cleared.mockRestore();
    }
  });
});

describe('a stop', () => {
  test('finishes what runs, refuses what comes, and says that it is not ready', async () => {
    const { store: slow, begun, letGo } = heldStore(running.store);
    const service = await running.another({ store: slow });
    const under = fetch(`${service.address}/api/v1/contacts`, { headers: { 'x-api-key': organization.key } });
    await begun;
    const stopped = service.stop();
    const refused = await askAt(service.address);
    expect([refused.status, refused.headers.get('connection')]).toEqual([503, 'close']);
    expect(await refused.json()).toMatchObject({ code: 'stopping' });
    const ready = await fetch(`${service.address}/api/v1/ready`);
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    letGo();
    expect((await under).status).toBe(200);
    await stopped;
    await expect(askAt(service.address)).rejects.toThrow();
  });

  test('waits no longer than it may', async () => {
    const { store: never, begun } = heldStore(running.store);
    const service = await running.another({ store: never, drainMsMax: 100 });
    const under = fetch(`${service.address}/api/v1/contacts`, { headers: { 'x-api-key': organization.key } });
    const cut = expect(under).rejects.toThrow();
    await begun;
    await service.stop();
    await cut;
  });

  test('is not held up by a body that never comes', async () => {
    const service = await running.another({ drainMsMax: 200 });
    const idle = request(`${service.address}/api/v1/contacts`, { method: 'POST', headers: { 'x-api-key': organization.key, 'content-length': '10', 'content-type': 'application/json' } }); // prettier-ignore
    idle.on('error', () => undefined);
    idle.flushHeaders();
    await fetch(`${service.address}/api/v1/health`);
    await service.stop();
    idle.destroy();
  });
});

describe('figures', () => {
  test('count requests and decisions, and name nobody', async () => {
    await askAt(running.service.address);
    const text = await (await fetch(`${running.service.address}/metrics`)).text();
    expect(text).toMatch(
      /^tact_requests_total\{route="\/api\/v1\/decisions",method="POST",status="200"\} \d+$/m,
    );
    expect(text).toMatch(/^tact_decisions_total\{decision="allowed",code="none"\} \d+$/m);
    expect(text).toMatch(/^tact_deciding_seconds_count\{call="ask"\} \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
    expect(text).not.toContain(organization.id);
  });

  test('tell how many erasures wait, also where no process may carry them out', async () => {
    const alone = await startRunningService({ caretaker: null });
    try {
      const { client } = await alone.newOrganization();
      for (const clientId of ['A-1', 'A-2'])
        await client.erasures.create({ body: { clientId, reason: 'asked for' } });
      const text = await (await fetch(`${alone.service.address}/metrics`)).text();
      expect(text).toMatch(/^tact_erasures_waiting 2$/m);
    } finally {
      await alone.stop();
    }
  });

  test('show the connections of both pools', async () => {
    await askAt(running.service.address);
    const text = await (await fetch(`${running.service.address}/metrics`)).text();
    const figure = (pool: string, state: string) =>
      Number(
        new RegExp(
          String.raw`^tact_database_connections\{pool="${pool}",state="${state}"\} (\d+)$`,
          'm',
        ).exec(text)?.[1],
      );
    for (const pool of ['hot', 'ordinary']) {
      expect(figure(pool, 'total')).toBeGreaterThanOrEqual(1);
      expect(figure(pool, 'idle')).toBeLessThanOrEqual(figure(pool, 'total'));
      expect(figure(pool, 'waiting')).toBe(0);
    }
  });
});

describe('what needs no key', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/api/docs', 'text/html; charset=utf-8', 'no-cache'],
    ['/pages.css', 'text/css; charset=utf-8', 'public, max-age=300'],
    ['/api/openapi.json', 'application/json; charset=utf-8', 'no-store'],
    ['/api/v1/health', 'application/json; charset=utf-8', 'no-store'],
    ['/api/v1/ready', 'application/json; charset=utf-8', 'no-store'],
  ])('%s', async (path, contentType, keptFor) => {
    const response = await fetch(`${running.service.address}${path}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe(keptFor);
  });

  test('the document is the one that is checked in', async () => {
    const response = await fetch(`${running.service.address}/api/openapi.json`);
    expect(await response.json()).toEqual(openApiDocument(VERSION));
  });

  test('a page escapes the address that it was asked by', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const sent = request(`${running.service.address}/`, { headers: { host: '"><script>' } }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => resolve(body));
      });
      sent.on('error', reject).end();
    });
    expect(text).not.toContain('<script');
  });
});

/** A store that fails where contacts are listed, with a message that nobody must see. */
function brokenStore(store: Store, message: string): Store {
  return { ...store, contacts: { ...store.contacts, list: () => Promise.reject(new Error(message)) } };
}
