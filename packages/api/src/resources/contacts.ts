import { Type, type Static } from 'typebox';
import { DEVICE_POSITION_MAX } from '@tact/engine';
import {
  clientIdSchema,
  countrySchema,
  devicePositionSchema,
  deviceTypeSchema,
  idParams,
  idSchema,
  instantSchema,
  nullable,
  pageOf,
  pageQueryFields,
  regionSchema,
  strictObject,
  text,
  versionSchema,
  zoneNameSchema,
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import { attributesSchema } from './attributes.ts';
import { optedOutSchema } from './opted-out.ts';
import { addressSchema } from './question.ts';

const devicesSchema = Type.Array(
  strictObject({
    position: Type.Optional(devicePositionSchema),
    address: addressSchema,
    type: Type.Optional(deviceTypeSchema),
  }),
  {
    maxItems: DEVICE_POSITION_MAX,
    description: 'A device without a position takes the place it has in this list.',
  },
);

const optionalFields = {
  name: Type.Optional(nullable(text(API_LIMITS.nameLengthMax))),
  zone: Type.Optional(nullable(zoneNameSchema)),
  country: Type.Optional(nullable(countrySchema)),
  region: Type.Optional(nullable(regionSchema)),
  postalCode: Type.Optional(nullable(text(16))),
  language: Type.Optional(nullable(text(API_LIMITS.languageLengthMax, 'A language tag, such as `en-US`.'))),
  attributes: Type.Optional(attributesSchema),
};

/** A contact as it is created. */
export const newContactSchema = strictObject(
  { clientId: clientIdSchema, ...optionalFields, devices: devicesSchema },
  { title: 'NewContact' },
);
/** A contact as it is created. */
export type NewContactJson = Static<typeof newContactSchema>;

/** A contact under a client id that stands in the path. */
export const contactByClientIdSchema = strictObject(
  { ...optionalFields, devices: devicesSchema },
  { title: 'ContactByClientId' },
);

/** A change: fields that are left out stay; `devices` and `attributes` are replaced as a whole. */
export const contactChangeSchema = strictObject(
  {
    version: versionSchema,
    clientId: Type.Optional(clientIdSchema),
    ...optionalFields,
    devices: Type.Optional(devicesSchema),
  },
  { title: 'ContactChange' },
);
/** A change of a contact. */
export type ContactChangeJson = Static<typeof contactChangeSchema>;

/** A stored contact. */
export const contactSchema = strictObject(
  {
    id: idSchema,
    clientId: clientIdSchema,
    name: nullable(Type.String()),
    zone: nullable(Type.String()),
    country: nullable(Type.String()),
    region: nullable(Type.String()),
    postalCode: nullable(Type.String()),
    language: nullable(Type.String()),
    attributes: attributesSchema,
    devices: Type.Array(
      strictObject({
        position: devicePositionSchema,
        address: Type.String({ description: 'The number in E.164, or the e-mail address.' }),
        type: deviceTypeSchema,
      }),
    ),
    optedOut: optedOutSchema,
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'Contact' },
);
/** A stored contact. */
export type ContactJson = Static<typeof contactSchema>;

const CONTACT_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'number_invalid',
  'zone_unknown',
  'address_invalid',
  'device_taken_twice',
  'device_position_taken',
];

const EXAMPLE_CONTACT = {
  clientId: 'A-1001',
  name: 'Ada Sample',
  country: 'US',
  region: 'US-NY',
  postalCode: '10001',
  devices: [{ address: '+1 212 555 0123', type: 'mobile' }, { address: 'ada@example.com' }],
} as const satisfies NewContactJson;

const clientIdParams = strictObject({ clientId: clientIdSchema });

/** The routes of contacts. */
export const contactEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/contacts',
    summary: 'Create a contact',
    scope: 'contacts:write',
    body: newContactSchema,
    example: EXAMPLE_CONTACT,
    answers: { 201: contactSchema },
    errors: [...CONTACT_ERRORS, 'client_id_taken'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/contacts',
    summary: 'List contacts by client id',
    scope: 'contacts:read',
    query: strictObject({
      ...pageQueryFields,
      search: Type.Optional(
        text(
          254,
          "The start of a client id, or a whole number or e-mail address in any written form; a number without `+` is one of the organization's country.",
        ),
      ),
    }),
    answers: { 200: pageOf(contactSchema, 'ContactPage') },
    errors: ['cursor_invalid'],
  }),
  search: endpoint({
    method: 'POST',
    path: '/api/v1/contacts/search',
    summary: 'Find contacts by name, client id, number or e-mail address',
    description:
      'The beginning of a client id, of a name or of its last word, in any case; or a whole number or e-mail address in any written form; a number without `+` is one of the organization’s country. By client id. The text stands in the body, so that no name gets into a log of addresses.',
    scope: 'contacts:read',
    body: strictObject(
      { search: text(API_LIMITS.nameLengthMax, 'What to look for.', 1), ...pageQueryFields },
      { title: 'ContactSearch' },
    ),
    example: { search: 'Sample', limit: 25 },
    answers: { 200: pageOf(contactSchema, 'ContactPage') },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/contacts/{id}',
    summary: 'Get a contact',
    scope: 'contacts:read',
    params: idParams,
    answers: { 200: contactSchema },
    errors: ['not_found'],
  }),
  getByClientId: endpoint({
    method: 'GET',
    path: '/api/v1/contacts/by-client-id/{clientId}',
    summary: 'Get a contact by your own key',
    scope: 'contacts:read',
    params: clientIdParams,
    answers: { 200: contactSchema },
    errors: ['not_found'],
  }),
  export: endpoint({
    method: 'GET',
    path: '/api/v1/contacts/by-client-id/{clientId}/export',
    summary: 'Download everything that is stored about a person',
    description:
      'Lines of JSON, each with `kind` and `stored`: the contact, its devices and accounts, opt-outs, entries of lists, decisions with their records, attempts and what became of them, and the changes that the audit log tells. By client id, so also about somebody who is no stored contact. Streamed.',
    scope: 'audit:read',
    params: clientIdParams,
    download: 'application/x-ndjson',
    answers: { 200: Type.String() },
    errors: [],
  }),
  put: endpoint({
    method: 'PUT',
    path: '/api/v1/contacts/by-client-id/{clientId}',
    summary: 'Create or replace a contact by your own key',
    description: 'Repeatable: the last one wins. 201 where it is new.',
    scope: 'contacts:write',
    params: clientIdParams,
    body: contactByClientIdSchema,
    example: { name: 'Ada Sample', country: 'US', devices: [{ address: '+1 212 555 0123' }] },
    answers: { 201: contactSchema, 200: contactSchema },
    errors: CONTACT_ERRORS,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/contacts/{id}',
    summary: 'Change a contact',
    scope: 'contacts:write',
    params: idParams,
    body: contactChangeSchema,
    example: { version: 1, zone: 'America/New_York' },
    answers: { 200: contactSchema },
    errors: [...CONTACT_ERRORS, 'not_found', 'version_conflict', 'client_id_taken'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/contacts/{id}',
    summary: 'Delete a contact',
    description:
      'Its attempts, decisions and opt-outs stay, and go on counting for its client id and devices.',
    scope: 'contacts:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
  }),
};
