import { Type, type Static } from 'typebox';
import { DEVICE_POSITION_MAX } from '@tact/engine';
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
  versionSchema,
} from '../schema-parts.ts';
import { forecastHoursSchema, forecastSchema } from './forecast.ts';

const nameSchema = text(API_LIMITS.nameLengthMax, 'Unique.');
const statusSchema = oneOf(['ready', 'held'], '`held`: kept out; no campaign takes it up.');

const contactListSchema = strictObject(
  {
    id: idSchema,
    name: nameSchema,
    size: Type.Integer({ minimum: 0, description: 'Records in it.' }),
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'ContactList' },
);

const recordSchema = strictObject(
  {
    id: idSchema,
    contactId: idSchema,
    clientId: clientIdSchema,
    accountId: nullable(idSchema),
    status: statusSchema,
    progress: Type.Array(
      strictObject({
        campaignId: idSchema,
        state: oneOf(['pending', 'processing', 'completed', 'failed', 'skipped']),
        code: Type.String(),
      }),
      { description: 'How far each campaign is with it; empty where none has taken it up.' },
    ),
    createdAt: instantSchema,
  },
  { title: 'ContactListRecord' },
);

const newRecordSchema = strictObject(
  {
    clientId: Type.Optional(clientIdSchema),
    contactId: Type.Optional(idSchema),
    accountId: Type.Optional({ ...idSchema, description: 'The debt that it is about.' }),
  },
  { title: 'NewContactListRecord', description: 'The contact by `clientId` or by `contactId`, one of them.' },
);
/** A record as it is added. */
export type NewContactListRecordJson = Static<typeof newRecordSchema>;

const addedSchema = strictObject(
  {
    added: Type.Integer({ minimum: 0 }),
    unchanged: Type.Integer({ minimum: 0, description: 'Contacts that were in the list already.' }),
    problems: Type.Array(
      strictObject({
        path: Type.String({ description: 'JSON pointer to the record.' }),
        code: Type.String(),
        sentence: Type.String(),
      }),
      { description: 'Records that were not added; the others were.' },
    ),
  },
  { title: 'ContactListRecordsAdded' },
);
/** What became of records. */
export type ContactListRecordsAddedJson = Static<typeof addedSchema>;

const recordFilterFields = {
  status: Type.Optional(statusSchema),
  clientId: Type.Optional(text(API_LIMITS.clientIdLengthMax, 'What the client id begins with.')),
};
const recordParams = strictObject({ id: idSchema, recordId: idSchema });

/** The routes of contact lists. */
export const contactListEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/contact-lists',
    summary: 'Create a contact list',
    scope: 'contact-lists:write',
    body: strictObject({ name: nameSchema }, { title: 'NewContactList' }),
    example: { name: 'March, early stage' },
    answers: { 201: contactListSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'name_taken'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/contact-lists',
    summary: 'List contact lists by name',
    scope: 'contact-lists:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(contactListSchema, 'ContactListPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/contact-lists/{id}',
    summary: 'Get a contact list',
    scope: 'contact-lists:read',
    params: idParams,
    answers: { 200: contactListSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/contact-lists/{id}',
    summary: 'Rename a contact list',
    scope: 'contact-lists:write',
    params: idParams,
    body: strictObject({ version: versionSchema, name: nameSchema }, { title: 'ContactListChange' }),
    example: { version: 1, name: 'March, late stage' },
    answers: { 200: contactListSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'name_taken', 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/contact-lists/{id}',
    summary: 'Delete a contact list',
    description: 'Its contacts stay. A list that a campaign names cannot be deleted.',
    scope: 'contact-lists:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
  }),
  forecast: endpoint({
    method: 'GET',
    path: '/api/v1/contact-lists/{id}/forecast',
    summary: 'See how much of the list is callable in each hour to come',
    description:
      'As for a campaign, by the rules that every request is held to, and those of a campaign group where one is named. A contact counts where one of its devices can be used on the channel.',
    scope: 'contact-lists:read',
    params: idParams,
    query: strictObject({
      channel: Type.Optional({ ...channelSchema, default: 'call' }),
      campaignGroupId: Type.Optional(idSchema),
      devices: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: DEVICE_POSITION_MAX,
          default: DEVICE_POSITION_MAX,
          description: 'How many devices of each contact are asked about, from the first one on.',
        }),
      ),
      hours: forecastHoursSchema,
    }),
    answers: { 200: forecastSchema },
    errors: ['not_found', 'campaign_group_unknown'],
  }),
  addRecords: endpoint({
    method: 'POST',
    path: '/api/v1/contact-lists/{id}/records',
    summary: 'Add contacts to a list',
    description:
      'Row by row: what cannot be added is told, and stops nothing else. Sending the same again changes nothing.',
    scope: 'contact-lists:write',
    params: idParams,
    body: strictObject(
      { records: Type.Array(newRecordSchema, { minItems: 1, maxItems: API_LIMITS.rowsMax }) },
      { title: 'NewContactListRecords' },
    ),
    example: { records: [{ clientId: 'A-1001' }, { clientId: 'A-1002' }] },
    answers: { 200: addedSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found'],
  }),
  listRecords: endpoint({
    method: 'GET',
    path: '/api/v1/contact-lists/{id}/records',
    summary: 'List the records of a list',
    scope: 'contact-lists:read',
    params: idParams,
    query: strictObject({
      ...pageQueryFields,
      ...recordFilterFields,
      skip: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: API_LIMITS.skippedRowsMax,
          description:
            'Rows that are left out first, for a table that is scrolled to anywhere. Its cost grows with it: whoever reads a whole list follows `next`.',
        }),
      ),
    }),
    answers: { 200: pageOf(recordSchema, 'ContactListRecordPage') },
    errors: ['cursor_invalid', 'not_found'],
  }),
  countRecords: endpoint({
    method: 'GET',
    path: '/api/v1/contact-lists/{id}/records/count',
    summary: 'Count the records of a list',
    scope: 'contact-lists:read',
    params: idParams,
    query: strictObject(recordFilterFields),
    answers: {
      200: strictObject({ count: Type.Integer({ minimum: 0 }) }, { title: 'ContactListRecordCount' }),
    },
    errors: ['not_found'],
  }),
  setRecordStatus: endpoint({
    method: 'PATCH',
    path: '/api/v1/contact-lists/{id}/records/{recordId}',
    summary: 'Hold a record back, or let it go',
    scope: 'contact-lists:write',
    params: recordParams,
    body: strictObject({ status: statusSchema }, { title: 'ContactListRecordChange' }),
    example: { status: 'held' },
    answers: { 200: recordSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found'],
  }),
  deleteRecord: endpoint({
    method: 'DELETE',
    path: '/api/v1/contact-lists/{id}/records/{recordId}',
    summary: 'Take a record out of a list',
    description: 'It leaves every queue too; attempts that were made stay.',
    scope: 'contact-lists:write',
    params: recordParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found'],
  }),
};
