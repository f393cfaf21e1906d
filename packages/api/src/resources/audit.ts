import { Type } from 'typebox';
import {
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  strictObject,
  text,
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';

/** One change: who, when, what, before and after. */
export const auditEntrySchema = strictObject(
  {
    id: Type.String(),
    at: instantSchema,
    actor: strictObject({
      kind: oneOf(['user', 'api-key', 'command-line', 'job']),
      id: Type.String(),
      name: Type.String(),
      requestId: Type.String(),
      source: oneOf(['individual', 'bulk', 'api']),
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

/** The routes of the audit log. */
export const auditEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'List changes, newest first',
    scope: 'audit:read',
    query: strictObject({
      ...pageQueryFields,
      entity: Type.Optional(text(64, 'Only changes of this kind of thing, such as `rule`.')),
      entityId: Type.Optional(text(64, 'Only changes of this one; goes with `entity`.')),
    }),
    answers: { 200: pageOf(auditEntrySchema, 'AuditPage') },
    errors: ['cursor_invalid'],
  }),
};
