import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import {
  channelSchema,
  clientIdSchema,
  idParams,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  strictObject,
  text,
} from '../schema-parts.ts';

const stateSchema = oneOf(['pending', 'processing', 'completed', 'failed', 'skipped']);

const queueItemSchema = strictObject(
  {
    id: idSchema,
    campaignId: idSchema,
    recordId: idSchema,
    contactId: idSchema,
    clientId: clientIdSchema,
    state: stateSchema,
    scheduledAt: { ...instantSchema, description: 'When it is due, or was last.' },
    comesFirst: Type.Boolean({
      description:
        'A result or a treatment made it due: it comes before records that wait for their first attempt.',
    }),
    handOver: oneOf(
      ['none', 'handing-over', 'confirmed', 'refused', 'unknown'],
      'How far the newest attempt got. `unknown`: somebody may have been contacted; it counts, and is not sent again by itself.',
    ),
    step: Type.Integer({ minimum: 0, description: 'Attempts made so far.' }),
    devicePosition: nullable(Type.Integer({ minimum: 1 })),
    attemptId: nullable(idSchema),
    decisionId: nullable(idSchema),
    providerReference: nullable(Type.String()),
    assignee: {
      ...nullable(Type.String()),
      description: 'To whom a treatment gave it; null: the campaign has it.',
    },
    code: Type.String({ description: 'Why it is where it is.' }),
    reason: Type.String({ description: 'The same as a sentence.' }),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    finishedAt: nullable(instantSchema),
  },
  { title: 'QueueItem' },
);

const count = (description: string) => Type.Integer({ minimum: 0, description });
const limit = (maximum: number) => nullable(Type.Integer({ minimum: 1, maximum }));

const channelPaceSchema = strictObject(
  {
    channel: channelSchema,
    dispatchesPerMinuteMax: limit(API_LIMITS.dispatchesPerMinuteMax),
    concurrencyMax: limit(API_LIMITS.concurrencyMax),
    heldBackUntil: { ...nullable(instantSchema), description: 'Nothing is sent on it before this instant.' },
    reason: nullable(Type.String()),
  },
  { title: 'ChannelPace' },
);

const queueSchema = strictObject(
  {
    paused: Type.Boolean(),
    figures: strictObject({
      pending: count('Due or waiting.'),
      processing: count('Under way.'),
      completed: count('Today, in the organization’s zone.'),
      failed: count('Today: refused, unknown, or nothing to send.'),
      skipped: count('Today: not allowed, and time alone does not change that.'),
    }),
    channels: Type.Array(channelPaceSchema, { description: 'Those that have limits or are held back.' }),
  },
  { title: 'Queue' },
);

const channelLimitsSchema = strictObject(
  {
    dispatchesPerMinuteMax: limit(API_LIMITS.dispatchesPerMinuteMax),
    concurrencyMax: limit(API_LIMITS.concurrencyMax),
  },
  { title: 'ChannelLimits', description: 'Over all campaigns and processes together; null: no limit.' },
);
/** The limits of a channel. */
export type ChannelLimitsJson = Static<typeof channelLimitsSchema>;

const campaignQuery = {
  campaignId: Type.Optional({ ...idSchema, description: 'Of this campaign alone.' }),
};

/** The routes of the queue (seed B4). */
export const queueEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/api/v1/queue',
    summary: 'How the queue stands',
    scope: 'queue:read',
    query: strictObject(campaignQuery),
    answers: { 200: queueSchema },
  }),
  listItems: endpoint({
    method: 'GET',
    path: '/api/v1/queue/items',
    summary: 'List what is in the queue',
    description: 'Finished items too, each with why it is where it is.',
    scope: 'queue:read',
    query: strictObject({
      ...pageQueryFields,
      ...campaignQuery,
      state: Type.Optional(stateSchema),
      assignee: Type.Optional(text(API_LIMITS.nameLengthMax, 'Those that treatments gave to them.')),
      code: Type.Optional(text(100, 'Why it is where it is, such as `attempt_limit`.')),
    }),
    answers: { 200: pageOf(queueItemSchema, 'QueueItemPage') },
    errors: ['cursor_invalid'],
  }),
  getItem: endpoint({
    method: 'GET',
    path: '/api/v1/queue/items/{id}',
    summary: 'Get an item of the queue',
    scope: 'queue:read',
    params: idParams,
    answers: { 200: queueItemSchema },
    errors: ['not_found'],
  }),
  pause: endpoint({
    method: 'POST',
    path: '/api/v1/queue/pause',
    summary: 'Pause all campaigns at once',
    description: 'Once it is answered, nothing more is handed over, on any node; the queue stays.',
    scope: 'queue:write',
    answers: { 200: queueSchema },
    errors: REPEAT_ERRORS,
  }),
  resume: endpoint({
    method: 'POST',
    path: '/api/v1/queue/resume',
    summary: 'Let campaigns go on',
    scope: 'queue:write',
    answers: { 200: queueSchema },
    errors: REPEAT_ERRORS,
  }),
  setChannelLimits: endpoint({
    method: 'PUT',
    path: '/api/v1/queue/channels/{channel}',
    summary: 'Limit a channel',
    scope: 'queue:write',
    params: strictObject({ channel: channelSchema }),
    body: channelLimitsSchema,
    example: { dispatchesPerMinuteMax: 6_000, concurrencyMax: 50 } satisfies ChannelLimitsJson,
    answers: { 200: channelPaceSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS],
  }),
};
