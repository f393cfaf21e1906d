import type { OrganizationId } from '@tact/engine';
import { callbackIdOf } from './callback-id.ts';
import type { SecretBox } from './secret-box.ts';

/** What an unsubscribe link is for. */
export interface Unsubscribe {
  /** The attempt by which the e-mail went out. */
  readonly attemptId: string;
  /** The e-mail address. */
  readonly address: string;
}

/** Characters of a token: an address of 254 characters, encrypted. */
const TOKEN_LENGTH_MAX = 800;

/**
 * The address by which a reader of an e-mail opts out (RFC 8058). What it is for is encrypted in it: nobody can guess or forge one, it holds nothing
 * that somebody could read, and it works for as long as the installation has its key, however long ago the attempt was.
 */
export function unsubscribeUrl(
  box: SecretBox,
  publicUrl: string,
  channel: { readonly organizationId: OrganizationId; readonly channelId: string },
  { attemptId, address }: Unsubscribe,
): string {
  const callbackId = callbackIdOf(channel);
  const token = box.seal('unsubscribe links', callbackId, JSON.stringify([attemptId, address]));
  return `${publicUrl}/api/channels/${callbackId}/unsubscribe/${token.toString('base64url')}`;
}

/** What a token is for; undefined where it is none that was made here for this channel. */
export function readUnsubscribeToken(
  box: SecretBox,
  callbackId: string,
  token: string,
): Unsubscribe | undefined {
  if (token.length > TOKEN_LENGTH_MAX || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
  const text = box.open('unsubscribe links', callbackId, Buffer.from(token, 'base64url'));
  if (text === undefined) return undefined;
  const [attemptId, address] = JSON.parse(text) as readonly [string, string];
  return { attemptId, address };
}
