import { Type, type Static } from 'typebox';
import { LIMITS } from '@tact/engine';
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
  text,
  versionSchema,
} from '../schema-parts.ts';

const codeSchema = text(LIMITS.nameLengthMax, 'What rules and attempts hold; unique, and never changed.');
const nameSchema = text(API_LIMITS.nameLengthMax);
const descriptionSchema = nullable(text(API_LIMITS.reasonLengthMax));

const newDispositionSchema = strictObject(
  { code: codeSchema, name: nameSchema, description: Type.Optional(descriptionSchema) },
  { title: 'NewDisposition' },
);
/** A disposition as it is created. */
export type NewDispositionJson = Static<typeof newDispositionSchema>;

const dispositionChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(nameSchema),
    description: Type.Optional(descriptionSchema),
  },
  { title: 'DispositionChange' },
);
/** A change of a disposition: fields that are left out stay. */
export type DispositionChangeJson = Static<typeof dispositionChangeSchema>;

const dispositionSchema = strictObject(
  {
    id: idSchema,
    code: Type.String(),
    name: Type.String(),
    description: nullable(Type.String()),
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'Disposition' },
);

/** The routes of disposition codes (seed A2). */
export const dispositionEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/dispositions',
    summary: 'Create a disposition',
    description:
      'As soon as there is one, rules are saved only with codes that are here. Rules that were saved before go on as they are.',
    scope: 'rules:write',
    body: newDispositionSchema,
    example: { code: 'NY_LATE', name: 'Too late in New York' } satisfies NewDispositionJson,
    answers: { 201: dispositionSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'name_taken'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/dispositions',
    summary: 'List dispositions by code',
    scope: 'rules:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(dispositionSchema, 'DispositionPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/dispositions/{id}',
    summary: 'Get a disposition',
    scope: 'rules:read',
    params: idParams,
    answers: { 200: dispositionSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/dispositions/{id}',
    summary: 'Change a disposition',
    description: 'Not its code, which rules and attempts hold: delete it, and create another one.',
    scope: 'rules:write',
    params: idParams,
    body: dispositionChangeSchema,
    example: { version: 1, name: 'After hours in New York' },
    answers: { 200: dispositionSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/dispositions/{id}',
    summary: 'Delete a disposition',
    scope: 'rules:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
  }),
};
