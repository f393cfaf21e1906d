import type { CallResult, Instant, OrganizationId } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** What a pre-dial validation is described by (seed A9): a service outside that is asked before a record is dialled. */
export interface PreDialValidationFields {
  readonly name: string;
  /** For the records of every campaign; else where a campaign object has picked it (seed A2). */
  readonly required: boolean;
  /** 1 to 999, unique: of several that apply, the lower number is asked first. */
  readonly priority: number;
  /** Where records are posted. */
  readonly url: string;
  /** How long the service has to answer, milliseconds. */
  readonly timeoutMs: number;
  /** Records that one process asks it about at once. */
  readonly connectionsMax: number;
  /** What a record has where no usable answer came. */
  readonly callResult: CallResult;
  /** What is stamped where the service refuses; null: it is treated as `Do Not Call`. */
  readonly dispositionCode: string | null;
  /** The headers as the service encrypted them; null where there are none. */
  readonly sealedHeaders: string | null;
  /** Which headers there are. */
  readonly headerNames: readonly string[];
}

/** A stored pre-dial validation. */
export interface PreDialValidation extends PreDialValidationFields {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/**
 * Pre-dial validations. INVARIANT: once a change is acknowledged, nothing more is marked as being handed over that was validated as it was before
 * (`DueCampaign.validationsEpoch`). Audit entries tell which headers there are, and that they changed; never what they are, not even encrypted.
 */
export interface PreDialValidationPort {
  get(organizationId: OrganizationId, id: string): Promise<PreDialValidation | undefined>;
  /** Those of the ids that there are; in no order. */
  getMany(organizationId: OrganizationId, ids: readonly string[]): Promise<readonly PreDialValidation[]>;
  /** By priority. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<PreDialValidation>>;
  count(organizationId: OrganizationId): Promise<number>;
  /** `name_taken`, `priority_taken`. The id is the caller's: headers are encrypted for it. */
  create(
    organizationId: OrganizationId,
    id: string,
    fields: PreDialValidationFields,
    actor: Actor,
  ): Promise<PreDialValidation>;
  update(
    organizationId: OrganizationId,
    id: string,
    version: number,
    change: Partial<PreDialValidationFields>,
    actor: Actor,
  ): Promise<PreDialValidation>;
  /** One that something has picked is `still_used`; the sentence names who. */
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
}
