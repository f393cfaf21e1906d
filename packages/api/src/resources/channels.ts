import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import {
  channelSchema,
  idParams,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  strictObject,
  text,
  versionSchema,
} from '../schema-parts.ts';

const { nameLengthMax, secretLengthMin, secretLengthMax } = API_LIMITS;

const secret = (description: string) =>
  text(secretLengthMax, `${description} It never comes back out.`, secretLengthMin);
const address = (description: string) => text(500, description);
const timeoutMs = Type.Integer({
  minimum: API_LIMITS.channelTimeoutMsMin,
  maximum: API_LIMITS.channelTimeoutMsMax,
  default: API_LIMITS.channelTimeoutMsDefault,
  description:
    'How long the provider has to answer, milliseconds; beyond it nobody knows whether it took the attempt.',
});
const reply = (description: string) => nullable(text(1_000, description));

/** What each kind is described by, without its secrets. */
const webhook = { url: address('Where dispatches are posted: `https`, public.'), timeoutMs };
const smtp = {
  host: address('The relay that takes the mail.'),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  security: oneOf(['tls', 'starttls', 'none'], '`none` only in a network of your own.'),
  user: nullable(text(nameLengthMax, 'Null: without a login.')),
  from: text(254, 'The address that it comes from.'),
  fromName: nullable(text(nameLengthMax)),
  replyTo: nullable(text(254)),
  dkimDomain: nullable(text(253, 'Null: the relay signs.')),
  dkimSelector: nullable(text(63)),
  timeoutMs,
};
const twilio = {
  baseUrl: address('`https://api.twilio.com`, or where a compatible provider is.'),
  accountSid: Type.String({ pattern: '^AC[0-9a-f]{32}$' }),
  from: nullable(text(64, 'The number that it comes from, as `+12125550123`.')),
  messagingServiceSid: nullable(
    Type.String({ pattern: '^MG[0-9a-f]{32}$', description: 'In place of `from`, for messages.' }),
  ),
  contentSid: nullable(
    Type.String({
      pattern: '^HX[0-9a-f]{32}$',
      description: 'WhatsApp: the approved template whose variable 1 is the text.',
    }),
  ),
  detectMachines: Type.Boolean({
    default: true,
    description:
      'Calls: tell a machine, a fax and silence from a person, which `delivery` of a campaign goes by. False: whatever answers passes for a person.',
  }),
  helpReply: reply('What HELP is answered with; null: the provider answers.'),
  callReply: reply('What is said to somebody who calls; null: the call is rejected.'),
  timeoutMs,
};
const simulated = {
  seed: Type.Integer({
    minimum: 0,
    maximum: 2 ** 31 - 1,
    description: 'The same seed gives the same results.',
  }),
};

const concurrencyMax = Type.Integer({
  minimum: 1,
  maximum: API_LIMITS.channelConcurrencyMax,
  default: API_LIMITS.channelConcurrencyDefault,
  description: 'Dispatches at once.',
});
const enabled = Type.Boolean({
  description:
    'Whether attempts go out through it; one of a channel at most. What comes in by it is taken either way.',
});
const name = text(nameLengthMax, 'Unique.');

const webhookSecret = { secret: secret('What both sides sign with.') };
const smtpSecrets = {
  password: Type.Optional(secret('Of `user`.')),
  dkimPrivateKey: Type.Optional(secret('In PEM.')),
};
const twilioSecret = { authToken: secret('The account’s token.') };

const newChannelSchema = strictObject(
  {
    name,
    channel: channelSchema,
    enabled: Type.Optional(enabled),
    concurrencyMax: Type.Optional(concurrencyMax),
    webhook: Type.Optional(
      strictObject({ url: webhook.url, timeoutMs: Type.Optional(timeoutMs), ...webhookSecret }),
    ),
    smtp: Type.Optional(
      strictObject({
        host: smtp.host,
        port: smtp.port,
        security: smtp.security,
        user: Type.Optional(smtp.user),
        from: smtp.from,
        fromName: Type.Optional(smtp.fromName),
        replyTo: Type.Optional(smtp.replyTo),
        dkimDomain: Type.Optional(smtp.dkimDomain),
        dkimSelector: Type.Optional(smtp.dkimSelector),
        timeoutMs: Type.Optional(timeoutMs),
        ...smtpSecrets,
      }),
    ),
    twilio: Type.Optional(
      strictObject({
        baseUrl: Type.Optional(twilio.baseUrl),
        accountSid: twilio.accountSid,
        from: Type.Optional(twilio.from),
        messagingServiceSid: Type.Optional(twilio.messagingServiceSid),
        contentSid: Type.Optional(twilio.contentSid),
        detectMachines: Type.Optional(twilio.detectMachines),
        helpReply: Type.Optional(twilio.helpReply),
        callReply: Type.Optional(twilio.callReply),
        timeoutMs: Type.Optional(timeoutMs),
        ...twilioSecret,
      }),
    ),
    simulated: Type.Optional(strictObject(simulated)),
  },
  { title: 'NewChannel', description: 'It has exactly one of `webhook`, `smtp`, `twilio` and `simulated`.' },
);
/** A channel configuration as it is created. */
export type NewChannelJson = Static<typeof newChannelSchema>;

const channelChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(name),
    enabled: Type.Optional(enabled),
    concurrencyMax: Type.Optional(concurrencyMax),
    webhook: Type.Optional(Type.Partial(strictObject({ ...webhook, ...webhookSecret }))),
    smtp: Type.Optional(Type.Partial(strictObject({ ...smtp, ...smtpSecrets }))),
    twilio: Type.Optional(Type.Partial(strictObject({ ...twilio, ...twilioSecret }))),
    simulated: Type.Optional(strictObject(simulated)),
  },
  {
    title: 'ChannelChange',
    description:
      'Fields that are left out stay, secrets too; where the address changes, the secrets are sent again.',
  },
);
/** A change of a channel configuration. Its channel and its kind stay. */
export type ChannelChangeJson = Static<typeof channelChangeSchema>;

const channelConfigurationSchema = strictObject(
  {
    id: idSchema,
    name,
    channel: channelSchema,
    kind: oneOf(['webhook', 'smtp', 'twilio', 'simulated'], '`simulated` reaches nobody.'),
    enabled,
    concurrencyMax,
    webhook: nullable(strictObject(webhook)),
    smtp: nullable(strictObject(smtp)),
    twilio: nullable(strictObject(twilio)),
    simulated: nullable(strictObject(simulated)),
    secretNames: Type.Array(Type.String(), { description: 'The secrets that are kept.' }),
    inbound: strictObject(
      {
        messages: nullable(Type.String()),
        calls: nullable(Type.String()),
        statuses: nullable(Type.String()),
      },
      {
        description:
          'What the provider posts to when somebody writes or calls, and what became of an attempt; null where it does not.',
      },
    ),
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'Channel' },
);
/** A channel configuration as it is shown. */
export type ChannelConfigurationJson = Static<typeof channelConfigurationSchema>;

const channelTestSchema = strictObject(
  {
    works: Type.Boolean(),
    sentence: Type.String({ description: 'What was tried, and what the provider said.' }),
  },
  { title: 'ChannelTest' },
);

const SAVE_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'name_taken',
  'channel_in_use',
  'channel_invalid',
  'address_not_allowed',
  'secrets_missing',
  'secret_key_missing',
  'public_address_missing',
];

/** The routes of channel configurations. */
export const channelEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/channels',
    summary: 'Create a channel configuration',
    description: 'Its secrets are encrypted before they are stored, and never shown.',
    scope: 'channels:write',
    body: newChannelSchema,
    bodyHoldsSecrets: true,
    example: {
      name: 'SMS',
      channel: 'sms',
      webhook: { url: 'https://example.com/tact', secret: 'a secret of at least 16 characters' },
    } satisfies NewChannelJson,
    answers: { 201: channelConfigurationSchema },
    errors: SAVE_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/channels',
    summary: 'List channel configurations by name',
    scope: 'channels:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(channelConfigurationSchema, 'ChannelPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/channels/{id}',
    summary: 'Get a channel configuration',
    scope: 'channels:read',
    params: idParams,
    answers: { 200: channelConfigurationSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/channels/{id}',
    summary: 'Change a channel configuration',
    scope: 'channels:write',
    params: idParams,
    body: channelChangeSchema,
    bodyHoldsSecrets: true,
    example: { version: 1, enabled: false },
    answers: { 200: channelConfigurationSchema },
    errors: [...SAVE_ERRORS, 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/channels/{id}',
    summary: 'Delete a channel configuration',
    description:
      'What its provider posts afterwards is not recognized any more. Disable it while answers may still come.',
    scope: 'channels:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found'],
  }),
  test: endpoint({
    method: 'POST',
    path: '/api/v1/channels/{id}/test',
    summary: 'Try a channel without contacting anybody',
    description:
      'A webhook gets a signed message of type `test`; a relay is logged in to; a provider is asked for the account; the simulated one says what it is.',
    scope: 'channels:write',
    params: idParams,
    answers: { 200: channelTestSchema },
    errors: [...REPEAT_ERRORS, 'not_found', 'secret_key_missing'],
  }),
};
