import type {
  AccountId,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  Instant,
  OrganizationId,
} from '@tact/engine';
import type { Reservation, StoredAttempt } from './deciding.ts';
import type { Actor, Page, PageRequest } from './store.ts';

/** An attempt with all that became known of it. */
export interface Attempt extends Omit<StoredAttempt, 'state'> {
  readonly state: 'reserved' | 'finished' | 'released';
  readonly devicePosition: number | null;
  readonly finishedAt: Instant | null;
  readonly decisionId: string | null;
  /** How it came to be known: reserved here, or told afterwards (S32). */
  readonly origin: 'reservation' | 'import';
}

/** An attempt that was made elsewhere. */
export interface AttemptToImport {
  /** The caller's own id of it: importing the same twice changes nothing. Null: none. */
  readonly externalId: string | null;
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey;
  readonly devicePosition: number | null;
  readonly accountId: AccountId | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly channel: Channel;
  readonly direction: 'outbound' | 'inbound';
  readonly callResult: CallResult | null;
  readonly disposition: string | null;
  readonly place: Reservation['place'];
}

/** Attempts after their reservation. Instants in milliseconds UTC. */
export interface AttemptPort {
  get(organizationId: OrganizationId, id: AttemptId): Promise<Attempt | undefined>;
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: { readonly clientId: ClientId | null },
  ): Promise<Page<Attempt>>;
  /** Records what came of a reservation, expired or not; the same report twice changes nothing, another one corrects it. `already_released` where it was released. */
  recordResult(
    organizationId: OrganizationId,
    id: AttemptId,
    result: {
      readonly callResult: CallResult | null;
      readonly disposition: string | null;
      readonly at: Instant;
    },
    actor: Actor,
  ): Promise<Attempt>;
  /**
   * Fills in a result that is not known yet (none, `Unknown`, `Ok`), in one round trip; what somebody reported who knows better stays, and
   * so does a disposition. Gives whether it changed anything. `already_released` where it was released.
   */
  fillInResult(
    organizationId: OrganizationId,
    id: AttemptId,
    result: { readonly callResult: CallResult; readonly at: Instant },
    actor: Actor,
  ): Promise<boolean>;
  /** Says that it was not dialled: it no longer counts (S7). `already_finished` where a result is there. */
  release(organizationId: OrganizationId, id: AttemptId, at: Instant, actor: Actor): Promise<Attempt>;
  /** History from elsewhere: counts like any other attempt from the commit on. One audit entry for the batch. */
  importMany(
    organizationId: OrganizationId,
    attempts: readonly AttemptToImport[],
    actor: Actor,
  ): Promise<{ readonly imported: number; readonly alreadyThere: number }>;
}
