import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import {
  idParams,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  strictObject,
} from '../schema-parts.ts';
import { reportFilterFields } from './reports.ts';

/** The forms in which a report can be made into a file. */
export const REPORT_FORMATS = ['csv', 'ndjson', 'pdf'] as const;

const newReportFileSchema = strictObject(
  {
    format: oneOf(
      REPORT_FORMATS,
      '`csv` and `ndjson` hold every interaction that fits; `pdf` is the summary of them.',
    ),
    ...reportFilterFields,
  },
  { title: 'NewReportFile' },
);
/** What a report file is asked for by. */
export type NewReportFileJson = Static<typeof newReportFileSchema>;

const reportFileSchema = strictObject(
  {
    id: idSchema,
    name: Type.String({ description: 'What the file is called.' }),
    format: oneOf(REPORT_FORMATS),
    from: Type.String({ description: 'As it was asked for.' }),
    to: Type.String({ description: 'As it was asked for.' }),
    isFiltered: Type.Boolean({ description: 'Whether more than the days was asked for.' }),
    state: oneOf(
      ['queued', 'running', 'stopped', 'failed', 'finished'],
      'One that is stopped can be taken up again; only a `finished` one can be downloaded.',
    ),
    isStopping: Type.Boolean({ description: 'Somebody asked for its end, and it has not ended yet.' }),
    done: Type.Number({ minimum: 0, maximum: 1, description: 'The share of the time that is told.' }),
    rowsDone: Type.Integer({ minimum: 0 }),
    bytesDone: Type.Integer({ minimum: 0 }),
    error: nullable(strictObject({ code: Type.String(), sentence: Type.String() })),
    createdBy: Type.String({ description: 'Who asked for it.' }),
    createdAt: instantSchema,
    startedAt: nullable(instantSchema),
    finishedAt: nullable(instantSchema),
  },
  { title: 'ReportFile' },
);

const ENDED: readonly ErrorCode[] = [...REPEAT_ERRORS, 'not_found', 'job_ended'];

/** The routes of report files. */
export const reportFileEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/reports/files',
    summary: 'Have the compliance report made into a file',
    description:
      'It is made in the background, one at a time for each organization, goes on after a restart, and is kept for seven days.',
    scope: 'audit:read',
    body: newReportFileSchema,
    example: { format: 'csv', from: '2026-10-01', to: '2026-10-31' } satisfies NewReportFileJson,
    answers: { 202: reportFileSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'instant_invalid', 'report_files_full'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/reports/files',
    summary: 'List report files, newest first',
    scope: 'audit:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(reportFileSchema, 'ReportFilePage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/reports/files/{id}',
    summary: 'Get a report file, and how far it is',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: reportFileSchema },
    errors: ['not_found'],
  }),
  events: endpoint({
    method: 'GET',
    path: '/api/v1/reports/files/{id}/events',
    summary: 'Follow a report file',
    description:
      'Server-sent events of the type `report-file`, each with the file as its data: one at once, one after each change. The stream ends when the file does.',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: Type.String() },
    answerType: 'text/event-stream',
    errors: ['not_found'],
  }),
  content: endpoint({
    method: 'GET',
    path: '/api/v1/reports/files/{id}/content',
    summary: 'Download a finished report file',
    scope: 'audit:read',
    params: idParams,
    download: 'application/octet-stream',
    answers: { 200: Type.String() },
    errors: ['not_found', 'report_file_not_ready'],
  }),
  stop: endpoint({
    method: 'POST',
    path: '/api/v1/reports/files/{id}/stop',
    summary: 'Stop making a report file',
    description: 'It ends within seconds, keeps what is made, and can be taken up again.',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: reportFileSchema },
    errors: ENDED,
  }),
  resume: endpoint({
    method: 'POST',
    path: '/api/v1/reports/files/{id}/resume',
    summary: 'Take up a stopped report file where it ended',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: reportFileSchema },
    errors: ENDED,
  }),
};
