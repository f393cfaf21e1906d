import { Type, type Static } from 'typebox';
import { TIMEZONE_SOURCES } from '@tact/engine';
import {
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
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';

const nameSchema = text(API_LIMITS.nameLengthMax, 'Unique.');
const timezoneSourceSchema = nullable(
  oneOf(TIMEZONE_SOURCES, 'Where the zones of its requests come from; null: `device` (S8).'),
);
const picksSchema = Type.Array(idSchema, { maxItems: API_LIMITS.picksMax, uniqueItems: true });

/** A group as it is created. */
export const newCampaignGroupSchema = strictObject(
  {
    name: nameSchema,
    timezoneSource: Type.Optional(timezoneSourceSchema),
    ruleIds: Type.Optional(picksSchema),
    suppressionListIds: Type.Optional(picksSchema),
  },
  {
    title: 'NewCampaignGroup',
    description: 'The ids are those of the optional rules and lists that it picks (S5).',
  },
);
/** A group as it is created. */
export type NewCampaignGroupJson = Static<typeof newCampaignGroupSchema>;

/** A change: fields that are left out stay. */
export const campaignGroupChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(nameSchema),
    timezoneSource: Type.Optional(timezoneSourceSchema),
    ruleIds: Type.Optional(picksSchema),
    suppressionListIds: Type.Optional(picksSchema),
  },
  { title: 'CampaignGroupChange' },
);
/** A change of a group. */
export type CampaignGroupChangeJson = Static<typeof campaignGroupChangeSchema>;

/** What a request belongs to: it picks optional rules and lists, and says where zones come from. */
export const campaignGroupSchema = strictObject(
  {
    id: idSchema,
    name: Type.String(),
    timezoneSource: timezoneSourceSchema,
    ruleIds: Type.Array(idSchema),
    suppressionListIds: Type.Array(idSchema),
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'CampaignGroup' },
);

const SAVE_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'name_taken',
  'rule_unknown',
  'suppression_list_unknown',
  'ruleset_full',
];

/** The routes of campaign groups. */
export const campaignGroupEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/campaign-groups',
    summary: 'Create a campaign group',
    scope: 'campaign-groups:write',
    body: newCampaignGroupSchema,
    example: { name: 'Early stage', timezoneSource: 'contact-and-device' },
    answers: { 201: campaignGroupSchema },
    errors: SAVE_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/campaign-groups',
    summary: 'List campaign groups',
    scope: 'campaign-groups:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(campaignGroupSchema, 'CampaignGroupPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/campaign-groups/{id}',
    summary: 'Get a campaign group',
    scope: 'campaign-groups:read',
    params: idParams,
    answers: { 200: campaignGroupSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/campaign-groups/{id}',
    summary: 'Change a campaign group',
    scope: 'campaign-groups:write',
    params: idParams,
    body: campaignGroupChangeSchema,
    example: { version: 1, timezoneSource: 'device' },
    answers: { 200: campaignGroupSchema },
    errors: [...SAVE_ERRORS, 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/campaign-groups/{id}',
    summary: 'Delete a campaign group',
    scope: 'campaign-groups:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
  }),
};
