import { Type, type Static, type TObject, type TProperties } from 'typebox';
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
  spanEdgeSchema,
  strictObject,
} from '../schema-parts.ts';
import { newContactDateSchema } from './contact-dates.ts';
import { customRuleEndpoints } from './custom-rules.ts';
import { locationRuleEndpoints } from './location-rules.ts';
import { organizationChangeSchema } from './organization.ts';
import { changeFields, groupIdsSchema } from './rule-effect.ts';
import { attemptRuleEndpoints, contactTimesRuleEndpoints } from './rules.ts';

/** A rule of one kind as it would be: all of it, also where it takes the place of one that is there. */
function proposed<const Kind extends string, Fields extends TProperties>(
  kind: Kind,
  create: TObject<Fields>,
) {
  return Type.Object(
    {
      kind: Type.Literal(kind),
      id: Type.Optional({
        ...idSchema,
        description: 'The rule that it takes the place of; without it, it is a new one.',
      }),
      ...create.properties,
      campaignGroupIds: Type.Optional(groupIdsSchema),
    },
    { additionalProperties: false },
  );
}

const proposalFields = {
  rules: Type.Optional(
    Type.Array(
      Type.Union([
        proposed('attempt', attemptRuleEndpoints.create.body),
        proposed('contact-times', contactTimesRuleEndpoints.create.body),
        proposed('location', locationRuleEndpoints.create.body),
        proposed('custom', customRuleEndpoints.create.body),
      ]),
      { maxItems: 200, description: 'Rules that would be changed or added.' },
    ),
  ),
  removedRuleIds: Type.Optional(
    Type.Array(idSchema, {
      maxItems: 200,
      uniqueItems: true,
      description: 'Rules that would be taken away.',
    }),
  ),
  contactDates: Type.Optional(
    Type.Array(newContactDateSchema, {
      maxItems: 200,
      description: 'Days without contact that would be added.',
    }),
  ),
  removedContactDateIds: Type.Optional(
    Type.Array(idSchema, {
      maxItems: 200,
      uniqueItems: true,
      description: 'Days without contact that would be taken away.',
    }),
  ),
  allowedHours: organizationChangeSchema.properties.allowedHours,
  limits: organizationChangeSchema.properties.limits,
};

/** Changes of the rules that are not made yet: what `tact backtest` reads from a file, too. */
export const proposalSchema = strictObject(proposalFields, { title: 'RuleProposal' });
/** The same as it is sent. */
export type ProposalJson = Static<typeof proposalSchema>;

const newBacktestSchema = strictObject(
  {
    from: {
      ...spanEdgeSchema,
      description: 'The first day, of the organization’s zone, or the first instant.',
    },
    to: { ...spanEdgeSchema, description: 'The last day, included whole; or an instant, which is out.' },
    ...proposalFields,
  },
  { title: 'NewBacktest' },
);

/** What a backtest is and has found. */
export const backtestSchema = strictObject(
  {
    id: idSchema,
    from: instantSchema,
    until: instantSchema,
    state: oneOf(
      ['queued', 'running', 'stopped', 'failed', 'finished'],
      'One that is stopped can be taken up again; `failed` and `finished` are over.',
    ),
    isStopping: Type.Boolean({ description: 'Somebody asked for its end, and it has not ended yet.' }),
    done: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'The share of the history that was looked at.',
    }),
    ...changeFields,
    error: nullable(strictObject({ code: Type.String(), sentence: Type.String() })),
    createdAt: instantSchema,
    startedAt: nullable(instantSchema),
    finishedAt: nullable(instantSchema),
  },
  { title: 'Backtest' },
);

const ENDED: readonly ErrorCode[] = [...REPEAT_ERRORS, 'not_found', 'job_ended'];

/** The routes of backtests. */
export const backtestEndpoints = {
  create: endpoint({
    method: 'POST',
    path: '/api/v1/backtests',
    summary: 'Begin a backtest: proposed rules over the recorded history',
    description:
      'Nothing is changed. Every attempt of the days, and every question that was blocked, is judged by the rules then in force and by the same rules with the proposal over them. It runs in the background; one at a time for each organization.',
    scope: 'audit:read',
    body: newBacktestSchema,
    example: {
      from: '2026-10-01',
      to: '2026-10-31',
      limits: { attemptsPerDayMax: 2, attemptsPerWeekMax: 7, intervalHoursMin: null },
    },
    answers: { 202: backtestSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'instant_invalid', 'rule_invalid', 'ruleset_full'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/api/v1/backtests',
    summary: 'List backtests, newest first',
    scope: 'audit:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(backtestSchema, 'BacktestPage') },
    errors: ['cursor_invalid'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/api/v1/backtests/{id}',
    summary: 'Get a backtest, and what it has found so far',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: backtestSchema },
    errors: ['not_found'],
  }),
  events: endpoint({
    method: 'GET',
    path: '/api/v1/backtests/{id}/events',
    summary: 'Follow a backtest',
    description:
      'Server-sent events of the type `backtest`, each with the backtest as its data: one at once, one after each change. The stream ends when the backtest does.',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: Type.String() },
    answerType: 'text/event-stream',
    errors: ['not_found'],
  }),
  stop: endpoint({
    method: 'POST',
    path: '/api/v1/backtests/{id}/stop',
    summary: 'Stop a backtest',
    description: 'It ends within seconds, keeps what it has found, and can be taken up again.',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: backtestSchema },
    errors: ENDED,
  }),
  resume: endpoint({
    method: 'POST',
    path: '/api/v1/backtests/{id}/resume',
    summary: 'Take up a stopped backtest where it ended',
    scope: 'audit:read',
    params: idParams,
    answers: { 200: backtestSchema },
    errors: ENDED,
  }),
};
