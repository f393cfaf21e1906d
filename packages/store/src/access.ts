import type { Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, raiseEpoch, type Database } from './database.ts';
import type { Tables } from './database-types.ts';
import { StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { AccessPort, ApiKey, Role } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** One round trip: with most requests it is the first of what they wait for. */
const FIND = 'select (found.key).*, found.ruleset_epoch from find_api_key($1) as found';

/** All null where there is no such key. */
type FoundKey = (Selectable<Tables['api_keys']> | { readonly id: null }) & { readonly ruleset_epoch: number };

/** API keys. */
export function accessPort(database: Database): AccessPort {
  return {
    async findApiKey(keyHash) {
      const [row] = await database.call<FoundKey>('find_api_key', FIND, [keyHash]);
      if (row === undefined) throw new Error('find_api_key gave no row');
      if (row.id === null) return undefined;
      const key = apiKeyOf(row);
      const { id, name, role, scopes } = key;
      const organizationId = row.organization_id as OrganizationId;
      return {
        key,
        principal: { kind: 'api-key', id, name, role, scopes, organizationId },
        rulesetEpoch: row.ruleset_epoch,
      };
    },
    createApiKey(organizationId, { name, role, scopes, prefix, keyHash, expiresAt }, actor) {
      return database.inOrganization(organizationId, async (tx) => {
        const row = await tx
          .insertInto('api_keys')
          .values({
            organization_id: organizationId,
            id: uuidV7(Date.now() as Instant),
            name,
            role,
            scopes: scopes === null ? null : [...scopes],
            prefix,
            key_hash: keyHash,
            expires_at: expiresAt === null ? null : new Date(expiresAt),
            revoked_at: null,
            last_used_at: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        const key = apiKeyOf(row);
        await audit(tx, organizationId, actor, {
          action: 'api-key.create',
          entity: 'api-key',
          entityId: key.id,
          after: key,
        });
        return key;
      });
    },
    listApiKeys(organizationId, page) {
      return database.inOrganization(organizationId, async (tx) => {
        let query = tx.selectFrom('api_keys').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('id', '>', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, apiKeyOf, ({ id }) => [id]);
      });
    },
    revokeApiKey(organizationId, id, actor) {
      return database.inOrganization(organizationId, async (tx) => {
        if (!isUuid(id)) throw noKey(id);
        const row = await tx
          .updateTable('api_keys')
          .set({ revoked_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) throw noKey(id);
        await audit(tx, organizationId, actor, {
          action: 'api-key.revoke',
          entity: 'api-key',
          entityId: id,
          after: apiKeyOf(row),
        });
        // Who remembers the key takes it for good only at the epoch at which it was found.
        await raiseEpoch(tx, organizationId, 'ruleset');
        return apiKeyOf(row);
      });
    },
  };
}

function noKey(id: string): StoreError {
  return new StoreError('not_found', `there is no valid API key \`${id}\``);
}

function apiKeyOf(row: Selectable<Tables['api_keys']>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    scopes: row.scopes,
    prefix: row.prefix,
    createdAt: row.created_at as Instant,
    expiresAt: row.expires_at as Instant | null,
    revokedAt: row.revoked_at as Instant | null,
    lastUsedAt: row.last_used_at as Instant | null,
  };
}
