import type { OrganizationId, OrganizationRules } from '@tact/engine';
import type { Actor } from './store.ts';

/** A tenant with its settings. */
export interface Organization {
  readonly id: OrganizationId;
  readonly name: string;
  readonly locale: string;
  readonly currency: string;
  /** ISO 3166-1: the country of numbers that are written without one. */
  readonly defaultCountry: string;
  readonly rules: OrganizationRules;
  /** Grows with every change; a change names the version that it was made on (`version_conflict`). */
  readonly version: number;
}

/** Organizations and their settings. */
export interface OrganizationPort {
  /** All organizations, for start-up and jobs only. */
  listIds(): Promise<readonly OrganizationId[]>;
  get(organizationId: OrganizationId): Promise<Organization>;
  create(organization: Omit<Organization, 'version'>, actor: Actor): Promise<Organization>;
  /** Bumps the ruleset epoch (G2). */
  update(
    organizationId: OrganizationId,
    version: number,
    change: Partial<Omit<Organization, 'id' | 'version'>>,
    actor: Actor,
  ): Promise<Organization>;
}
