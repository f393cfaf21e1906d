import {
  createCheck,
  deliveryStatusSchema,
  inboundCallSchema,
  inboundMessageSchema,
  type DeliveryStatusJson,
  type InboundCallJson,
  type InboundMessageJson,
} from '@tact/api';
import type { DeviceKey } from '@tact/engine';
import { isSigned, SIGNATURE_HEADER } from '../../channels/signature.ts';
import { keywordOf } from '../../channels/stop-words.ts';
import { CommandError } from '../../command-error.ts';
import type { Caller } from '../../commands/context.ts';
import { readAddress } from '../../commands/read-values.ts';
import { recordInbound } from '../../commands/record-inbound.ts';
import { reportDelivery } from '../../commands/report-delivery.ts';
import { readCallResult } from '../../commands/report-result.ts';
import { takeMessage } from '../../commands/take-message.ts';
import { readJsonBytes } from '../../http/json-text.ts';
import { notSigned, TAKEN, type Callback, type CallbackAnswer, type ChannelRouteParts } from './callbacks.ts';

const CHECKS = {
  messages: createCheck(inboundMessageSchema),
  calls: createCheck(inboundCallSchema),
  statuses: createCheck(deliveryStatusSchema),
} as const;

/** Takes what a webhook of the organization's own posts, where its signature is good and not old. */
export async function takeWebhook(
  parts: ChannelRouteParts,
  caller: Caller,
  { topic, configuration, secrets, header, body }: Callback,
): Promise<CallbackAnswer> {
  const { secret } = secrets;
  if (secret === undefined || !isSigned(secret, body, header(SIGNATURE_HEADER), parts.clock()))
    throw notSigned();
  // A program of one's own knows from the dispatch what to do with who answers.
  if (topic === 'answers') throw notSigned();
  const value = checked(topic, body);
  const { id: channelId, channel } = configuration;
  if (value.type === 'status') {
    const callResult = readCallResult(value.callResult, '/callResult');
    if (callResult !== null) await reportDelivery(parts, caller, value.attemptId, callResult);
    return TAKEN;
  }
  const deviceKey = await deviceOf(parts, caller, value.from);
  const externalId = `${channelId}:${value.id}`;
  // Who can be called can write: a message to a number for calls is an SMS.
  if (value.type === 'message')
    await takeMessage(parts, caller, {
      channelId,
      channel: channel === 'call' ? 'sms' : channel,
      externalId,
      deviceKey,
      keyword: keywordOf(value.text),
    });
  else {
    const callResult = readCallResult(value.callResult ?? null, '/callResult');
    await recordInbound(parts, caller, { externalId, deviceKey, channel: 'call', callResult });
  }
  return TAKEN;
}

function checked(
  topic: keyof typeof CHECKS,
  body: Buffer,
): InboundMessageJson | InboundCallJson | DeliveryStatusJson {
  const read = readJsonBytes(body);
  if (!read.valid) throw new CommandError('json_invalid', read.sentence);
  const result = CHECKS[topic](read.value);
  if (result.valid) return result.value;
  const [first] = result.problems;
  throw new CommandError(
    'validation_failed',
    `\`${first?.path ?? '/'}\`: ${first?.sentence ?? 'it does not fit'}`,
    {
      path: first?.path ?? '',
      problems: result.problems,
    },
  );
}

async function deviceOf(
  { store }: ChannelRouteParts,
  { organizationId }: Caller,
  from: string,
): Promise<DeviceKey> {
  const { defaultCountry } = await store.organizations.get(organizationId);
  return readAddress(from, defaultCountry, '/from');
}
