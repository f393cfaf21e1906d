import type { CallResult, Instant, OrganizationId } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** What a disposition is described by. The code is what rules and attempts hold; it never changes. */
export interface DispositionFields {
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
}

/** A stored disposition. */
export interface Disposition extends DispositionFields {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The disposition codes that an organization works with. None at all: any code is taken. */
export interface DispositionPort {
  get(organizationId: OrganizationId, id: string): Promise<Disposition | undefined>;
  /** By code. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<Disposition>>;
  /** Those of the codes that are not known; none where the organization has no disposition at all. */
  unknownCodes(organizationId: OrganizationId, codes: readonly string[]): Promise<readonly string[]>;
  /** A code stands once: `name_taken`. */
  create(organizationId: OrganizationId, disposition: DispositionFields, actor: Actor): Promise<Disposition>;
  update(
    organizationId: OrganizationId,
    id: string,
    version: number,
    change: Partial<Omit<DispositionFields, 'code'>>,
    actor: Actor,
  ): Promise<Disposition>;
  /** One that a rule or a treatment names is `still_used`; the sentence names them. */
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
}

/** What is done with a record (seed A11, `Apply to Record`). */
export type TreatmentAction =
  | 'none'
  | 'redial'
  | 'cycle-redial'
  | 'retry-in'
  | 'retry-at'
  | 'next-in-chain'
  | 'next-in-chain-after'
  | 'next-in-chain-at'
  | 'assign'
  | 'agent-error';

/** What a treatment is described by (seed A11). Which fields go with which action is checked before it is saved. */
export interface TreatmentFields {
  readonly name: string;
  /** What leads to it. No call result and no code leads to two treatments (`trigger_taken`). */
  readonly callResults: readonly CallResult[];
  readonly dispositionCodes: readonly string[];
  readonly action: TreatmentAction;
  /** At most so many retries one after the other; null where the action retries nothing. */
  readonly retriesMax: number | null;
  /** Between the first dial and the first retry, minutes. */
  readonly intervalMinutes: number | null;
  /** Added to the interval at each further retry, minutes. */
  readonly incrementMinutes: number | null;
  /** For the two actions at a stated instant. */
  readonly at: Instant | null;
  /** To whom `assign` gives the record: a team, a person, a list of another program. Null with every other action. */
  readonly assignee: string | null;
  /** How the chain goes on when the retries are used up. */
  readonly nextAction: 'next-in-chain' | 'stop';
}

/** A stored treatment. */
export interface Treatment extends TreatmentFields {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Treatments. A change is told in every answer from its return on, as a change of rules is. */
export interface TreatmentPort {
  get(organizationId: OrganizationId, id: string): Promise<Treatment | undefined>;
  /** By name. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<Treatment>>;
  /** All of them, as they are now. */
  all(organizationId: OrganizationId): Promise<readonly Treatment[]>;
  create(organizationId: OrganizationId, treatment: TreatmentFields, actor: Actor): Promise<Treatment>;
  update(
    organizationId: OrganizationId,
    id: string,
    version: number,
    treatment: TreatmentFields,
    actor: Actor,
  ): Promise<Treatment>;
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
}

/** A treatment as far as it is looked up by: which call results and codes lead to it. */
export type TreatmentTriggers = Pick<Treatment, 'id' | 'name' | 'callResults' | 'dispositionCodes'>;
