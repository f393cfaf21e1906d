import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ChannelConfiguration } from '@tact/store';
import { readCallbackId } from '../../channels/callback-id.ts';
import type { ChannelSurroundings } from '../../channels/channel-surroundings.ts';
import { openSecrets } from '../../channels/create-provider.ts';
import type { Switchboard } from '../../channels/switchboard.ts';
import { CommandError } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { takeTwilio } from './take-twilio.ts';
import { takeWebhook } from './take-webhook.ts';
import { registerUnsubscribe } from './unsubscribe.ts';

/** What the routes of channels work with. */
export type ChannelRouteParts = Parts &
  ChannelSurroundings & { readonly switchboard: Switchboard; readonly logger: Logger };

/** What a provider tells or asks: somebody wrote, somebody called, what became of an attempt, what to do with a call that was answered. */
export type CallbackTopic = 'messages' | 'calls' | 'statuses' | 'answers';

/** One post of a provider, with what it is recognized by. */
export interface Callback {
  readonly topic: CallbackTopic;
  /** The channel's id in public addresses. */
  readonly callbackId: string;
  readonly configuration: ChannelConfiguration;
  readonly secrets: Readonly<Record<string, string>>;
  /** The address that was posted to, with its query, as a signature covers it; null where nobody has said how this service is reached. */
  readonly url: string | null;
  readonly query: Readonly<Record<string, unknown>>;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
}

/** What a post is answered with. */
export interface CallbackAnswer {
  readonly status: 200 | 204;
  readonly contentType: string;
  readonly body: string;
}

/** Nothing to say. */
export const TAKEN: CallbackAnswer = { status: 204, contentType: '', body: '' };

/** A message or a list of what became of attempts is short. */
const BODY_BYTES_MAX = 65_536;
const TOPICS: readonly CallbackTopic[] = ['messages', 'calls', 'statuses', 'answers'];

/**
 * Registers what is open to everybody: what providers post, and the links of e-mails. INVARIANT: nothing is changed before a signature or a sealed token
 * was found good; whatever is wrong gives 403 and the same words, so that nobody learns which channels there are.
 */
export function registerChannelCallbacks(app: FastifyInstance, parts: ChannelRouteParts): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
      (_request, body, parsed) => {
        parsed(null, body);
      },
    );
    for (const topic of TOPICS)
      scope.post(
        `/api/channels/:callbackId/${topic}`,
        { bodyLimit: BODY_BYTES_MAX, config: { isLastChance: true } },
        async (request, reply) => send(reply, await take(parts, topic, request)),
      );
    registerUnsubscribe(scope, parts);
    done();
  });
}

async function take(
  parts: ChannelRouteParts,
  topic: CallbackTopic,
  request: FastifyRequest,
): Promise<CallbackAnswer> {
  const { callbackId = '' } = request.params as { readonly callbackId?: string };
  const named = readCallbackId(callbackId);
  if (named === undefined) throw notSigned();
  const { organizationId, channelId } = named;
  const configuration = await parts.store.channels.get(organizationId, channelId);
  const secrets = configuration === undefined ? undefined : openSecrets(parts, organizationId, configuration);
  if (configuration === undefined || secrets === undefined) throw notSigned();
  const caller: Caller = {
    organizationId,
    actor: {
      kind: 'job',
      id: channelId,
      name: `channel ${configuration.name}`,
      requestId: request.id,
      source: 'api',
    },
  };
  const callback: Callback = {
    topic,
    callbackId,
    configuration,
    secrets,
    url: parts.publicUrl === null ? null : `${parts.publicUrl}${request.raw.url ?? ''}`,
    query: request.query as Readonly<Record<string, unknown>>,
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
  switch (configuration.kind) {
    case 'twilio':
      return takeTwilio(parts, caller, callback);
    case 'webhook':
      return takeWebhook(parts, caller, callback);
    case 'smtp':
    case 'simulated':
      throw notSigned();
  }
}

/** The one refusal of everything that cannot be believed. */
export function notSigned(): CommandError {
  return new CommandError(
    'signature_invalid',
    'the signature is not that of this channel, or too old; nothing was changed',
  );
}

function send(reply: FastifyReply, { status, contentType, body }: CallbackAnswer): FastifyReply {
  return body === '' ? reply.code(status).send() : reply.code(status).type(contentType).send(body);
}
