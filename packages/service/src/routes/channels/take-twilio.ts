import twilio from 'twilio';
import type { DeviceKey } from '@tact/engine';
import { parseNumber } from '@tact/places';
import { goesOnFor, RESULT_OF_ANSWERER } from '../../channels/call-delivery.ts';
import { readCallPlan } from '../../channels/call-plan.ts';
import { callResultOfTwilio } from '../../channels/delivery-results.ts';
import { keywordOf, type Keyword } from '../../channels/stop-words.ts';
import type { TwilioSettings } from '../../channels/twilio-provider.ts';
import { answererOf } from '../../channels/twilio-calls.ts';
import { goOnTwiml, NOTHING_TWIML, REJECT_TWIML, replyTwiml, sayTwiml } from '../../channels/twiml.ts';
import { CHANNEL_LABELS } from '../../channels/channel-labels.ts';
import type { Caller } from '../../commands/context.ts';
import { recordInbound } from '../../commands/record-inbound.ts';
import { reportDelivery } from '../../commands/report-delivery.ts';
import { stopDevice } from '../../commands/stop-device.ts';
import { takeMessage } from '../../commands/take-message.ts';
import { notSigned, TAKEN, type Callback, type CallbackAnswer, type ChannelRouteParts } from './callbacks.ts';

/** Takes what a Twilio-compatible provider posts, where its signature is good. */
export async function takeTwilio(
  parts: ChannelRouteParts,
  caller: Caller,
  callback: Callback,
): Promise<CallbackAnswer> {
  const form = signedForm(callback);
  switch (callback.topic) {
    case 'messages':
      return takeInboundMessage(parts, caller, callback, form);
    case 'calls':
      return takeInboundCall(parts, caller, callback, form);
    case 'statuses':
      return takeStatus(parts, caller, callback, form);
    case 'answers':
      return takeAnswer(parts, caller, callback, form);
  }
}

type Form = Readonly<Record<string, string>>;

/** The form, whose signature covers the address and every field. Throws where it does not, or another account sent it. */
function signedForm({ configuration, secrets, url, header, body }: Callback): Form {
  const { accountSid } = configuration.settings as TwilioSettings;
  const signature = header('x-twilio-signature');
  const form: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    // A name that stands twice is signed as one by some, and read as the other by others: it is not believed.
    if (Object.hasOwn(form, name)) throw notSigned();
    form[name] = value;
  }
  const { authToken } = secrets;
  if (url === null || signature === undefined || authToken === undefined) throw notSigned();
  if (!twilio.validateRequest(authToken, signature, url, form)) throw notSigned();
  if (form['AccountSid'] !== accountSid) throw notSigned();
  return form;
}

async function takeInboundMessage(
  parts: ChannelRouteParts,
  caller: Caller,
  { configuration }: Callback,
  form: Form,
): Promise<CallbackAnswer> {
  const { id: channelId, settings } = configuration;
  const { helpReply } = settings as TwilioSettings;
  const deviceKey = deviceIn(form['From']);
  const sid = form['MessageSid'] ?? form['SmsSid'];
  if (deviceKey === undefined || sid === undefined) return xml(NOTHING_TWIML);
  const keyword = keywordIn(form);
  const externalId = `${channelId}:${sid}`;
  const isWhatsApp = form['From']?.startsWith('whatsapp:') === true;
  await takeMessage(parts, caller, {
    channelId,
    channel: isWhatsApp ? 'whatsapp' : 'sms',
    externalId,
    deviceKey,
    keyword,
  });
  // Where the provider says what it was, it has answered already.
  const answers = keyword === 'help' && form['OptOutType'] === undefined && helpReply !== null;
  return xml(answers ? replyTwiml(helpReply) : NOTHING_TWIML);
}

/** What the message asks. A stop by either word goes before everything else; a start or help by the provider's is believed. */
function keywordIn(form: Form): Keyword | undefined {
  const own = keywordOf(form['Body'] ?? '');
  const theirs = KEYWORD_OF_TYPE[form['OptOutType'] ?? ''];
  return own === 'stop' || theirs === 'stop' ? 'stop' : (theirs ?? own);
}

const KEYWORD_OF_TYPE: Readonly<Record<string, Keyword | undefined>> = {
  STOP: 'stop',
  START: 'start',
  HELP: 'help',
};

async function takeInboundCall(
  parts: ChannelRouteParts,
  caller: Caller,
  { configuration }: Callback,
  form: Form,
): Promise<CallbackAnswer> {
  const { callReply } = configuration.settings as TwilioSettings;
  const deviceKey = deviceIn(form['From']);
  const sid = form['CallSid'];
  if (deviceKey !== undefined && sid !== undefined) {
    const callResult = callReply === null ? null : 'Answer';
    const externalId = `${configuration.id}:${sid}`;
    await recordInbound(parts, caller, { externalId, deviceKey, channel: 'call', callResult });
  }
  return xml(callReply === null ? REJECT_TWIML : sayTwiml(callReply));
}

async function takeStatus(
  parts: ChannelRouteParts,
  caller: Caller,
  { configuration, query }: Callback,
  form: Form,
): Promise<CallbackAnswer> {
  const { id: channelId, channel } = configuration;
  const attemptId = query['attempt'];
  const errorCode = /^\d{1,6}$/.test(form['ErrorCode'] ?? '') ? Number(form['ErrorCode']) : null;
  const callResult = callResultOfTwilio({
    status: form['MessageStatus'] ?? form['CallStatus'] ?? '',
    errorCode,
    answeredBy: form['AnsweredBy'] ?? null,
  });
  const deviceKey = deviceIn(form['To']);
  if (callResult === 'Do Not Call' && deviceKey !== undefined)
    await stopDevice(parts, caller, {
      deviceKey,
      channelId,
      origin: 'provider',
      by: CHANNEL_LABELS[channel],
    });
  if (callResult !== undefined && typeof attemptId === 'string')
    await reportDelivery(parts, caller, attemptId, callResult);
  return TAKEN;
}

/**
 * Says what to do with a call that was answered. What is hung up on has its result at once; what goes on has it when it is over, so that no
 * treatment calls again while the message is still being said.
 */
async function takeAnswer(
  parts: ChannelRouteParts,
  caller: Caller,
  { callbackId, configuration, query }: Callback,
  form: Form,
): Promise<CallbackAnswer> {
  const plan =
    parts.secretBox === null ? undefined : readCallPlan(parts.secretBox, callbackId, query['plan']);
  if (plan === undefined) throw notSigned();
  const answerer = answererOf(form['AnsweredBy'] ?? null);
  const goesOn = goesOnFor(plan.delivery, answerer, plan.text);
  if (goesOn === null) await reportDelivery(parts, caller, plan.attemptId, RESULT_OF_ANSWERER[answerer]);
  return xml(goOnTwiml(goesOn, (configuration.settings as TwilioSettings).from));
}

/** The device behind `+12125550123` or `whatsapp:+12125550123`; undefined where it is no number: a short code, a name, anonymous. */
function deviceIn(text: string | undefined): DeviceKey | undefined {
  const number = (text ?? '').replace(/^whatsapp:/, '');
  // Digits without `+` may be a short code: read in some country they could be somebody else's number.
  const read = /^\+\d+$/.test(number) ? parseNumber(number, null) : undefined;
  return read?.ok === true ? read.key : undefined;
}

function xml(body: string): CallbackAnswer {
  return { status: 200, contentType: 'text/xml; charset=utf-8', body };
}
