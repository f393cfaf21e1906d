import type { ClientId, OrganizationId } from '@tact/engine';

/** Some of what is stored about a person: rows of one kind, as they are stored. */
export interface PersonPart {
  /** Such as `contact`, `decision`, `opt-out`. */
  readonly kind: string;
  /** By the names of the columns; instants as ISO 8601 in UTC. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Everything about one person. */
export interface PersonPort {
  /**
   * All that is stored about a client, by its client id, the numbers and addresses of its contact, and the ids of what belongs to it; part by
   * part, each a read of its own. A client without a stored contact has what bears its client id. Imported lists of numbers are not
   * personal, and are left out.
   */
  parts(organizationId: OrganizationId, clientId: ClientId): AsyncGenerator<PersonPart>;
}
