import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import {
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

/** What is done one after the other (ADR 0018). */
export const ERASURE_STEPS = [
  'identity',
  'attempts',
  'decisions',
  'audit',
  'answers',
  'backtests',
  'done',
] as const;

const orderSchema = strictObject(
  {
    clientId: Type.Optional({ ...clientIdSchema, description: 'Whom: your own key of the person.' }),
    device: Type.Optional(
      text(254, 'Or a number with `+` or an e-mail address, where only one person is known by it.', 1),
    ),
    reason: text(
      API_LIMITS.reasonLengthMax,
      'Why, without a name or a number: it is kept in the audit log for good.',
      1,
    ),
  },
  { title: 'NewErasure' },
);
/** An order to erase a person. */
export type NewErasureJson = Static<typeof orderSchema>;

const erasureSchema = Type.Object(
  {
    id: idSchema,
    state: oneOf(
      ['queued', 'running', 'failed', 'finished'],
      '`queued` also where it waits for a process that logs in as the owner of the tables.',
    ),
    step: oneOf(
      ERASURE_STEPS,
      'What is under way. After `identity` nobody finds the person any more, and everything that blocked still blocks.',
    ),
    counts: Type.Record(Type.String(), Type.Integer(), {
      description: 'Rows that were removed or replaced until now, by what they are.',
    }),
    reason: Type.String(),
    error: nullable(Type.Object({ code: Type.String(), sentence: Type.String() })),
    createdAt: instantSchema,
    createdBy: Type.String({ description: 'The name of whoever ordered it.' }),
    finishedAt: nullable(instantSchema),
  },
  { title: 'Erasure', description: 'The erasure of one person. It names nobody.' },
);

/** The routes of erasures. */
export const erasureEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/erasures',
    summary: 'Erase a person; opt-outs and suppressions stay in force',
    description:
      'Cannot be undone. Name, numbers, addresses, attributes, accounts and places in lists and queues are removed; attempts, decisions and the audit log lose whatever names the person; opt-outs and entries of lists go on blocking the same number and client id by keyed hashes. It runs in the background. The same once more changes nothing.',
    scope: 'persons:write',
    body: orderSchema,
    example: { clientId: 'A-2002', reason: 'request of 3 March' },
    answers: { 202: erasureSchema },
    errors: [
      ...BODY_ERRORS,
      ...REPEAT_ERRORS,
      'erasure_subject_missing',
      'erasure_ambiguous',
      'number_invalid',
    ],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/erasures',
    summary: 'List erasures, newest first',
    scope: 'audit:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(erasureSchema, 'ErasurePage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/erasures/{id}',
    summary: 'Get an erasure, and how far it is',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: erasureSchema },
    errors: ['not_found'],
  }),
  events: endpoint({
    method: 'GET',
    path: '/api/v1/erasures/{id}/events',
    summary: 'Follow an erasure',
    description:
      'Server-sent events of the type `erasure`, each with the erasure as its data: one at once, one after each change. The stream ends when the erasure does.',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: Type.String() },
    answerType: 'text/event-stream',
    errors: ['not_found'],
  }),
};
