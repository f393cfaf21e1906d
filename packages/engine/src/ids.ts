import type { Brand } from './brand.ts';

/** The tenant: whose rules, contacts and records these are (UUID). */
export type OrganizationId = Brand<string, 'OrganizationId'>;
/** A person's own key, chosen by the organization: up to 64 characters (seed A12 `c_client_id`). */
export type ClientId = Brand<string, 'ClientId'>;
/** One debt of a contact (UUID). */
export type AccountId = Brand<string, 'AccountId'>;
/** A campaign group, which picks optional rules (UUID). */
export type CampaignGroupId = Brand<string, 'CampaignGroupId'>;
/** One attempt, reserved or made (UUID, version 7). */
export type AttemptId = Brand<string, 'AttemptId'>;
/** One rule, of any kind (UUID). */
export type RuleId = Brand<string, 'RuleId'>;
/** One opt-out (UUID). */
export type OptOutId = Brand<string, 'OptOutId'>;
/** One suppression list (UUID). */
export type SuppressionListId = Brand<string, 'SuppressionListId'>;
/** One line of a suppression list. */
export type EntryId = Brand<string, 'EntryId'>;
