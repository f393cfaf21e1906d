import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { REPEAT_ERRORS } from '../errors.ts';
import { idParams, idSchema, instantSchema, nullable, oneOf, strictObject } from '../schema-parts.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** Work that takes longer than a request. */
export const jobSchema = strictObject(
  {
    id: idSchema,
    kind: oneOf(['list-import']),
    listId: idSchema,
    importId: idSchema,
    state: oneOf(
      ['queued', 'running', 'stopped', 'failed', 'finished'],
      'One that is stopped can be taken up again; `failed` and `finished` are over.',
    ),
    isStopping: Type.Boolean({ description: 'Somebody asked for its end, and it has not ended yet.' }),
    bytesDone: count('Bytes of the file that were read.'),
    bytesTotal: count('Bytes of the file.'),
    rowsDone: count('Rows that were read.'),
    rowsTotal: nullable(count('Null until the last row was read.')),
    error: nullable(strictObject({ code: Type.String(), sentence: Type.String() })),
    createdAt: instantSchema,
    startedAt: nullable(instantSchema),
    finishedAt: nullable(instantSchema),
  },
  { title: 'Job' },
);

/** The routes of jobs. */
export const jobEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/api/v1/jobs/{id}',
    summary: 'Get a job and its progress',
    scope: 'suppression:read',
    params: idParams,
    answers: { 200: jobSchema },
    errors: ['not_found'],
  }),
  events: endpoint({
    method: 'GET',
    path: '/api/v1/jobs/{id}/events',
    summary: 'Follow a job',
    description:
      'Server-sent events of the type `job`, each with the job as its data: one at once, one after each change. The stream ends when the job does.',
    scope: 'suppression:read',
    params: idParams,
    answers: { 200: Type.String() },
    answerType: 'text/event-stream',
    errors: ['not_found'],
  }),
  stop: endpoint({
    method: 'POST',
    path: '/api/v1/jobs/{id}/stop',
    summary: 'Stop a job',
    description:
      'What runs ends within seconds; nothing of it is in force. An import that is stopped can be taken up again where it ended.',
    scope: 'suppression:write',
    params: idParams,
    answers: { 200: jobSchema },
    errors: [...REPEAT_ERRORS, 'not_found', 'job_ended'],
  }),
  resume: endpoint({
    method: 'POST',
    path: '/api/v1/jobs/{id}/resume',
    summary: 'Take a stopped job up again',
    description: 'Within seven days, and where the file was sent to; then the file is sent anew.',
    scope: 'suppression:write',
    params: idParams,
    answers: { 200: jobSchema },
    errors: [...REPEAT_ERRORS, 'not_found', 'job_ended'],
  }),
};
