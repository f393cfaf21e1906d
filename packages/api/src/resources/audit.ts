import { Type } from 'typebox';
import {
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  spanEdgeSchema,
  strictObject,
  text,
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';
import type { ErrorCode } from '../errors.ts';

const ACTOR_KINDS = ['user', 'api-key', 'command-line', 'job'] as const;
const ACTOR_SOURCES = ['individual', 'bulk', 'api'] as const;

/** One change: who, when, what, before and after. */
export const auditEntrySchema = strictObject(
  {
    id: Type.String(),
    number: Type.Integer({ description: 'Its place in the chain of the organization, from 1.' }),
    at: instantSchema,
    actor: strictObject({
      kind: oneOf(ACTOR_KINDS),
      id: Type.String(),
      name: Type.String(),
      requestId: Type.String(),
      source: oneOf(ACTOR_SOURCES),
    }),
    action: Type.String({ examples: ['rule.create', 'opt-out.lift'] }),
    entity: Type.String(),
    entityId: Type.String(),
    before: Type.Unknown(),
    after: Type.Unknown(),
    reason: nullable(Type.String()),
  },
  { title: 'AuditEntry' },
);

const filterFields = {
  entity: Type.Optional(text(64, 'Only changes of this kind of thing, such as `rule`.')),
  entityId: Type.Optional(text(64, 'Only changes of this one; goes with `entity`.')),
  action: Type.Optional(text(64, 'Only this kind of change, such as `opt-out.create`.')),
  actorId: Type.Optional(text(64, 'Only by this user, key or job, by its id.')),
  actorKind: Type.Optional(oneOf(ACTOR_KINDS)),
  source: Type.Optional(oneOf(ACTOR_SOURCES, 'One by one, many at once, or by a program.')),
  requestId: Type.Optional(text(200, 'Only what this request changed.')),
  from: Type.Optional({
    ...spanEdgeSchema,
    description: 'The first day, of the organization’s zone, or the first instant.',
  }),
  to: Type.Optional({
    ...spanEdgeSchema,
    description: 'The last day, included whole; or an instant, which is out.',
  }),
};
const downloadQuery = strictObject({
  ...filterFields,
  after: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        'The `number` of the last entry that arrived whole: the download goes on after it, without a header.',
    }),
  ),
});
const ERRORS_OF_ALL: readonly ErrorCode[] = ['instant_invalid', 'validation_failed'];

/** The routes of the audit log. */
export const auditEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'List changes, newest first',
    scope: 'audit:read',
    query: strictObject({ ...pageQueryFields, ...filterFields }),
    answers: { 200: pageOf(auditEntrySchema, 'AuditPage') },
    errors: [...ERRORS_OF_ALL, 'cursor_invalid'],
  }),
  csv: endpoint({
    method: 'GET',
    path: '/api/v1/audit.csv',
    summary: 'Download changes as CSV, oldest first',
    description:
      'RFC 4180, UTF-8; states before and after as JSON. A field that a spreadsheet would take for a formula begins with an apostrophe. Streamed; a download that was cut goes on with `after`.',
    scope: 'audit:read',
    query: downloadQuery,
    download: 'text/csv',
    answers: { 200: Type.String() },
    errors: ERRORS_OF_ALL,
  }),
  ndjson: endpoint({
    method: 'GET',
    path: '/api/v1/audit.ndjson',
    summary: 'Download changes as lines of JSON, oldest first',
    scope: 'audit:read',
    query: downloadQuery,
    download: 'application/x-ndjson',
    answers: { 200: Type.String() },
    errors: ERRORS_OF_ALL,
  }),
};
