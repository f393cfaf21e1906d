import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '@tact/engine';
import { dispatchOf, NO_SIGNAL, stateOf } from '../../test/dispatch-samples.ts';
import { startStubProvider, type StubAnswer, type StubProvider } from '../../test/stub-provider.ts';
import { createAddressGuard } from './address-guard.ts';
import type { Dispatch } from './channel-adapter.ts';
import { createHttpCaller, type HttpCaller } from './http-call.ts';
import { createTwilioProvider, type TwilioSettings } from './twilio-provider.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const TOKEN = 'the token of the account';
const NUMBER = '+12125550123';
const MESSAGE_SID = `SM${'1'.repeat(32)}`;
const CALL_SID = `CA${'2'.repeat(32)}`;
const STATUS_URL = 'https://tact.example.com/api/channels/x/statuses';

let stub: StubProvider;
let caller: HttpCaller;
let stopped: Dispatch[];

beforeEach(async () => {
  stub = await startStubProvider();
  caller = createHttpCaller(createAddressGuard({ allowsPrivate: true }));
  stopped = [];
});
afterEach(async () => {
  caller.close();
  await stub.stop();
});

const providerOf = (given: Partial<TwilioSettings> = {}, statusUrl: string | null = STATUS_URL) =>
  createTwilioProvider(
    {
      baseUrl: stub.url,
      accountSid: ACCOUNT,
      from: '+12125550199',
      messagingServiceSid: null,
      contentSid: null,
      detectMachines: false,
      helpReply: null,
      callReply: null,
      timeoutMs: 1_000,
      ...given,
    },
    TOKEN,
    {
      caller,
      statusUrl,
      events: {
        stopped: (dispatch) => {
          stopped.push(dispatch);
          return Promise.resolve();
        },
      },
    },
  );

/** What the published description says of a message that was created. */
const CREATED = {
  status: 201,
  body: JSON.stringify({
    sid: MESSAGE_SID,
    account_sid: ACCOUNT,
    status: 'queued',
    error_code: null,
    num_segments: '1',
  }),
};
const CALLED = {
  status: 201,
  body: JSON.stringify({ sid: CALL_SID, account_sid: ACCOUNT, status: 'queued', direction: 'outbound-api' }),
};
const failure = (status: number, code: number): StubAnswer => ({
  status,
  body: JSON.stringify({
    code,
    message: 'no',
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  }),
});

const send = (
  channel: Channel,
  given: Partial<TwilioSettings> = {},
  statusUrl: string | null = STATUS_URL,
) => {
  const dispatch = dispatchOf(channel, NUMBER);
  return providerOf(given, statusUrl)
    .handOver(dispatch, NO_SIGNAL)
    .then((done) => ({ done, dispatch }));
};
const formOf = (body: string | undefined) => Object.fromEntries(new URLSearchParams(body));

describe('the real client', () => {
  test('posts an SMS as the API is described, with the account and where to report', async () => {
    stub.answer(CREATED);
    const { done, dispatch } = await send('sms');
    expect(done).toEqual({ state: 'confirmed', providerReference: MESSAGE_SID });
    const [request] = stub.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
      headers: {
        authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': expect.stringMatching(/^twilio-node\//),
      },
    });
    expect(formOf(request?.body)).toEqual({
      To: NUMBER,
      From: '+12125550199',
      Body: 'Please call us back.',
      StatusCallback: `${STATUS_URL}?attempt=${dispatch.permit.attemptId}`,
    });
  });

  test('sends by a messaging service, and asks for no report where none can come', async () => {
    stub.answer(CREATED);
    const messagingServiceSid = `MG${'3'.repeat(32)}`;
    await send('sms', { from: null, messagingServiceSid }, null);
    expect(formOf(stub.requests[0]?.body)).toEqual({
      To: NUMBER,
      MessagingServiceSid: messagingServiceSid,
      Body: 'Please call us back.',
    });
  });

  test('sends by WhatsApp, freely or by an approved template', async () => {
    stub.answer(CREATED);
    const contentSid = `HX${'4'.repeat(32)}`;
    await send('whatsapp', {}, null);
    await send('whatsapp', { contentSid }, null);
    const addresses = { To: `whatsapp:${NUMBER}`, From: 'whatsapp:+12125550199' };
    expect(stub.requests.map(({ body }) => formOf(body))).toEqual([
      { ...addresses, Body: 'Please call us back.' },
      { ...addresses, ContentSid: contentSid, ContentVariables: '{"1":"Please call us back."}' },
    ]);
  });

  test('calls, and says the text, whatever signs are in it', async () => {
    stub.answer(CALLED);
    const dispatch = dispatchOf('call', NUMBER, {
      message: { subject: null, text: '<Dial>"1 & 2"\u0000', html: null },
    });
    const done = await providerOf({ detectMachines: true }).handOver(dispatch, NO_SIGNAL);
    expect(done).toEqual({ state: 'confirmed', providerReference: CALL_SID });
    expect(stub.requests[0]?.path).toBe(`/2010-04-01/Accounts/${ACCOUNT}/Calls.json`);
    expect(formOf(stub.requests[0]?.body)).toEqual({
      To: NUMBER,
      From: '+12125550199',
      Twiml:
        '<?xml version="1.0" encoding="UTF-8"?><Response><Say>&lt;Dial&gt;&quot;1 &amp; 2&quot;</Say></Response>',
      MachineDetection: 'Enable',
      StatusCallback: `${STATUS_URL}?attempt=${dispatch.permit.attemptId}`,
      StatusCallbackEvent: 'completed',
      StatusCallbackMethod: 'POST',
    });
  });

  test('asks for the account to try it, and contacts nobody', async () => {
    stub.answer({ status: 200, body: JSON.stringify({ sid: ACCOUNT, status: 'active' }) });
    expect(await providerOf().test()).toEqual({
      works: true,
      sentence: 'the provider says that the account is `active`',
    });
    expect(stub.requests).toMatchObject([
      { method: 'GET', path: `/2010-04-01/Accounts/${ACCOUNT}.json`, body: '' },
    ]);
    stub.answer(failure(401, 20003));
    expect(await providerOf().test()).toEqual({
      works: false,
      sentence: 'the provider answered with HTTP 401, error 20003',
    });
  });
});

describe('what the provider answers says', () => {
  const rows: readonly (readonly [what: string, answer: StubAnswer, state: string, retryAfterMs: number | null])[] = [
    ['a number that is none', failure(400, 21211), 'refused provider_21211', null],
    ['a region that is switched off', failure(400, 21408), 'refused provider_21408', null],
    ['no mobile number', failure(400, 21614), 'refused provider_21614', null],
    ['a queue that is full', failure(400, 21611), 'refused provider_21611', 1_000],
    ['too many requests', failure(429, 20429), 'refused provider_20429', 1_000],
    ['too many, and when to come again', { ...failure(429, 20429), headers: { 'retry-after': '3' } }, 'refused provider_20429', 3_000],
    ['a wrong token: no record is at fault', failure(401, 20003), 'refused provider_20003', 60_000],
    ['not found', { status: 404, body: 'no JSON' }, 'refused provider_404', null],
    ['a redirect, which is not followed', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'refused provider_302', null],
    ['that its time was over', failure(408, 1), 'unknown', null],
    ['a failure', failure(500, 20500), 'unknown', null],
    ['not now: perhaps it did', failure(503, 20503), 'unknown', null],
    ['no id', { status: 201, body: '{}' }, 'unknown', null],
    ['no JSON', { status: 201, body: '<ok>' }, 'unknown', null],
    ['nothing within the time', { does: 'say nothing' }, 'unknown', null],
    ['the end of the connection', { does: 'cut the connection' }, 'unknown', null],
    ['the half of an answer', { does: 'cut the answer' }, 'unknown', null],
  ]; // prettier-ignore
  test.each(rows)('%s', async (_, answer, state, retryAfterMs) => {
    stub.answer(answer);
    const { done } = await send('sms');
    expect(stateOf(done)).toBe(state);
    if (done.state === 'refused') expect(done.retryAfterMs).toBe(retryAfterMs);
    // Never twice, whatever the client would do by itself.
    expect(stub.requests).toHaveLength(1);
    expect(stopped).toEqual([]);
  });

  test('that the device stopped messages there: it is told, so that nothing goes there any more', async () => {
    stub.answer(failure(400, 21610));
    const { done, dispatch } = await send('sms');
    expect(done).toMatchObject({ state: 'refused', code: 'provider_21610', retryAfterMs: null });
    expect(stopped).toEqual([dispatch]);
  });
});

test('no connection: nothing left', async () => {
  await stub.stop();
  const { done } = await send('sms');
  expect(done).toMatchObject({ state: 'refused', code: 'no_connection', retryAfterMs: 5_000 });
  stub = await startStubProvider();
});
