import type { Selectable, Updateable } from 'kysely';
import type { Channel, Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, ChannelConfiguration, ChannelConfigurationFields, ChannelPort } from './ports.ts';
import { isUuid } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Channel configurations. */
export function channelPort(database: Database): ChannelPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    inUse: (organizationId, channel) =>
      inside(organizationId, async (tx) => {
        const row = await tx
          .selectFrom('channels')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('channel', '=', channel)
          .where('enabled', '=', true)
          .executeTakeFirst();
        return row === undefined ? undefined : configurationOf(row);
      }),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('channels').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('name', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('name')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, configurationOf, ({ name }) => [name]);
      }),
    create: (organizationId, id, fields, actor) =>
      inside(organizationId, async (tx) => {
        const { name, channel, kind, enabled, concurrencyMax, settings, sealedSecrets, secretNames } = fields;
        await tx
          .insertInto('channels')
          .values({
            organization_id: organizationId,
            id,
            name,
            channel,
            kind,
            enabled,
            concurrency_max: concurrencyMax,
            settings: JSON.stringify(settings),
            sealed_secrets: sealedSecrets,
            secret_names: [...secretNames],
          })
          .execute();
        const after = await mustFind(tx, organizationId, id);
        await auditChange(tx, organizationId, actor, 'create', { after });
        return after;
      }),
    update: (organizationId, id, version, change, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        assertVersion('channel', before.version, version);
        await tx
          .updateTable('channels')
          .set({ ...columnsOf(change), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        const after = await mustFind(tx, organizationId, id);
        await auditChange(tx, organizationId, actor, 'update', { before, after });
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        await tx
          .deleteFrom('channels')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await auditChange(tx, organizationId, actor, 'delete', { before });
      }),
  };
}

/** Tells of the change without the secrets. INVARIANT: `sealedSecrets` never comes into the audit log, which nobody can take it out of. */
async function auditChange(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  action: 'create' | 'update' | 'delete',
  { before, after }: { readonly before?: ChannelConfiguration; readonly after?: ChannelConfiguration },
): Promise<void> {
  const shown = (one: ChannelConfiguration) => ({ ...one, sealedSecrets: undefined });
  const secretsChanged = before?.sealedSecrets !== after?.sealedSecrets;
  await audit(tx, organizationId, actor, {
    action: `channel.${action}`,
    entity: 'channel',
    entityId: (after ?? before)?.id ?? '',
    ...(before === undefined ? {} : { before: shown(before) }),
    ...(after === undefined ? {} : { after: { ...shown(after), secretsChanged } }),
  });
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<ChannelConfiguration | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('channels')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : configurationOf(row);
}

async function mustFind(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<ChannelConfiguration> {
  const found = await find(tx, organizationId, id, lock);
  if (found === undefined) throw new StoreError('not_found', `there is no channel \`${id}\``);
  return found;
}

function columnsOf(
  change: Partial<Omit<ChannelConfigurationFields, 'channel' | 'kind'>>,
): Updateable<Tables['channels']> {
  const { name, enabled, concurrencyMax, settings, sealedSecrets, secretNames } = change;
  return {
    ...(name === undefined ? {} : { name }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(concurrencyMax === undefined ? {} : { concurrency_max: concurrencyMax }),
    ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
    ...(sealedSecrets === undefined ? {} : { sealed_secrets: sealedSecrets }),
    ...(secretNames === undefined ? {} : { secret_names: [...secretNames] }),
  };
}

function configurationOf(row: Selectable<Tables['channels']>): ChannelConfiguration {
  return {
    id: row.id,
    name: row.name,
    channel: row.channel as Channel,
    kind: row.kind as ChannelConfiguration['kind'],
    enabled: row.enabled,
    concurrencyMax: row.concurrency_max,
    settings: row.settings as ChannelConfiguration['settings'],
    sealedSecrets: row.sealed_secrets,
    secretNames: row.secret_names,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

function refusalOf(error: unknown): unknown {
  switch (brokenConstraint(error)) {
    case 'channels_by_name':
      return new StoreError('name_taken', 'there is a channel configuration with this name already', error);
    case 'channels_in_use':
      return new StoreError(
        'channel_in_use',
        'attempts of this channel go out through another configuration; disable that one first',
        error,
      );
    default:
      return error;
  }
}
