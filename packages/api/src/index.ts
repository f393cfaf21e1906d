/** The API: requests and answers, errors, permissions, the OpenAPI document and a client. This file is its public surface; what needs no schema is one apart. */
export * from './without-schemas.ts';
export type { Client, ClientOptions } from './client.ts';
export { clientRoutes, createClient } from './create-client.ts';
export { createCheck, readTexts, type Check, type Checked } from './check.ts';
export { COMMON_ERRORS, ERROR_CODES, ERRORS, type ErrorCode } from './errors.ts';
export {
  endpoint,
  type AnswerBodyOf,
  type AnswerOf,
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  type QueryOf,
  takesIdempotencyKey,
} from './endpoint.ts';
export { allEndpoints, endpoints, RESOURCE_TITLES, type Endpoints, type NamedEndpoint } from './endpoints.ts';
export { describe, explain, quote, type Shape, type ShapeProblem } from './explain.ts';
export { shortJson } from './short-json.ts';
export { errorsOf, openApiDocument, type OpenApiDocument } from './openapi.ts';
export {
  permissionProblem,
  ROLE_SCOPES,
  rolesWith,
  SCOPES,
  scopesOf,
  type Role,
  type Scope,
} from './permissions.ts';
export { problemSchema, type Problem } from './problem.ts';
export type { ReadonlyDeep } from './readonly-deep.ts';
export type { NewApiKeyJson } from './resources/access.ts';
export type { AccountChangeJson, NewAccountJson } from './resources/accounts.ts';
export { attemptRowSchema, type AttemptJson, type AttemptRowJson } from './resources/attempts.ts';
export type { AuditChainJson } from './resources/audit.ts';
export type { LimitsEffectJson } from './resources/organization.ts';
export type { NewReportFileJson } from './resources/report-files.ts';
export { proposalSchema, type ProposalJson } from './resources/backtests.ts';
export type { CampaignGroupChangeJson, NewCampaignGroupJson } from './resources/campaign-groups.ts';
export type { CampaignTemplateChangeJson, NewCampaignTemplateJson } from './resources/campaign-templates.ts';
export type { CallDeliveryJson } from './resources/call-delivery.ts';
export type { CampaignChangeJson, NewCampaignJson } from './resources/campaigns.ts';
export type { ContactListRecordsAddedJson, NewContactListRecordJson } from './resources/contact-lists.ts';
export type { MessageTemplateChangeJson, NewMessageTemplateJson } from './resources/message-templates.ts';
export type { CustomTimezoneChangeJson, NewCustomTimezoneJson } from './resources/custom-timezones.ts';
export type { DialingProfileChangeJson, NewDialingProfileJson } from './resources/dialing-profiles.ts';
export type { DispositionChangeJson, NewDispositionJson } from './resources/dispositions.ts';
export type { ScriptCheckJson } from './resources/treatment-scripts.ts';
export type { NewTreatmentJson, TreatmentChangeJson } from './resources/treatments.ts';
export type { ChannelChangeJson, ChannelConfigurationJson, NewChannelJson } from './resources/channels.ts';
export type {
  NewPreDialValidationJson,
  PreDialValidationChangeJson,
  PreDialValidationJson,
} from './resources/pre-dial-validations.ts';
export type { ContactDatesQuestionJson, NewContactDateJson } from './resources/contact-dates.ts';
export {
  contactFileChangeSchema,
  type ContactFileChangeJson,
  type ContactFilePlanJson,
} from './resources/contact-imports.ts';
export type { ContactChangeJson, ContactJson, NewContactJson } from './resources/contacts.ts';
export type { DecisionAnswer } from './resources/decisions.ts';
export type { FindingJson } from './resources/findings.ts';
export type { BulkOptOutJson } from './resources/admin-opt-outs.ts';
export type { OptedOutJson } from './resources/opted-out.ts';
export type { NewOptOutJson } from './resources/opt-outs.ts';
export type { OrganizationChangeJson } from './resources/organization.ts';
export {
  EXAMPLE_QUESTION,
  questionSchema,
  reservationQuestionSchema,
  type QuestionJson,
  type ReservationQuestionJson,
  type WindowsQuestionJson,
} from './resources/question.ts';
export type { NewUserJson, UserChangeJson } from './resources/users.ts';
export { SESSION_RULES, type CredentialsJson, type SessionJson } from './resources/session.ts';
export type {
  NewEntryJson,
  NewSuppressionListJson,
  SuppressionListChangeJson,
} from './resources/suppression-lists.ts';
export { readPlanChangeSchema, type ReadPlanJson } from './resources/read-plan.ts';
export { bodyTypeOf } from './body-type.ts';
export {
  deliveryStatusSchema,
  inboundCallSchema,
  inboundMessageSchema,
  type DeliveryStatusJson,
  type InboundCallJson,
  type InboundMessageJson,
} from './resources/channel-callbacks.ts';
