import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Instant } from '@tact/engine';
import { dispatchOf, NO_SIGNAL, stateOf } from '../../test/dispatch-samples.ts';
import { startStubProvider, type StubProvider } from '../../test/stub-provider.ts';
import { USUAL_DELIVERY } from './call-delivery.ts';
import { createAddressGuard } from './address-guard.ts';
import { createHttpCaller, type HttpCaller } from './http-call.ts';
import type { Provider } from './provider.ts';
import { isSigned } from './signature.ts';
import { createWebhookProvider } from './webhook-provider.ts';

const SECRET = 'a secret of sixteen characters';
const clock = () => Date.now() as Instant;

let stub: StubProvider;
let caller: HttpCaller;
let provider: Provider;

beforeEach(async () => {
  stub = await startStubProvider();
  caller = createHttpCaller(createAddressGuard({ allowsPrivate: true }));
  provider = createWebhookProvider({ url: `${stub.url}/hook?a=1`, timeoutMs: 1_000 }, SECRET, {
    caller,
    clock,
  });
});
afterEach(async () => {
  caller.close();
  await stub.stop();
});

const handOver = (dispatch = dispatchOf('sms', '+12125550123')) => provider.handOver(dispatch, NO_SIGNAL);

test('a webhook gets the dispatch as JSON, signed, with the key that is the same for every try', async () => {
  stub.answer({ status: 202, body: '{"reference":"their id"}' });
  const dispatch = dispatchOf('email', 'ann@example.com', {
    message: { subject: 'S', text: 'T', html: '<p>T' },
  });
  expect(await handOver(dispatch)).toEqual({ state: 'confirmed', providerReference: 'their id' });
  const [request] = stub.requests;
  expect(request).toMatchObject({
    method: 'POST',
    path: '/hook?a=1',
    headers: { 'content-type': 'application/json', 'idempotency-key': dispatch.idempotencyKey },
  });
  expect(JSON.parse(request?.body ?? '')).toEqual({
    type: 'dispatch',
    attemptId: dispatch.permit.attemptId,
    decisionId: dispatch.permit.decisionId,
    expiresAt: new Date(dispatch.permit.expiresAt).toISOString(),
    channel: 'email',
    to: 'ann@example.com',
    message: { subject: 'S', text: 'T', html: '<p>T' },
  });
  const header = String(request?.headers['tact-signature']);
  expect(isSigned(SECRET, request?.body ?? '', header, clock())).toBe(true);
});

test('a call says what is done by who answers, also where its campaign does not', async () => {
  stub.answer({ status: 200 });
  await handOver(dispatchOf('call', '+12125550123'));
  await handOver(
    dispatchOf('call', '+12125550123', {
      delivery: { ...USUAL_DELIVERY, fax: { deliver: true, to: 'sip:fax@example.com' } },
    }),
  );
  const dropped = { deliver: false, to: null };
  expect(
    stub.requests.map(({ body }) => (JSON.parse(body) as { readonly delivery: unknown }).delivery),
  ).toEqual([
    { personTo: null, answeringMachine: dropped, fax: dropped, silence: dropped },
    {
      personTo: null,
      answeringMachine: dropped,
      fax: { deliver: true, to: 'sip:fax@example.com' },
      silence: dropped,
    },
  ]);
});

describe('what is answered says', () => {
  test.each([
    ['200', { status: 200 }, 'confirmed'],
    ['204', { status: 204 }, 'confirmed'],
    ['what is no JSON', { status: 200, body: '<ok>' }, 'confirmed'],
    [
      'a redirect, which is not followed',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      'refused http_302',
    ],
    ['400', { status: 400 }, 'refused http_400'],
    ['404', { status: 404 }, 'refused http_404'],
    ['too many', { status: 429 }, 'refused http_429'],
    ['not now', { status: 503 }, 'refused http_503'],
    ['a time-out of its own', { status: 408 }, 'unknown'],
    ['a failure, before or after it sent', { status: 500 }, 'unknown'],
    ['a gateway that knows nothing', { status: 502 }, 'unknown'],
    ['a gateway that did not wait', { status: 504 }, 'unknown'],
    ['nothing within the time', { does: 'say nothing' }, 'unknown'],
    ['the end of the connection', { does: 'cut the connection' }, 'unknown'],
    ['the half of an answer', { does: 'cut the answer' }, 'unknown'],
  ] as const)('%s', async (_, answer, state) => {
    stub.answer(answer);
    expect(stateOf(await handOver())).toBe(state);
    expect(stub.requests).toHaveLength(1);
  });

  test.each([
    ['7', 7_000],
    ['99999', 3_600_000],
    ['Fri, 20 Nov 2026 12:00:00 GMT', 1_000],
  ])('to wait: `Retry-After: %s` is %i ms', async (header, retryAfterMs) => {
    stub.answer({ status: 503, headers: { 'retry-after': header } });
    expect(await handOver()).toMatchObject({ state: 'refused', retryAfterMs });
  });
});

test('nothing is posted, and no connection waited for, once the decision is too old to act on', async () => {
  const dispatch = dispatchOf('sms', '+12125550123');
  const { staleAt } = dispatch.permit;
  const tried: (number | undefined)[] = [];
  let now = staleAt - 1_000;
  const failing: HttpCaller = {
    call({ connectsWithinMs }) {
      tried.push(connectsWithinMs);
      now += 600;
      return Promise.resolve({ state: 'not-sent', sentence: 'no connection' });
    },
    close: () => undefined,
  };
  const settings = { url: stub.url, timeoutMs: 5_000 };
  const parts = { caller: failing, clock: () => now as Instant };
  const one = createWebhookProvider(settings, SECRET, parts);
  // After two tries the decision is too old for a third.
  expect(stateOf(await one.handOver(dispatch, NO_SIGNAL))).toBe('refused no_connection');
  expect(tried).toEqual([1_000, 400]);
  expect(await one.handOver(dispatch, NO_SIGNAL)).toMatchObject({ code: 'permit_stale', retryAfterMs: 0 });
  expect(tried).toHaveLength(2);
});

describe('where no connection comes about nothing left', () => {
  test('and it is refused, to be tried later', async () => {
    await stub.stop();
    expect(await handOver()).toMatchObject({ state: 'refused', code: 'no_connection', retryAfterMs: 5_000 });
    stub = await startStubProvider();
  });

  test('because of the guard, whatever was saved', async () => {
    const guarded = createHttpCaller(createAddressGuard({ allowsPrivate: false }));
    for (const url of ['https://127.0.0.1:1/', 'https://localhost:1/', stub.url]) {
      const one = createWebhookProvider({ url, timeoutMs: 500 }, SECRET, { caller: guarded, clock });
      expect(stateOf(await one.handOver(dispatchOf('sms', '+12125550123'), NO_SIGNAL))).toBe(
        'refused no_connection',
      );
    }
    guarded.close();
    expect(stub.requests).toEqual([]);
  });
});

test('a hand-over that is given up while it is under way is unknown; before it began, it is none', async () => {
  stub.answer({ does: 'say nothing' });
  const giveUp = new AbortController();
  const under = provider.handOver(dispatchOf('sms', '+12125550123'), giveUp.signal);
  await expect.poll(() => stub.requests.length).toBe(1);
  giveUp.abort();
  expect(stateOf(await under)).toBe('unknown');
  expect(stateOf(await provider.handOver(dispatchOf('sms', '+12125550123'), giveUp.signal))).toBe(
    'refused no_connection',
  );
  expect(stub.requests).toHaveLength(1);
});

test('connections are kept, and a kept one that was cut leaves it unknown: it may have arrived', async () => {
  stub.answer({ status: 200 }, { does: 'cut the connection' }, { status: 200 });
  const states: string[] = [];
  for (let i = 0; i < 3; i++) states.push(stateOf(await handOver()));
  expect(states).toEqual(['confirmed', 'unknown', 'confirmed']);
});

test('a test posts a signed message that names nobody', async () => {
  expect(await provider.test()).toEqual({
    works: true,
    sentence: 'a signed message of type `test` was answered with HTTP 200',
  });
  expect(JSON.parse(stub.requests[0]?.body ?? '')).toEqual({ type: 'test', at: expect.any(String) });
  stub.answer({ status: 404 });
  expect(await provider.test()).toMatchObject({ works: false });
});
