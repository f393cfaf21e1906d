import { Type, type Static } from 'typebox';
import {
  channelsSchema,
  clientIdSchema,
  countrySchema,
  idSchema,
  instantSchema,
  nullable,
  spanEdgeSchema,
  strictObject,
  text,
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import { reasonSchema } from './opt-outs.ts';

const bulkFields = {
  reason: reasonSchema,
  store_unmatched: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'False: numbers that no contact has are only told of. Else they are kept on the organization’s own list, so that a contact who comes with one tomorrow is blocked too (S24).',
    }),
  ),
  default_country: Type.Optional(countrySchema),
};
const PHONES = { minItems: 1, maxItems: API_LIMITS.bulkOptOutPhonesMax };

/** Numbers to opt out together. */
export const bulkOptOutSchema = strictObject(
  {
    phones: Type.Array(text(64, 'A number in any written form.'), PHONES),
    ...bulkFields,
  },
  {
    title: 'BulkOptOut',
    description:
      'Numbers without a country are taken in `default_country`, else in the organization’s default country.',
  },
);
/** The same before its numbers are looked at one by one: one that is not even a text does not stop the others. */
const checkedBulkOptOutSchema = strictObject({ phones: Type.Array(Type.Unknown(), PHONES), ...bulkFields });
/** Numbers to opt out together, not yet looked at. */
export type BulkOptOutJson = Static<typeof checkedBulkOptOutSchema>;

const count = (description: string) => Type.Integer({ minimum: 0, description });

const bulkResultSchema = strictObject(
  {
    received: count('Numbers in the request.'),
    repeated: count('Numbers that stand in the request before, in whatever form.'),
    matched: count('Different numbers that a contact has.'),
    opted_out: count('Contacts that this request opted out.'),
    already: count('Contacts that were opted out from these numbers before, on every channel and for good.'),
    stored: count('Numbers of no contact that this request put on the organization’s own list.'),
    already_stored: count('Numbers of no contact that were on it before.'),
    list_id: nullable(idSchema),
    contacts: Type.Array(
      strictObject({
        contact_id: idSchema,
        client_id: Type.String(),
        opt_out_id: nullable(idSchema),
      }),
      { description: 'The contacts that have a number; `opt_out_id` null: opted out before.' },
    ),
    not_found: Type.Array(Type.String(), { description: 'The numbers that no contact has, in E.164.' }),
    invalid: Type.Array(
      strictObject({
        index: Type.Integer({ minimum: 0, description: 'Its place in `phones`, from 0.' }),
        value: Type.String({ description: 'As it was sent; at most 64 characters of it.' }),
        sentence: Type.String(),
      }),
      { description: 'What is no number; the others were carried out all the same.' },
    ),
  },
  { title: 'BulkOptOutResult' },
);

const itemSchema = strictObject(
  {
    contact_id: nullable(idSchema),
    client_id: Type.String(),
    name: nullable(Type.String()),
    opt_out_id: idSchema,
    channels: channelsSchema,
    contact_only: Type.Boolean(),
    reason: Type.String(),
    source: Type.String(),
    from: spanEdgeSchema,
    until: nullable(spanEdgeSchema),
    created_at: instantSchema,
    created_by: Type.String(),
    created_by_name: nullable(Type.String()),
  },
  { title: 'OptOutInForce', description: '`contact_id` null: no contact with this client id is stored.' },
);

/** The routes of the source product, to the letter (seed B3). */
export const adminOptOutEndpoints = {
  bulk: endpoint({
    method: 'POST',
    path: '/api/admin/opt-out/bulk',
    summary: 'Opt out by number, up to 100,000 at once',
    description:
      'Every contact that has one of the numbers is opted out, and the number itself is blocked at every contact (S24). From the answer on nothing is allowed against it, on any node. The same request again changes nothing. Numbers that cannot be read are told of and stop nothing.',
    scope: 'opt-outs:write',
    body: bulkOptOutSchema,
    checkedBody: checkedBulkOptOutSchema,
    bodyBytesMax: API_LIMITS.bulkOptOutBytesMax,
    example: { phones: ['+15551234567', '+15559876543'], reason: 'Regulatory DNC list' },
    answers: { 200: bulkResultSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'address_invalid', 'ruleset_full'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/admin/opt-out',
    summary: 'List opt-outs in force, newest first',
    description: 'An opt-out that has ended, was lifted, or has not begun is not among them.',
    scope: 'opt-outs:read',
    query: strictObject({
      page: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: API_LIMITS.pageNumberMax,
          default: 1,
          description: 'Which page, from 1.',
        }),
      ),
      page_size: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: API_LIMITS.pageItemsMax,
          default: API_LIMITS.pageSizeDefault,
          description: 'Items of a page.',
        }),
      ),
    }),
    answers: {
      200: strictObject(
        {
          items: Type.Array(itemSchema),
          total: count('Opt-outs in force.'),
          page: Type.Integer({ minimum: 1 }),
          page_size: Type.Integer({ minimum: 1 }),
        },
        { title: 'OptOutsInForce' },
      ),
    },
  }),
  lift: endpoint({
    method: 'DELETE',
    path: '/api/admin/opt-out/{contactId}',
    summary: 'Lift every opt-out of a contact that is in force',
    description:
      'Needs a reason (S25), in the body as `{"reason":"…"}` or in the query; the body’s holds where both are given. Lifts what these opt-outs alone had blocked: suppression lists, the organization’s own among them, and opt-outs of other contacts on the same number stay as they are.',
    scope: 'opt-outs:write',
    params: strictObject({ contactId: idSchema }),
    query: strictObject({ reason: Type.Optional(reasonSchema) }),
    body: strictObject({ reason: Type.Optional(reasonSchema) }, { title: 'LiftReason' }),
    bodyIsOptional: true,
    example: { reason: 'asked in writing to be called again' },
    answers: {
      200: strictObject(
        {
          contact_id: idSchema,
          client_id: clientIdSchema,
          lifted: Type.Array(idSchema, { description: 'The ids of the opt-outs that were lifted.' }),
        },
        { title: 'LiftedOptOuts' },
      ),
    },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found', 'reason_missing'],
  }),
};
