import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import {
  devicePositionSchema,
  deviceTypeSchema,
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
import { attributesSchema } from './attributes.ts';

const count = (description?: string) =>
  Type.Integer({ minimum: 0, ...(description === undefined ? {} : { description }) });
const findingsSchema = Type.Array(strictObject({ code: Type.String(), sentence: Type.String() }));

const changeableFields = {
  member: Type.String({ maxLength: 1_000, description: 'The file inside a zip file; else the file itself.' }),
  encoding: oneOf(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1']),
  headerRows: Type.Integer({
    minimum: 0,
    maximum: 100,
    description:
      'Rows at the beginning that are no contacts; the last of them holds the columns’ names. Left out: one, or those of a title above a row that names the client id and something else of a contact. With `columns`, left out: one.',
  }),
  columns: Type.Array(Type.String({ maxLength: 200 }), {
    maxItems: 1_024,
    description:
      'What each column is read as: `clientId`, `name`, `firstName`, `lastName`, `zone`, `country`, `region`, `postalCode`, `language`, `device1` to `device10`, `device1.type` to `device10.type`, `account.reference`, `account.amount`, `account.currency`, `attribute:NAME`, `ignore`.',
  }),
};

const delimiterSchema = oneOf([',', ';', '\t', '|']);

/** How a file of contacts is read. */
export const contactFilePlanSchema = strictObject(
  {
    ...changeableFields,
    delimiter: nullable(delimiterSchema),
    sheet: nullable(Type.String({ description: 'Of a workbook.' })),
    columnNames: Type.Array(Type.String()),
    defaultCountry: Type.String({ description: 'Of numbers in rows that name no country.' }),
    addressCountry: nullable(
      Type.String({ description: 'Of addresses that name none. Null: such an address has none.' }),
    ),
  },
  {
    title: 'ContactFilePlan',
    description:
      'How a file is read: proposed by `…/imports/inspect`, changed by the caller, kept with the import.',
  },
);
/** How a file of contacts is read. */
export type ContactFilePlanJson = Static<typeof contactFilePlanSchema>;

/** Changes of a proposed plan. */
export const contactFileChangeSchema = Type.Partial(
  strictObject({ ...changeableFields, delimiter: delimiterSchema, sheet: Type.String({ maxLength: 200 }) }),
  { title: 'ContactFileChange', additionalProperties: false },
);
/** Changes of a proposed plan. */
export type ContactFileChangeJson = Static<typeof contactFileChangeSchema>;

const previewedContactSchema = strictObject({
  clientId: Type.String(),
  name: nullable(Type.String()),
  zone: nullable(Type.String()),
  country: nullable(Type.String()),
  region: nullable(Type.String()),
  postalCode: nullable(Type.String()),
  language: nullable(Type.String()),
  attributes: attributesSchema,
  devices: Type.Array(
    strictObject({ position: devicePositionSchema, address: Type.String(), type: deviceTypeSchema }),
  ),
});

const previewSchema = strictObject(
  {
    rows: Type.Array(
      strictObject({
        line: Type.Integer({ minimum: 1 }),
        contact: { ...nullable(previewedContactSchema), description: 'Null: the row is left out.' },
        account: nullable(
          strictObject({
            reference: Type.String(),
            amount: nullable(Type.String()),
            currency: nullable(Type.String({ description: 'Null: the organization’s.' })),
          }),
        ),
        problems: Type.Array(
          strictObject({
            column: Type.String(),
            value: Type.String(),
            code: Type.String(),
            sentence: Type.String(),
          }),
          { description: 'Why the row is left out.' },
        ),
      }),
      { description: 'The first twenty.' },
    ),
    good: count(),
    bad: count(),
    contacts: count('Different client ids in good rows.'),
    known: count('Of these, contacts that are there already: each becomes what its row says.'),
    problems: Type.Array(
      strictObject({
        code: Type.String(),
        column: Type.String(),
        sentence: Type.String(),
        rows: Type.Integer({ minimum: 1 }),
      }),
      { description: 'By kind and column, most often first.' },
    ),
    isWhole: Type.Boolean({ description: 'Whether all rows were counted, and not some 20,000 of them.' }),
  },
  { title: 'ContactFilePreview' },
);

const inspectionSchema = strictObject(
  {
    name: Type.String(),
    bytes: count(),
    container: Type.String({ description: 'What it is packed in.' }),
    members: Type.Array(Type.String()),
    sheets: Type.Array(Type.String()),
    columns: Type.Array(
      strictObject({ name: Type.String(), use: Type.String(), samples: Type.Array(Type.String()) }),
    ),
    plan: contactFilePlanSchema,
    questions: findingsSchema,
    remarks: findingsSchema,
    preview: {
      ...nullable(previewSchema),
      description: 'The rows by the plan, with the changes that were sent; null while a question is open.',
    },
  },
  {
    title: 'ContactFileInspection',
    description:
      'Each question has to be settled in the plan before the file can be imported; remarks are to be known.',
  },
);

const undoSchema = strictObject({
  at: nullable({ ...instantSchema, description: 'Null: it is not done yet.' }),
  by: Type.String(),
  reason: Type.String(),
  removed: count('Contacts that are gone, with the accounts that the import made.'),
  used: count(
    'Contacts that stay: somebody asked about them, contacted them, opted them out, put them into a list or changed their accounts since.',
  ),
  changed: count('Contacts that stay: they were changed since.'),
  records: count('Of contacts that were there before: places in the contact list that are gone.'),
  recordsKept: count('Such places that stay: a campaign has taken them up, or somebody holds them.'),
  accounts: count('Of contacts that were there before: accounts that the import made, and that are gone.'),
  accountsKept: count('Such accounts that stay: somebody has changed or used them since.'),
});

/** A file of contacts that was brought in, or is being. */
export const contactImportSchema = strictObject(
  {
    id: idSchema,
    fileName: Type.String(),
    fileSha256: Type.String(),
    fileBytes: count(),
    plan: contactFilePlanSchema,
    contactListId: nullable(idSchema),
    phase: oneOf(['import', 'undo'], '`undo`: what it brought is being taken back, or was.'),
    state: oneOf(
      ['queued', 'running', 'stopped', 'failed', 'finished'],
      'One that is stopped can be taken up again; `failed` and `finished` are over. What is in stays in.',
    ),
    isStopping: Type.Boolean({ description: 'Somebody asked for its end, and it has not ended yet.' }),
    done: Type.Number({ minimum: 0, maximum: 1, description: 'The share of the phase that is done.' }),
    readWhole: Type.Boolean({ description: 'Whether the file was read to its end.' }),
    good: count('Rows that were taken, repeats among them.'),
    bad: count('Rows that were left out.'),
    badKept: count('Cells and repeats that can be looked at.'),
    repeated: count('Rows whose client id came before, and that bring no account: the last one counts.'),
    created: count('Contacts that are new.'),
    updated: count(
      'Contacts that were there before, and became what their row says; each counts once, however often it comes.',
    ),
    unchanged: count('Contacts that were there, just so.'),
    accountsCreated: count(),
    recordsAdded: count('Contacts that came to the contact list.'),
    error: nullable(strictObject({ code: Type.String(), sentence: Type.String() })),
    undo: nullable(undoSchema),
    createdBy: Type.String({ description: 'Who imported it.' }),
    createdAt: instantSchema,
    startedAt: nullable(instantSchema),
    finishedAt: nullable(instantSchema),
  },
  { title: 'ContactImport' },
);

const badRowSchema = strictObject(
  {
    line: Type.Integer({ minimum: 1 }),
    column: Type.String({ description: 'Empty: the row as a whole.' }),
    value: Type.String({ description: 'What stood there, shortened.' }),
    code: Type.String(),
    sentence: Type.String(),
  },
  { title: 'ContactImportBadRow' },
);

const readingFields = {
  fileName: text(API_LIMITS.nameLengthMax, 'What the file is called.'),
  defaultCountry: Type.Optional(
    text(2, 'The country of rows that name none. Left out: of their numbers the organization’s.', 2),
  ),
  plan: Type.Optional(
    text(12_000, 'Changes of the proposed plan, as JSON: `{"columns":["clientId","device1"]}`.'),
  ),
};

const FILE = {
  file: { bytesMax: API_LIMITS.fileBytesMax },
  body: Type.String({
    format: 'binary',
    description: 'The file as it is: CSV, text with other delimiters, XLSX, or a text packed as zip or gzip.',
  }),
  example: 'client id,name,phone\nA-2001,Ada Sample,+12125550123\n',
};

const ENDED: readonly ErrorCode[] = [...REPEAT_ERRORS, 'not_found', 'job_ended'];

/** The routes of imports of contacts. */
export const contactImportEndpoints = {
  inspect: endpoint({
    method: 'POST',
    path: '/api/v1/contact-imports/inspect',
    summary: 'Look at a file of contacts before it is imported',
    description:
      'Nothing is kept: what the file is, its columns with samples and what each is read as, the first rows as they would be read, and what is wrong with others.',
    scope: 'contacts:write',
    query: strictObject(readingFields),
    ...FILE,
    answers: { 200: inspectionSchema },
    errors: [
      ...BODY_ERRORS,
      'idempotency_key_unsupported',
      'import_files_full',
      'storage_full',
      'file_invalid',
      'plan_invalid',
      'address_invalid',
    ],
  }),
  create: endpoint({
    method: 'POST',
    path: '/api/v1/contact-imports',
    summary: 'Import a file of contacts',
    description:
      'The answer comes when the file was received; it is read in the background, and goes on after a restart. By client id: a contact that is there already becomes what its row says. Rows that cannot be read are left out, each with its reasons. Accounts take the scope `accounts:write` besides, a contact list `contact-lists:write`.',
    scope: 'contacts:write',
    query: strictObject({
      ...readingFields,
      contactListId: Type.Optional({
        ...idSchema,
        description: 'The contact list that the contacts come to, besides.',
      }),
    }),
    ...FILE,
    answers: { 202: contactImportSchema },
    errors: [
      ...BODY_ERRORS,
      'idempotency_key_unsupported',
      'not_found',
      'contact_list_unknown',
      'import_files_full',
      'storage_full',
      'file_invalid',
      'plan_invalid',
      'address_invalid',
    ],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/contact-imports',
    summary: 'List imports of contacts, newest first',
    scope: 'contacts:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(contactImportSchema, 'ContactImportPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/contact-imports/{id}',
    summary: 'Get an import of contacts, and how far it is',
    scope: 'contacts:read',
    params: idParams,
    answers: { 200: contactImportSchema },
    errors: ['not_found'],
  }),
  events: endpoint({
    method: 'GET',
    path: '/api/v1/contact-imports/{id}/events',
    summary: 'Follow an import of contacts',
    description:
      'Server-sent events of the type `contact-import`, each with the import as its data: one at once, one after each change. The stream ends when the import does.',
    scope: 'contacts:read',
    params: idParams,
    answers: { 200: Type.String() },
    answerType: 'text/event-stream',
    errors: ['not_found'],
  }),
  badRows: endpoint({
    method: 'GET',
    path: '/api/v1/contact-imports/{id}/bad-rows',
    summary: 'List the cells for which rows of an import were left out',
    description:
      'In the order of the file, up to 100,000 of them, and rows that repeat a client id among them. They are kept for 30 days.',
    scope: 'contacts:read',
    params: idParams,
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(badRowSchema, 'ContactImportBadRowPage') },
    errors: ['not_found', 'cursor_invalid'],
  }),
  badRowsCsv: endpoint({
    method: 'GET',
    path: '/api/v1/contact-imports/{id}/bad-rows.csv',
    summary: 'Get them as CSV',
    description:
      'RFC 4180, UTF-8. A field that a spreadsheet would take for a formula, such as a number in E.164, begins with an apostrophe.',
    scope: 'contacts:read',
    params: idParams,
    answers: { 200: Type.String() },
    answerType: 'text/csv',
    errors: ['not_found'],
  }),
  stop: endpoint({
    method: 'POST',
    path: '/api/v1/contact-imports/{id}/stop',
    summary: 'Stop an import of contacts',
    description:
      'It ends within seconds. What is in stays in; the rest can be taken up again where it ended.',
    scope: 'contacts:write',
    params: idParams,
    answers: { 200: contactImportSchema },
    errors: ENDED,
  }),
  resume: endpoint({
    method: 'POST',
    path: '/api/v1/contact-imports/{id}/resume',
    summary: 'Take up a stopped import of contacts where it ended',
    description:
      'Within seven days, and where the file was sent to; then the file is sent anew. What is to be taken back, within 30 days of the import.',
    scope: 'contacts:write',
    params: idParams,
    answers: { 200: contactImportSchema },
    errors: ENDED,
  }),
  undo: endpoint({
    method: 'POST',
    path: '/api/v1/contact-imports/{id}/undo',
    summary: 'Take an import of contacts back',
    description:
      'Within 30 days, in the background. Contacts that it made go, with the accounts that it made, where nothing was done with them since. Those that were there before stay as they are now: what they were is not restored; the places in the contact list and the accounts that the import added to them go, where nothing was done with those since. One whose taking back has failed is asked again. The import tells how many of each. Accounts take the scope `accounts:write` besides.',
    scope: 'contacts:write',
    params: idParams,
    body: strictObject(
      { reason: text(API_LIMITS.reasonLengthMax, 'Kept in the audit log.') },
      { title: 'ContactImportUndo' },
    ),
    example: { reason: 'the wrong file' },
    answers: { 200: contactImportSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found', 'status_conflict'],
  }),
};
