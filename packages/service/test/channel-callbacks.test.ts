import twilio from 'twilio';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClientId } from '@tact/engine';
import { StoreError } from '@tact/store';
import { signatureOf } from '../src/channels/signature.ts';
import type { Service } from '../src/main.ts';
import { heldStore } from './held-store.ts';
import { channelParts, dispatchThrough, PUBLIC_URL, type TestDispatch } from './running-channels.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';
import { startStubProvider, type StubProvider } from './stub-provider.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const TOKEN = 'the token of the account';
const SECRET = 'a secret of sixteen characters';
const [FIRST, SECOND] = ['+12125550101', '+12125550102'] as const;
const REFUSED = { status: 403, code: 'signature_invalid' };

const parts = channelParts();

let running: RunningService;
let service: Service;
let stub: StubProvider;
let own: TestOrganization;
/** The paths that the provider, and the webhook, post to. */
let sms: Inbound;
let hook: Inbound;
let sid = 0;

type TestDelivery = NonNullable<TestDispatch['delivery']> | null;

interface Inbound {
  readonly id: string;
  readonly messages: string;
  readonly calls: string;
  readonly statuses: string;
}

beforeAll(async () => {
  running = await startRunningService();
  stub = await startStubProvider();
  service = await running.another({ channels: parts });
});
afterAll(async () => {
  await stub.stop();
  await running.stop();
});
beforeEach(async () => {
  own = await running.newOrganization();
  sms = await channel({
    name: 'SMS',
    channel: 'sms',
    twilio: {
      baseUrl: stub.url,
      accountSid: ACCOUNT,
      from: '+12125550199',
      authToken: TOKEN,
      helpReply: 'Call <us>.',
    },
  });
  hook = await channel({
    name: 'Hook',
    channel: 'whatsapp',
    webhook: { url: `${stub.url}/hook`, secret: SECRET },
  });
});

async function channel(body: object): Promise<Inbound> {
  const { status, json } = await post('/api/v1/channels', JSON.stringify(body), {
    'content-type': 'application/json',
    'x-api-key': own.key,
  });
  expect([status, json['code']]).toEqual([201, undefined]);
  const { inbound, id } = json as { readonly id: string; readonly inbound: Omit<Inbound, 'id'> };
  const pathOf = (url: string) => url.slice(PUBLIC_URL.length);
  return {
    id,
    messages: pathOf(inbound.messages),
    calls: pathOf(inbound.calls),
    statuses: pathOf(inbound.statuses),
  };
}

async function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(new URL(path, service.address), { method: 'POST', body, headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const json = (isJson ? JSON.parse(text) : {}) as Readonly<Record<string, unknown>>;
  return { status: response.status, text, json, code: json['code'] };
}

/** Posts a form as the provider does, signed with its own code. */
const postSigned = (path: string, form: Readonly<Record<string, string>>, token = TOKEN) => {
  const whole = { AccountSid: ACCOUNT, ...form };
  const signature = twilio.getExpectedTwilioSignature(token, `${PUBLIC_URL}${path}`, whole);
  return post(path, new URLSearchParams(whole).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': signature,
  });
};
const text = (body: string, from: string = FIRST, given: Readonly<Record<string, string>> = {}) =>
  postSigned(sms.messages, {
    From: from,
    To: '+12125550199',
    Body: body,
    MessageSid: `SM${++sid}`,
    ...given,
  });
const postHook = (path: string, json: object, at = Date.now(), secret = SECRET) => {
  const body = JSON.stringify(json);
  return post(path, body, {
    'content-type': 'application/json',
    'tact-signature': signatureOf(secret, body, at as Parameters<typeof signatureOf>[2]),
  });
};

const contact = (clientId: string, ...addresses: readonly string[]) =>
  own.client.contacts.create({ body: { clientId, devices: addresses.map((address) => ({ address })) } });
const asked = async (
  clientId: string,
  address: string = FIRST,
  by: 'sms' | 'call' = 'call',
): Promise<string> => {
  const { decision, deciding } = await own.client.decisions.ask({
    body: { contact: { clientId, devices: [{ address }] }, channel: by },
  });
  return decision === 'allowed' ? decision : String(deciding?.code);
};
const inboundOf = async (clientId: string) => {
  const { items } = await own.client.attempts.list({ query: { clientId } });
  return items.filter(({ direction }) => direction === 'inbound');
};

describe('a signed STOP', () => {
  test.each(['STOP', 'opt out.', ' “Unsubscribe” ', 'ＱＵＩＴ'])(
    '%j opts out whoever has the number, from all that there is',
    async (word) => {
      await contact('ann', FIRST, SECOND);
      expect(await asked('ann')).toBe('allowed');
      expect(await text(word)).toMatchObject({
        status: 200,
        text: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
      });
      expect([await asked('ann'), await asked('ann', SECOND, 'sms'), await asked('bob', FIRST)]).toEqual([
        'opted_out',
        'opted_out',
        'opted_out',
      ]);
      const [optOut] = (await own.client.optOuts.list()).items;
      expect(optOut).toMatchObject({
        clientId: 'ann',
        reason: 'STOP by SMS',
        source: 'stop',
        contactOnly: true,
      });
    },
  );

  test('is recorded as an interaction of the contact, and its text is not', async () => {
    await contact('ann', FIRST);
    await text('Stop');
    expect(await inboundOf('ann')).toMatchObject([{ channel: 'sms', address: FIRST, callResult: null }]);
  });

  test('of a number of nobody is kept for whoever comes with it', async () => {
    await text('STOP', SECOND);
    await contact('dora', SECOND);
    expect(await asked('dora', SECOND)).toBe('on_suppression_list');
    expect(await inboundOf(SECOND)).toHaveLength(1);
  });

  test('that the provider has seen by a word of its own counts too', async () => {
    await contact('ann', FIRST);
    await text('basta', FIRST, { OptOutType: 'STOP' });
    expect(await asked('ann')).toBe('opted_out');
  });

  test('counts by WhatsApp, and by a webhook', async () => {
    await contact('ann', FIRST);
    await contact('bob', SECOND);
    await text('stop', `whatsapp:${FIRST}`);
    expect(
      await postHook(hook.messages, { type: 'message', id: 'm1', from: '(212) 555-0102', text: 'stop' }),
    ).toMatchObject({ status: 204 });
    expect([await asked('ann'), await asked('bob', SECOND)]).toEqual(['opted_out', 'opted_out']);
  });

  test('counts while the channel is disabled', async () => {
    await contact('ann', FIRST);
    await own.client.channels.update({ params: { id: sms.id }, body: { version: 1, enabled: false } });
    await text('STOP');
    expect(await asked('ann')).toBe('opted_out');
  });

  test.each([
    ['a sentence', 'please stop calling', FIRST],
    ['a sender that is no number', 'STOP', '12345'],
    ['a name', 'STOP', 'BANK'],
  ])('is not %s', async (_, body, from) => {
    await contact('ann', FIRST);
    expect((await text(body, from)).status).toBe(200);
    expect(await asked('ann')).toBe('allowed');
  });
});

describe('a START', () => {
  test('lifts the STOP of its device, and what somebody else decided stays', async () => {
    await contact('ann', FIRST);
    await contact('bob', SECOND);
    await text('STOP');
    await own.client.optOuts.create({ body: { clientId: 'bob', reason: 'letter' } });
    await text('START');
    await text('START', SECOND);
    expect([await asked('ann'), await asked('bob', SECOND)]).toEqual(['allowed', 'opted_out']);
  });

  test('that comes a second time does not take back a later STOP', async () => {
    await contact('ann', FIRST);
    await text('STOP');
    await text('START', FIRST, { MessageSid: 'SMsame' });
    await text('STOP');
    await text('START', FIRST, { MessageSid: 'SMsame' });
    expect(await asked('ann')).toBe('opted_out');
  });

  test('is no `yes`, and no START beside a STOP', async () => {
    await contact('ann', FIRST);
    await text('STOP');
    await text('yes');
    await text('stop', FIRST, { OptOutType: 'START' });
    expect(await asked('ann')).toBe('opted_out');
  });
});

test('HELP is answered, unless the provider has done so', async () => {
  expect((await text('Help!')).text).toContain('<Message>Call &lt;us&gt;.</Message>');
  expect((await text('HELP', FIRST, { OptOutType: 'HELP' })).text).not.toContain('Message');
});

describe('what is not signed by the provider of the channel', () => {
  const form = () => ({ From: FIRST, Body: 'STOP', MessageSid: `SM${++sid}` });
  const json = { type: 'message', id: 'm', from: FIRST, text: 'STOP' };
  const rows: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['without a signature', () => post(sms.messages, new URLSearchParams({ AccountSid: ACCOUNT, ...form() }).toString())],
    ['with another token', () => postSigned(sms.messages, form(), 'another token')],
    ['for another address', async () => {
      const whole = { AccountSid: ACCOUNT, ...form() };
      const signature = twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}${sms.calls}`, whole);
      return post(sms.messages, new URLSearchParams(whole).toString(), { 'x-twilio-signature': signature });
    }],
    ['with another number than the signed one', async () => {
      const whole = { AccountSid: ACCOUNT, ...form() };
      const signature = twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}${sms.messages}`, { ...whole, From: SECOND });
      return post(sms.messages, new URLSearchParams(whole).toString(), { 'x-twilio-signature': signature });
    }],
    ['with a name twice', async () => {
      const whole = { AccountSid: ACCOUNT, ...form() };
      const signature = twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}${sms.messages}`, whole);
      return post(sms.messages, `${new URLSearchParams(whole).toString()}&Body=STOP`, { 'x-twilio-signature': signature });
    }],
    ['of another account', () => postSigned(sms.messages, { ...form(), AccountSid: `AC${'9'.repeat(32)}` })],
    ['by a webhook, with another secret', () => postHook(hook.messages, json, Date.now(), 'another secret of some length')],
    ['by a webhook, too old', () => postHook(hook.messages, json, Date.now() - 301_000)],
    ['by a webhook, for the provider’s channel', () => postHook(sms.messages, json)],
    ['by the provider, for the webhook’s channel', () => postSigned(hook.messages, form())],
    ['for a channel that there is not', () => postHook(hook.messages.replace(/channels\/..../, 'channels/AAAA'), json)],
    ['for no channel', () => postHook('/api/channels/x/messages', json)],
  ]; // prettier-ignore
  test.each(rows)('changes nothing: %s', async (_, send) => {
    await contact('ann', FIRST);
    expect(await send()).toMatchObject(REFUSED);
    expect(await asked('ann')).toBe('allowed');
    expect((await own.client.optOuts.list()).items).toEqual([]);
    expect(await inboundOf('ann')).toEqual([]);
  });

  test('also not of another organization: its channel opts out its own contacts alone', async () => {
    await contact('ann', FIRST);
    const other = await running.newOrganization();
    await other.client.contacts.create({ body: { clientId: 'ann', devices: [{ address: FIRST }] } });
    await text('STOP');
    const { decision } = await other.client.decisions.ask({
      body: { contact: { clientId: 'ann' }, channel: 'call' },
    });
    expect([decision, await asked('ann')]).toEqual(['allowed', 'opted_out']);
  });
});

describe('an SMS through the real client, end to end', () => {
  const send = async () => {
    stub.answer({ status: 201, body: JSON.stringify({ sid: 'SM1' }) });
    const sent = await dispatchThrough(service, running, own, {
      clientId: 'ann',
      address: FIRST,
      channel: 'sms',
    });
    if ('blocked' in sent) throw new Error(`it was blocked: ${sent.blocked}`);
    const form = new URLSearchParams(stub.requests.at(-1)?.body);
    return { ...sent, callback: String(form.get('StatusCallback')).slice(PUBLIC_URL.length) };
  };
  const attempt = (id: string) => own.client.attempts.get({ params: { id } });

  test('is handed over, and what the provider reports becomes its call result', async () => {
    await contact('ann', FIRST);
    const { attemptId, done, callback } = await send();
    expect(done).toEqual({ state: 'confirmed', providerReference: 'SM1' });
    expect((await postSigned(callback, { MessageStatus: 'sent', To: FIRST })).status).toBe(204);
    expect(await attempt(attemptId)).toMatchObject({ state: 'reserved' });
    await postSigned(callback, { MessageStatus: 'delivered', To: FIRST });
    expect(await attempt(attemptId)).toMatchObject({ state: 'finished', callResult: 'Answer' });
    await postSigned(callback, { MessageStatus: 'undelivered', ErrorCode: '30003', To: FIRST });
    expect(await attempt(attemptId)).toMatchObject({ callResult: 'Answer' });
  });

  test('what an agent reported stays', async () => {
    await contact('ann', FIRST);
    const { attemptId, callback } = await send();
    await own.client.attempts.report({
      params: { id: attemptId },
      body: { callResult: 'Wrong Party', disposition: 'WP' },
    });
    await postSigned(callback, { MessageStatus: 'delivered', To: FIRST });
    expect(await attempt(attemptId)).toMatchObject({ callResult: 'Wrong Party', disposition: 'WP' });
  });

  test('a report for an attempt that another one’s address names is not believed', async () => {
    await contact('ann', FIRST);
    const { attemptId } = await send();
    const forged = await post(
      `${sms.statuses}?attempt=${attemptId}`,
      new URLSearchParams({ AccountSid: ACCOUNT, MessageStatus: 'delivered' }).toString(),
      {
        'x-twilio-signature': twilio.getExpectedTwilioSignature(
          TOKEN,
          `${PUBLIC_URL}${sms.statuses}?attempt=x`,
          { AccountSid: ACCOUNT, MessageStatus: 'delivered' },
        ),
      },
    );
    expect(forged).toMatchObject(REFUSED);
    expect(await attempt(attemptId)).toMatchObject({ state: 'reserved' });
  });

  test('one that the provider refuses because the device stopped there opts out', async () => {
    await contact('ann', FIRST);
    stub.answer({ status: 400, body: JSON.stringify({ code: 21610, message: 'no', status: 400 }) });
    const sent = await dispatchThrough(service, running, own, {
      clientId: 'ann',
      address: FIRST,
      channel: 'sms',
    });
    expect(sent).toMatchObject({ done: { state: 'refused', code: 'provider_21610' } });
    expect(
      await dispatchThrough(service, running, own, { clientId: 'ann', address: FIRST, channel: 'sms' }),
    ).toEqual({ blocked: 'opted_out' });
  });

  test('after a STOP nothing goes out, and a provider that dies in between leaves it unknown and counted', async () => {
    await contact('ann', FIRST);
    stub.answer({ does: 'cut the connection' });
    const sent = await dispatchThrough(service, running, own, {
      clientId: 'ann',
      address: FIRST,
      channel: 'sms',
    });
    expect(sent).toMatchObject({ done: { state: 'unknown' } });
    if ('attemptId' in sent) expect(await attempt(sent.attemptId)).toMatchObject({ state: 'reserved' });
    await text('STOP');
    const before = stub.requests.length;
    expect(
      await dispatchThrough(service, running, own, { clientId: 'ann', address: FIRST, channel: 'sms' }),
    ).toEqual({ blocked: 'opted_out' });
    expect(stub.requests).toHaveLength(before);
  });
});

describe('a call through the real client, by who answers', () => {
  const deliver = (to: string | null = null) => ({ deliver: true, to });
  const usual = { deliver: false, to: null };
  const AGENTS = '+12125550177';

  /** Calls, and answers as somebody: what the provider is told to do, and what the attempt's result is then, and when the call is over. */
  async function answered(answeredBy: string, delivery: TestDelivery, isForged = false) {
    await channel({
      name: 'Voice',
      channel: 'call',
      twilio: { baseUrl: stub.url, accountSid: ACCOUNT, from: '+12125550199', authToken: TOKEN },
    });
    await contact('ann', FIRST);
    stub.answer({ status: 201, body: JSON.stringify({ sid: 'CA1' }) });
    const given = { clientId: 'ann', address: FIRST, channel: 'call', delivery } as const;
    const sent = await dispatchThrough(service, running, own, given);
    if ('blocked' in sent) throw new Error(`it was blocked: ${sent.blocked}`);
    const form = new URLSearchParams(stub.requests.at(-1)?.body);
    const pathOf = (field: string) => String(form.get(field)).slice(PUBLIC_URL.length);
    const plan = isForged ? `${pathOf('Url')}x` : pathOf('Url');
    const call = { CallSid: 'CA1', To: FIRST, AnsweredBy: answeredBy };
    const told = await postSigned(plan, { ...call, CallStatus: 'in-progress' });
    const read = async () => (await own.client.attempts.get({ params: { id: sent.attemptId } })).callResult;
    const atOnce = await read();
    await postSigned(pathOf('StatusCallback'), { ...call, CallStatus: 'completed' });
    return { status: told.status, says: told.text.split('<Response>')[1], atOnce, atTheEnd: await read() };
  }

  const said = '<Say>Please call us back.</Say>';
  const toAgents = `<Dial callerId="+12125550199"><Number>${AGENTS}</Number></Dial>`;
  test.each([
    ['a person hears the message', 'human', null, `${said}</Response>`, null, 'Answer'],
    ['a person is put through', 'human', { personTo: AGENTS, answeringMachine: usual, fax: usual, silence: usual }, `${said}${toAgents}</Response>`, null, 'Answer'],
    ['what cannot be told apart is a person', 'somebody', null, `${said}</Response>`, null, 'Answer'],
    ['a machine is dropped', 'machine_start', null, '<Hangup/></Response>', 'Answering Machine', 'Answering Machine'],
    ['a fax is dropped', 'fax', null, '<Hangup/></Response>', 'Fax Detected', 'Fax Detected'],
    ['silence is dropped', 'unknown', null, '<Hangup/></Response>', 'Silence', 'Silence'],
    ['a machine hears the message, and no treatment begins before it is over', 'machine_end_beep', { personTo: null, answeringMachine: deliver(), fax: usual, silence: usual }, `${said}</Response>`, null, 'Answering Machine'],
    ['a fax goes where it is wanted', 'fax', { personTo: null, answeringMachine: usual, fax: deliver('sip:fax@example.com'), silence: usual }, `${said}<Dial callerId="+12125550199"><Sip>sip:fax@example.com</Sip></Dial></Response>`, null, 'Fax Detected'],
    ['silence goes where people go', 'unknown', { personTo: AGENTS, answeringMachine: usual, fax: usual, silence: deliver() }, `${said}${toAgents}</Response>`, null, 'Silence'],
  ] as const)('%s', async (_, answeredBy, delivery, says, atOnce, atTheEnd) => {
    expect(await answered(answeredBy, delivery)).toEqual({ status: 200, says, atOnce, atTheEnd });
  }); // prettier-ignore

  test('nobody asks with a plan of their own', async () => {
    expect(await answered('human', null, true)).toMatchObject({ status: 403, atOnce: null });
  });
});

describe('a webhook of one’s own', () => {
  test('reports what became of an attempt, and a call that came in', async () => {
    await contact('ann', FIRST);
    const sent = await dispatchThrough(service, running, own, {
      clientId: 'ann',
      address: FIRST,
      channel: 'whatsapp',
    });
    const attemptId = 'attemptId' in sent ? sent.attemptId : '';
    expect(
      (await postHook(hook.statuses, { type: 'status', attemptId, callResult: 'no answer' })).status,
    ).toBe(204);
    expect(
      (
        await running.store.attempts.get(
          own.id,
          attemptId as Parameters<typeof running.store.attempts.get>[1],
        )
      )?.callResult,
    ).toBe('No Answer');
    await postHook(hook.calls, { type: 'call', id: 'c1', from: FIRST, callResult: 'Answer' });
    await postHook(hook.calls, { type: 'call', id: 'c1', from: FIRST, callResult: 'Answer' });
    expect(await inboundOf('ann')).toMatchObject([{ channel: 'call', callResult: 'Answer' }]);
  });

  test.each([
    ['a body that is no JSON', 'statuses', 'x', 400, 'json_invalid'],
    [
      'a dispatch of ours that comes back',
      'messages',
      '{"type":"dispatch","id":"x","from":"+12125550101","text":"STOP"}',
      400,
      'validation_failed',
    ],
    [
      'a call result that there is not',
      'statuses',
      '{"type":"status","attemptId":"x","callResult":"Great"}',
      422,
      'call_result_unknown',
    ],
    [
      'a sender that is no number',
      'messages',
      '{"type":"message","id":"x","from":"BANK","text":"STOP"}',
      422,
      'number_invalid',
    ],
    [
      'a status of an attempt that there is not',
      'statuses',
      '{"type":"status","attemptId":"x","callResult":"Busy"}',
      204,
      undefined,
    ],
  ] as const)('is told of %s', async (_, topic, body, status, code) => {
    const headers = {
      'tact-signature': signatureOf(SECRET, body, Date.now() as Parameters<typeof signatureOf>[2]),
    };
    expect(await post(hook[topic], body, headers)).toMatchObject({ status, code });
  });
});

test('a call that comes in by the provider is recorded, and rejected where nothing is to be said', async () => {
  const voice = await channel({
    name: 'Voice',
    channel: 'call',
    twilio: { baseUrl: stub.url, accountSid: ACCOUNT, from: '+12125550199', authToken: TOKEN },
  });
  await contact('ann', FIRST);
  const { text: answer } = await postSigned(voice.calls, {
    From: FIRST,
    CallSid: 'CA1',
    CallStatus: 'ringing',
  });
  expect(answer).toContain('<Reject/>');
  expect(await inboundOf('ann')).toMatchObject([{ channel: 'call', direction: 'inbound' }]);
});

describe('a STOP or a START that comes at a bad moment', () => {
  const signed = (to: Service, body = 'STOP', id = `SM${++sid}`) => {
    const form = { AccountSid: ACCOUNT, From: FIRST, Body: body, MessageSid: id };
    const signature = twilio.getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}${sms.messages}`, form);
    return fetch(new URL(sms.messages, to.address), {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { 'x-twilio-signature': signature },
    });
  };

  test('is carried out while the process stops: nobody would send it again', async () => {
    await contact('ann', FIRST);
    const { store: slow, begun, letGo } = heldStore(running.store);
    const stopping = await running.another({ channels: parts, store: slow });
    const under = fetch(`${stopping.address}/api/v1/contacts`, { headers: { 'x-api-key': own.key } });
    await begun;
    const stopped = stopping.stop();
    expect((await signed(stopping)).status).toBe(200);
    letGo();
    await Promise.all([under, stopped]);
    expect(await asked('ann')).toBe('opted_out');
  });

  test('is not acknowledged where it could not be stored', async () => {
    await contact('ann', FIRST);
    const failing: typeof running.store = {
      ...running.store,
      deviceStops: {
        ...running.store.deviceStops,
        stop: () => Promise.reject(new StoreError('database_unavailable', 'the database does not answer')),
      },
    };
    const broken = await running.another({ channels: parts, store: failing });
    expect((await signed(broken)).status).toBe(503);
    expect((await signed(service)).status).toBe(200);
    expect(await asked('ann')).toBe('opted_out');
  });

  test('a START whose lift could not be stored is done by the copy that the provider sends', async () => {
    await contact('ann', FIRST);
    await text('STOP');
    const lost = () => Promise.reject(new StoreError('database_unavailable', 'the database does not answer'));
    const { deviceStops } = running.store;
    const failing = { ...running.store, deviceStops: { ...deviceStops, start: lost } };
    const broken = await running.another({ channels: parts, store: failing });
    expect((await signed(broken, 'START', 'SMcopied')).status).toBe(503);
    expect(await asked('ann')).toBe('opted_out');
    expect((await signed(service, 'START', 'SMcopied')).status).toBe(200);
    expect(await asked('ann')).toBe('allowed');
  });
});

test('no number and no text of a message is in the log', async () => {
  await contact('ann', FIRST);
  await text('STOP and something private');
  await text('STOP');
  const log = running.log.join('\n');
  expect(log).not.toMatch(/5550101|private/);
  expect(log).not.toContain(TOKEN);
  expect((await running.store.contacts.getByClientId(own.id, 'ann' as ClientId))?.clientId).toBe('ann');
});
