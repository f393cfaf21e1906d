import { Type, type Static } from 'typebox';
import { CALL_RESULTS, LIMITS } from '@tact/engine';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
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
import { prioritySchema, ruleNameSchema } from './rule-fields.ts';

const fields = {
  name: ruleNameSchema,
  required: Type.Boolean({
    description:
      'True: for the records of every campaign. False: where a campaign group or its dialing profile has picked it.',
  }),
  priority: {
    ...prioritySchema,
    description: 'Unique; of several that apply, the lower number is asked first.',
  },
  url: text(500, 'Where records are posted: `https`, public.'),
  timeoutMs: Type.Integer({
    minimum: API_LIMITS.validationTimeoutMsMin,
    maximum: API_LIMITS.validationTimeoutMsMax,
    default: API_LIMITS.validationTimeoutMsDefault,
    description: 'How long the service has for a whole answer, milliseconds.',
  }),
  connectionsMax: Type.Integer({
    minimum: 1,
    maximum: API_LIMITS.validationConnectionsMax,
    default: API_LIMITS.validationConnectionsDefault,
    description: 'Records that one process asks it about at once, over connections that are kept.',
  }),
  callResult: oneOf(
    CALL_RESULTS,
    'What a record has where no usable answer came; its treatment says what follows. `General Error` where nobody says.',
  ),
  dispositionCode: nullable(
    text(
      LIMITS.nameLengthMax,
      'Stamped where the service refuses; its treatment says what follows. Null: that of `Do Not Call`.',
    ),
  ),
};

const headersSchema = Type.Array(
  strictObject({
    name: Type.String({
      minLength: 1,
      maxLength: API_LIMITS.validationHeaderNameLengthMax,
      pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
    }),
    value: text(API_LIMITS.validationHeaderLengthMax, 'It never comes back out.'),
  }),
  {
    maxItems: API_LIMITS.validationHeadersMax,
    description: 'Headers of every request beside its own, such as `authorization`.',
  },
);

const newValidationSchema = strictObject(
  {
    name: fields.name,
    required: fields.required,
    priority: fields.priority,
    url: fields.url,
    headers: Type.Optional(headersSchema),
    timeoutMs: Type.Optional(fields.timeoutMs),
    connectionsMax: Type.Optional(fields.connectionsMax),
    callResult: Type.Optional(fields.callResult),
    dispositionCode: Type.Optional(fields.dispositionCode),
  },
  { title: 'NewPreDialValidation' },
);
/** A pre-dial validation as it is created. */
export type NewPreDialValidationJson = Static<typeof newValidationSchema>;

const validationChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(fields.name),
    required: Type.Optional(fields.required),
    priority: Type.Optional(fields.priority),
    url: Type.Optional(fields.url),
    headers: Type.Optional(headersSchema),
    timeoutMs: Type.Optional(fields.timeoutMs),
    connectionsMax: Type.Optional(fields.connectionsMax),
    callResult: Type.Optional(fields.callResult),
    dispositionCode: Type.Optional(fields.dispositionCode),
  },
  {
    title: 'PreDialValidationChange',
    description:
      'Fields that are left out stay. `headers` are all there are from then on; where the address changes, they are sent again.',
  },
);
/** A change of a pre-dial validation. */
export type PreDialValidationChangeJson = Static<typeof validationChangeSchema>;

const validationSchema = strictObject(
  {
    id: idSchema,
    ...fields,
    name: Type.String(),
    headerNames: Type.Array(Type.String(), {
      description: 'The headers that are kept, without their values.',
    }),
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'PreDialValidation' },
);
/** A pre-dial validation as it is shown. */
export type PreDialValidationJson = Static<typeof validationSchema>;

const validationTestSchema = strictObject(
  {
    answer: oneOf(['yes', 'no', 'none'], '`yes` is HTTP 200, `no` is 409, `none` anything else.'),
    status: nullable(Type.Integer({ description: 'Null: there was no answer.' })),
    tookMs: Type.Integer({ description: 'Until its whole answer, milliseconds.' }),
    sentence: Type.String({ description: 'What the service did.' }),
  },
  { title: 'PreDialValidationTest' },
);

const SAVE_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'name_taken',
  'priority_taken',
  'disposition_unknown',
  'ruleset_full',
  'pre_dial_validation_invalid',
  'address_not_allowed',
  'secrets_missing',
  'secret_key_missing',
];

/**
 * The routes of pre-dial validations. What is saved says where data of people is sent, and holds credentials: the rights are those of channels.
 * Whoever may see the rules may see which services are asked.
 */
export const preDialValidationEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/pre-dial-validations',
    summary: 'Create a pre-dial validation',
    description: 'Its headers are encrypted before they are stored, and never shown.',
    scope: 'channels:write',
    body: newValidationSchema,
    bodyHoldsSecrets: true,
    example: {
      name: 'Payment office',
      required: false,
      priority: 1,
      url: 'https://example.com/may-we-dial',
      headers: [{ name: 'authorization', value: 'Bearer a-token-of-that-service' }],
    } satisfies NewPreDialValidationJson,
    answers: { 201: validationSchema },
    errors: SAVE_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/pre-dial-validations',
    summary: 'List pre-dial validations by priority',
    scope: 'rules:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(validationSchema, 'PreDialValidationPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/pre-dial-validations/{id}',
    summary: 'Get a pre-dial validation',
    scope: 'rules:read',
    params: idParams,
    answers: { 200: validationSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/pre-dial-validations/{id}',
    summary: 'Change a pre-dial validation',
    description: 'Once it is answered, nothing more is dialled that was validated as it was before.',
    scope: 'channels:write',
    params: idParams,
    body: validationChangeSchema,
    bodyHoldsSecrets: true,
    example: { version: 1, timeoutMs: 3_000 } satisfies PreDialValidationChangeJson,
    answers: { 200: validationSchema },
    errors: [...SAVE_ERRORS, 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/pre-dial-validations/{id}',
    summary: 'Delete a pre-dial validation',
    description: 'One that a campaign object has picked is taken out there first.',
    scope: 'channels:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
  }),
  test: endpoint({
    method: 'POST',
    path: '/api/v1/pre-dial-validations/{id}/test',
    summary: 'Try a pre-dial validation',
    description:
      'The service gets a sample of type `test`, which names nobody; nothing follows from its answer.',
    scope: 'channels:write',
    params: idParams,
    answers: { 200: validationTestSchema },
    errors: [...REPEAT_ERRORS, 'not_found', 'secret_key_missing'],
  }),
};
