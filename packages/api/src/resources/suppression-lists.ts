import { Type, type Static } from 'typebox';
import {
  channelsSchema,
  idParams,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  spanEdgeSchema,
  strictObject,
  text,
  versionSchema,
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';

const registrySchema = strictObject(
  {
    ageHoursMax: Type.Integer({
      minimum: 1,
      maximum: 24 * 366,
      description: 'A list that is older than this blocks as stale (S26).',
    }),
    versionAt: nullable(instantSchema),
    coverage: Type.Array(Type.String({ pattern: '^\\+[1-9]\\d{0,14}$', examples: ['+1212'] }), {
      maxItems: API_LIMITS.coverageMax,
      description: 'Number prefixes; outside them silence means nothing, and blocks.',
    }),
  },
  { title: 'Registry', description: 'A list that somebody else keeps, such as a national do-not-call list.' },
);

const nameSchema = text(API_LIMITS.nameLengthMax, 'Unique.');
const requiredSchema = Type.Boolean({
  description: 'True: for every request. False: where a campaign group has picked it.',
});

const retentionSchema = nullable(
  Type.Integer({
    minimum: 1,
    maximum: API_LIMITS.retentionDaysMax,
    description:
      'How many days of 24 hours an entry is kept after it was added; then it blocks no more and is purged. Null: for good.',
  }),
);

/** A list as it is created. */
export const newSuppressionListSchema = strictObject(
  {
    name: nameSchema,
    type: oneOf(['device', 'client'], 'What its entries are: numbers and e-mail addresses, or client ids.'),
    channels: Type.Optional(channelsSchema),
    required: requiredSchema,
    expires: Type.Optional(nullable(spanEdgeSchema)),
    retentionDays: Type.Optional(retentionSchema),
    registry: Type.Optional(nullable(registrySchema)),
  },
  { title: 'NewSuppressionList' },
);
/** A list as it is created. */
export type NewSuppressionListJson = Static<typeof newSuppressionListSchema>;

/** A change: fields that are left out stay. The type cannot change. */
export const suppressionListChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(nameSchema),
    channels: Type.Optional(channelsSchema),
    required: Type.Optional(requiredSchema),
    expires: Type.Optional(nullable(spanEdgeSchema)),
    retentionDays: Type.Optional(retentionSchema),
    registry: Type.Optional(nullable(registrySchema)),
  },
  { title: 'SuppressionListChange' },
);
/** A change of a list. */
export type SuppressionListChangeJson = Static<typeof suppressionListChangeSchema>;

/** Devices or clients not to contact. */
export const suppressionListSchema = strictObject(
  {
    id: idSchema,
    name: Type.String(),
    type: oneOf(['device', 'client']),
    channels: channelsSchema,
    required: Type.Boolean(),
    expires: nullable(spanEdgeSchema),
    retentionDays: retentionSchema,
    registry: nullable(registrySchema),
    staleAt: nullable(
      Type.String({
        format: 'date-time',
        description:
          'Of a registry list: after this instant it is too old, and blocks as stale (S26). Null: it has no version date, and blocks already; or it is no registry list.',
      }),
    ),
    staleInDays: nullable(
      Type.Integer({
        description:
          'Whole days until then; negative where it is stale. Null as `staleAt` is. Import a newer version while it is above 0.',
      }),
    ),
    size: Type.Integer({ minimum: 0, description: 'How many entries and numbers it has.' }),
    uses: Type.Integer({
      minimum: 0,
      description: 'How many campaign groups, dialing profiles and campaign templates have picked it.',
    }),
    isOwn: Type.Boolean({
      description:
        'True: the organization’s own list of opted-out numbers that match no contact (S24). It is required, and only its name changes.',
    }),
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'SuppressionList' },
);

/** One line of a list, as it is added. */
export const newEntrySchema = strictObject(
  {
    value: text(
      254,
      'A number or e-mail address in any written form; an e-mail domain as `@example.com`, which is every address at that very domain and at none below it; or a client id.',
    ),
    from: Type.Optional(nullable(spanEdgeSchema)),
    until: Type.Optional(nullable(spanEdgeSchema)),
    reason: Type.Optional(nullable(text(API_LIMITS.reasonLengthMax))),
  },
  { title: 'NewEntry' },
);
/** One line as it is added. */
export type NewEntryJson = Static<typeof newEntrySchema>;

/** One line of a list. */
export const entrySchema = strictObject(
  {
    id: Type.String(),
    value: Type.String(),
    from: nullable(spanEdgeSchema),
    until: nullable(spanEdgeSchema),
    reason: nullable(Type.String()),
    createdAt: instantSchema,
  },
  { title: 'Entry' },
);

const importedNumberSchema = strictObject(
  {
    value: Type.String(),
    importId: nullable(idSchema),
    inForceAt: nullable(instantSchema),
  },
  { title: 'ImportedNumber' },
);

const foundEntriesSchema = strictObject(
  { ...pageOf(entrySchema, 'EntryPage').properties, imported: nullable(importedNumberSchema) },
  { title: 'FoundEntries' },
);

const SAVE_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'name_taken',
  'instant_invalid',
  'ruleset_full',
];

/** The routes of suppression lists and their entries. */
export const suppressionListEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/suppression-lists',
    summary: 'Create a suppression list',
    scope: 'suppression:write',
    body: newSuppressionListSchema,
    example: { name: 'Internal do not call', type: 'device', required: true },
    answers: { 201: suppressionListSchema },
    errors: SAVE_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/suppression-lists',
    summary: 'List suppression lists',
    scope: 'suppression:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(suppressionListSchema, 'SuppressionListPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/suppression-lists/{id}',
    summary: 'Get a suppression list',
    scope: 'suppression:read',
    params: idParams,
    answers: { 200: suppressionListSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/suppression-lists/{id}',
    summary: 'Change a suppression list',
    scope: 'suppression:write',
    params: idParams,
    body: suppressionListChangeSchema,
    example: { version: 1, required: false },
    answers: { 200: suppressionListSchema },
    errors: [...SAVE_ERRORS, 'not_found', 'version_conflict', 'own_list_fixed', 'retention_with_numbers'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/suppression-lists/{id}',
    summary: 'Delete a suppression list with its entries',
    scope: 'suppression:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used', 'own_list_fixed'],
  }),
  addEntries: endpoint({
    method: 'POST',
    path: '/api/v1/suppression-lists/{id}/entries',
    summary: 'Add entries to a suppression list',
    description: 'All or none. From the answer on nothing is allowed against them.',
    scope: 'suppression:write',
    params: idParams,
    body: strictObject(
      { entries: Type.Array(newEntrySchema, { minItems: 1, maxItems: API_LIMITS.rowsMax }) },
      { title: 'NewEntries' },
    ),
    example: { entries: [{ value: '+1 212 555 0123', reason: 'complaint' }] },
    answers: { 201: strictObject({ items: Type.Array(entrySchema) }, { title: 'AddedEntries' }) },
    errors: [
      ...BODY_ERRORS,
      ...REPEAT_ERRORS,
      'not_found',
      'number_invalid',
      'instant_invalid',
      'span_invalid',
    ],
  }),
  listEntries: endpoint({
    method: 'GET',
    path: '/api/v1/suppression-lists/{id}/entries',
    summary: 'List the entries of a suppression list',
    scope: 'suppression:read',
    params: idParams,
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(entrySchema, 'EntryPage') },
    errors: ['not_found', 'cursor_invalid'],
  }),
  searchEntries: endpoint({
    method: 'POST',
    path: '/api/v1/suppression-lists/{id}/entries/search',
    summary: 'Find entries of a suppression list',
    description:
      'On a list of devices by a number or e-mail address in any written form, or by an e-mail domain; an address is found by its domain, too. On a list of clients by the beginning of a client id. By value. Numbers that were imported as a number set are no entries: `imported` says whether the number is among them. The text stands in the body, so that no number gets into a log of addresses.',
    scope: 'suppression:read',
    params: idParams,
    body: strictObject(
      { search: text(254, 'What to look for.', 1), ...pageQueryFields },
      { title: 'EntrySearch' },
    ),
    example: { search: '(212) 555-0123', limit: 25 },
    answers: { 200: foundEntriesSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found', 'cursor_invalid', 'number_invalid'],
  }),
  removeEntry: endpoint({
    method: 'DELETE',
    path: '/api/v1/suppression-lists/{id}/entries/{entryId}',
    summary: 'Remove an entry',
    scope: 'suppression:write',
    params: strictObject({ id: idSchema, entryId: text(64) }),
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found'],
  }),
};
