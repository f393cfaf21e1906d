import { Type, type TSchema } from 'typebox';
import { LIMITS, ruleKindModules, type AttemptRule, type ContactTimesRule } from '@tact/engine';
import {
  idParams,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  strictObject,
  text,
  versionSchema,
} from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { findingsSchema } from './findings.ts';
import { effectDaysSchema, effectFields, ruleEffectSchema } from './rule-effect.ts';
import { prioritySchema, ruleNameSchema } from './rule-fields.ts';

const requiredSchema = Type.Boolean({
  description: 'True: for every request. False: where a campaign group has picked it.',
});
const dispositionCodeSchema = nullable(text(LIMITS.nameLengthMax, 'Stamped where this rule decides.'));

/** What one rule is held by in storage and on the wire: its conditions are the engine's own, schema and type. */
function ruleSchemas<Conditions extends TSchema>(conditions: Conditions, title: string) {
  const stored = {
    id: idSchema,
    name: Type.String(),
    required: requiredSchema,
    priority: Type.Integer(),
    dispositionCode: nullable(Type.String()),
    conditions,
    version: versionSchema,
    createdAt: instantSchema,
    updatedAt: instantSchema,
  };
  const created = {
    name: ruleNameSchema,
    required: requiredSchema,
    priority: prioritySchema,
    dispositionCode: Type.Optional(dispositionCodeSchema),
    conditions,
  };
  const otherwise = {
    name: Type.Optional(ruleNameSchema),
    required: Type.Optional(requiredSchema),
    priority: Type.Optional(prioritySchema),
    dispositionCode: Type.Optional(dispositionCodeSchema),
    conditions: Type.Optional(conditions),
  };
  return {
    create: strictObject(created, { title: `New${title}` }),
    change: strictObject({ version: versionSchema, ...otherwise }, { title: `${title}Change` }),
    effect: strictObject({ ...created, ...effectFields() }, { title: `${title}Effect` }),
    copy: strictObject(otherwise, {
      title: `${title}Copy`,
      description: 'What the copy has otherwise than its original.',
    }),
    stored: strictObject(stored, { title }),
    saved: strictObject({ ...stored, findings: findingsSchema }, { title: `Saved${title}` }),
    version: strictObject(
      {
        version: versionSchema,
        name: Type.String(),
        required: requiredSchema,
        priority: Type.Integer(),
        dispositionCode: nullable(Type.String()),
        conditions,
        savedAt: instantSchema,
        savedBy: Type.String(),
        savedByName: nullable(Type.String()),
        deleted: Type.Boolean(),
      },
      { title: `${title}Version` },
    ),
  };
}

type RuleSchemas<Conditions extends TSchema> = ReturnType<typeof ruleSchemas<Conditions>>;

/** What a check says, without saving anything. */
export const ruleCheckSchema = strictObject(
  {
    valid: Type.Boolean(),
    problems: Type.Array(strictObject({ path: Type.String(), sentence: Type.String() })),
    findings: findingsSchema,
  },
  { title: 'RuleCheck' },
);

const SAVE_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'rule_invalid',
  'ruleset_full',
  'name_taken',
  'priority_taken',
  'disposition_unknown',
];

/** The routes of one kind of rule: all kinds have the same. `words`: what such a rule is on, for the documentation. */
export function ruleEndpoints<const Kind extends string, Conditions extends TSchema>(
  kind: Kind,
  title: string,
  words: string,
  conditions: Conditions,
  example: unknown,
) {
  const schemas = ruleSchemas(conditions, title);
  return {
    ...writingEndpoints(kind, words, schemas, example),
    duplicate: duplicateEndpoint(kind, words, schemas),
    ...readingEndpoints(kind, title, words, schemas),
    uses: usesEndpoint(kind, words),
  };
}

function writingEndpoints<const Kind extends string, Conditions extends TSchema>(
  kind: Kind,
  words: string,
  schemas: RuleSchemas<Conditions>,
  example: unknown,
) {
  const base = `/api/v1/rules/${kind}` as const;
  return {
    create: endpoint({
      method: 'POST',
      path: base,
      summary: `Create a rule on ${words}`,
      description: 'In force for every request of the organization from the answer on, where it is required.',
      scope: 'rules:write',
      body: schemas.create,
      example,
      answers: { 201: schemas.saved },
      errors: SAVE_ERRORS,
    }),
    check: endpoint({
      method: 'POST',
      path: `${base}/check`,
      summary: `Check a rule on ${words} without saving it`,
      scope: 'rules:read',
      body: schemas.create,
      example,
      answers: { 200: ruleCheckSchema },
      errors: [...BODY_ERRORS, ...REPEAT_ERRORS],
    }),
    effect: effectEndpoint(kind, words, schemas, example),
    deletionEffect: deletionEffectEndpoint(kind, words),
    update: endpoint({
      method: 'PATCH',
      path: `${base}/{id}`,
      summary: `Change a rule on ${words}`,
      scope: 'rules:write',
      params: idParams,
      body: schemas.change,
      example: { version: 1, required: true },
      answers: { 200: schemas.saved },
      errors: [...SAVE_ERRORS, 'not_found', 'version_conflict'],
    }),
    delete: endpoint({
      method: 'DELETE',
      path: `${base}/{id}`,
      summary: `Delete a rule on ${words}`,
      scope: 'rules:write',
      params: idParams,
      answers: { 204: null },
      errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
    }),
  };
}

function effectEndpoint<const Kind extends string, Conditions extends TSchema>(
  kind: Kind,
  words: string,
  schemas: RuleSchemas<Conditions>,
  example: unknown,
) {
  return endpoint({
    method: 'POST',
    path: `/api/v1/rules/${kind}/effect`,
    summary: `See what a rule on ${words} would have changed`,
    description:
      'Nothing is saved. The attempts of the last days, and the questions that were blocked, are judged with the rule and without it, for a few seconds at most; the answer says how much was looked at.',
    scope: 'rules:read',
    body: schemas.effect,
    example,
    answers: { 200: ruleEffectSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'rule_invalid'],
  });
}

function deletionEffectEndpoint<const Kind extends string>(kind: Kind, words: string) {
  return endpoint({
    method: 'GET',
    path: `/api/v1/rules/${kind}/{id}/deletion-effect`,
    summary: `See what it would have changed if a rule on ${words} had not been there`,
    description: 'Nothing is deleted. The last days are looked at as `effect` does.',
    scope: 'rules:read',
    params: idParams,
    query: strictObject({ days: Type.Optional(effectDaysSchema) }),
    answers: { 200: ruleEffectSchema },
    errors: ['not_found'],
  });
}

function duplicateEndpoint<const Kind extends string, Conditions extends TSchema>(
  kind: Kind,
  words: string,
  schemas: RuleSchemas<Conditions>,
) {
  return endpoint({
    method: 'POST',
    path: `/api/v1/rules/${kind}/{id}/duplicate`,
    summary: `Copy a rule on ${words}`,
    description:
      'Makes an optional rule with everything that the original has, but for what the body says otherwise. A name that is left as it is becomes `NAME_duplicate1`, or the next number that is free, shortened to 64 characters; a priority that is left as it is becomes the next one that is free.',
    scope: 'rules:write',
    params: idParams,
    body: schemas.copy,
    example: {},
    answers: { 201: schemas.saved },
    errors: [...SAVE_ERRORS, 'not_found'],
  });
}

function readingEndpoints<const Kind extends string, Conditions extends TSchema>(
  kind: Kind,
  title: string,
  words: string,
  schemas: RuleSchemas<Conditions>,
) {
  const base = `/api/v1/rules/${kind}` as const;
  return {
    list: endpoint({
      method: 'GET',
      path: base,
      summary: `List rules on ${words} by priority`,
      scope: 'rules:read',
      query: strictObject(pageQueryFields),
      answers: { 200: pageOf(schemas.stored, `${title}Page`) },
      errors: ['cursor_invalid'],
    }),
    get: endpoint({
      method: 'GET',
      path: `${base}/{id}`,
      summary: `Get a rule on ${words}`,
      scope: 'rules:read',
      params: idParams,
      answers: { 200: schemas.stored },
      errors: ['not_found'],
    }),
    versions: endpoint({
      method: 'GET',
      path: `${base}/{id}/versions`,
      summary: `List the saved states of a rule on ${words}`,
      description: 'Also of a deleted one.',
      scope: 'rules:read',
      params: idParams,
      query: strictObject(pageQueryFields),
      answers: { 200: pageOf(schemas.version, `${title}VersionPage`) },
      errors: ['not_found', 'cursor_invalid'],
    }),
  };
}

/** What has picked a rule. */
const ruleUseSchema = strictObject(
  {
    kind: oneOf(['campaign-group', 'campaign-template', 'dialing-profile']),
    id: idSchema,
    name: Type.String(),
    through: {
      ...nullable(strictObject({ id: idSchema, name: Type.String() })),
      description: 'The dialing profile by which the rule reaches the group; null: picked by itself.',
    },
  },
  { title: 'RuleUse' },
);
const ruleUsePageSchema = pageOf(ruleUseSchema, 'RuleUsePage');

function usesEndpoint<const Kind extends string>(kind: Kind, words: string) {
  return endpoint({
    method: 'GET',
    path: `/api/v1/rules/${kind}/{id}/uses`,
    summary: `List what has picked a rule on ${words}`,
    description: 'A required rule holds for every request, picked or not.',
    scope: 'rules:read',
    params: idParams,
    query: strictObject(pageQueryFields),
    answers: { 200: ruleUsePageSchema },
    errors: ['not_found', 'cursor_invalid'],
  });
}

const EXAMPLE_ATTEMPT_RULE = {
  name: 'Seven in seven days',
  required: true,
  priority: 1,
  conditions: {
    scope: 'tenant',
    count: 7,
    direction: 'outbound',
    period: { kind: 'local-days', days: 7 },
    countBy: 'any',
    using: 'client',
    channels: ['call'],
    countedChannels: null,
    devices: 'any',
    deviceTypes: 'any',
    to: [],
    betweenTimes: null,
  } satisfies AttemptRule,
};

const EXAMPLE_CONTACT_TIMES = {
  name: 'New York hours',
  required: true,
  priority: 1,
  dispositionCode: 'NY_LATE',
  conditions: {
    country: 'US',
    regions: ['US-NY'],
    devices: 'any',
    deviceTypes: 'any',
    timezoneSource: 'contact-and-device',
    strict: false,
    times: { everyDay: [{ start: '09:00', end: '19:00' }] },
  },
};

/** Not more than so many attempts (seed A3). */
export const attemptRuleEndpoints = ruleEndpoints(
  'attempt',
  'AttemptRule',
  'attempts',
  Type.Unsafe<AttemptRule>({ ...ruleKindModules.attempt.schema, title: 'AttemptConditions' }),
  EXAMPLE_ATTEMPT_RULE,
);

/** Allowed hours for a country and regions (seed A7). */
export const contactTimesRuleEndpoints = ruleEndpoints(
  'contact-times',
  'ContactTimesRule',
  'contact times',
  Type.Unsafe<ContactTimesRule>({
    ...ruleKindModules['contact-times'].schema,
    title: 'ContactTimesConditions',
  }),
  EXAMPLE_CONTACT_TIMES,
);
