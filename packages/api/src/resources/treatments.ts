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

/** What a treatment does with a record (seed A11). */
export const TREATMENT_ACTIONS = [
  'none',
  'redial',
  'cycle-redial',
  'retry-in',
  'retry-at',
  'next-in-chain',
  'next-in-chain-after',
  'next-in-chain-at',
  'assign',
  'agent-error',
] as const;

const minutes = (minimum: number, description: string) =>
  nullable(Type.Integer({ minimum, maximum: API_LIMITS.treatmentMinutesMax, description }));

const fields = {
  name: text(API_LIMITS.nameLengthMax, 'Unique.'),
  callResults: Type.Array(oneOf(CALL_RESULTS), {
    maxItems: CALL_RESULTS.length,
    uniqueItems: true,
    description: 'The call results that lead to it; none of them leads to another treatment.',
  }),
  dispositionCodes: Type.Array(text(LIMITS.nameLengthMax), {
    maxItems: LIMITS.choicesMax,
    uniqueItems: true,
    description: 'The disposition codes that lead to it; they go before call results.',
  }),
  action: oneOf(
    TREATMENT_ACTIONS,
    '`redial`: the same device at once. `cycle-redial`: the same device, behind every record that waits. `retry-in`: after the interval. `retry-at`: at the instant. `next-in-chain`: the next device, at once, `-after` the interval or `-at` the instant. `assign`: somebody has it from now on, and the campaign does nothing more with it. `agent-error`: the record has failed, for somebody to look at. `none`: the record is finished, with all its devices.',
  ),
  retriesMax: nullable(
    Type.Integer({
      minimum: 1,
      maximum: API_LIMITS.treatmentRetriesMax,
      description:
        'At most so many retries one after the other; for `redial`, `cycle-redial` and `retry-in`.',
    }),
  ),
  intervalMinutes: minutes(
    1,
    'To the first retry, or to the next device; for `retry-in` and `next-in-chain-after`.',
  ),
  incrementMinutes: minutes(0, 'Added to the interval at each further retry; for `retry-in`.'),
  at: nullable({ ...instantSchema, description: 'For the two actions that end in `-at`.' }),
  assignee: {
    ...nullable(text(API_LIMITS.nameLengthMax)),
    description: 'To whom `assign` gives the record: a team, a person, a list of another program.',
  },
  nextAction: oneOf(['next-in-chain', 'stop'], 'How the chain goes on when the retries are used up.'),
};

const newTreatmentSchema = strictObject(
  {
    name: fields.name,
    callResults: Type.Optional(fields.callResults),
    dispositionCodes: Type.Optional(fields.dispositionCodes),
    action: fields.action,
    retriesMax: Type.Optional(fields.retriesMax),
    intervalMinutes: Type.Optional(fields.intervalMinutes),
    incrementMinutes: Type.Optional(fields.incrementMinutes),
    at: Type.Optional(fields.at),
    assignee: Type.Optional(fields.assignee),
    nextAction: Type.Optional(fields.nextAction),
  },
  { title: 'NewTreatment', description: 'It has at least one call result or disposition code.' },
);
/** A treatment as it is created. */
export type NewTreatmentJson = Static<typeof newTreatmentSchema>;

const treatmentChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(fields.name),
    callResults: Type.Optional(fields.callResults),
    dispositionCodes: Type.Optional(fields.dispositionCodes),
    action: Type.Optional(fields.action),
    retriesMax: Type.Optional(fields.retriesMax),
    intervalMinutes: Type.Optional(fields.intervalMinutes),
    incrementMinutes: Type.Optional(fields.incrementMinutes),
    at: Type.Optional(fields.at),
    assignee: Type.Optional(fields.assignee),
    nextAction: Type.Optional(fields.nextAction),
  },
  { title: 'TreatmentChange' },
);
/** A change of a treatment: fields that are left out stay. */
export type TreatmentChangeJson = Static<typeof treatmentChangeSchema>;

const treatmentSchema = strictObject(
  { id: idSchema, ...fields, version: versionSchema, createdAt: instantSchema, updatedAt: instantSchema },
  { title: 'Treatment' },
);

const SAVE_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'name_taken',
  'trigger_taken',
  'treatment_invalid',
  'disposition_unknown',
  'instant_invalid',
];

/** The routes of treatments (seed A11). */
export const treatmentEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/treatments',
    summary: 'Create a treatment',
    description:
      'Blocked answers name the treatment that the disposition code leads to, else the call result.',
    scope: 'rules:write',
    body: newTreatmentSchema,
    example: {
      name: 'Busy, three times',
      callResults: ['Busy'],
      action: 'retry-in',
      retriesMax: 3,
      intervalMinutes: 30,
    } satisfies NewTreatmentJson,
    answers: { 201: treatmentSchema },
    errors: SAVE_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/treatments',
    summary: 'List treatments by name',
    scope: 'rules:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(treatmentSchema, 'TreatmentPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/treatments/{id}',
    summary: 'Get a treatment',
    scope: 'rules:read',
    params: idParams,
    answers: { 200: treatmentSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/treatments/{id}',
    summary: 'Change a treatment',
    scope: 'rules:write',
    params: idParams,
    body: treatmentChangeSchema,
    example: { version: 1, retriesMax: 5 },
    answers: { 200: treatmentSchema },
    errors: [...SAVE_ERRORS, 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/treatments/{id}',
    summary: 'Delete a treatment',
    scope: 'rules:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found'],
  }),
};
