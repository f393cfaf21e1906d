import { Type, type Static } from 'typebox';
import { limitsSchema, weekTimesSchema, type OrganizationLimits, type WeekTimes } from '@tact/engine';
import {
  countrySchema,
  idSchema,
  nullable,
  oneOf,
  strictObject,
  text,
  versionSchema,
  zoneNameSchema,
} from '../schema-parts.ts';
import { effectFields, ruleEffectSchema } from './rule-effect.ts';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';

const fields = {
  name: text(API_LIMITS.nameLengthMax),
  zone: zoneNameSchema,
  zoneFallback: oneOf(
    ['number', 'organization'],
    'The clock of hours and limits where the contact’s zone is not known (S13).',
  ),
  locale: Type.String({
    pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
    maxLength: API_LIMITS.languageLengthMax,
    examples: ['en-US'],
  }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.', examples: ['USD'] }),
  defaultCountry: {
    ...countrySchema,
    description: 'The country of numbers that are written without one.',
  },
  allowedHours: Type.Unsafe<WeekTimes>({
    ...weekTimesSchema,
    title: 'WeekTimes',
    description: 'No rule widens them and no campaign detaches them.',
  }),
  limits: Type.Unsafe<OrganizationLimits>({
    ...limitsSchema,
    title: 'Limits',
    description: 'Per account where a request names one, else per contact. Null: no limit.',
  }),
};

/** Whose rules, contacts and records these are. */
export const organizationSchema = strictObject(
  { id: idSchema, ...fields, version: versionSchema },
  { title: 'Organization' },
);

/** A change: fields that are left out stay. */
export const organizationChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(fields.name),
    zone: Type.Optional(fields.zone),
    zoneFallback: Type.Optional(fields.zoneFallback),
    locale: Type.Optional(fields.locale),
    currency: Type.Optional(fields.currency),
    defaultCountry: Type.Optional(fields.defaultCountry),
    allowedHours: Type.Optional(fields.allowedHours),
    limits: Type.Optional(fields.limits),
  },
  { title: 'OrganizationChange' },
);
/** A change of the organization. */
export type OrganizationChangeJson = Static<typeof organizationChangeSchema>;

const limitsEffectSchema = strictObject(
  {
    allowedHours: Type.Optional(fields.allowedHours),
    limits: Type.Optional(fields.limits),
    days: effectFields().days,
  },
  { title: 'LimitsEffectQuestion' },
);
/** Limits and hours whose effect is asked for; what is left out is as it was. */
export type LimitsEffectJson = Static<typeof limitsEffectSchema>;

const daysSchema = (description: string) =>
  nullable(
    Type.Integer({ minimum: API_LIMITS.recordDaysMin, maximum: API_LIMITS.recordDaysMax, description }),
  );
const retentionFields = {
  decisionsDays: daysSchema('Decisions with their records, since they were recorded. Null: for good.'),
  attemptsDays: daysSchema(
    'Attempts, inbound contacts and what became of them, since they were recorded. Null: for good.',
  ),
  optOutsDays: daysSchema(
    'Opt-outs, since they were lifted or ended. Those in force stay for good. Null: all do.',
  ),
};
/** For how many days records are kept (ADR 0021). At least 400, because no rule looks back so far. */
export const retentionSchema = strictObject(
  {
    ...retentionFields,
    version: Type.Integer({ minimum: 0, description: '0: nobody has said anything; it is five years.' }),
  },
  { title: 'Retention' },
);
/** For how many days records are kept. */
export type RetentionJson = Static<typeof retentionSchema>;

/** The routes of the caller's organization. */
export const organizationEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/api/v1/organizations/current',
    summary: 'Get the organization of this key',
    scope: 'organization:read',
    answers: { 200: organizationSchema },
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/organizations/current',
    summary: 'Change the organization',
    description: 'Hours and limits hold for every request from the answer on.',
    scope: 'organization:write',
    body: organizationChangeSchema,
    example: {
      version: 1,
      zone: 'America/New_York',
      allowedHours: { everyDay: [{ start: '08:00', end: '21:00' }] },
      limits: { attemptsPerDayMax: 3, attemptsPerWeekMax: 7, intervalHoursMin: 2 },
    },
    answers: { 200: organizationSchema },
    errors: [
      ...BODY_ERRORS,
      ...REPEAT_ERRORS,
      'version_conflict',
      'zone_unknown',
      'address_invalid',
      'hours_invalid',
    ],
  }),
  effect: endpoint({
    method: 'POST',
    path: '/api/v1/organizations/current/effect',
    summary: 'See what other hours and limits would have changed',
    description:
      'Nothing is saved. The attempts and blocked questions of the last days are judged again, as far as there is time for it.',
    scope: 'rules:read',
    body: limitsEffectSchema,
    example: { limits: { attemptsPerDayMax: 2, attemptsPerWeekMax: 7, intervalHoursMin: null } },
    answers: { 200: ruleEffectSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'hours_invalid', 'ruleset_full'],
  }),
  retention: endpoint({
    method: 'GET',
    path: '/api/v1/organizations/current/retention',
    summary: 'Get for how long records are kept',
    scope: 'organization:read',
    answers: { 200: retentionSchema },
  }),
  setRetention: endpoint({
    method: 'PUT',
    path: '/api/v1/organizations/current/retention',
    summary: 'Set for how long records are kept',
    description:
      'Records beyond it are removed by the service within two days; the audit log states it, and checking goes on to find anything else that is missing.',
    scope: 'organization:write',
    body: retentionSchema,
    example: { version: 0, decisionsDays: 1827, attemptsDays: 1827, optOutsDays: null },
    answers: { 200: retentionSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'version_conflict'],
  }),
};
