import { Type, type Static } from 'typebox';
import {
  channelSchema,
  clientIdSchema,
  idParams,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  strictObject,
} from '../schema-parts.ts';
import { DECISION_CSV_COLUMNS } from '../decision-csv.ts';
import { problemSchema } from '../problem.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { EXAMPLE_QUESTION, questionSchema } from './question.ts';

/** One rule's answer (S1). */
export const verdictSchema = strictObject(
  {
    kind: Type.String({ description: 'The kind of rule.' }),
    ruleId: nullable(Type.String()),
    rule: Type.String({ description: 'The name of the rule or list.' }),
    verdict: oneOf(['pass', 'block', 'error'], 'An error blocks.'),
    code: Type.String({ description: 'Stable; programs branch on it.' }),
    sentence: Type.String({ description: 'For people.' }),
    facts: Type.Unknown({ description: 'The very facts that the verdict used: attempts, windows, entries.' }),
  },
  { title: 'Verdict' },
);

/** The fields of a decision, before its id; always sent in this order. */
export const decisionFields = {
  decision: oneOf(['allowed', 'blocked']),
  at: instantSchema,
  nextAllowedAt: nullable(
    Type.String({
      description:
        'An instant; `never` where something that blocks does not end by itself, such as hours that are closed on all days; `unknown` where nothing opens in the 400 days that are searched, or it cannot be worked out; null where the request is allowed (S4).',
      examples: ['2026-11-21T14:00:00Z', 'never', 'unknown'],
    }),
  ),
  deciding: nullable(verdictSchema),
  blocking: Type.Array(verdictSchema, { description: 'The other verdicts that block.' }),
  dispositionCode: nullable(Type.String()),
  callResult: nullable(Type.String()),
  zones: Type.Array(
    strictObject({
      zone: Type.String(),
      from: oneOf(['contact', 'device', 'organization']),
      local: Type.String({ description: 'The wall clock there, `YYYY-MM-DDTHH:MM`.' }),
    }),
  ),
  ruleset: Type.String({ description: 'The fingerprint of the rules in force.' }),
  versions: strictObject({ engine: Type.String(), zones: Type.String(), numbers: Type.String() }),
  verdicts: Type.Optional(
    Type.Array(verdictSchema, { description: 'Every verdict in order; with `?verdicts=all`.' }),
  ),
  treatment: {
    ...nullable(strictObject({ id: idSchema, name: Type.String() })),
    description:
      'What a blocked request leads to: the treatment of its disposition code, else of its call result; null where there is none (S4). It is no part of the record: it decides nothing.',
  },
};

/** The answer to a question. It is recorded before it is given. */
export const decisionSchema = strictObject({ ...decisionFields, id: idSchema }, { title: 'Decision' });
/** The answer to a question. */
export type DecisionAnswer = Static<typeof decisionSchema>;

/** A line of a batch that could not be answered. */
export const badLineSchema = strictObject(
  { error: problemSchema, line: Type.Integer({ minimum: 1, description: 'The line of the body, from 1.' }) },
  { title: 'BadLine' },
);

const storedDecisionFields = {
  id: idSchema,
  at: instantSchema,
  clientId: clientIdSchema,
  channel: channelSchema,
  campaignGroupId: nullable(idSchema),
  decision: oneOf(['allowed', 'blocked']),
  code: nullable(Type.String({ description: 'The code of the deciding verdict.' })),
  ruleset: Type.String(),
};

/** A decision as it is listed. */
export const storedDecisionSchema = strictObject(storedDecisionFields, { title: 'StoredDecision' });

/** A decision with its record: request, facts and decision, from which it can be recomputed (S31). */
export const decisionRecordSchema = strictObject(
  { ...storedDecisionFields, record: Type.Unknown({ description: 'Request, facts, decision.' }) },
  { title: 'DecisionRecord' },
);

/** How much of a decision is told. */
export const verdictsQueryField = {
  verdicts: Type.Optional(
    oneOf(['blocking', 'all'], '`all` adds every verdict in order, passes too; `blocking` is the default.'),
  ),
};

/** What a question can be refused for. */
export const QUESTION_ERRORS: readonly ErrorCode[] = [
  'contact_unknown',
  'device_unknown',
  'device_of_another_contact',
  'device_missing',
  'number_invalid',
  'channel_unsuitable',
  'account_unknown',
  'account_of_another_contact',
  'campaign_group_unknown',
  'zone_unknown',
  'address_invalid',
  'instant_out_of_range',
  'clock_differs',
  'overloaded',
  'too_contended',
  'ruleset_invalid',
];

/** What becomes of a repeated request that was allowed. */
export const REPEATED_ALLOWED =
  'Repeated with its `Idempotency-Key`, an allowed answer is given again for ten seconds, and while nothing has changed by which it could be refused; then the repeat is `409` `answer_too_old`, and nothing is carried out.';

/** The routes of decisions. */
export const decisionEndpoints = {
  ask: endpoint({
    method: 'POST',
    path: '/api/v1/decisions',
    summary: 'Ask whether a contact may be contacted',
    description:
      'Every answer is recorded before it is given. Nothing is held for you: to dial, reserve an attempt instead. A batch is sent as `application/x-ndjson`, one question a line, and is answered in order, one line each; a line that cannot be answered gives `{"error": …, "line": n}` and the others go on. ' +
      REPEATED_ALLOWED,
    scope: 'decisions:write',
    query: strictObject({
      ...verdictsQueryField,
      at: Type.Optional({
        ...instantSchema,
        description: 'The instant for questions that name none; without it, now.',
      }),
      record: Type.Optional(oneOf(['true'], 'Every decision is recorded.')),
    }),
    body: questionSchema,
    example: EXAMPLE_QUESTION,
    answers: { 200: decisionSchema },
    errors: [
      ...BODY_ERRORS,
      ...REPEAT_ERRORS,
      'answer_too_old',
      'idempotency_key_unsupported',
      'instant_invalid',
      ...QUESTION_ERRORS,
    ],
    lines: {
      line: questionSchema,
      answerLine: Type.Union([decisionSchema, badLineSchema]),
      csvColumns: DECISION_CSV_COLUMNS,
    },
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/decisions',
    summary: 'List decisions, newest first',
    scope: 'decisions:read',
    query: strictObject({
      ...pageQueryFields,
      clientId: Type.Optional(clientIdSchema),
      decision: Type.Optional(oneOf(['allowed', 'blocked'])),
    }),
    answers: { 200: pageOf(storedDecisionSchema, 'DecisionPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/decisions/{id}',
    summary: 'Get a decision with its record',
    scope: 'decisions:read',
    params: idParams,
    answers: { 200: decisionRecordSchema },
    errors: ['not_found'],
  }),
};
