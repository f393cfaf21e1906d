import { createCheck } from '@tact/api';
import {
  CHANNELS,
  LIMITS,
  limitsSchema,
  ruleKindModules,
  TIMEZONE_SOURCES,
  weekTimesSchema,
  type JsonSchema,
  type RulesetSource,
} from '@tact/engine';

/** A ruleset that was read from a text, or what is wrong with it. */
export type ReadRuleset =
  | { readonly valid: true; readonly source: RulesetSource }
  | { readonly valid: false; readonly problem: string };

/**
 * Reads a ruleset as JSON: the rules in force of one group, as the engine takes them. Only its shape is checked; what is wrong beyond it is found by
 * the analysis.
 */
export function readRuleset(text: string): ReadRuleset {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { valid: false, problem: error instanceof Error ? error.message : 'it is not JSON' };
  }
  const checked = checkShape(value);
  if (checked.valid) return { valid: true, source: value as RulesetSource };
  const [first] = checked.problems;
  return { valid: false, problem: `${first?.path ?? ''}: ${first?.sentence ?? 'it has another shape'}` };
}

const TEXT = { type: 'string', minLength: 1, maxLength: LIMITS.nameLengthMax };
const TIMEZONE_SOURCE = { enum: TIMEZONE_SOURCES };

function object(properties: Readonly<Record<string, unknown>>): JsonSchema {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', maxItems: LIMITS.rulesMax, items };
}

function nullable(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

/** What all kinds of rules have, and the kind's own fields beside it. */
function ruleOf(kind: Exclude<keyof typeof ruleKindModules, 'contact-dates'>): JsonSchema {
  const { schema } = ruleKindModules[kind];
  return object({
    id: TEXT,
    name: TEXT,
    priority: { type: 'integer', minimum: 1 },
    dispositionCode: nullable(TEXT),
    ...(schema['properties'] as Readonly<Record<string, unknown>>),
  });
}

const CHANNELS_CHOSEN: JsonSchema = {
  anyOf: [{ const: 'any' }, { type: 'array', minItems: 1, uniqueItems: true, items: { enum: CHANNELS } }],
};

const EDGE: JsonSchema = {
  anyOf: [object({ instant: { type: 'integer' } }), object({ date: { type: 'string' } })],
};

const RULESET = object({
  organization: object({
    zone: TEXT,
    zoneFallback: { enum: ['number', 'organization'] },
    allowedHours: weekTimesSchema,
    limits: limitsSchema,
  }),
  timezoneSource: nullable(TIMEZONE_SOURCE),
  suppressionLists: list(
    object({
      id: TEXT,
      name: TEXT,
      channels: CHANNELS_CHOSEN,
      expires: nullable(EDGE),
      registry: nullable(object({ ageMsMax: { type: 'number', minimum: 0 } })),
    }),
  ),
  contactDates: list(object({ id: TEXT, label: TEXT, date: { type: 'string' } })),
  location: list(ruleOf('location')),
  contactTimes: list(ruleOf('contact-times')),
  campaignHours: nullable(object({ timezoneSource: TIMEZONE_SOURCE, times: weekTimesSchema })),
  attempt: list(ruleOf('attempt')),
  custom: list(ruleOf('custom')),
});

const checkShape = createCheck(RULESET);
