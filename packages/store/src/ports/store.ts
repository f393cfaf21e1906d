import type { Instant } from '@tact/engine';
import type { AccessPort, SignInFailurePort, SignInPort, UserPort } from './access.ts';
import type { AttemptPort } from './attempts.ts';
import type { CampaignGroupPort, CampaignTemplatePort, DialingProfilePort } from './campaigns.ts';
import type { ChannelPort, DeviceStopPort } from './channels.ts';
import type { AccountPort, ContactPort } from './contacts.ts';
import type { CustomTimezonePort } from './custom-timezones.ts';
import type { ContactImportPort } from './contact-imports.ts';
import type { ContactListPort } from './contact-lists.ts';
import type { DecisionPort } from './deciding.ts';
import type { MessageTemplatePort } from './message-templates.ts';
import type { OrganizationPort } from './organization.ts';
import type { PreDialValidationPort } from './pre-dial-validations.ts';
import type { AuditPort, IdempotencyPort } from './records.ts';
import type { ContactDatePort, RulePort } from './rules.ts';
import type { ProofPort } from './proof.ts';
import type { VerificationPort } from './verifications.ts';
import type { ErasurePort } from './erasures.ts';
import type { PersonPort } from './persons.ts';
import type { RetentionPort } from './retention.ts';
import type { ReportPort } from './reports.ts';
import type { BacktestPort } from './backtests.ts';
import type { ReportFilePort } from './report-files.ts';
import type { HistoryPort } from './history.ts';
import type { JobPort } from './jobs.ts';
import type { ListImportPort } from './list-imports.ts';
import type { NumberSetPort } from './number-sets.ts';
import type { QueuePort } from './queue.ts';
import type { CampaignPort } from './running-campaigns.ts';
import type { OptOutPort, SuppressionPort } from './suppression.ts';
import type { DispositionPort, TreatmentPort } from './treatments.ts';

/**
 * What the service asks of its storage. Narrow, one interface a resource; every method names its organization first, and PostgreSQL's
 * row-level security holds it apart even where the code were wrong (G7). A method that changes something takes the actor and writes the
 * audit entry in the same transaction. A fault throws; nothing here answers "none" when it could not look.
 */
export interface Store {
  readonly access: AccessPort;
  readonly users: UserPort;
  readonly signIn: SignInPort;
  readonly signInFailures: SignInFailurePort;
  readonly organizations: OrganizationPort;
  readonly contacts: ContactPort;
  readonly accounts: AccountPort;
  readonly campaignGroups: CampaignGroupPort;
  readonly dialingProfiles: DialingProfilePort;
  readonly campaignTemplates: CampaignTemplatePort;
  readonly contactLists: ContactListPort;
  readonly messageTemplates: MessageTemplatePort;
  readonly campaigns: CampaignPort;
  readonly queue: QueuePort;
  readonly rules: RulePort;
  readonly contactDates: ContactDatePort;
  readonly preDialValidations: PreDialValidationPort;
  readonly customTimezones: CustomTimezonePort;
  readonly dispositions: DispositionPort;
  readonly treatments: TreatmentPort;
  readonly suppression: SuppressionPort;
  readonly numberSets: NumberSetPort;
  readonly listImports: ListImportPort;
  readonly contactImports: ContactImportPort;
  readonly jobs: JobPort;
  readonly optOuts: OptOutPort;
  readonly channels: ChannelPort;
  readonly deviceStops: DeviceStopPort;
  readonly decisions: DecisionPort;
  readonly attempts: AttemptPort;
  readonly audit: AuditPort;
  readonly reports: ReportPort;
  readonly history: HistoryPort;
  readonly backtests: BacktestPort;
  readonly reportFiles: ReportFilePort;
  readonly proof: ProofPort;
  readonly verifications: VerificationPort;
  readonly retention: RetentionPort;
  readonly persons: PersonPort;
  readonly erasures: ErasurePort;
  readonly idempotency: IdempotencyPort;
  /** Throws where the database does not answer within the time; gives its clock, so that a node whose own clock is off notices. */
  ping(timeoutMs: number): Promise<{ readonly databaseNow: Instant }>;
  /** How the connections are used at this moment, by pool: `hot` for single statements of deciding, `ordinary` for all the rest. */
  poolFigures(): PoolFigures;
  close(): Promise<void>;
}

/** The connections of each pool: open ones, unused ones among them, and requests that wait for one. */
export type PoolFigures = Readonly<
  Record<'hot' | 'ordinary', { readonly total: number; readonly idle: number; readonly waiting: number }>
>;

/** Who changes something, for the audit log. `requestId` ties the entry to the log line of the request. */
export interface Actor {
  readonly kind: 'user' | 'api-key' | 'command-line' | 'job';
  readonly id: string;
  readonly name: string;
  readonly requestId: string;
  readonly source: 'individual' | 'bulk' | 'api';
}

/** One page of a listing in a fixed order. `next` is opaque; null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** `limit` is 1 to 200. A cursor that is not one of ours throws a `StoreError` with code `cursor_invalid`. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

/** Why a change was refused: an expected failure, as a value of one class with a stable code. */
export type StoreErrorCode =
  | 'not_found'
  | 'name_taken'
  | 'priority_taken'
  | 'prefix_taken'
  | 'map_full'
  | 'trigger_taken'
  | 'client_id_taken'
  | 'device_taken_twice'
  | 'version_conflict'
  | 'still_used'
  | 'status_conflict'
  | 'last_administrator'
  | 'own_list_fixed'
  | 'retention_with_numbers'
  | 'base_version_differs'
  | 'import_not_last'
  | 'import_not_in_force'
  | 'job_running'
  | 'job_ended'
  | 'job_lost'
  | 'report_files_full'
  | 'channel_in_use'
  | 'cursor_invalid'
  | 'already_finished'
  | 'already_released'
  | 'already_lifted'
  | 'erasure_ambiguous'
  | 'erasure_key_missing'
  | 'database_unavailable';
