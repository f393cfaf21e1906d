import { Type, type Static } from 'typebox';
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

const headSchema = strictObject({
  number: Type.Integer({ minimum: 0, description: '0: the chain is empty.' }),
  hash: Type.String({ description: 'SHA-256, hexadecimal; covers everything before it.' }),
  at: nullable(instantSchema),
});

/** How far a check went through a chain, from its first entry on. */
const walkedSchema = strictObject({
  to: Type.Integer({ minimum: 0 }),
  of: Type.Integer({ minimum: 0, description: 'How far the chain went when the check began.' }),
});

/** A check of the chains. */
const verificationSchema = strictObject(
  {
    id: Type.String(),
    startedAt: instantSchema,
    endedAt: instantSchema,
    actor: strictObject({ kind: oneOf(ACTOR_KINDS), id: Type.String(), name: Type.String() }),
    entries: walkedSchema,
    seals: walkedSchema,
    records: strictObject({
      checked: Type.Integer({ minimum: 0, description: 'Records that were held against their seals.' }),
      fromSeal: Type.Integer({
        minimum: 1,
        description:
          'The first seal whose records were; 1: all of them. Of those before it the seals alone were.',
      }),
      removed: Type.Integer({ minimum: 0, description: 'Beyond their retention, as the audit log states.' }),
      erased: Type.Integer({ minimum: 0, description: 'Without their person, as the audit log states.' }),
    }),
    checkpoints: strictObject({
      from: Type.Integer({ minimum: 0, description: '0: there was none.' }),
      to: Type.Integer({ minimum: 0 }),
    }),
    isWhole: Type.Boolean({
      description:
        'True: every entry, seal, record and checkpoint, and what no seal covers yet. False: what the figures say, and no more.',
    }),
    isCut: Type.Boolean({
      description:
        'True: it ended before it had read what it meant to: its time was over, or something could not be read, which is then among what was found.',
    }),
    keptElsewhere: Type.Integer({
      minimum: 0,
      description: 'How many checkpoints and keys that were kept elsewhere it was held against.',
    }),
    findings: Type.Integer({ minimum: 0, description: '0: nothing was changed. At most 1,000 are counted.' }),
    found: Type.Array(strictObject({ where: Type.String(), sentence: Type.String() }), {
      maxItems: 20,
      description: 'The first of them.',
    }),
  },
  { title: 'Verification' },
);

/** How far the chains go, and how far they were checked. */
export const auditChainSchema = strictObject(
  {
    entries: headSchema,
    seals: headSchema,
    newestSeal: nullable(
      strictObject({
        kind: oneOf(['decision', 'attempt', 'attempt-event']),
        from: nullable(instantSchema),
        to: instantSchema,
        records: Type.Integer({ minimum: 1 }),
      }),
    ),
    checkpoint: nullable(
      strictObject({
        number: Type.Integer({ minimum: 1 }),
        signedAt: instantSchema,
        entries: Type.Integer({ minimum: 0, description: 'The audit entry up to which it signs.' }),
        seals: Type.Integer({ minimum: 0, description: 'The seal up to which it signs.' }),
        key: Type.String({ description: 'The fingerprint of the key that signed: 16 hexadecimal digits.' }),
      }),
    ),
    unreadable: Type.Array(oneOf(['newest-seal', 'checkpoint']), {
      description:
        'What stands in the database and cannot be read, so that it is null here: it was changed, or is damaged. The next check tells more.',
    }),
    lastVerification: nullable(verificationSchema),
    isOverdue: Type.Boolean({
      description:
        'True: the last check, or where there is none the organization, is more than two days old, so that the nightly one does not come.',
    }),
    alarm: nullable(verificationSchema),
  },
  { title: 'AuditChain' },
);
/** How far the chains go, and how far they were checked. */
export type AuditChainJson = Static<typeof auditChainSchema>;

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
  chain: endpoint({
    method: 'GET',
    path: '/api/v1/audit/chain',
    summary: 'How far the audit log and the seals go, and since when they are verified',
    description:
      'The heads of both chains, what the newest seal covers, the newest signed checkpoint, and the last check: by the service each night, or by `tact audit verify` on the database. `alarm` is the newest check that found something, until a check of everything finds nothing that was held against every checkpoint which that one was held against, and trusted no key which that one did not. All of it is what this service and its database say; what proves it is an export that is checked elsewhere.',
    scope: 'audit:read',
    answers: { 200: auditChainSchema },
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
