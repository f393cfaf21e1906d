import { Type, type Static } from 'typebox';
import { FINDING_CODES, FINDING_SEVERITIES, RULE_KINDS } from '@tact/engine';
import { endpoint } from '../endpoint.ts';
import type { ReadonlyDeep } from '../readonly-deep.ts';
import { idSchema, nullable, oneOf, strictObject } from '../schema-parts.ts';

/** One thing that an officer should look at in the rules. */
export const findingSchema = strictObject(
  {
    code: oneOf(FINDING_CODES, 'Stable; the guide says of each what it means.'),
    severity: oneOf(
      FINDING_SEVERITIES,
      '`error`: contact is never allowed. `warning`: a rule does not do what it looks like. `note`: something can be tidied up.',
    ),
    rules: Type.Array(
      strictObject({
        kind: oneOf(RULE_KINDS),
        id: nullable(
          Type.String({
            description:
              'Null: the organization’s hours and limits, a campaign’s hours, and a rule that is not saved yet.',
          }),
        ),
        name: Type.String(),
      }),
      { description: 'The rule to look at first; then those that make it so.' },
    ),
    path: Type.String({ description: 'A JSON pointer into the first of the rules.' }),
    sentence: Type.String(),
  },
  { title: 'Finding' },
);

/** One finding on the wire. */
export type FindingJson = ReadonlyDeep<Static<typeof findingSchema>>;

/** What is found about the rule that was saved or checked, in the rules that hold for every request. */
export const findingsSchema = Type.Array(findingSchema, {
  description: 'What deserves a look, gravest first. Nothing of it keeps a rule from being saved.',
});

/** What can be said of the rules in force without any request. */
export const ruleFindingEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/api/v1/rules/findings',
    summary: 'List what deserves a look in the rules in force',
    description:
      'Rules that never allow, that never block, and that another one always covers. What it says is certain; what it does not say may still be so.',
    scope: 'rules:read',
    query: strictObject({
      campaignGroupId: Type.Optional({
        ...idSchema,
        description: 'The rules of this group; without it those of a request that belongs to none.',
      }),
    }),
    answers: { 200: strictObject({ items: findingsSchema }, { title: 'Findings' }) },
    errors: ['not_found'],
  }),
};
