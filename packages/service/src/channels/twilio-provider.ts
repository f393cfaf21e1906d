import type { ChannelConfigurationJson } from '@tact/api';
import { CALL_MS_MAX } from './call-delivery.ts';
import type { Clock } from '../deciding/decider.ts';
import type { CallPlan } from './call-plan.ts';
import type { Dispatch, HandOver } from './channel-adapter.ts';
import type { HttpCaller } from './http-call.ts';
import {
  freshMs,
  STALE,
  CREDENTIALS_RETRY_MS,
  NO_CONNECTION_RETRY_MS,
  refused,
  retryAfterMs,
  unknown,
  type ChannelTest,
  type Provider,
  type ProviderEvents,
} from './provider.ts';
import { callInstructions, type CallInstructions } from './twilio-calls.ts';
import { CallError, createTwilioClient } from './twilio-client.ts';

/** What a Twilio-compatible provider is configured by. */
export type TwilioSettings = NonNullable<ChannelConfigurationJson['twilio']>;

/** What the provider needs besides. */
export interface TwilioParts {
  readonly caller: HttpCaller;
  readonly clock: Clock;
  readonly events: Pick<ProviderEvents, 'stopped'>;
  /** Where delivery is reported; the attempt is added. Null: nobody outside reaches this service. */
  readonly statusUrl: string | null;
  /** Where it asks what to do with an answered call; null: it cannot. */
  readonly answerUrlOf: ((plan: CallPlan) => string) | null;
}

/** Errors by which the provider asks to slow down: too many requests, its queue is full, too many calls a second. */
const SLOW_DOWN: ReadonlySet<number> = new Set([20429, 21611, 14107, 20005]);
const SLOW_DOWN_MS = 1_000;
/** The device stopped messages of this sender, at the provider. */
const STOPPED_THERE = 21610;
/** The account may not, or is not who it says. */
const CREDENTIALS: ReadonlySet<number> = new Set([401, 403]);

/** SMS, WhatsApp and calls through a Twilio-compatible API, by the provider's own client. */
export function createTwilioProvider(
  settings: TwilioSettings,
  authToken: string,
  parts: TwilioParts,
): Provider {
  const { caller, clock, events } = parts;
  const { baseUrl, accountSid, timeoutMs } = settings;
  const clientFor = (signal: AbortSignal, connectsWithinMs: number) =>
    createTwilioClient({ baseUrl, accountSid, authToken, timeoutMs, connectsWithinMs, caller, signal });

  async function send(dispatch: Dispatch, signal: AbortSignal): Promise<HandOver> {
    const leftMs = freshMs(dispatch, clock);
    if (leftMs <= 0) return STALE;
    const { client, lastHeaders } = clientFor(signal, leftMs);
    const instructions =
      dispatch.channel === 'call' ? callInstructions(settings, parts.answerUrlOf, dispatch) : null;
    if (instructions !== null && 'state' in instructions) return instructions;
    try {
      const made =
        instructions !== null
          ? await client.calls.create(callFields(settings, parts.statusUrl, dispatch, instructions))
          : await client.messages.create(messageFields(settings, parts.statusUrl, dispatch));
      // The client takes any body for an answer.
      const sid: unknown = made.sid;
      return typeof sid === 'string' && sid !== ''
        ? { state: 'confirmed', providerReference: sid }
        : unknown('the provider answered without an id');
    } catch (error) {
      return handOverOf(error, lastHeaders());
    }
  }

  return {
    async handOver(dispatch, signal) {
      const done = await send(dispatch, signal);
      if (done.state === 'refused' && done.code === `provider_${STOPPED_THERE}`)
        await events.stopped(dispatch);
      return done;
    },
    async test(): Promise<ChannelTest> {
      try {
        const { client } = clientFor(new AbortController().signal, timeoutMs);
        const account = await client.api.v2010.accounts(accountSid).fetch();
        return {
          works: account.status === 'active',
          sentence: `the provider says that the account is \`${account.status}\``,
        };
      } catch (error) {
        const done = handOverOf(error, {});
        return { works: false, sentence: done.state === 'confirmed' ? '' : done.sentence };
      }
    },
    close: () => Promise.resolve(),
  };
}

/** What a number is called on the channel. */
function addressOn(channel: Dispatch['channel'], number: string): string {
  return channel === 'whatsapp' ? `whatsapp:${number}` : number;
}

function messageFields(
  { from, messagingServiceSid, contentSid }: TwilioSettings,
  statusUrl: string | null,
  { permit, channel, address, message }: Dispatch,
) {
  const usesTemplate = channel === 'whatsapp' && contentSid !== null;
  return {
    to: addressOn(channel, address),
    ...(messagingServiceSid === null ? {} : { messagingServiceSid }),
    ...(messagingServiceSid === null && from !== null ? { from: addressOn(channel, from) } : {}),
    ...(usesTemplate
      ? { contentSid, contentVariables: JSON.stringify({ 1: message.text }) }
      : { body: message.text }),
    ...(statusUrl === null ? {} : { statusCallback: statusUrlOf(statusUrl, permit.attemptId) }),
  };
}

function callFields(
  { from }: TwilioSettings,
  statusUrl: string | null,
  { permit, address }: Dispatch,
  instructions: CallInstructions,
) {
  return {
    to: address,
    from: from ?? '',
    ...instructions,
    // Seconds. Said, so that no account's own setting makes it longer than is waited for its result.
    timeLimit: CALL_MS_MAX / 1_000,
    ...(statusUrl === null
      ? {}
      : {
          statusCallback: statusUrlOf(statusUrl, permit.attemptId),
          statusCallbackEvent: ['completed'],
          statusCallbackMethod: 'POST',
        }),
  };
}

/** The attempt is in the address, which the provider signs: what is reported belongs to it and to no other. */
function statusUrlOf(statusUrl: string, attemptId: string): string {
  return `${statusUrl}?attempt=${attemptId}`;
}

/** What a failure of the client says. INVARIANT: `refused` only where nothing left, or where the provider itself said no (4xx). */
function handOverOf(error: unknown, headers: Readonly<Record<string, string>>): HandOver {
  if (error instanceof CallError)
    return error.state === 'not-sent'
      ? refused('no_connection', error.message, NO_CONNECTION_RETRY_MS)
      : unknown(error.message);
  const { status, code } = numbersOf(error);
  if (status === undefined) return unknown('the client of the provider failed');
  const sentence = `the provider answered with HTTP ${status}${code === undefined ? '' : `, error ${code}`}`;
  const name = `provider_${code ?? status}`;
  if (status === 429 || (code !== undefined && SLOW_DOWN.has(code)))
    return refused(name, sentence, retryAfterMs(headers['retry-after'], SLOW_DOWN_MS));
  if (CREDENTIALS.has(status)) return refused(name, sentence, CREDENTIALS_RETRY_MS);
  return status >= 300 && status < 500 && status !== 408 ? refused(name, sentence) : unknown(sentence);
}

/** HTTP's status and the provider's own code of an error of its client. */
function numbersOf(error: unknown): {
  readonly status: number | undefined;
  readonly code: number | undefined;
} {
  if (typeof error !== 'object' || error === null) return { status: undefined, code: undefined };
  const numberIn = (name: 'status' | 'code') => {
    const value: unknown = name in error ? error[name as keyof typeof error] : undefined;
    return typeof value === 'number' ? value : undefined;
  };
  return { status: numberIn('status'), code: numberIn('code') };
}
