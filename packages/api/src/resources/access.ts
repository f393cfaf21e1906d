import { Type, type Static } from 'typebox';
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
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import { ROLES, SCOPES } from '../permissions.ts';

const scopesSchema = Type.Array(oneOf(SCOPES), {
  minItems: 1,
  maxItems: SCOPES.length,
  uniqueItems: true,
});

/** A key as it is asked for. */
export const newApiKeySchema = strictObject(
  {
    name: text(API_LIMITS.nameLengthMax, 'What it is for.'),
    role: oneOf(ROLES),
    scopes: Type.Optional(nullable(scopesSchema)),
    expiresAt: Type.Optional(nullable(instantSchema)),
  },
  {
    title: 'NewApiKey',
    description: 'Without scopes, all that the role may do; without an expiry, until it is revoked.',
  },
);
/** A key as it is asked for. */
export type NewApiKeyJson = Static<typeof newApiKeySchema>;

const apiKeyFields = {
  id: idSchema,
  name: Type.String(),
  role: oneOf(ROLES),
  scopes: nullable(Type.Array(Type.String())),
  prefix: Type.String({ description: 'The first characters, so that people recognise it.' }),
  createdAt: instantSchema,
  expiresAt: nullable(instantSchema),
  revokedAt: nullable(instantSchema),
  lastUsedAt: nullable(instantSchema),
};

/** A key without its text. */
export const apiKeySchema = strictObject(apiKeyFields, { title: 'ApiKey' });

/** A new key with its text, which is shown this once. */
export const createdApiKeySchema = strictObject(
  {
    ...apiKeyFields,
    key: nullable(
      Type.String({
        description:
          'Kept nowhere. Null where this answers a repeated request with the same idempotency key.',
      }),
    ),
  },
  { title: 'CreatedApiKey' },
);

/** The routes of API keys. */
export const apiKeyEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/api-keys',
    summary: 'Create an API key',
    description:
      'Its text is shown this once and kept nowhere. It can have no scope that the caller lacks: without scopes, all of its role.',
    scope: 'api-keys:write',
    body: newApiKeySchema,
    example: { name: 'Dialer 1', role: 'operator', scopes: ['attempts:write', 'attempts:read'] },
    answers: { 201: createdApiKeySchema },
    errors: [
      ...BODY_ERRORS,
      ...REPEAT_ERRORS,
      'scope_beyond_role',
      'scope_beyond_caller',
      'expiry_past',
      'instant_invalid',
      'name_taken',
    ],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/api-keys',
    summary: 'List API keys',
    scope: 'api-keys:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(apiKeySchema, 'ApiKeyPage') },
    errors: ['cursor_invalid'],
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/api/v1/api-keys/{id}',
    summary: 'Revoke an API key',
    description: 'It opens nothing from the answer on; it stays in the list.',
    scope: 'api-keys:write',
    params: idParams,
    answers: { 200: apiKeySchema },
    errors: [...REPEAT_ERRORS, 'not_found'],
  }),
};
