import type { OrganizationId } from '@tact/engine';
import type { CallDelivery } from '@tact/store';
import { callbackIdOf } from './callback-id.ts';
import type { SecretBox } from './secret-box.ts';

/** What a call does once it is known who answered. */
export interface CallPlan {
  readonly attemptId: string;
  readonly text: string;
  readonly delivery: CallDelivery;
}

/** Characters of a web address that a provider asks for instructions at; longer ones are not taken everywhere. */
export const ANSWER_URL_LENGTH_MAX = 4_000;

/**
 * The address at which the provider asks what to do with an answered call. The plan is sealed in it: nothing has to be kept until then, any process
 * can answer, and whoever reads the provider's log learns nothing of what is said to whom.
 */
export function answerUrl(
  box: SecretBox,
  publicUrl: string,
  channel: { readonly organizationId: OrganizationId; readonly channelId: string },
  { attemptId, text, delivery }: CallPlan,
): string {
  const callbackId = callbackIdOf(channel);
  const token = box.seal('calls', callbackId, JSON.stringify([attemptId, text, delivery]));
  return `${publicUrl}/api/channels/${callbackId}/answers?plan=${token.toString('base64url')}`;
}

/** The plan of an address; undefined where it is none that was made here for this channel. */
export function readCallPlan(box: SecretBox, callbackId: string, token: unknown): CallPlan | undefined {
  if (typeof token !== 'string' || token.length > ANSWER_URL_LENGTH_MAX || !/^[A-Za-z0-9_-]+$/.test(token))
    return undefined;
  const opened = box.open('calls', callbackId, Buffer.from(token, 'base64url'));
  if (opened === undefined) return undefined;
  const [attemptId, text, delivery] = JSON.parse(opened) as readonly [string, string, CallDelivery];
  return { attemptId, text, delivery };
}
