import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
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
import { jobSchema } from './jobs.ts';
import { readPlanSchema } from './read-plan.ts';

const findingsSchema = Type.Array(strictObject({ code: Type.String(), sentence: Type.String() }));

/** The beginning of a file as it would be read. */
const previewSchema = strictObject(
  {
    rows: Type.Array(
      strictObject({
        line: Type.Integer({ minimum: 1 }),
        value: Type.String(),
        from: nullable(Type.String()),
        until: nullable(Type.String()),
        reason: nullable(Type.String()),
        problem: nullable(Type.String({ description: 'Why the row is not taken.' })),
      }),
      { description: 'The first twenty.' },
    ),
    good: Type.Integer({ minimum: 0 }),
    bad: Type.Integer({ minimum: 0 }),
    problems: Type.Array(
      strictObject({ code: Type.String(), sentence: Type.String(), rows: Type.Integer({ minimum: 1 }) }),
      { description: 'By kind, most often first.' },
    ),
    isWhole: Type.Boolean({ description: 'Whether all rows were counted, and not some 20,000 of them.' }),
  },
  { title: 'ListFilePreview' },
);

/** What a file was found to be, and how it is proposed to be read. */
export const inspectionSchema = strictObject(
  {
    name: Type.String(),
    bytes: Type.Integer({ minimum: 0 }),
    container: Type.String({ description: 'What it is packed in.' }),
    kind: Type.String({ description: 'Whose format it is in, as far as can be told.' }),
    members: Type.Array(Type.String()),
    sheets: Type.Array(Type.String()),
    columns: Type.Array(
      strictObject({
        name: Type.String(),
        looksLike: Type.String(),
        proposedUse: Type.String(),
        samples: Type.Array(Type.String()),
      }),
    ),
    rowsSeen: Type.Integer({ minimum: 0, description: 'How many rows were looked at.' }),
    plan: readPlanSchema,
    questions: findingsSchema,
    remarks: findingsSchema,
    preview: {
      ...nullable(previewSchema),
      description: 'The rows by the plan, with the changes that were sent; null while a question is open.',
    },
  },
  {
    title: 'Inspection',
    description:
      'Each question has to be settled in the plan before the file can be imported; remarks are to be known.',
  },
);

/** A file that was brought into a list, or is being. */
export const listImportSchema = strictObject(
  {
    id: idSchema,
    listId: idSchema,
    jobId: idSchema,
    fileName: Type.String(),
    fileSha256: Type.String(),
    fileBytes: Type.Integer({ minimum: 0 }),
    mode: oneOf(
      ['append', 'replace', 'remove'],
      '`append`: rows come to the list. `replace`: they come instead of earlier imports; entries added by hand stay. `remove`: they go from the list.',
    ),
    plan: readPlanSchema,
    label: Type.String({
      description: 'What the list’s version is called after it; what a change list names as its base.',
    }),
    versionAt: nullable(instantSchema),
    coverage: nullable(Type.Array(Type.String())),
    state: oneOf(
      ['loading', 'in_force', 'replaced', 'rolled_back', 'failed'],
      'Nothing counts while it is loading; from `in_force` on all of it does.',
    ),
    good: Type.Integer({ minimum: 0, description: 'Values that were taken, repeats among them.' }),
    bad: Type.Integer({ minimum: 0 }),
    badKept: Type.Integer({ minimum: 0, description: 'Bad rows that can be looked at.' }),
    repeated: Type.Integer({ minimum: 0, description: 'Numbers and entries that came before in the file.' }),
    createdAt: instantSchema,
    inForceAt: nullable(instantSchema),
    rolledBack: nullable(strictObject({ at: instantSchema, by: Type.String(), reason: Type.String() })),
  },
  { title: 'ListImport' },
);

/** A row that was not taken. */
export const badRowSchema = strictObject(
  {
    member: Type.String({ description: 'The file inside a zip file; else the file.' }),
    line: Type.Integer({ minimum: 1 }),
    column: nullable(Type.String()),
    value: Type.String({ description: 'What stood there, shortened.' }),
    code: Type.String(),
    sentence: Type.String(),
  },
  { title: 'BadRow' },
);

const statedFields = {
  fileName: text(API_LIMITS.nameLengthMax, 'What the file is called.'),
  defaultCountry: Type.Optional(text(2, 'The country of numbers that name none.', 2)),
  zone: Type.Optional(text(64, 'The zone of times that name none.')),
  dateOrder: Type.Optional(oneOf(['day_first', 'month_first'])),
  countedFromDate: Type.Optional(text(10, 'The day that days to expiry are counted from.')),
  baseVersion: Type.Optional(text(API_LIMITS.nameLengthMax, 'The version that a change list was made for.')),
};

const planField = Type.Optional(
  text(12_000, 'Changes of the proposed plan, as JSON: `{"columns":["number","ignore"]}`.'),
);

const fileBody = Type.String({
  format: 'binary',
  description: 'The file as it is: CSV, TXT, XLSX, FTC XML, or a zip file of them.',
});
const FILE = {
  file: { bytesMax: API_LIMITS.fileBytesMax },
  body: fileBody,
  example: 'phone\n+12125550123\n',
};
const importParams = strictObject({ id: idSchema, importId: idSchema });

/** The routes of imports into suppression lists. */
export const listImportEndpoints = {
  inspect: endpoint({
    method: 'POST',
    path: '/api/v1/suppression-lists/{id}/imports/inspect',
    summary: 'Look at a file before it is imported',
    description:
      'Nothing is kept: what the file is, its columns with samples, the plan that is proposed, and the first rows as they would be read.',
    scope: 'suppression:write',
    params: idParams,
    query: strictObject({ ...statedFields, plan: planField }),
    ...FILE,
    answers: { 200: inspectionSchema },
    errors: [
      ...BODY_ERRORS,
      'idempotency_key_unsupported',
      'not_found',
      'import_files_full',
      'storage_full',
      'file_invalid',
      'plan_invalid',
      'address_invalid',
    ],
  }),
  create: endpoint({
    method: 'POST',
    path: '/api/v1/suppression-lists/{id}/imports',
    summary: 'Import a file into a suppression list',
    description:
      'The answer comes when the file was received; a job reads it. Nothing of it is in force before the job has finished, and from then on all of it is, on every node.',
    scope: 'suppression:write',
    params: idParams,
    query: strictObject({
      ...statedFields,
      mode: Type.Optional(oneOf(['append', 'replace', 'remove'], '`append` where it is left out.')),
      plan: planField,
      label: Type.Optional(text(API_LIMITS.nameLengthMax, 'What the list’s version is called after it.')),
      versionAt: Type.Optional({
        ...instantSchema,
        description: 'Of a registry list: the instant that the file is of.',
      }),
      coverage: Type.Optional(
        text(8_000, 'Of a registry list: number prefixes with commas between, such as `+1212,+1646`.'),
      ),
    }),
    ...FILE,
    answers: { 202: strictObject({ job: jobSchema, import: listImportSchema }, { title: 'BegunImport' }) },
    errors: [
      ...BODY_ERRORS,
      'idempotency_key_unsupported',
      'not_found',
      'import_files_full',
      'storage_full',
      'file_invalid',
      'plan_invalid',
      'address_invalid',
      'instant_invalid',
      'base_version_differs',
      'own_list_fixed',
    ],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/suppression-lists/{id}/imports',
    summary: 'List the imports of a suppression list, newest first',
    scope: 'suppression:read',
    params: idParams,
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(listImportSchema, 'ListImportPage') },
    errors: ['not_found', 'cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/suppression-lists/{id}/imports/{importId}',
    summary: 'Get an import',
    scope: 'suppression:read',
    params: importParams,
    answers: { 200: listImportSchema },
    errors: ['not_found'],
  }),
  badRows: endpoint({
    method: 'GET',
    path: '/api/v1/suppression-lists/{id}/imports/{importId}/bad-rows',
    summary: 'List the rows of an import that were not taken',
    description: 'In the order of the file, up to 100,000 of them.',
    scope: 'suppression:read',
    params: importParams,
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(badRowSchema, 'BadRowPage') },
    errors: ['not_found', 'cursor_invalid'],
  }),
  badRowsCsv: endpoint({
    method: 'GET',
    path: '/api/v1/suppression-lists/{id}/imports/{importId}/bad-rows.csv',
    summary: 'Get the rows of an import that were not taken as CSV',
    description:
      'RFC 4180, UTF-8. A field that a spreadsheet would take for a formula, such as a number in E.164, begins with an apostrophe.',
    scope: 'suppression:read',
    params: importParams,
    answers: { 200: Type.String() },
    answerType: 'text/csv',
    errors: ['not_found'],
  }),
  rollBack: endpoint({
    method: 'POST',
    path: '/api/v1/suppression-lists/{id}/imports/{importId}/rollback',
    summary: 'Take an import back',
    description:
      'Exactly: what it brought goes, what it removed or replaced is there again. Imports are taken back from the newest on.',
    scope: 'suppression:write',
    params: importParams,
    body: strictObject(
      { reason: text(API_LIMITS.reasonLengthMax, 'Kept in the audit log.') },
      { title: 'RollBack' },
    ),
    example: { reason: 'the wrong file' },
    answers: { 200: listImportSchema },
    errors: [
      ...BODY_ERRORS,
      ...REPEAT_ERRORS,
      'not_found',
      'import_not_in_force',
      'import_not_last',
      'version_conflict',
    ],
  }),
};
