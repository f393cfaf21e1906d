import type { Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, Role, User, UserPort } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** Users. Their addresses are personal data: the audit log holds ids and roles. */
export function userPort(database: Database): UserPort {
  return {
    createUser: (organizationId, { email, role, passwordHash }, actor) =>
      insert(
        database,
        organizationId,
        { email, role, password_hash: passwordHash },
        { actor, action: 'user.create' },
      ),
    listUsers(organizationId, page) {
      return database.inOrganization(organizationId, async (tx) => {
        let query = tx.selectFrom('users').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('id', '>', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, userOf, ({ id }) => [id]);
      });
    },
    invite: (organizationId, { email, role }, { tokenHash, expiresAt }, actor) =>
      insert(
        database,
        organizationId,
        {
          email,
          role,
          password_hash: null,
          invitation_hash: tokenHash,
          invitation_expires_at: new Date(expiresAt),
        },
        { actor, action: 'user.invite' },
      ),
    inviteAgain(organizationId, id, { tokenHash, expiresAt }, actor, guard) {
      return database.inOrganization(organizationId, async (tx) => {
        const before = userOf(await lockUser(tx, organizationId, id));
        guard(before);
        const invitation = { invitation_hash: tokenHash, invitation_expires_at: new Date(expiresAt) };
        const after = await write(tx, organizationId, id, invitation);
        await tell(tx, organizationId, actor, 'user.invite', before, after);
        return after;
      });
    },
    change(organizationId, id, { role, isDisabled }, actor, guard) {
      return database.inOrganization(organizationId, async (tx) => {
        await lockAdministrators(tx, organizationId);
        const row = await lockUser(tx, organizationId, id);
        const before = userOf(row);
        guard(before);
        const disabledAt = row.disabled_at === null ? new Date() : new Date(row.disabled_at);
        const after = await write(tx, organizationId, id, {
          role: role ?? row.role,
          ...(isDisabled === undefined ? {} : { disabled_at: isDisabled ? disabledAt : null }),
        });
        await endSessions(tx, organizationId, id);
        await assertAdministered(tx, organizationId);
        await tell(tx, organizationId, actor, 'user.update', before, after);
        return after;
      });
    },
    remove(organizationId, id, actor, guard) {
      return database.inOrganization(organizationId, async (tx) => {
        await lockAdministrators(tx, organizationId);
        const before = userOf(await lockUser(tx, organizationId, id));
        guard(before);
        await tx
          .deleteFrom('users')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await assertAdministered(tx, organizationId);
        await tell(tx, organizationId, actor, 'user.remove', before, null);
      });
    },
  };
}

/** A user of a row. */
export function userOf(row: Selectable<Tables['users']>): User {
  return {
    id: row.id,
    email: row.email,
    role: row.role as Role,
    state: row.disabled_at !== null ? 'disabled' : row.password_hash === null ? 'invited' : 'active',
    invitationExpiresAt: row.invitation_expires_at as Instant | null,
    createdAt: row.created_at as Instant,
  };
}

/** Ends the sessions of a user, but for one that is kept. */
export async function endSessions(
  tx: Tx,
  organizationId: OrganizationId,
  userId: string,
  keptId?: string,
): Promise<void> {
  let query = tx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId);
  if (keptId !== undefined) query = query.where('id', '<>', keptId);
  await query.execute();
}

type UserColumns = Pick<Selectable<Tables['users']>, 'email' | 'role' | 'password_hash'> & {
  readonly invitation_hash?: string;
  readonly invitation_expires_at?: Date;
};

function insert(
  database: Database,
  organizationId: OrganizationId,
  columns: UserColumns,
  { actor, action }: { readonly actor: Actor; readonly action: string },
): Promise<User> {
  const create = database.inOrganization(organizationId, async (tx) => {
    const row = await tx
      .insertInto('users')
      .values({ organization_id: organizationId, id: uuidV7(Date.now() as Instant), ...columns })
      .returningAll()
      .executeTakeFirstOrThrow();
    const user = userOf(row);
    await tell(tx, organizationId, actor, action, null, user);
    return user;
  });
  return create.catch((error: unknown) => {
    throw brokenConstraint(error) === 'users_by_email'
      ? new StoreError('name_taken', 'there is a user with this e-mail address already', error)
      : error;
  });
}

async function lockUser(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
): Promise<Selectable<Tables['users']>> {
  const row = !isUuid(id)
    ? undefined
    : await tx
        .selectFrom('users')
        .selectAll()
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
  if (row === undefined) throw new StoreError('not_found', 'there is no such user; check the id');
  return row;
}

async function write(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  columns: {
    readonly role?: string;
    readonly disabled_at?: Date | null;
    readonly invitation_hash?: string;
    readonly invitation_expires_at?: Date;
  },
): Promise<User> {
  const row = await tx
    .updateTable('users')
    .set(columns)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return userOf(row);
}

function administrators(tx: Tx, organizationId: OrganizationId) {
  return tx
    .selectFrom('users')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('role', '=', 'administrator');
}

/** Two administrators who remove each other wait for each other here, so that one of them stays. */
async function lockAdministrators(tx: Tx, organizationId: OrganizationId): Promise<void> {
  await administrators(tx, organizationId).orderBy('id').forUpdate().execute();
}

/** INVARIANT: an organization keeps a user who can sign in and administer. */
async function assertAdministered(tx: Tx, organizationId: OrganizationId): Promise<void> {
  const left = await administrators(tx, organizationId)
    .where('disabled_at', 'is', null)
    .where('password_hash', 'is not', null)
    .limit(1)
    .execute();
  if (left.length === 0)
    throw new StoreError(
      'last_administrator',
      'nobody would be left who administers; make another user an administrator first',
    );
}

function tell(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  action: string,
  before: User | null,
  after: User | null,
): Promise<void> {
  const shown = (user: User | null) => (user === null ? null : { role: user.role, state: user.state });
  const entityId = (after ?? before)?.id ?? '';
  return audit(tx, organizationId, actor, {
    action,
    entity: 'user',
    entityId,
    before: shown(before),
    after: shown(after),
  });
}
