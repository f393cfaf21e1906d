import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { instantSchema, nullable, strictObject } from '../schema-parts.ts';
import { decisionFields, QUESTION_ERRORS } from './decisions.ts';
import { EXAMPLE_QUESTION, windowsQuestionSchema, type WindowsQuestionJson } from './question.ts';

const localTimeSchema = Type.String({ description: 'The wall clock there, `YYYY-MM-DDTHH:MM`.' });

const spanFields = {
  from: instantSchema,
  until: { ...instantSchema, description: 'The first instant after the span.' },
  local: Type.Array(strictObject({ zone: Type.String(), from: localTimeSchema, until: localTimeSchema }), {
    description: 'The same on the clock of each zone of the request; empty where they are not known.',
  }),
};

/** A span in which the request would be allowed. */
const allowedSpanSchema = strictObject(spanFields, { title: 'AllowedSpan' });

/** A span in which the request would be blocked, and by what. */
const closedSpanSchema = strictObject(
  {
    ...spanFields,
    kind: Type.String({ description: 'Of the rule that decides there.' }),
    ruleId: nullable(Type.String()),
    rule: Type.String(),
    code: Type.String(),
    sentence: Type.String({ description: 'As a decision at the beginning of the span says it.' }),
  },
  { title: 'ClosedSpan' },
);

/** When a request would be allowed. */
const windowsSchema = strictObject(
  {
    from: instantSchema,
    until: instantSchema,
    spans: Type.Array(allowedSpanSchema, { description: 'Ascending; they do not touch.' }),
    closed: Type.Array(closedSpanSchema, {
      description: 'What lies between the spans, cut wherever another rule decides; ascending.',
    }),
    unknownFrom: {
      ...nullable(instantSchema),
      description:
        'From here on it could not be told: a custom rule looks at a clock finer than minutes. Null: all of the time is covered.',
    },
    zones: {
      ...decisionFields.zones,
      description: 'The clocks that count, with where each is from; as of `from`.',
    },
    ruleset: decisionFields.ruleset,
    versions: decisionFields.versions,
  },
  { title: 'Windows' },
);

/** The routes of windows. */
export const windowEndpoints = {
  find: endpoint({
    method: 'POST',
    path: '/api/v1/windows',
    summary: 'Find when a contact could be contacted in the days to come',
    description:
      'The spans in which the question would be allowed by all that is known now: rules, history, suppression, dates. An attempt, an opt-out or another rule in between changes them, so they are for planning; ask again before each attempt. Nothing is recorded.',
    scope: 'decisions:read',
    body: windowsQuestionSchema,
    example: { ...EXAMPLE_QUESTION, days: 7 } satisfies WindowsQuestionJson,
    answers: { 200: windowsSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'instant_invalid', ...QUESTION_ERRORS],
  }),
};
