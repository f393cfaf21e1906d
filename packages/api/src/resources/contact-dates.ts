import { Type, type Static } from 'typebox';
import { LIMITS } from '@tact/engine';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import {
  countrySchema,
  idParams,
  idSchema,
  instantSchema,
  nullable,
  pageOf,
  pageQueryFields,
  regionSchema,
  strictObject,
  text,
} from '../schema-parts.ts';
import { contactDatesEffectSchema, effectDaysSchema } from './rule-effect.ts';

const dateSchema = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'The whole day, midnight to midnight where the device is; once, not every year.',
  examples: ['2026-11-26'],
});
const labelSchema = text(LIMITS.nameLengthMax, 'What the day is called; a day has a label once.');

/** A day without contact as it is created; proposals have the same. */
export const newContactDateSchema = strictObject(
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

/** Days that would be without contact, or would no longer be. */
const contactDatesQuestionSchema = strictObject(
  {
    dates: Type.Optional(
      Type.Array(newContactDateSchema, { maxItems: 100, description: 'Days that would be added.' }),
    ),
    removedIds: Type.Optional(
      Type.Array(idSchema, {
        maxItems: 200,
        uniqueItems: true,
        description: 'Contact dates that would be taken away.',
      }),
    ),
    days: Type.Optional(effectDaysSchema),
  },
  { title: 'ContactDatesQuestion' },
);
/** The same as it is sent. */
export type ContactDatesQuestionJson = Static<typeof contactDatesQuestionSchema>;

/** Days that might be without contact. */
const suggestionsSchema = strictObject(
  {
    country: Type.String(),
    region: nullable(Type.String()),
    year: Type.Integer(),
    suggestions: Type.Array(
      strictObject(
        {
          date: dateSchema,
          name: Type.String({ description: 'What is kept on that day; ` / ` between several.' }),
          label: { ...labelSchema, description: 'The same, as long as a label may be.' },
          types: Type.Array(Type.String(), { description: 'The kinds of holiday, as in the query.' }),
          alreadyThere: Type.Boolean({
            description: 'Whether that day has a contact date, under any label.',
          }),
        },
        { title: 'ContactDateSuggestion' },
      ),
      { description: 'By date; each date once.' },
    ),
    source: Type.String({ description: 'Where the days are from, with version and licence.' }),
  },
  { title: 'ContactDateSuggestions' },
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
  effect: endpoint({
    method: 'POST',
    path: '/api/v1/contact-dates/effect',
    summary: 'See what days without contact would have changed',
    description:
      'Nothing is saved. The attempts of the last days, and the questions that were blocked, are judged with the days and without them, for a few seconds at most; the answer says how much was looked at. A day that is not over yet is tried on the last such weekday that is: what it will hold back is known only then.',
    scope: 'rules:read',
    body: contactDatesQuestionSchema,
    example: { dates: [{ label: 'Thanksgiving', date: '2026-11-26' }] } satisfies ContactDatesQuestionJson,
    answers: { 200: contactDatesEffectSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'instant_invalid'],
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
  suggest: endpoint({
    method: 'GET',
    path: '/api/v1/contact-dates/suggestions',
    summary: 'Suggest holidays as days without contact',
    description:
      'The holidays of a country, or of one part of it, in one year. Nothing is created: those that are wanted are created as contact dates.',
    scope: 'rules:read',
    query: strictObject({
      country: countrySchema,
      region: Type.Optional({
        ...regionSchema,
        description: 'ISO 3166-2, such as `US-NY`; without it, the holidays of the whole country.',
      }),
      year: Type.Integer({ description: 'From 1970 to 2076.', examples: [2027] }),
      types: Type.Optional(
        text(
          64,
          'Kinds of holiday, with commas between them: `public` (without this), `bank`, `optional`, `school`, `observance`.',
        ),
      ),
    }),
    answers: { 200: suggestionsSchema },
    errors: ['address_invalid', 'holidays_unknown'],
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
