import type { JsonSchema } from '../json-schema.ts';
import * as attempt from './attempt.ts';
import * as contactTimes from './contact-times.ts';

/** The kinds of rules that are kept as resources, each with its schema and its check: what the API, the CLI and the editors go by. */
export const ruleKindModules = {
  attempt: { schema: attempt.schema, problemsOf: attempt.problemsOf },
  'contact-times': { schema: contactTimes.schema, problemsOf: contactTimes.problemsOf },
} as const satisfies Record<string, { readonly schema: JsonSchema; readonly problemsOf: unknown }>;
