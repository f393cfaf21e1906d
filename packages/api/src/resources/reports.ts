import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import type { ErrorCode } from '../errors.ts';
import { REPORT_DECISIONS, REPORT_HOURS } from '../report-csv.ts';
import {
  channelSchema,
  clientIdSchema,
  idSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  spanEdgeSchema,
  strictObject,
} from '../schema-parts.ts';

/** One interaction as the compliance report tells it (seed B8). */
export const reportRowSchema = strictObject(
  {
    interactionId: idSchema,
    atUtc: Type.String(),
    atLocal: Type.String({ description: 'The wall clock of the first zone; empty where none is known.' }),
    zone: Type.String({ description: 'Every zone that had to agree, with ` | ` between them.' }),
    zoneFrom: Type.String({ description: '`contact`, `device` or `organization`.' }),
    clientId: Type.String(),
    account: Type.String(),
    device: Type.String(),
    devicePosition: Type.String(),
    channel: Type.String(),
    direction: Type.String(),
    state: Type.String({ description: '`finished`, `reserved`, or `expired`: it counts as made (S7).' }),
    callResult: Type.String(),
    disposition: Type.String(),
    campaignGroup: Type.String(),
    agent: Type.String({ description: 'Who reported the result.' }),
    hours: oneOf(REPORT_HOURS, 'Whether it fell within the hours and days that were allowed then.'),
    rules: Type.String({ description: 'What it broke; where it is inside, what it kept.' }),
    judgedBy: oneOf(
      ['decision', 'then', 'first-known'],
      'Its own decision; the rules then in force; or, before the organization was made, the first that are known.',
    ),
    decision: oneOf(
      REPORT_DECISIONS,
      'Reserved by an allowed decision; asked and allowed within the hour before; made without any; or against a blocked one (S32).',
    ),
    decisionId: Type.String(),
    attemptsBefore24Hours: Type.String(),
    attemptsBefore7Days: Type.String(),
    country: Type.String(),
    region: Type.String({ description: 'States or provinces of the device, with ` | ` between them.' }),
  },
  { title: 'ReportRow' },
);
/** One interaction as the compliance report tells it. */
export type ReportRowJson = Static<typeof reportRowSchema>;

const countFields = {
  interactions: Type.Integer(),
  inside: Type.Integer(),
  outside: Type.Integer(),
  unknown: Type.Integer({ description: 'Their zone is not known.' }),
  withoutDecision: Type.Integer(),
  againstDecision: Type.Integer(),
};
const countsSchema = strictObject(countFields, { title: 'InteractionCounts' });
const lineSchema = strictObject({ key: Type.String(), ...countFields }, { title: 'ReportSummaryLine' });

/** How opt-outs were honoured. */
const optOutsHonouredSchema = strictObject(
  {
    recorded: Type.Integer({
      minimum: 0,
      description:
        'Opt-outs that were recorded in the days, of the client and on the channel that were asked for. Those that were lifted since count, too.',
    }),
    contactedAfter: Type.Integer({
      minimum: 0,
      description: 'After how many of them somebody was contacted nevertheless.',
    }),
    attemptsAfter: Type.Integer({
      minimum: 0,
      description: 'How often; an attempt that two of them cover counts for each.',
    }),
    longestMs: Type.Integer({
      minimum: 0,
      description:
        'From the acknowledgement of an opt-out (or from when on it holds, where that is later) to the start of the last outbound attempt that it covers, milliseconds: the longest. 0: nobody was contacted afterwards.',
    }),
    in99Of100Ms: Type.Integer({
      minimum: 0,
      description: 'The time that 99 of 100 opt-outs do not exceed, milliseconds.',
    }),
  },
  {
    title: 'OptOutsHonoured',
    description:
      'Of each opt-out the outbound attempts count that began after it and before it was lifted or ended, on a channel that it covers, on its client or on one of its devices at anybody, within the days and after them; released ones do not. An attempt that was handed over before the acknowledgement and ended later began before it. A first and a last day are whole days of the organization’s zone; a device that the client got later counts as if from the beginning. Opt-outs by a number that no contact had stand in the organization’s own list and are not among these; nor is what was done, after somebody was erased, under the client id or number as it was. Clocks of several machines may differ by some milliseconds. `hours`, `decision` and `direction` do not narrow it.',
  },
);

/** The summary of a compliance report. */
export const reportSummarySchema = strictObject(
  {
    total: countsSchema,
    byDay: Type.Array(lineSchema, { description: 'By the local day.' }),
    byHour: Type.Array(lineSchema, { description: 'By the local hour.' }),
    byWeekHour: Type.Array(lineSchema, {
      description: 'By the local weekday and hour, as `1 09`: Monday is 1.',
    }),
    byRegion: Type.Array(lineSchema),
    byRule: Type.Array(lineSchema, { description: 'Rules that were broken, most often first.' }),
    byCampaignGroup: Type.Array(lineSchema),
    optOuts: optOutsHonouredSchema,
  },
  { title: 'ReportSummary' },
);

const afterOptOutSchema = strictObject(
  {
    optOutId: idSchema,
    optOutClientId: Type.String({
      description: 'Who opted out; the attempt may be on another contact that has the device.',
    }),
    since: Type.String({
      format: 'date-time',
      description: 'When the opt-out was acknowledged, or from when on it holds where that is later.',
    }),
    afterMs: Type.Integer({
      minimum: 0,
      description: 'From then to the start of the attempt, milliseconds.',
    }),
    interactionId: idSchema,
    atUtc: Type.String(),
    clientId: Type.String(),
    device: Type.String(),
    channel: Type.String(),
    decisionId: nullable(idSchema),
  },
  { title: 'AttemptAfterOptOut' },
);

/** Which interactions a report tells. */
export const reportFilterFields = {
  from: {
    ...spanEdgeSchema,
    description: 'The first day, of the organization’s zone, or the first instant.',
  },
  to: { ...spanEdgeSchema, description: 'The last day, included whole; or an instant, which is out.' },
  channel: Type.Optional(channelSchema),
  direction: Type.Optional(oneOf(['outbound', 'inbound'])),
  campaignGroupId: Type.Optional(idSchema),
  clientId: Type.Optional(clientIdSchema),
  accountId: Type.Optional(idSchema),
  hours: Type.Optional(oneOf(REPORT_HOURS)),
  decision: Type.Optional(oneOf(REPORT_DECISIONS)),
};
const downloadQuery = strictObject({
  ...reportFilterFields,
  after: Type.Optional({
    ...idSchema,
    description:
      'The `interactionId` of the last row that arrived whole: the download goes on after it, without a header.',
  }),
});

const ERRORS_OF_ALL: readonly ErrorCode[] = ['instant_invalid', 'validation_failed'];
const ERRORS_OF_DOWNLOADS: readonly ErrorCode[] = [...ERRORS_OF_ALL, 'downloads_too_many'];

/** The routes of reports. */
export const reportEndpoints = {
  compliance: endpoint({
    method: 'GET',
    path: '/api/v1/reports/compliance',
    summary: 'List interactions with what the rules said, oldest first',
    description:
      'Every attempt and inbound contact of the days, judged by its own decision or else by the rules in force at its instant.',
    scope: 'audit:read',
    query: strictObject({ ...reportFilterFields, ...pageQueryFields }),
    answers: { 200: pageOf(reportRowSchema, 'ReportPage') },
    errors: [...ERRORS_OF_ALL, 'cursor_invalid'],
  }),
  complianceCsv: endpoint({
    method: 'GET',
    path: '/api/v1/reports/compliance.csv',
    summary: 'Download the compliance report as CSV',
    description:
      'RFC 4180, UTF-8. A field that a spreadsheet would take for a formula, such as a number in E.164, begins with an apostrophe. The answer is streamed; a download that was cut goes on with `after`, one that is taken very slowly too. So many run at once of an organization and of a process (503).',
    scope: 'audit:read',
    query: downloadQuery,
    download: 'text/csv',
    answers: { 200: Type.String() },
    errors: ERRORS_OF_DOWNLOADS,
  }),
  complianceNdjson: endpoint({
    method: 'GET',
    path: '/api/v1/reports/compliance.ndjson',
    summary: 'Download the compliance report as lines of JSON',
    scope: 'audit:read',
    query: downloadQuery,
    download: 'application/x-ndjson',
    answers: { 200: Type.String() },
    errors: ERRORS_OF_DOWNLOADS,
  }),
  compliancePdf: endpoint({
    method: 'GET',
    path: '/api/v1/reports/compliance.pdf',
    summary: 'Download the summary as PDF',
    scope: 'audit:read',
    query: strictObject(reportFilterFields),
    download: 'application/pdf',
    answers: { 200: Type.String() },
    errors: ERRORS_OF_ALL,
  }),
  afterOptOuts: endpoint({
    method: 'GET',
    path: '/api/v1/reports/compliance/after-opt-outs',
    summary: 'List attempts that began after an opt-out that covers them',
    description:
      'The rows behind `optOuts` of the summary, by opt-out and then by attempt: see there what counts. `hours`, `decision` and `direction` do not narrow it. A page may have fewer rows than were asked for, or none, and still another one behind it.',
    scope: 'audit:read',
    query: strictObject({ ...reportFilterFields, ...pageQueryFields }),
    answers: { 200: pageOf(afterOptOutSchema, 'AfterOptOutsPage') },
    errors: [...ERRORS_OF_ALL, 'cursor_invalid'],
  }),
  complianceSummary: endpoint({
    method: 'GET',
    path: '/api/v1/reports/compliance/summary',
    summary: 'Count interactions by day, hour, state, rule and campaign group',
    scope: 'audit:read',
    query: strictObject(reportFilterFields),
    answers: { 200: reportSummarySchema },
    errors: ERRORS_OF_ALL,
  }),
};
