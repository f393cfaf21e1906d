import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import type { ErrorCode } from '../errors.ts';
import { REPORT_DECISIONS, REPORT_HOURS } from '../report-csv.ts';
import {
  channelSchema,
  clientIdSchema,
  idSchema,
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
  },
  { title: 'ReportSummary' },
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
