import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelConfigurationJson } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { Clock } from '../deciding/decider.ts';
import { USUAL_DELIVERY } from './call-delivery.ts';
import type { Dispatch, HandOver } from './channel-adapter.ts';
import type { HttpAnswer, HttpCaller } from './http-call.ts';
import {
  freshMs,
  NO_CONNECTION_RETRY_MS,
  refused,
  retryAfterMs,
  STALE,
  unknown,
  type Provider,
} from './provider.ts';
import { signatureOf, SIGNATURE_HEADER } from './signature.ts';

/** What a webhook is configured by. */
export type WebhookSettings = NonNullable<ChannelConfigurationJson['webhook']>;

/** Tries of one hand-over where the one before surely did not leave, and how long after it, milliseconds. */
const RETRY_MS = [200, 1_000] as const;
const SLOW_DOWN_MS = 1_000;
const REFERENCE_LENGTH_MAX = 200;

/** Posts dispatches, signed, to an address of the organization's own. */
export function createWebhookProvider(
  settings: WebhookSettings,
  secret: string,
  { caller, clock }: { readonly caller: HttpCaller; readonly clock: Clock },
): Provider {
  const post = (
    body: string,
    headers: Readonly<Record<string, string>>,
    connectsWithinMs: number,
    signal?: AbortSignal,
  ) =>
    caller.call(
      {
        method: 'POST',
        url: settings.url,
        timeoutMs: settings.timeoutMs,
        connectsWithinMs: Math.min(connectsWithinMs, settings.timeoutMs),
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'tact',
          [SIGNATURE_HEADER]: signatureOf(secret, body, clock()),
          ...headers,
        },
      },
      signal,
    );
  return {
    async handOver(dispatch, signal) {
      const body = JSON.stringify(dispatchJson(dispatch));
      const headers = { 'idempotency-key': dispatch.idempotencyKey };
      // INVARIANT: no post begins, and no connection comes about, once the decision is too old to act on.
      let leftMs = freshMs(dispatch, clock);
      if (leftMs <= 0) return STALE;
      let answer = await post(body, headers, leftMs, signal);
      for (const waitMs of RETRY_MS) {
        if (answer.state !== 'not-sent' || signal.aborted) break;
        await sleep(waitMs);
        leftMs = freshMs(dispatch, clock);
        // The answer before says what is wrong, for all that go to this address.
        if (leftMs <= 0) break;
        answer = await post(body, headers, leftMs, signal);
      }
      return handOverOf(answer, dispatch);
    },
    async test() {
      const answer = await post(
        JSON.stringify({ type: 'test', at: formatInstant(clock()) }),
        {},
        settings.timeoutMs,
      );
      if (answer.state !== 'answered') return { works: false, sentence: answer.sentence };
      const { status } = answer;
      return {
        works: isTaken(status),
        sentence: `a signed message of type \`test\` was answered with HTTP ${status}`,
      };
    },
    close: () => Promise.resolve(),
  };
}

/** What is posted. `type` keeps it apart from everything that is posted back: no one passes for the other. */
function dispatchJson({ permit, channel, address, message, delivery }: Dispatch) {
  return {
    type: 'dispatch',
    attemptId: permit.attemptId,
    decisionId: permit.decisionId,
    expiresAt: formatInstant(permit.expiresAt),
    channel,
    to: address,
    message,
    // Who makes the call tells who answers, and does by it as the campaign says.
    ...(channel === 'call' ? { delivery: delivery ?? USUAL_DELIVERY } : {}),
  };
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

/** What an answer says. INVARIANT: `refused` only for statuses by which HTTP says that the request was not carried out. */
function handOverOf(answer: HttpAnswer, { permit }: Dispatch): HandOver {
  if (answer.state === 'not-sent') return refused('no_connection', answer.sentence, NO_CONNECTION_RETRY_MS);
  if (answer.state === 'unknown') return unknown(answer.sentence);
  const { status, headers, body } = answer;
  if (isTaken(status))
    return { state: 'confirmed', providerReference: referenceIn(body) ?? permit.attemptId };
  const sentence = `the webhook answered with HTTP ${status}`;
  if (status === 429 || status === 503)
    return refused(`http_${status}`, sentence, retryAfterMs(headers['retry-after'], SLOW_DOWN_MS));
  // 408 is a time-out of the other side, and says nothing of what it did before.
  return status >= 300 && status < 500 && status !== 408
    ? refused(`http_${status}`, sentence)
    : unknown(sentence);
}

/** The receiver's own id of it, as `{"reference":"…"}`. */
function referenceIn(body: string): string | undefined {
  try {
    const json = JSON.parse(body) as unknown;
    if (typeof json !== 'object' || json === null || !('reference' in json)) return undefined;
    const { reference } = json;
    return typeof reference === 'string' && reference !== ''
      ? reference.slice(0, REFERENCE_LENGTH_MAX)
      : undefined;
  } catch {
    return undefined;
  }
}
