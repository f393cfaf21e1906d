import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
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

/** A language as messages and campaigns name it. */
export const languageSchema = Type.String({
  pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
  maxLength: API_LIMITS.languageLengthMax,
  description: 'BCP 47, such as `en` or `es-MX`.',
  examples: ['en'],
});

const textFields = {
  language: languageSchema,
  text: text(
    API_LIMITS.messageLengthMax,
    'With placeholders: `{name}`, `{clientId}`, `{organization}`, `{reference}`, `{amount}`, `{currency}`, `{attribute.…}`; `{name|friend}` says what is written where there is no name.',
  ),
};
const subjectSchema = { ...nullable(text(API_LIMITS.subjectLengthMax)), description: 'E-mail only.' };
const htmlSchema = {
  ...nullable(text(API_LIMITS.messageLengthMax)),
  description: 'E-mail only; what is filled in is escaped.',
};

const textsOf = <Schema extends Parameters<typeof Type.Array>[0]>(schema: Schema) =>
  Type.Array(schema, {
    minItems: 1,
    maxItems: API_LIMITS.messageLanguagesMax,
    description: 'One a language; the first is taken where no language fits.',
  });
const newTextsSchema = textsOf(
  strictObject({ ...textFields, subject: Type.Optional(subjectSchema), html: Type.Optional(htmlSchema) }),
);
const nameSchema = text(API_LIMITS.nameLengthMax, 'Unique.');

const newMessageTemplateSchema = strictObject(
  { name: nameSchema, texts: newTextsSchema },
  { title: 'NewMessageTemplate' },
);
/** A message template as it is created. */
export type NewMessageTemplateJson = Static<typeof newMessageTemplateSchema>;

const messageTemplateChangeSchema = strictObject(
  { version: versionSchema, name: Type.Optional(nameSchema), texts: Type.Optional(newTextsSchema) },
  { title: 'MessageTemplateChange' },
);
/** A change: fields that are left out stay; `texts` is replaced as a whole. */
export type MessageTemplateChangeJson = Static<typeof messageTemplateChangeSchema>;

const messageTemplateSchema = strictObject(
  {
    id: idSchema,
    name: nameSchema,
    texts: textsOf(strictObject({ ...textFields, subject: subjectSchema, html: htmlSchema })),
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  },
  { title: 'MessageTemplate' },
);

const SAVE_ERRORS: readonly ErrorCode[] = [...BODY_ERRORS, ...REPEAT_ERRORS, 'name_taken', 'message_invalid'];

/** The routes of message templates. */
export const messageTemplateEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/message-templates',
    summary: 'Create a message template',
    scope: 'campaigns:write',
    body: newMessageTemplateSchema,
    example: {
      name: 'Reminder',
      texts: [
        {
          language: 'en',
          text: 'Dear {name|friend}, please call {organization} about {reference|your account}.',
        },
        { language: 'es', text: 'Estimado {name|amigo}, llame a {organization}.' },
      ],
    } satisfies NewMessageTemplateJson,
    answers: { 201: messageTemplateSchema },
    errors: SAVE_ERRORS,
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/message-templates',
    summary: 'List message templates by name',
    scope: 'campaigns:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(messageTemplateSchema, 'MessageTemplatePage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/message-templates/{id}',
    summary: 'Get a message template',
    scope: 'campaigns:read',
    params: idParams,
    answers: { 200: messageTemplateSchema },
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/message-templates/{id}',
    summary: 'Change a message template',
    description: 'What is sent a moment later is the new text.',
    scope: 'campaigns:write',
    params: idParams,
    body: messageTemplateChangeSchema,
    example: { version: 1, texts: [{ language: 'en', text: 'Please call {organization}.' }] },
    answers: { 200: messageTemplateSchema },
    errors: [...SAVE_ERRORS, 'not_found', 'version_conflict'],
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/api/v1/message-templates/{id}',
    summary: 'Delete a message template',
    scope: 'campaigns:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
  }),
};
