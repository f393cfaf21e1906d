import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { idSchema, instantSchema, oneOf, strictObject } from '../schema-parts.ts';

const groupField = {
  campaignGroupId: Type.Optional({
    ...idSchema,
    description: 'The rules of this group; without it, those of requests without a group.',
  }),
};
const asOfSchema = strictObject(
  {
    at: instantSchema,
    fingerprint: Type.String({ description: 'Decisions of that time name it.' }),
    recorded: Type.Boolean({
      description: 'False before the organization was made: its first known state stands in.',
    }),
    ruleset: Type.Unknown({ description: 'The rules in force, as they decide.' }),
  },
  { title: 'RulesAsOf' },
);
const diffSchema = strictObject(
  {
    before: asOfSchema,
    after: asOfSchema,
    differences: Type.Array(
      strictObject({
        change: oneOf(['added', 'removed', 'changed']),
        kind: Type.String(),
        name: Type.String(),
        before: Type.Unknown(),
        after: Type.Unknown(),
      }),
    ),
  },
  { title: 'RulesDiff' },
);

/** The routes of rules as they were. */
export const rulesAsOfEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/api/v1/rules/as-of',
    summary: 'Get the rules that were in force at an instant',
    description:
      'Read from the audit log, which tells of every change of rules, lists, groups and the organization.',
    scope: 'rules:read',
    query: strictObject({ at: instantSchema, ...groupField }),
    answers: { 200: asOfSchema },
    errors: ['instant_invalid', 'campaign_group_unknown'],
  }),
  diff: endpoint({
    method: 'GET',
    path: '/api/v1/rules/diff',
    summary: 'Compare the rules of two instants',
    scope: 'rules:read',
    query: strictObject({ from: instantSchema, to: instantSchema, ...groupField }),
    answers: { 200: diffSchema },
    errors: ['instant_invalid', 'campaign_group_unknown'],
  }),
};
