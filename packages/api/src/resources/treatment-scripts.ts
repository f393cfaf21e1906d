import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import { strictObject } from '../schema-parts.ts';

/** A script of treatments in SCXML, as it is written (ADR 0026). */
export const treatmentScriptSchema = Type.String({ minLength: 1, maxLength: API_LIMITS.scriptLengthMax });

const scriptCheckSchema = strictObject(
  {
    valid: Type.Boolean(),
    problems: Type.Array(
      strictObject({
        line: Type.Integer({ minimum: 1, description: 'Where it is, from 1.' }),
        sentence: Type.String(),
      }),
    ),
    states: Type.Array(Type.String(), {
      description: 'Those that a record can be in; none where it is not valid.',
    }),
  },
  { title: 'ScriptCheck' },
);
/** What a check of a script says. */
export type ScriptCheckJson = Static<typeof scriptCheckSchema>;

/** Checks a script without saving it. */
export const checkScriptEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/treatment-scripts/check',
  summary: 'Check a treatment script without saving it',
  description: 'Every problem with its line. What is valid can be saved, and always ends.',
  scope: 'campaigns:read',
  body: strictObject({ script: treatmentScriptSchema }, { title: 'ScriptToCheck' }),
  example: {
    script:
      '<scxml initial="calling"><state id="calling"><transition event="result.busy" cond="$attempts &lt; 3"><retry-in minutes="30"/></transition></state></scxml>',
  },
  answers: { 200: scriptCheckSchema },
  errors: [...BODY_ERRORS, ...REPEAT_ERRORS],
});
