import { expect, test } from 'vitest';
import { createAddressGuard } from '../channels/address-guard.ts';
import { createHttpCaller, type HttpAnswer, type HttpCall, type HttpCaller } from '../channels/http-call.ts';
import { askService } from './ask-service.ts';

const SERVICE = { url: 'https://example.com/may-we-dial', timeoutMs: 1_000 };
const QUESTION = { id: 'item.1.0.1', body: '{"type":"pre-dial"}' };
const BROKEN: HttpAnswer = { state: 'unknown', sentence: 'the connection ended' };
const answered = (status: number): HttpAnswer => ({ state: 'answered', status, headers: {}, body: '' });

/** A caller that gives these answers, each after so many milliseconds, and keeps what it was asked. */
function callerOf(...answers: readonly (readonly [answer: HttpAnswer, afterMs: number])[]) {
  const calls: HttpCall[] = [];
  const caller: HttpCaller = {
    call: (call) => {
      const [answer, afterMs] = answers[calls.length] ?? [BROKEN, 0];
      calls.push(call);
      return new Promise((resolve) => setTimeout(() => resolve(answer), afterMs));
    },
    close: () => undefined,
  };
  return { caller, calls };
}

test.each([
  [200, 'yes'],
  [409, 'no'],
  [201, 'none'],
  [204, 'none'],
  [301, 'none'],
  [400, 'none'],
  [401, 'none'],
  [408, 'none'],
  [429, 'none'],
  [500, 'none'],
  [503, 'none'],
] as const)('HTTP %i is %s, and is asked for once', async (status, answer) => {
  const { caller, calls } = callerOf([answered(status), 0]);
  expect(await askService(caller, SERVICE, {}, QUESTION, { withinMs: 9_000 })).toMatchObject({
    answer,
    status,
    sentence: `answered with HTTP ${status}`,
  });
  expect(calls).toHaveLength(1);
});

test('the request says what it is itself, whatever the headers say', async () => {
  const { caller, calls } = callerOf([answered(200), 0]);
  const headers = { authorization: 'Bearer x', 'idempotency-key': 'y', 'user-agent': 'z' };
  await askService(caller, SERVICE, headers, QUESTION, { withinMs: 9_000 });
  expect(calls).toEqual([
    {
      method: 'POST',
      url: SERVICE.url,
      body: QUESTION.body,
      timeoutMs: 1_000,
      headers: {
        authorization: 'Bearer x',
        accept: 'application/json',
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'tact',
        'idempotency-key': QUESTION.id,
      },
    },
  ]);
});

test('a connection that broke is tried once more, within the same time', async () => {
  const { caller, calls } = callerOf([BROKEN, 50], [answered(200), 0]);
  const asked = await askService(caller, SERVICE, {}, QUESTION, { withinMs: 300 });
  expect(asked).toMatchObject({ answer: 'yes' });
  expect(calls.map(({ timeoutMs }) => timeoutMs <= 300)).toEqual([true, true]);
  expect(calls[1]?.timeoutMs).toBeLessThanOrEqual(252);
});

test.each([
  ['it broke twice', [[BROKEN, 0], [BROKEN, 0], [answered(200), 0]], 2],
  ['its time is over', [[BROKEN, 320], [answered(200), 0]], 1],
] as const)('there is no third try, and none after the time: %s', async (_, answers, calls) => {
  const asked = callerOf(...answers);
  expect(await askService(asked.caller, SERVICE, {}, QUESTION, { withinMs: 300 })).toMatchObject({
    answer: 'none',
    status: null,
    sentence: 'did not answer: the connection ended',
  });
  expect(asked.calls).toHaveLength(calls);
}); // prettier-ignore

test('who is given up is not asked again', async () => {
  const giveUp = new AbortController();
  const { caller, calls } = callerOf([BROKEN, 20], [answered(200), 0]);
  const asked = askService(caller, SERVICE, {}, QUESTION, { withinMs: 300, signal: giveUp.signal });
  giveUp.abort();
  expect(await asked).toMatchObject({ answer: 'none' });
  expect(calls).toHaveLength(1);
});

test.each(['https://127.0.0.1:1/', 'https://localhost:1/', 'http://example.com/'])(
  'an address within, or without encryption, is never asked, whatever was saved: %s',
  async (url) => {
    const caller = createHttpCaller(createAddressGuard({ allowsPrivate: false }));
    const asked = await askService(caller, { url, timeoutMs: 500 }, {}, QUESTION, { withinMs: 500 });
    expect(asked).toMatchObject({ answer: 'none', status: null });
    expect(asked.sentence).toMatch(
      /^did not answer: (its address is not one that may be called; save it again to see why|the name stands for an address of a private network)$/,
    );
    expect(asked.sentence).not.toMatch(/127|localhost|example|http/);
    caller.close();
  },
);
