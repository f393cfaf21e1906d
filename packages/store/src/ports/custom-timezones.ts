import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** One line of the custom timezone map (seed A4): digits without signs. */
export interface CustomTimezoneFields {
  /** The dialling code of the country, such as `1`; 1 to 3 digits. */
  readonly countryCode: string;
  readonly areaCode: string;
  readonly exchange: string | null;
  /** A name of the zone table. */
  readonly zone: string;
}

/** A stored line. */
export interface StoredCustomTimezone extends CustomTimezoneFields {
  readonly id: string;
  /** Country code, area code and exchange in one: unique, and what numbers are compared with. */
  readonly prefix: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A line as far as deciding needs it. */
export type CustomTimezoneInForce = Pick<StoredCustomTimezone, 'prefix' | 'zone'>;

/** What became of an import. */
export interface ImportedCustomTimezones {
  readonly created: number;
  /** Prefixes that were there with another zone, or cut otherwise. */
  readonly updated: number;
  readonly unchanged: number;
}

/** The map of zones that an organization gives to numbers itself (S5, S16). Every change is in force on every node before it returns (G2). */
export interface CustomTimezonePort {
  get(organizationId: OrganizationId, id: string): Promise<StoredCustomTimezone | undefined>;
  /** By prefix. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<StoredCustomTimezone>>;
  /** A prefix stands once in the map: `prefix_taken`. Beyond so many lines: `map_full`. */
  create(
    organizationId: OrganizationId,
    line: CustomTimezoneFields,
    actor: Actor,
    linesMax: number,
  ): Promise<StoredCustomTimezone>;
  update(
    organizationId: OrganizationId,
    id: string,
    version: number,
    line: CustomTimezoneFields,
    actor: Actor,
  ): Promise<StoredCustomTimezone>;
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
  /** All or none, in one transaction with one audit entry; the prefixes differ. A prefix that is there gets the zone that is given. */
  importMany(
    organizationId: OrganizationId,
    lines: readonly CustomTimezoneFields[],
    actor: Actor,
    linesMax: number,
  ): Promise<ImportedCustomTimezones>;
}
