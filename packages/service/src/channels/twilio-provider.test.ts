import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Channel, Instant } from '@tact/engine';
import type { CallDelivery } from '@tact/store';
import { dispatchOf, NO_SIGNAL, stateOf } from '../../test/dispatch-samples.ts';
import { startStubProvider, type StubAnswer, type StubProvider } from '../../test/stub-provider.ts';
import { createAddressGuard } from './address-guard.ts';
import type { Dispatch } from './channel-adapter.ts';
import { createHttpCaller, type HttpCaller } from './http-call.ts';
import { USUAL_DELIVERY } from './call-delivery.ts';
import { createTwilioProvider, type TwilioParts, type TwilioSettings } from './twilio-provider.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const TOKEN = 'the token of the account';
const NUMBER = '+12125550123';
const MESSAGE_SID = `SM${'1'.repeat(32)}`;
const CALL_SID = `CA${'2'.repeat(32)}`;
const ANSWER_URL = 'https://tact.example.com/api/channels/x/answers';
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

const providerOf = (
  given: Partial<TwilioSettings> = {},
  statusUrl: string | null = STATUS_URL,
  answerUrlOf: TwilioParts['answerUrlOf'] = ({ attemptId, text }) =>
    `${ANSWER_URL}?plan=${attemptId}-${text.length}`,
) =>
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
      clock: () => Date.now() as Instant,
      statusUrl,
      answerUrlOf,
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
    const done = await providerOf().handOver(dispatch, NO_SIGNAL);
    expect(done).toEqual({ state: 'confirmed', providerReference: CALL_SID });
    expect(stub.requests[0]?.path).toBe(`/2010-04-01/Accounts/${ACCOUNT}/Calls.json`);
    expect(formOf(stub.requests[0]?.body)).toEqual({
      To: NUMBER,
      From: '+12125550199',
      Twiml:
        '<?xml version="1.0" encoding="UTF-8"?><Response><Say>&lt;Dial&gt;&quot;1 &amp; 2&quot;</Say></Response>',
      StatusCallback: `${STATUS_URL}?attempt=${dispatch.permit.attemptId}`,
      StatusCallbackEvent: 'completed',
      StatusCallbackMethod: 'POST',
      TimeLimit: '14400',
    });
  });

  const callBody = async (delivery: CallDelivery | null, text = 'Please call us back.') => {
    stub.answer(CALLED);
    const message = { subject: null, text, html: null };
    const dispatch = dispatchOf('call', NUMBER, { delivery, message });
    const done = await providerOf({ detectMachines: true }).handOver(dispatch, NO_SIGNAL);
    const { Twiml, Url, FallbackUrl, MachineDetection } = formOf(stub.requests.at(-1)?.body);
    const asks =
      Url === `${ANSWER_URL}?plan=${dispatch.permit.attemptId}-${text.length}` && FallbackUrl === Url;
    return { done: stateOf(done), Twiml: Twiml?.split('<Response>')[1], asks, MachineDetection };
  };
  const deliver = (to: string | null = null) => ({ deliver: true, to });
  const ALL = { personTo: null, answeringMachine: deliver(), fax: deliver(), silence: deliver() };

  test.each([
    ['as usual: detects, and asks what to do', null, { asks: true, MachineDetection: 'Enable' }],
    [
      'machines too: waits for the end of the greeting',
      { ...USUAL_DELIVERY, answeringMachine: deliver() },
      { asks: true, MachineDetection: 'DetectMessageEnd' },
    ],
    [
      'everybody alike: detects nothing',
      ALL,
      { asks: false, Twiml: '<Say>Please call us back.</Say></Response>' },
    ],
    [
      'everybody alike, to agents',
      { ...ALL, personTo: '+12125550177' },
      {
        Twiml:
          '<Say>Please call us back.</Say><Dial callerId="+12125550199"><Number>+12125550177</Number></Dial></Response>',
      },
    ],
    [
      'everybody alike, to a line of one’s own',
      { ...ALL, personTo: 'sip:agents@example.com' },
      {
        Twiml:
          '<Say>Please call us back.</Say><Dial callerId="+12125550199"><Sip>sip:agents@example.com</Sip></Dial></Response>',
      },
    ],
    ['one that goes elsewhere', { ...ALL, fax: deliver('+12125550178') }, { asks: true }],
  ] as const)('calls %s', async (_, delivery, expected) => {
    expect(await callBody(delivery)).toMatchObject({ done: 'confirmed', ...expected });
  });

  test('does not call to say nothing, and says no text that is too long', async () => {
    const before = stub.requests.length;
    expect((await callBody(null, '')).done).toBe('refused nothing_to_say');
    const long = providerOf(
      { detectMachines: true },
      STATUS_URL,
      () => `${ANSWER_URL}?plan=${'x'.repeat(4_000)}`,
    );
    const done = await long.handOver(dispatchOf('call', NUMBER), NO_SIGNAL);
    expect(stateOf(done)).toBe('refused message_too_long');
    expect(stub.requests).toHaveLength(before);
    const agents = await callBody({ ...ALL, personTo: 'https://example.com/agents?a=1&b=2' }, '');
    expect(agents.Twiml).toBe(
      '<Redirect method="POST">https://example.com/agents?a=1&amp;b=2</Redirect></Response>',
    );
  });

  test('holds calls back that nobody could answer questions about', async () => {
    const lonely = providerOf({ detectMachines: true }, null, null);
    expect(await lonely.handOver(dispatchOf('call', NUMBER), NO_SIGNAL)).toMatchObject({
      code: 'public_address_missing',
      retryAfterMs: 60_000,
    });
    expect(stub.requests).toEqual([]);
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
