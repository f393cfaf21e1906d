import { Type, type Static } from 'typebox';
import type { AccountStatus } from '@tact/engine';
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
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import { optedOutSchema } from './opted-out.ts';

/** The states of a debt (seed B5). Paused, paid and closed block requests that name it (S33). */
export const ACCOUNT_STATUSES = [
  'new',
  'pending_contact',
  'in_auto_management',
  'active_conversation',
  'promise_active',
  'promise_overdue',
  'paid',
  'escalated',
  'in_review',
  'closed',
  'paused',
] as const satisfies readonly AccountStatus[];

const statusSchema = oneOf(
  ACCOUNT_STATUSES,
  '`paused`, `paid` and `closed` block requests that name the account.',
);
const amountSchema = Type.String({
  pattern: '^-?\\d{1,15}(\\.\\d{1,4})?$',
  description: 'Decimal text, so that no cent is lost.',
  examples: ['1250.00'],
});
const currencySchema = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.', examples: ['USD'] });
const referenceSchema = text(API_LIMITS.nameLengthMax, 'Your own name of the debt.');

/** An account as it is created. */
export const newAccountSchema = strictObject(
  {
    contactId: idSchema,
    reference: referenceSchema,
    status: Type.Optional(statusSchema),
    amount: Type.Optional(nullable(amountSchema)),
    currency: Type.Optional(nullable(currencySchema)),
  },
  { title: 'NewAccount', description: 'Without a status, `new`.' },
);
/** An account as it is created. */
export type NewAccountJson = Static<typeof newAccountSchema>;

/** A change: fields that are left out stay. */
export const accountChangeSchema = strictObject(
  {
    version: versionSchema,
    contactId: Type.Optional(idSchema),
    reference: Type.Optional(referenceSchema),
    status: Type.Optional(statusSchema),
    amount: Type.Optional(nullable(amountSchema)),
    currency: Type.Optional(nullable(currencySchema)),
  },
  { title: 'AccountChange' },
);
/** A change of an account. */
export type AccountChangeJson = Static<typeof accountChangeSchema>;

/** One debt of a contact. */
export const accountSchema = strictObject(
  {
    id: idSchema,
    contactId: idSchema,
    clientId: nullable(
      Type.String({ description: 'Of the contact. Null: the contact has been deleted meanwhile.' }),
    ),
    reference: Type.String(),
    status: statusSchema,
    amount: nullable(Type.String()),
    currency: nullable(Type.String()),
    optedOut: optedOutSchema,
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'Account' },
);

const ACCOUNT_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'contact_unknown',
  'name_taken',
];

/** The routes of accounts. */
export const accountEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/accounts',
    summary: 'Create an account',
    scope: 'accounts:write',
    body: newAccountSchema,
    example: {
      contactId: '0198c0de-0000-7000-8000-000000000001',
      reference: 'L-77120',
      amount: '1250.00',
      currency: 'USD',
    },
    answers: { 201: accountSchema },
    errors: ACCOUNT_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/accounts',
    summary: 'List accounts',
    scope: 'accounts:read',
    query: strictObject({ ...pageQueryFields, contactId: Type.Optional(idSchema) }),
    answers: { 200: pageOf(accountSchema, 'AccountPage') },
    errors: ['cursor_invalid'],
  }),
  search: endpoint({
    method: 'POST',
    path: '/api/v1/accounts/search',
    summary: 'Find accounts by client id or reference',
    description:
      'The accounts of the contact that has this whole client id, and those whose reference begins with the text; capital letters are told from small ones. By reference. The text stands in the body, so that no client id gets into a log of addresses.',
    scope: 'accounts:read',
    body: strictObject(
      { search: text(API_LIMITS.nameLengthMax, 'What to look for.', 1), ...pageQueryFields },
      { title: 'AccountSearch' },
    ),
    example: { search: 'L-77', limit: 25 },
    answers: { 200: pageOf(accountSchema, 'AccountPage') },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/accounts/{id}',
    summary: 'Get an account',
    scope: 'accounts:read',
    params: idParams,
    answers: { 200: accountSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/accounts/{id}',
    summary: 'Change an account',
    description: 'A change of status holds everywhere from the answer on.',
    scope: 'accounts:write',
    params: idParams,
    body: accountChangeSchema,
    example: { version: 1, status: 'paused' },
    answers: { 200: accountSchema },
    errors: [...ACCOUNT_ERRORS, 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/accounts/{id}',
    summary: 'Delete an account',
    scope: 'accounts:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
  }),
};
