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

/** Whether a user can sign in: `invited` has no password yet, `disabled` may not. */
export type UserState = 'active' | 'invited' | 'disabled';

/** A person who signs in. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly state: UserState;
  /** Null: no invitation is open. */
  readonly invitationExpiresAt: Instant | null;
  readonly createdAt: Instant;
}

/** An invitation as it is kept: the SHA-256 of its token, and until when it can be accepted. */
export interface Invitation {
  readonly tokenHash: string;
  readonly expiresAt: Instant;
}

/** A key that was found, and whom it stands for. */
export interface FoundApiKey {
  readonly key: ApiKey;
  readonly principal: Principal;
  /** Of its organization, in the snapshot of the key. Revoking a key raises it: while it is the same, the key is as it was found. */
  readonly rulesetEpoch: number;
}

/** API keys. */
export interface AccessPort {
  /** Finds a key by the SHA-256 of its text, expired and revoked ones too, so that the answer can say which. */
  findApiKey(keyHash: string): Promise<FoundApiKey | undefined>;
  createApiKey(
    organizationId: OrganizationId,
    key: Pick<ApiKey, 'name' | 'role' | 'scopes' | 'prefix' | 'expiresAt'> & { readonly keyHash: string },
    actor: Actor,
  ): Promise<ApiKey>;
  listApiKeys(organizationId: OrganizationId, page: PageRequest): Promise<Page<ApiKey>>;
  revokeApiKey(organizationId: OrganizationId, id: string, actor: Actor): Promise<ApiKey>;
}

/** Throws where whoever asks may not act on this user; asked while the user is locked, so that the role is the one of now. */
export type UserGuard = (user: User) => void;

/** Who signs in. A change of a user ends all of the user's sessions in the same transaction. */
export interface UserPort {
  createUser(
    organizationId: OrganizationId,
    user: Pick<User, 'email' | 'role'> & { readonly passwordHash: string },
    actor: Actor,
  ): Promise<User>;
  listUsers(organizationId: OrganizationId, page: PageRequest): Promise<Page<User>>;
  /** Makes a user without a password. `name_taken` where there is one with that address. */
  invite(
    organizationId: OrganizationId,
    user: Pick<User, 'email' | 'role'>,
    invitation: Invitation,
    actor: Actor,
  ): Promise<User>;
  /** Replaces the invitation of a user, who keeps the password until the new one is set by accepting it. */
  inviteAgain(
    organizationId: OrganizationId,
    id: string,
    invitation: Invitation,
    actor: Actor,
    guard: UserGuard,
  ): Promise<User>;
  /** `last_administrator` where nobody would be left who administers. */
  change(
    organizationId: OrganizationId,
    id: string,
    change: { readonly role?: Role; readonly isDisabled?: boolean },
    actor: Actor,
    guard: UserGuard,
  ): Promise<User>;
  /** `last_administrator` where nobody would be left who administers. */
  remove(organizationId: OrganizationId, id: string, actor: Actor, guard: UserGuard): Promise<void>;
}

/** A user whom an address or a token names, before the organization is known. */
export interface KnownUser {
  readonly organizationId: OrganizationId;
  readonly user: User;
  /** Null: no password was set yet. */
  readonly passwordHash: string | null;
}

/** One signed-in browser. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
}

/** What tries are counted by: an account or a network address, as a SHA-256, and how many of it may fail within the time. */
export interface TryKey {
  readonly keyHash: string;
  readonly triesMax: number;
}

/** Tries to sign in, counted for all processes together. */
export interface SignInFailurePort {
  /** Counts a try for each key, in one step; until when none is taken, and none counted, where one of the keys has had too many in the last `windowMs`. */
  take(keys: readonly TryKey[], now: Instant, windowMs: number): Promise<Instant | null>;
  /** Forgets the try of a key that was taken at an instant. */
  giveBack(keyHash: string, at: Instant): Promise<void>;
}

/** Signing in and out. What is looked up by a secret is looked up by its SHA-256. */
export interface SignInPort {
  /** The users with this address, small letters, in all organizations; five at most. */
  findByAddress(email: string): Promise<readonly KnownUser[]>;
  findByInvitation(tokenHash: string): Promise<KnownUser | undefined>;
  /** Sets the password by an invitation, which is used up, and ends the user's sessions. False: it was used or replaced meanwhile. */
  acceptInvitation(known: KnownUser, tokenHash: string, passwordHash: string, actor: Actor): Promise<boolean>;
  /** Sets another password, and ends the user's other sessions. */
  setPassword(
    organizationId: OrganizationId,
    userId: string,
    passwordHash: string,
    keptSessionId: string,
    actor: Actor,
  ): Promise<void>;
  /** Also sweeps the user's sessions that are over. */
  createSession(
    organizationId: OrganizationId,
    session: Omit<Session, 'id'> & { readonly tokenHash: string },
    actor: Actor,
  ): Promise<Session>;
  /** The session and who is signed in by it, over or not; undefined where it was ended or its user may not sign in. */
  findSession(
    tokenHash: string,
  ): Promise<
    | { readonly session: Session; readonly principal: Principal; readonly passwordHash: string | null }
    | undefined
  >;
  /** Says that the session was used. */
  touchSession(organizationId: OrganizationId, id: string, at: Instant): Promise<void>;
  endSession(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
}
