import { Type, type TObject, type TSchema } from 'typebox';
import { TIMEZONE_SOURCES, weekTimesSchema, type WeekTimes } from '@tact/engine';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS, type ErrorCode } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
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

/** What optional rules and lists are picked on has a name and its picks (seed A2). */
export const objectNameSchema = text(API_LIMITS.nameLengthMax, 'Unique.');
/** The ids of optional rules or lists that are picked. */
export const picksSchema = Type.Array(idSchema, { maxItems: API_LIMITS.picksMax, uniqueItems: true });
const validationPicksSchema = Type.Array(idSchema, {
  maxItems: API_LIMITS.validationsMax,
  uniqueItems: true,
  description: 'Optional pre-dial validations that are picked (seed A9).',
});
/** Where the zones of requests come from (S8). */
export const timezoneSourceSchema = nullable(
  oneOf(TIMEZONE_SOURCES, 'Where the zones of its requests come from; null: `device` (S8).'),
);
/** The campaign's own hours (seed A7.5). */
export const campaignHoursSchema = nullable(
  strictObject(
    {
      timezoneSource: oneOf(TIMEZONE_SOURCES, 'Whose clocks the hours are on.'),
      times: Type.Unsafe<WeekTimes>({ ...weekTimesSchema, title: 'WeekTimes' }),
    },
    {
      title: 'CampaignHours',
      description: 'They cut what the organization and the rules allow, and widen nothing.',
    },
  ),
);

/** Fields that every new campaign object may have. */
export const newPickFields = {
  ruleIds: Type.Optional(picksSchema),
  suppressionListIds: Type.Optional(picksSchema),
  preDialValidationIds: Type.Optional(validationPicksSchema),
};
/** Fields that every stored one has. */
export const storedObjectFields = {
  id: idSchema,
  name: Type.String(),
  ruleIds: Type.Array(idSchema),
  suppressionListIds: Type.Array(idSchema),
  preDialValidationIds: Type.Array(idSchema),
  version: versionSchema,
  createdAt: instantSchema,
  updatedAt: instantSchema,
};

/** What saving a campaign object may be refused for. */
export const OBJECT_SAVE_ERRORS: readonly ErrorCode[] = [
  ...BODY_ERRORS,
  ...REPEAT_ERRORS,
  'name_taken',
  'rule_unknown',
  'suppression_list_unknown',
  'pre_dial_validation_unknown',
  'ruleset_full',
];

/** What tells one kind of campaign objects from the others. */
interface ObjectWords<Path extends string> {
  readonly path: Path;
  readonly one: string;
  readonly many: string;
  readonly title: string;
}

const pickParams = strictObject({ id: idSchema, ruleId: idSchema });

/** The schemas of one kind of campaign objects. */
interface ObjectSchemas<Created extends TObject, Change extends TObject, Stored extends TSchema> {
  readonly created: Created;
  readonly change: Change;
  readonly stored: Stored;
}

/** The routes of one kind of campaign objects; all kinds have the same. */
export function objectEndpoints<
  const Path extends string,
  Created extends TObject,
  Change extends TObject,
  Stored extends TSchema,
>(
  words: ObjectWords<Path>,
  schemas: ObjectSchemas<Created, Change, Stored>,
  examples: { readonly created: unknown; readonly change: unknown },
  saveErrors: readonly ErrorCode[] = OBJECT_SAVE_ERRORS,
) {
  return {
    ...savingEndpoints(words, schemas, examples, saveErrors),
    ...readingEndpoints(words, schemas.stored),
    ...pickEndpoints(words, schemas.stored),
  };
}

function savingEndpoints<
  const Path extends string,
  Created extends TObject,
  Change extends TObject,
  Stored extends TSchema,
>(
  words: ObjectWords<Path>,
  schemas: ObjectSchemas<Created, Change, Stored>,
  examples: { readonly created: unknown; readonly change: unknown },
  saveErrors: readonly ErrorCode[],
) {
  const base = `/api/v1/${words.path}` as const;
  return {
    create: endpoint({
      method: 'POST',
      path: base,
      summary: `Create a ${words.one}`,
      scope: 'campaign-groups:write',
      body: schemas.created,
      example: examples.created,
      answers: { 201: schemas.stored },
      errors: saveErrors,
    }),
    update: endpoint({
      method: 'PATCH',
      path: `${base}/{id}`,
      summary: `Change a ${words.one}`,
      scope: 'campaign-groups:write',
      params: idParams,
      body: schemas.change,
      example: examples.change,
      answers: { 200: schemas.stored },
      errors: [...saveErrors, 'not_found', 'version_conflict'],
    }),
    delete: endpoint({
      method: 'DELETE',
      path: `${base}/{id}`,
      summary: `Delete a ${words.one}`,
      scope: 'campaign-groups:write',
      params: idParams,
      answers: { 204: null },
      errors: [...REPEAT_ERRORS, 'not_found', 'still_used'],
    }),
  };
}

function readingEndpoints<const Path extends string, Stored extends TSchema>(
  words: ObjectWords<Path>,
  stored: Stored,
) {
  const base = `/api/v1/${words.path}` as const;
  return {
    list: endpoint({
      method: 'GET',
      path: base,
      summary: `List ${words.many}`,
      scope: 'campaign-groups:read',
      query: strictObject(pageQueryFields),
      answers: { 200: pageOf(stored, `${words.title}Page`) },
      errors: ['cursor_invalid'],
    }),
    get: endpoint({
      method: 'GET',
      path: `${base}/{id}`,
      summary: `Get a ${words.one}`,
      scope: 'campaign-groups:read',
      params: idParams,
      answers: { 200: stored },
      errors: ['not_found'],
    }),
  };
}

function pickEndpoints<const Path extends string, Stored extends TSchema>(
  words: ObjectWords<Path>,
  stored: Stored,
) {
  const base = `/api/v1/${words.path}` as const;
  return {
    pickRule: endpoint({
      method: 'PUT',
      path: `${base}/{id}/rules/{ruleId}`,
      summary: `Pick a rule on a ${words.one}`,
      description:
        'Nothing changes where it was picked before. A required rule applies without being picked.',
      scope: 'campaign-groups:write',
      params: pickParams,
      answers: { 200: stored },
      errors: [...REPEAT_ERRORS, 'not_found', 'rule_unknown', 'ruleset_full'],
    }),
    unpickRule: endpoint({
      method: 'DELETE',
      path: `${base}/{id}/rules/{ruleId}`,
      summary: `Take a rule out of a ${words.one}`,
      description: 'A required rule cannot be taken out: make it optional on the rule itself.',
      scope: 'campaign-groups:write',
      params: pickParams,
      answers: { 200: stored },
      errors: [...REPEAT_ERRORS, 'not_found', 'rule_required'],
    }),
  };
}
