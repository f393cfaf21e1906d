import { Type, type Static } from 'typebox';
import { DEVICE_POSITION_MAX, weekTimesSchema, type WeekTimes } from '@tact/engine';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import {
  channelSchema,
  devicePositionSchema,
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
import { forecastHoursSchema, forecastSchema } from './forecast.ts';
import { callDeliverySchema } from './call-delivery.ts';
import { checkScriptEndpoint, treatmentScriptSchema } from './treatment-scripts.ts';
import { languageSchema } from './message-templates.ts';

const described = <Schema extends object>(schema: Schema, description: string) => ({
  ...schema,
  description,
});
const limit = (maximum: number, description: string) =>
  nullable(Type.Integer({ minimum: 1, maximum, description }));

const fields = {
  name: text(API_LIMITS.nameLengthMax, 'Unique.'),
  campaignGroupId: described(idSchema, 'Its rules, lists and hours are those of this group (S5, seed A7.5).'),
  contactListId: idSchema,
  channel: channelSchema,
  messageTemplateId: described(nullable(idSchema), 'What it says; null for calls.'),
  language: described(
    nullable(languageSchema),
    'Goes before the contact’s own language. Else: the contact’s, the organization’s, that of the country.',
  ),
  startsAt: described(nullable(instantSchema), 'Nothing is sent before it.'),
  endsAt: described(nullable(instantSchema), 'The campaign is completed at it.'),
  hours: {
    ...nullable(Type.Unsafe<WeekTimes>({ ...weekTimesSchema, title: 'WeekTimes' })),
    description:
      'Its own hours, on the clock of its group’s. They cut what the group allows, and widen nothing (seed A7.5); null: the group’s alone.',
  },
  delivery: {
    ...nullable(callDeliverySchema),
    description:
      'Calls: what is done by who, or what, answers (seed A11). Null: a person hears the message, and whatever else answers is dropped.',
  },
  treatmentScript: {
    ...nullable(treatmentScriptSchema),
    description:
      'SCXML that says what follows from results and blocks, in place of all treatments (seed A11); null: the treatments hold.',
  },
  devicePositions: Type.Array(devicePositionSchema, {
    minItems: 1,
    maxItems: DEVICE_POSITION_MAX,
    uniqueItems: true,
    description: 'Which devices of a contact are tried, and in which order; treatments move on along it.',
  }),
  enqueues: oneOf(
    ['automatically', 'by-hand'],
    '`automatically`: records that come into the list are taken up by themselves.',
  ),
  dispatchesPerMinuteMax: limit(API_LIMITS.dispatchesPerMinuteMax, 'Over all processes together.'),
  concurrencyMax: limit(API_LIMITS.concurrencyMax, 'Records under way at once, over all processes together.'),
  weight: Type.Integer({
    minimum: 1,
    maximum: 100,
    description: 'Turns that it gets while another campaign with weight 1 gets one.',
  }),
};

const newCampaignSchema = strictObject(
  {
    name: fields.name,
    campaignGroupId: fields.campaignGroupId,
    contactListId: fields.contactListId,
    channel: fields.channel,
    messageTemplateId: Type.Optional(fields.messageTemplateId),
    language: Type.Optional(fields.language),
    startsAt: Type.Optional(fields.startsAt),
    endsAt: Type.Optional(fields.endsAt),
    hours: Type.Optional(fields.hours),
    delivery: Type.Optional(fields.delivery),
    treatmentScript: Type.Optional(fields.treatmentScript),
    devicePositions: Type.Optional(fields.devicePositions),
    enqueues: Type.Optional(fields.enqueues),
    dispatchesPerMinuteMax: Type.Optional(fields.dispatchesPerMinuteMax),
    concurrencyMax: Type.Optional(fields.concurrencyMax),
    weight: Type.Optional(fields.weight),
  },
  { title: 'NewCampaign', description: 'It begins as a draft.' },
);
/** A campaign as it is created. */
export type NewCampaignJson = Static<typeof newCampaignSchema>;

const campaignChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(fields.name),
    campaignGroupId: Type.Optional(fields.campaignGroupId),
    contactListId: Type.Optional(fields.contactListId),
    channel: Type.Optional(fields.channel),
    messageTemplateId: Type.Optional(fields.messageTemplateId),
    language: Type.Optional(fields.language),
    startsAt: Type.Optional(fields.startsAt),
    endsAt: Type.Optional(fields.endsAt),
    hours: Type.Optional(fields.hours),
    delivery: Type.Optional(fields.delivery),
    treatmentScript: Type.Optional(fields.treatmentScript),
    devicePositions: Type.Optional(fields.devicePositions),
    enqueues: Type.Optional(fields.enqueues),
    dispatchesPerMinuteMax: Type.Optional(fields.dispatchesPerMinuteMax),
    concurrencyMax: Type.Optional(fields.concurrencyMax),
    weight: Type.Optional(fields.weight),
  },
  { title: 'CampaignChange' },
);
/** A change: fields that are left out stay. */
export type CampaignChangeJson = Static<typeof campaignChangeSchema>;

const campaignSchema = strictObject(
  {
    id: idSchema,
    status: oneOf(['draft', 'active', 'paused', 'completed']),
    ...fields,
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'Campaign' },
);

const counted = (description: string) => Type.Integer({ minimum: 0, description });

/** How far a campaign is with its list. */
const progressSchema = strictObject(
  {
    records: counted('Records of its list, those that are held among them.'),
    pending: counted('Due or waiting.'),
    processing: counted('Under way.'),
    completed: counted('Since it began.'),
    failed: counted('Since it began.'),
    skipped: counted('Since it began.'),
  },
  {
    title: 'CampaignProgress',
    description: 'Records that are in none of the states were not put in its queue.',
  },
);

const SAVE_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'name_taken',
  'campaign_invalid',
  'number_invalid',
  'script_invalid',
  'hours_invalid',
  'campaign_group_unknown',
  'contact_list_unknown',
  'message_template_unknown',
  'instant_invalid',
  'not_found',
];

/** A step of a campaign's life, as a route. */
const move = (path: string, summary: string, description: string) =>
  endpoint({
    method: 'POST',
    path: `/api/v1/campaigns/{id}/${path}`,
    summary,
    description,
    scope: 'campaigns:write',
    params: idParams,
    answers: { 200: campaignSchema },
    errors: [...REPEAT_ERRORS, 'not_found', 'status_conflict'],
  });

/** The routes of campaigns. */
export const campaignEndpoints = {
  checkScript: checkScriptEndpoint,
  create: endpoint({
    method: 'POST',
    path: '/api/v1/campaigns',
    summary: 'Create a campaign',
    scope: 'campaigns:write',
    body: newCampaignSchema,
    example: {
      name: 'March reminders',
      campaignGroupId: '01900000-0000-7000-8000-000000000001',
      contactListId: '01900000-0000-7000-8000-000000000002',
      channel: 'sms',
      messageTemplateId: '01900000-0000-7000-8000-000000000003',
      dispatchesPerMinuteMax: 600,
    } satisfies NewCampaignJson,
    answers: { 201: campaignSchema },
    errors: SAVE_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/campaigns',
    summary: 'List campaigns by name',
    scope: 'campaigns:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(campaignSchema, 'CampaignPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/campaigns/{id}',
    summary: 'Get a campaign',
    scope: 'campaigns:read',
    params: idParams,
    answers: { 200: campaignSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/campaigns/{id}',
    summary: 'Change a campaign',
    description:
      'Also while it runs: what was not handed over yet goes by the change. Its contact list stays (`status_conflict`) once records of it are in the queue.',
    scope: 'campaigns:write',
    params: idParams,
    body: campaignChangeSchema,
    example: { version: 1, dispatchesPerMinuteMax: 60 },
    answers: { 200: campaignSchema },
    errors: [...SAVE_ERRORS, 'version_conflict', 'status_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/campaigns/{id}',
    summary: 'Delete a draft',
    description: 'What a campaign did stays, so that one that was active cannot be deleted.',
    scope: 'campaigns:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
  }),
  activate: move(
    'activate',
    'Start a campaign',
    'A draft becomes active; nothing is sent that was not enqueued.',
  ),
  pause: move(
    'pause',
    'Pause a campaign',
    'Once it is answered, nothing more is handed over; the queue stays.',
  ),
  resume: move('resume', 'Let a paused campaign go on', 'It becomes active again.'),
  complete: move('complete', 'Complete a campaign', 'For good: what waits in its queue is skipped.'),
  forecast: endpoint({
    method: 'GET',
    path: '/api/v1/campaigns/{id}/forecast',
    summary: 'See how much of the list is callable in each hour to come',
    description:
      'By all that is known now: rules, history, suppression, dates. An attempt, an opt-out or another rule in between changes it. A list that is too long for some seconds is looked at in part; `contacts` says how many.',
    scope: 'campaigns:read',
    params: idParams,
    query: strictObject({ hours: forecastHoursSchema }),
    answers: { 200: forecastSchema },
    errors: ['not_found'],
  }),
  progress: endpoint({
    method: 'GET',
    path: '/api/v1/campaigns/{id}/progress',
    summary: 'How far a campaign is with its list',
    scope: 'campaigns:read',
    params: idParams,
    answers: { 200: progressSchema },
    errors: ['not_found'],
  }),
  enqueue: endpoint({
    method: 'POST',
    path: '/api/v1/campaigns/{id}/enqueue',
    summary: 'Put the records of its list in the queue',
    description: 'Each ready record once; those that are there already stay as they are.',
    scope: 'campaigns:write',
    params: idParams,
    answers: { 200: strictObject({ enqueued: Type.Integer({ minimum: 0 }) }, { title: 'Enqueued' }) },
    errors: [...REPEAT_ERRORS, 'not_found', 'status_conflict'],
  }),
};
