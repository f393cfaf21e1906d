import { createServer, type Server } from 'node:http';
import { createServer as createSilentServer, type AddressInfo, type LookupFunction } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAddressGuard, type AddressGuard } from './address-guard.ts';
import { createHttpCaller, type HttpAnswer } from './http-call.ts';

/** A server inside the network: what it is asked must not come from a web address that somebody was allowed to enter. */
let inner: Server;
let asked: string[];
let port: number;

beforeEach(async () => {
  asked = [];
  inner = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end('moved');
  });
  await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
  ({ port } = inner.address() as AddressInfo);
});
afterEach(async () => {
  inner.closeAllConnections();
  await new Promise<void>((resolve) => inner.close(() => resolve()));
});

async function call(guard: AddressGuard, url: string): Promise<HttpAnswer> {
  const caller = createHttpCaller(guard);
  try {
    return await caller.call({ method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5_000 });
  } finally {
    caller.close();
  }
}

test('what has no connection in time is not sent later', async () => {
  // Takes connections and says nothing, so that no TLS comes about.
  const silent = createSilentServer((socket) => socket.resume().on('error', () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const caller = createHttpCaller(createAddressGuard({ allowsPrivate: true }));
  const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const given = { method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5_000 } as const;
  try {
    expect(await caller.call({ ...given, connectsWithinMs: 100 })).toEqual({
      state: 'not-sent',
      sentence: 'no connection came about in time',
    });
  } finally {
    caller.close();
    await new Promise<void>((resolve) => silent.close(() => resolve()));
  }
});

test('a connection that stands in time may take its time to answer', async () => {
  inner.removeAllListeners('request');
  inner.on('request', (_request, response) => setTimeout(() => response.writeHead(200).end(), 300));
  const caller = createHttpCaller(createAddressGuard({ allowsPrivate: true }));
  const url = `http://127.0.0.1:${port}/`;
  const given = { method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5_000 } as const;
  expect(await caller.call({ ...given, connectsWithinMs: 100 })).toMatchObject({ status: 200 });
  caller.close();
});

test('a redirect is an answer, and is not followed', async () => {
  const answer = await call(createAddressGuard({ allowsPrivate: true }), `http://127.0.0.1:${port}/hook`);
  expect(answer).toMatchObject({ state: 'answered', status: 302 });
  expect(asked).toEqual(['/hook']);
});

test('a name that stands for an inner address is not connected to', async () => {
  const answer = await call(createAddressGuard({ allowsPrivate: false }), `https://localhost:${port}/hook`);
  expect(answer).toEqual({
    state: 'not-sent',
    sentence: 'the name stands for an address of a private network',
  });
  expect(asked).toEqual([]);
});

test('a name is resolved at each connection, and what was checked is what is connected to: it cannot point inside a moment later', async () => {
  const guard = createAddressGuard({ allowsPrivate: false });
  const resolved: string[] = [];
  // A resolver of an attacker: public while the address is entered, inside once it is called.
  const lookup: LookupFunction = (host, options, done) => {
    resolved.push(host);
    guard.lookup('localhost', options, done);
  };
  expect(guard.urlProblem('https://rebinding.example/hook')).toBeUndefined();
  for (let time = 1; time <= 2; time++) {
    const answer = await call({ ...guard, lookup }, `https://rebinding.example:${port}/hook`);
    expect(answer.state).toBe('not-sent');
    expect(resolved).toHaveLength(time);
  }
  expect(asked).toEqual([]);
});

test.each(['file:///etc/passwd', 'http://example.com/', 'gopher://127.0.0.1:25/', 'https://127.0.0.1:1/'])(
  '%s is not called',
  async (url) => {
    expect(await call(createAddressGuard({ allowsPrivate: false }), url)).toEqual({
      state: 'not-sent',
      sentence: 'its address is not one that may be called; save it again to see why',
    });
  },
);
