import type { JsonSchema } from '../json-schema.ts';
import * as attempt from './attempt.ts';
import * as contactDates from './contact-dates.ts';
import * as contactTimes from './contact-times.ts';
import * as custom from './custom.ts';
import * as location from './location.ts';

/** The kinds of rules that are kept as resources, each with its schema and its check: what the API, the CLI and the editors go by. */
export const ruleKindModules = {
  'contact-dates': { schema: contactDates.schema, problemsOf: contactDates.problemsOf },
  location: { schema: location.schema, problemsOf: location.problemsOf },
  custom: { schema: custom.schema, problemsOf: custom.problemsOf },
  attempt: { schema: attempt.schema, problemsOf: attempt.problemsOf },
  'contact-times': { schema: contactTimes.schema, problemsOf: contactTimes.problemsOf },
} as const satisfies Record<string, { readonly schema: JsonSchema; readonly problemsOf: unknown }>;
