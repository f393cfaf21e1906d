import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, instantValue, type Database } from './database.ts';
import type { KnownUser, Role, Session, SignInPort } from './ports.ts';
import { endSessions, userOf } from './users.ts';
import { uuidV7 } from './uuid-v7.ts';

/** An address that is a user of more organizations than this signs in to the first ones only. */
const ORGANIZATIONS_MAX = 5;

/** Signing in and out. */
export function signInPort(database: Database): SignInPort {
  return {
    findByAddress: (email) =>
      database.withSetting('tact.sign_in_address', email, async (tx) => {
        const rows = await tx
          .selectFrom('users')
          .selectAll()
          .where(sql`lower(email)`, '=', email)
          .orderBy('id')
          .limit(ORGANIZATIONS_MAX)
          .execute();
        return rows.map(knownUserOf);
      }),
    findByInvitation: (tokenHash) =>
      database.withSetting('tact.invitation_hash', tokenHash, async (tx) => {
        const row = await tx
          .selectFrom('users')
          .selectAll()
          .where('invitation_hash', '=', tokenHash)
          .executeTakeFirst();
        return row === undefined ? undefined : knownUserOf(row);
      }),
    acceptInvitation: ({ organizationId, user }, tokenHash, passwordHash, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        const row = await tx
          .updateTable('users')
          .set({ password_hash: passwordHash, invitation_hash: null, invitation_expires_at: null })
          .where('organization_id', '=', organizationId)
          .where('id', '=', user.id)
          .where('invitation_hash', '=', tokenHash)
          .where('disabled_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        if (row === undefined) return false;
        await endSessions(tx, organizationId, user.id);
        await audit(tx, organizationId, actor, { action: 'user.accept', entity: 'user', entityId: user.id });
        return true;
      }),
    setPassword: (organizationId, userId, passwordHash, keptSessionId, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        await tx
          .updateTable('users')
          .set({ password_hash: passwordHash, invitation_hash: null, invitation_expires_at: null })
          .where('organization_id', '=', organizationId)
          .where('id', '=', userId)
          .execute();
        await endSessions(tx, organizationId, userId, keptSessionId);
        await audit(tx, organizationId, actor, {
          action: 'user.set-password',
          entity: 'user',
          entityId: userId,
        });
      }),
    ...sessionMethods(database),
  };
}

type SessionMethods = Pick<SignInPort, 'createSession' | 'findSession' | 'touchSession' | 'endSession'>;

function sessionMethods(database: Database): SessionMethods {
  return {
    createSession: (organizationId, { userId, tokenHash, createdAt, lastSeenAt, expiresAt }, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        await tx
          .deleteFrom('sessions')
          .where('organization_id', '=', organizationId)
          .where('user_id', '=', userId)
          .where('expires_at', '<=', instantValue(createdAt))
          .execute();
        const id = uuidV7(createdAt);
        await tx
          .insertInto('sessions')
          .values({
            organization_id: organizationId,
            id,
            user_id: userId,
            token_hash: tokenHash,
            last_seen_at: new Date(lastSeenAt),
            expires_at: new Date(expiresAt),
          })
          .execute();
        await audit(tx, organizationId, actor, { action: 'session.begin', entity: 'user', entityId: userId });
        return { id, userId, createdAt, lastSeenAt, expiresAt };
      }),
    findSession: (tokenHash) =>
      database.withSetting('tact.session_hash', tokenHash, async (tx) => {
        const row = await tx
          .selectFrom('sessions')
          .selectAll()
          .where('token_hash', '=', tokenHash)
          .executeTakeFirst();
        if (row === undefined) return undefined;
        await sql`select set_config('tact.organization', ${row.organization_id}, true)`.execute(tx);
        const user = await tx
          .selectFrom('users')
          .selectAll()
          .where('organization_id', '=', row.organization_id)
          .where('id', '=', row.user_id)
          .executeTakeFirst();
        if (user?.disabled_at !== null) return undefined;
        const session: Session = {
          id: row.id,
          userId: row.user_id,
          createdAt: row.created_at as Instant,
          lastSeenAt: row.last_seen_at as Instant,
          expiresAt: row.expires_at as Instant,
        };
        const organizationId = row.organization_id as OrganizationId;
        const { id, email, role, password_hash: passwordHash } = user;
        return {
          session,
          passwordHash,
          principal: { kind: 'user', id, name: email, organizationId, role: role as Role, scopes: null },
        };
      }),
    touchSession: (organizationId, id, at) =>
      database.inOrganization(organizationId, async (tx) => {
        await tx
          .updateTable('sessions')
          .set({ last_seen_at: new Date(at) })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
      }),
    endSession: (organizationId, id, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        const row = await tx
          .deleteFrom('sessions')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .returning('user_id')
          .executeTakeFirst();
        if (row === undefined) return;
        await audit(tx, organizationId, actor, {
          action: 'session.end',
          entity: 'user',
          entityId: row.user_id,
        });
      }),
  };
}

function knownUserOf(row: Parameters<typeof userOf>[0]): KnownUser {
  return {
    organizationId: row.organization_id as OrganizationId,
    user: userOf(row),
    passwordHash: row.password_hash,
  };
}
