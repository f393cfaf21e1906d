import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** What a user or a key may do at most (seed B1). */
export type Role = 'administrator' | 'operator' | 'analyst';

/** What a key or a session may do. `organizationId` comes from the credential, never from the request. */
export interface Principal {
  readonly kind: 'api-key' | 'user';
  readonly id: string;
  readonly name: string;
  readonly organizationId: OrganizationId;
  readonly role: Role;
  /** Null: all that the role may do. */
  readonly scopes: readonly string[] | null;
}

/** A key of a program. Its text is shown once and kept nowhere. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly string[] | null;
  /** The first characters, so that people recognise it. */
  readonly prefix: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly lastUsedAt: Instant | null;
}

/** A person who signs in. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: Instant;
}

/** Users and API keys. */
export interface AccessPort {
  /** Finds a key by the SHA-256 of its text, expired and revoked ones too, so that the answer can say which. */
  findApiKey(keyHash: string): Promise<{ readonly key: ApiKey; readonly principal: Principal } | undefined>;
  createApiKey(
    organizationId: OrganizationId,
    key: Pick<ApiKey, 'name' | 'role' | 'scopes' | 'prefix' | 'expiresAt'> & { readonly keyHash: string },
    actor: Actor,
  ): Promise<ApiKey>;
  listApiKeys(organizationId: OrganizationId, page: PageRequest): Promise<Page<ApiKey>>;
  revokeApiKey(organizationId: OrganizationId, id: string, actor: Actor): Promise<ApiKey>;
  createUser(
    organizationId: OrganizationId,
    user: Pick<User, 'email' | 'role'> & { readonly passwordHash: string },
    actor: Actor,
  ): Promise<User>;
  listUsers(organizationId: OrganizationId, page: PageRequest): Promise<Page<User>>;
}
