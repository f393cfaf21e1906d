import { Type, type Static } from 'typebox';
import {
  channelsSchema,
  clientIdSchema,
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
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';

/** Why somebody opted out, or may be contacted again. */
export const reasonSchema = text(API_LIMITS.reasonLengthMax, 'Why; it is kept in the audit log.');

/** A wish not to be contacted, as it is told to us. */
export const newOptOutSchema = strictObject(
  {
    clientId: clientIdSchema,
    channels: Type.Optional(channelsSchema),
    contactOnly: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'True: only this contact. Else its devices are not contacted for anybody else either (S21).',
      }),
    ),
    reason: reasonSchema,
    source: Type.Optional(
      text(64, 'Where the wish was told, such as `call` or `letter`; without it, `api`.'),
    ),
    from: Type.Optional(nullable(spanEdgeSchema)),
    until: Type.Optional(nullable(spanEdgeSchema)),
  },
  {
    title: 'NewOptOut',
    description: 'Without channels, for all; without `from`, from now on; without `until`, for good.',
  },
);
/** A wish as it is told to us. */
export type NewOptOutJson = Static<typeof newOptOutSchema>;

/** A contact's own wish not to be contacted. */
export const optOutSchema = strictObject(
  {
    id: idSchema,
    clientId: clientIdSchema,
    channels: channelsSchema,
    contactOnly: Type.Boolean(),
    reason: Type.String(),
    source: Type.String(),
    from: spanEdgeSchema,
    until: nullable(spanEdgeSchema),
    createdAt: instantSchema,
    createdBy: Type.String(),
    createdByName: nullable(Type.String()),
    liftedAt: nullable(instantSchema),
    liftedBy: nullable(Type.String()),
    liftedByName: nullable(Type.String()),
    liftReason: nullable(Type.String()),
  },
  { title: 'OptOut' },
);

/** The routes of opt-outs. */
export const optOutEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/opt-outs',
    summary: 'Record an opt-out',
    description:
      'From the answer on nothing is allowed against it. The client id need not belong to a stored contact.',
    scope: 'opt-outs:write',
    body: newOptOutSchema,
    example: { clientId: 'A-1001', reason: 'asked on the phone', source: 'call' },
    answers: { 201: optOutSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'instant_invalid', 'span_invalid'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/opt-outs',
    summary: 'List opt-outs',
    scope: 'opt-outs:read',
    query: strictObject({
      ...pageQueryFields,
      clientId: Type.Optional(clientIdSchema),
      active: Type.Optional(oneOf(['true', 'false'], '`true`: not lifted; `false`: lifted.')),
    }),
    answers: { 200: pageOf(optOutSchema, 'OptOutPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/opt-outs/{id}',
    summary: 'Get an opt-out',
    scope: 'opt-outs:read',
    params: idParams,
    answers: { 200: optOutSchema },
    errors: ['not_found'],
  }),
  lift: endpoint({
    method: 'POST',
    path: '/api/v1/opt-outs/{id}/lift',
    summary: 'Lift an opt-out',
    description: 'Lifts what it alone had blocked; suppression lists stay as they are (S25).',
    scope: 'opt-outs:write',
    params: idParams,
    body: strictObject({ reason: reasonSchema }),
    example: { reason: 'asked in writing to be called again' },
    answers: { 200: optOutSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found', 'already_lifted'],
  }),
};
