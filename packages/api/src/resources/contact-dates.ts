import { Type, type Static } from 'typebox';
import { LIMITS } from '@tact/engine';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import {
  idParams,
  idSchema,
  instantSchema,
  pageOf,
  pageQueryFields,
  strictObject,
  text,
} from '../schema-parts.ts';

const dateSchema = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'The whole day, midnight to midnight where the device is; once, not every year.',
  examples: ['2026-11-26'],
});
const labelSchema = text(LIMITS.nameLengthMax, 'What the day is called; a day has a label once.');

/** A day without contact as it is created. */
const newContactDateSchema = strictObject(
  { label: labelSchema, date: dateSchema },
  { title: 'NewContactDate' },
);
/** A day without contact as it is created. */
export type NewContactDateJson = Static<typeof newContactDateSchema>;

/** A stored day without contact. */
const contactDateSchema = strictObject(
  {
    id: idSchema,
    label: Type.String(),
    date: dateSchema,
    createdAt: instantSchema,
    createdBy: Type.String({ description: 'The id of the user or key.' }),
  },
  { title: 'ContactDate' },
);

/** The routes of days without contact (seed A8, S19). There is none to change one: delete it, and create it again. */
export const contactDateEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/contact-dates',
    summary: 'Create a day without contact',
    description: 'In force for every request of the organization from the answer on; nobody picks it.',
    scope: 'rules:write',
    body: newContactDateSchema,
    example: { label: 'Thanksgiving', date: '2026-11-26' } satisfies NewContactDateJson,
    answers: { 201: contactDateSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'instant_invalid', 'name_taken', 'ruleset_full'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/contact-dates',
    summary: 'List the days without contact by date',
    scope: 'rules:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(contactDateSchema, 'ContactDatePage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/contact-dates/{id}',
    summary: 'Get a day without contact',
    scope: 'rules:read',
    params: idParams,
    answers: { 200: contactDateSchema },
    errors: ['not_found'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/contact-dates/{id}',
    summary: 'Delete a day without contact',
    scope: 'rules:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found'],
  }),
};
