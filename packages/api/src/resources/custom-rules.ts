import { Type } from 'typebox';
import { CALL_RESULTS, ruleKindModules, type CustomRule } from '@tact/engine';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { instantSchema, nullable, oneOf, strictObject } from '../schema-parts.ts';
import { decisionFields, QUESTION_ERRORS, verdictSchema } from './decisions.ts';
import { findingsSchema } from './findings.ts';
import { EXAMPLE_QUESTION, questionSchema } from './question.ts';
import { ruleEndpoints } from './rules.ts';

const EXAMPLE_CUSTOM_RULE = {
  name: 'California two a day',
  required: true,
  priority: 1,
  conditions: {
    description: 'Nobody in California is called a third time within 24 hours.',
    expression: '$cd_state_code != CA || AttemptsOnContact(24H, [Answer, NoAnswer]) < 2',
    missingData: 'block',
  } satisfies CustomRule,
};

const positionFields = {
  line: Type.Integer({ minimum: 1 }),
  column: Type.Integer({ minimum: 1 }),
  sentence: Type.String(),
};

/** What a check of a custom rule says: all that is wrong, else what deserves a look and what the expression reads (S29). */
const customRuleCheckSchema = strictObject(
  {
    valid: Type.Boolean(),
    problems: Type.Array(
      strictObject({
        path: Type.String(),
        line: nullable(
          Type.Integer({ minimum: 1, description: 'Of the expression; null where it is none.' }),
        ),
        column: nullable(Type.Integer({ minimum: 1 })),
        sentence: Type.String(),
      }),
    ),
    warnings: Type.Array(strictObject(positionFields), {
      description: 'It can be saved with these; look at them.',
    }),
    reads: nullable(
      strictObject(
        {
          fields: Type.Array(Type.String(), { description: 'Names of `$name`, without the `$`.' }),
          counters: Type.Array(
            strictObject({
              on: oneOf(['device', 'contact']),
              periodSeconds: Type.Number(),
              callResults: nullable(Type.Array(oneOf(CALL_RESULTS), { description: 'Null: all of them.' })),
            }),
          ),
          functions: Type.Array(Type.String(), {
            description: 'Functions that read facts of the request, such as `State`.',
          }),
          clock: Type.Array(Type.String(), {
            description: 'What it reads of the clock, such as `getHours`.',
          }),
        },
        { description: 'What the expression is decided by; null where it cannot be read.' },
      ),
    ),
    findings: findingsSchema,
  },
  { title: 'CustomRuleCheck' },
);

const conditionsSchema = Type.Unsafe<CustomRule>({
  ...ruleKindModules.custom.schema,
  title: 'CustomConditions',
});

const routes = ruleEndpoints(
  'custom',
  'CustomRule',
  'conditions of your own',
  conditionsSchema,
  EXAMPLE_CUSTOM_RULE,
);

const triedSchema = strictObject(
  {
    verdict: verdictSchema,
    at: instantSchema,
    zones: decisionFields.zones,
    fields: Type.Array(
      strictObject({
        name: Type.String({ description: 'Without the `$`.' }),
        value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
      }),
      { description: 'The names that were read, with their values; null: no value.' },
    ),
    counts: Type.Array(
      strictObject({
        on: oneOf(['device', 'contact']),
        periodSeconds: Type.Number(),
        callResults: nullable(Type.Array(oneOf(CALL_RESULTS), { description: 'Null: all of them.' })),
        attempts: Type.Integer({ minimum: 0 }),
      }),
    ),
  },
  { title: 'TriedCustomRule' },
);

/** Conditions in JavaScript that are true where contact is allowed (seed A6, S27 to S29). */
export const customRuleEndpoints = {
  ...routes,
  check: endpoint({
    ...routes.check,
    description: 'Says where the expression is wrong, with line and column from 1, and what it reads.',
    answers: { 200: customRuleCheckSchema },
  }),
  fields: endpoint({
    method: 'GET',
    path: '/api/v1/rules/custom/fields',
    summary: 'Names that a custom rule can read',
    description:
      'To be offered while an expression is written: fields of the record that have a value here, and attributes of the first thousand contacts. A request may bring others.',
    scope: 'rules:read',
    answers: {
      200: strictObject(
        {
          record: Type.Array(Type.String(), { description: 'Without the `$`.' }),
          contacts: Type.Array(Type.String(), { description: 'Without the `$`, in order.' }),
        },
        { title: 'CustomRuleFields' },
      ),
    },
  }),
  try: endpoint({
    method: 'POST',
    path: '/api/v1/rules/custom/try',
    summary: 'Ask an unsaved custom rule about a contact',
    description:
      'This rule alone, with the facts of the contact at the moment, and what it read of them. Nothing is recorded, and nobody may be contacted by the answer. A stored contact takes the scope `contacts:read` besides.',
    scope: 'decisions:read',
    body: strictObject(
      { conditions: conditionsSchema, question: questionSchema },
      { title: 'CustomRuleTrial' },
    ),
    example: { conditions: EXAMPLE_CUSTOM_RULE.conditions, question: EXAMPLE_QUESTION },
    answers: { 200: triedSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'instant_invalid', ...QUESTION_ERRORS],
  }),
};
