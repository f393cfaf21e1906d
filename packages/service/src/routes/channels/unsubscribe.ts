import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseEmail } from '@tact/places';
import { callbackIdOf, readCallbackId } from '../../channels/callback-id.ts';
import { CHANNEL_LABELS } from '../../channels/channel-labels.ts';
import { readUnsubscribeToken } from '../../channels/unsubscribe-link.ts';
import type { Caller } from '../../commands/context.ts';
import { stopDevice } from '../../commands/stop-device.ts';
import { html, page } from '../documentation/html.ts';
import { notSigned, type ChannelRouteParts } from './callbacks.ts';

/** Its own button, and nothing else: no script, no frame, and no address that is told to where the reader goes next. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
};

/**
 * Registers the link of e-mails (RFC 8058). To look at it changes nothing: scanners of mail open every link. A post opts out, at once, without a
 * cookie or a redirect, as often as it comes; a mail program posts the same as the button.
 */
export function registerUnsubscribe(scope: FastifyInstance, parts: ChannelRouteParts): void {
  const path = '/api/channels/:callbackId/unsubscribe/:token';
  scope.get(path, (request, reply) => {
    read(parts, request);
    return send(reply, ASK_PAGE);
  });
  scope.post(path, { config: { isLastChance: true } }, async (request, reply) => {
    const { organizationId, channelId, deviceKey } = read(parts, request);
    const caller: Caller = {
      organizationId,
      actor: { kind: 'job', id: channelId, name: 'unsubscribe link', requestId: request.id, source: 'api' },
    };
    await stopDevice(parts, caller, {
      deviceKey,
      channelId,
      origin: 'unsubscribe',
      by: CHANNEL_LABELS.email,
    });
    return send(reply, DONE_PAGE);
  });
}

/** Who is meant. It does not need the channel any more: a link works when the configuration is long gone. */
function read({ secretBox }: ChannelRouteParts, request: FastifyRequest) {
  const { callbackId = '', token = '' } = request.params as {
    readonly callbackId?: string;
    readonly token?: string;
  };
  const channel = readCallbackId(callbackId);
  if (channel === undefined || secretBox === null) throw notSigned();
  const unsubscribe = readUnsubscribeToken(secretBox, callbackIdOf(channel), token);
  const address = unsubscribe === undefined ? undefined : parseEmail(unsubscribe.address);
  if (address?.ok !== true) throw notSigned();
  return { ...channel, deviceKey: address.key };
}

function send(reply: FastifyReply, text: string): FastifyReply {
  return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(text);
}

const ASK_PAGE = page(
  'Unsubscribe',
  html`<main>
    <h1>Unsubscribe</h1>
    <p>Press the button, and you are not contacted any more.</p>
    <form method="post">
      <input type="hidden" name="List-Unsubscribe" value="One-Click" />
      <button>Unsubscribe</button>
    </form>
  </main>`,
);

const DONE_PAGE = page(
  'Unsubscribed',
  html`<main>
    <h1>Unsubscribed</h1>
    <p>You are not contacted any more. Nothing else is to be done.</p>
  </main>`,
);
