import { Type, type Static } from 'typebox';
import {
  channelSchema,
  clientIdSchema,
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
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import { decisionFields, QUESTION_ERRORS, REPEATED_ALLOWED, verdictsQueryField } from './decisions.ts';
import { deviceNamedSchema, EXAMPLE_QUESTION, reservationQuestionSchema } from './question.ts';

const dispositionSchema = text(64, 'What the agent or the bot recorded afterwards.');
const callResultSchema = text(40, 'A call result such as `No Answer`, in any case, with or without spaces.');
const directionSchema = oneOf(['outbound', 'inbound']);

/** One try on one device. */
export const attemptSchema = strictObject(
  {
    id: idSchema,
    at: instantSchema,
    state: oneOf(
      ['reserved', 'finished', 'released'],
      'A reservation whose `expiresAt` has come and that nobody reported goes on counting (S7).',
    ),
    expiresAt: nullable(instantSchema),
    finishedAt: nullable(instantSchema),
    clientId: clientIdSchema,
    address: Type.String({ description: 'The number in E.164, or the e-mail address.' }),
    devicePosition: nullable(devicePositionSchema),
    accountId: nullable(idSchema),
    campaignGroupId: nullable(idSchema),
    channel: channelSchema,
    direction: directionSchema,
    callResult: nullable(Type.String()),
    disposition: nullable(Type.String()),
    place: strictObject({
      country: nullable(Type.String()),
      regions: Type.Array(Type.String()),
      areaCode: nullable(Type.String()),
      postalCode: nullable(Type.String()),
    }),
    decisionId: nullable(idSchema),
    origin: oneOf(['reservation', 'import']),
  },
  { title: 'Attempt' },
);
/** One try on one device. */
export type AttemptJson = Static<typeof attemptSchema>;

/** The decision, and the attempt that is held where it is allowed. */
export const reservationSchema = strictObject(
  {
    ...decisionFields,
    attempt: nullable(strictObject({ id: idSchema, expiresAt: instantSchema })),
    id: idSchema,
  },
  {
    title: 'ReservationAnswer',
    description: '`id` is the decision’s; `attempt.id` is what a result is reported for.',
  },
);

/** An attempt that was made elsewhere. */
export const attemptRowSchema = strictObject(
  {
    externalId: Type.Optional(
      nullable(text(128, 'Your own id of the attempt: importing the same one twice changes nothing.')),
    ),
    at: instantSchema,
    clientId: clientIdSchema,
    device: deviceNamedSchema,
    channel: channelSchema,
    direction: Type.Optional(
      Type.Unsafe<'outbound' | 'inbound'>({ ...directionSchema, default: 'outbound' }),
    ),
    callResult: Type.Optional(nullable(callResultSchema)),
    disposition: Type.Optional(nullable(dispositionSchema)),
    accountId: Type.Optional(nullable(idSchema)),
    campaignGroupId: Type.Optional(nullable(idSchema)),
    postalCode: Type.Optional(
      nullable(text(16, "The contact's postal code then; without it, the stored contact's.")),
    ),
  },
  { title: 'AttemptRow' },
);
/** An attempt that was made elsewhere. */
export type AttemptRowJson = Static<typeof attemptRowSchema>;

/** What came of an import. */
export const attemptImportSchema = strictObject(
  {
    imported: Type.Integer(),
    alreadyThere: Type.Integer({ description: 'Rows whose `externalId` had been imported before.' }),
    refused: Type.Integer(),
    problems: Type.Array(
      strictObject({
        line: Type.Integer({
          minimum: 1,
          description: 'The line of the body, or the number of the row, from 1.',
        }),
        code: Type.String(),
        path: Type.String({ description: 'JSON pointer into the row.' }),
        value: Type.Unknown({ description: 'What stands there.' }),
        sentence: Type.String(),
      }),
      { description: 'One for each refused row, up to a thousand.' },
    ),
  },
  { title: 'AttemptImportResult' },
);

const EXAMPLE_ROW = {
  externalId: 'dialer-77120',
  at: '2026-11-20T18:04:11Z',
  clientId: 'A-1001',
  device: { address: '+1 212 555 0123' },
  channel: 'call',
  callResult: 'No Answer',
} as const satisfies AttemptRowJson;

/** The routes of attempts. */
export const attemptEndpoints = {
  reserve: endpoint({
    method: 'POST',
    path: '/api/v1/attempts',
    summary: 'Ask, and hold the attempt where it is allowed',
    description:
      'Allowed: 201 with `attempt`, which counts at once in every rule, so that no other dialer takes the last one. Blocked: 200 with `attempt` null. Report what came of it, or release it; an attempt that nobody reports by `expiresAt` counts as made. ' +
      `${REPEATED_ALLOWED} \`attemptId\` then names the attempt, which goes on counting until it is reported or released.`,
    scope: 'attempts:write',
    query: strictObject(verdictsQueryField),
    body: reservationQuestionSchema,
    example: { ...EXAMPLE_QUESTION, expiresInSeconds: 900 },
    answers: { 201: reservationSchema, 200: reservationSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'answer_too_old', ...QUESTION_ERRORS],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/attempts',
    summary: 'List attempts, newest first',
    scope: 'attempts:read',
    query: strictObject({ ...pageQueryFields, clientId: Type.Optional(clientIdSchema) }),
    answers: { 200: pageOf(attemptSchema, 'AttemptPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/attempts/{id}',
    summary: 'Get an attempt',
    scope: 'attempts:read',
    params: idParams,
    answers: { 200: attemptSchema },
    errors: ['not_found'],
  }),
  report: endpoint({
    method: 'POST',
    path: '/api/v1/attempts/{id}/result',
    summary: 'Report what came of an attempt',
    description: 'Also after the expiry. The same report twice changes nothing; another one corrects it.',
    scope: 'attempts:write',
    params: idParams,
    body: strictObject({
      callResult: Type.Optional(nullable(callResultSchema)),
      disposition: Type.Optional(nullable(dispositionSchema)),
    }),
    example: { callResult: 'No Answer' },
    answers: { 200: attemptSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found', 'already_released', 'call_result_unknown'],
  }),
  release: endpoint({
    method: 'POST',
    path: '/api/v1/attempts/{id}/release',
    summary: 'Say that an attempt was not made',
    description: 'It stops counting.',
    scope: 'attempts:write',
    params: idParams,
    answers: { 200: attemptSchema },
    errors: [...REPEAT_ERRORS, 'not_found', 'already_finished'],
  }),
  import: endpoint({
    method: 'POST',
    path: '/api/v1/attempts/import',
    summary: 'Import attempts that were made elsewhere',
    description:
      'They count like any other from the answer on. Good rows go in; each bad row is reported with its line, its value and the reason. At most a thousand rows as JSON; any number as `application/x-ndjson`, one row a line.',
    scope: 'attempts:write',
    body: strictObject(
      { attempts: Type.Array(attemptRowSchema, { minItems: 1, maxItems: API_LIMITS.rowsMax }) },
      { title: 'AttemptImport' },
    ),
    checkedBody: strictObject({
      attempts: Type.Array(Type.Unknown(), { minItems: 1, maxItems: API_LIMITS.rowsMax }),
    }),
    example: { attempts: [EXAMPLE_ROW] },
    answers: { 200: attemptImportSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'idempotency_key_unsupported'],
    lines: { line: attemptRowSchema, answerLine: null },
  }),
};
