import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import {
  idParams,
  idSchema,
  instantSchema,
  nullable,
  pageOf,
  pageQueryFields,
  strictObject,
  versionSchema,
  zoneNameSchema,
} from '../schema-parts.ts';

const fields = {
  countryCode: Type.String({
    pattern: '^\\+?[1-9][0-9]{0,2}$',
    description: 'The dialling code of the country, such as `1` or `+44`.',
  }),
  areaCode: Type.String({
    pattern: '^[0-9]{1,12}$',
    description: 'As it is dialled after the country code.',
  }),
  exchange: nullable(
    Type.String({
      pattern: '^[0-9]{1,12}$',
      description: 'The digits after the area code; null: all of it.',
    }),
  ),
  timezone: zoneNameSchema,
};

const newCustomTimezoneSchema = strictObject(
  { ...fields, exchange: Type.Optional(fields.exchange) },
  { title: 'NewCustomTimezone' },
);
/** A line of the map as it is created. */
export type NewCustomTimezoneJson = Static<typeof newCustomTimezoneSchema>;

const customTimezoneChangeSchema = strictObject(
  {
    version: versionSchema,
    countryCode: Type.Optional(fields.countryCode),
    areaCode: Type.Optional(fields.areaCode),
    exchange: Type.Optional(fields.exchange),
    timezone: Type.Optional(fields.timezone),
  },
  { title: 'CustomTimezoneChange' },
);
/** A change of a line: fields that are left out stay. */
export type CustomTimezoneChangeJson = Static<typeof customTimezoneChangeSchema>;

const customTimezoneSchema = strictObject(
  {
    id: idSchema,
    countryCode: Type.String(),
    areaCode: Type.String(),
    exchange: nullable(Type.String()),
    timezone: Type.String(),
    prefix: Type.String({ description: 'All its digits: numbers that begin with them are in this zone.' }),
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'CustomTimezone' },
);

const importResultSchema = strictObject(
  {
    created: Type.Integer(),
    updated: Type.Integer({ description: 'Digits that were there and have another zone now.' }),
    unchanged: Type.Integer(),
    refused: Type.Integer({ description: 'Rows that are not in.' }),
    problems: Type.Array(
      strictObject({
        line: Type.Integer({ minimum: 1, description: 'The line of the file, from 1.' }),
        column: Type.String({ description: 'As the header writes it; empty where it is the row itself.' }),
        value: Type.String(),
        sentence: Type.String(),
      }),
      { description: 'Why rows were refused; the first 1,000 reasons.' },
    ),
  },
  { title: 'CustomTimezoneImport' },
);

const SAVE_ERRORS = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'zone_unknown',
  'prefix_invalid',
  'prefix_taken',
  'map_full',
] as const;

/** The routes of the custom timezone map (seed A4, S16). */
export const customTimezoneEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/custom-timezones',
    summary: 'Give numbers a time zone of your own',
    description:
      'In force for every request from the answer on; nobody picks it. Of several lines that fit a number the longest digits win. A toll-free number becomes one of this zone.',
    scope: 'rules:write',
    body: newCustomTimezoneSchema,
    example: {
      countryCode: '1',
      areaCode: '800',
      timezone: 'America/Chicago',
    } satisfies NewCustomTimezoneJson,
    answers: { 201: customTimezoneSchema },
    errors: SAVE_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/custom-timezones',
    summary: 'List custom timezones by their digits',
    scope: 'rules:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(customTimezoneSchema, 'CustomTimezonePage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/custom-timezones/{id}',
    summary: 'Get a custom timezone',
    scope: 'rules:read',
    params: idParams,
    answers: { 200: customTimezoneSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/custom-timezones/{id}',
    summary: 'Change a custom timezone',
    scope: 'rules:write',
    params: idParams,
    body: customTimezoneChangeSchema,
    example: { version: 1, timezone: 'America/New_York' },
    answers: { 200: customTimezoneSchema },
    errors: [...SAVE_ERRORS, 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/custom-timezones/{id}',
    summary: 'Delete a custom timezone',
    scope: 'rules:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found'],
  }),
  import: endpoint({
    method: 'POST',
    path: '/api/v1/custom-timezones/import',
    summary: 'Import custom timezones from CSV',
    description:
      'A header with `country code`, `area code`, `timezone` and, where you have them, `exchange`, in any order; then one row a line. Good rows go in together; digits that are there get the new zone. Each bad row is told of and left out.',
    scope: 'rules:write',
    body: Type.String({ description: 'CSV in UTF-8; comma, semicolon, tab or pipe between fields.' }),
    csv: { bytesMax: API_LIMITS.csvBytesMax },
    example: 'country code,area code,exchange,timezone\n1,800,,America/Chicago\n1,212,555,America/New_York\n',
    answers: { 200: importResultSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'csv_invalid', 'map_full'],
  }),
};
