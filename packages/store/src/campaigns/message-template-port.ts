import type { Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from '../database.ts';
import type { Tables } from '../database-types.ts';
import { brokenConstraint, StoreError } from '../errors.ts';
import { keyOf, pageOf } from '../page.ts';
import type { MessageTemplate, MessageTemplatePort } from '../ports.ts';
import { assertUnused } from '../still-used.ts';
import { isUuid, uuidV7 } from '../uuid-v7.ts';
import { assertVersion } from '../versions.ts';

/** Message templates. */
export function messageTemplatePort(database: Database): MessageTemplatePort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw brokenConstraint(error) === 'message_templates_by_name'
        ? new StoreError('name_taken', 'there is a message template with this name already', error)
        : error;
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('message_templates')
          .selectAll()
          .where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('name', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('name')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, messageTemplateOf, ({ name }) => [name]);
      }),
    create: (organizationId, { name, texts }, actor) =>
      inside(organizationId, async (tx) => {
        const row = await tx
          .insertInto('message_templates')
          .values({
            organization_id: organizationId,
            id: uuidV7(Date.now() as Instant),
            name,
            texts: JSON.stringify(texts),
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        const after = messageTemplateOf(row);
        await audit(tx, organizationId, actor, { ...changeOf('create', after.id), after });
        return after;
      }),
    update: (organizationId, id, version, { name, texts }, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id);
        assertVersion('message template', before.version, version);
        const row = await tx
          .updateTable('message_templates')
          .set({ name, texts: JSON.stringify(texts), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        const after = messageTemplateOf(row);
        await audit(tx, organizationId, actor, { ...changeOf('update', id), before, after });
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id);
        const uses = await tx
          .selectFrom('campaigns')
          .select('name')
          .where('organization_id', '=', organizationId)
          .where('message_template_id', '=', id)
          .orderBy('name')
          .execute();
        assertUnused(
          'the message template',
          uses.map(({ name }) => ({ kind: 'campaign', name })),
        );
        await tx
          .deleteFrom('message_templates')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, { ...changeOf('delete', id), before });
      }),
  };
}

/** A template from its row. */
export function messageTemplateOf(row: Selectable<Tables['message_templates']>): MessageTemplate {
  return {
    id: row.id,
    name: row.name,
    texts: row.texts as MessageTemplate['texts'],
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<MessageTemplate | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('message_templates')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : messageTemplateOf(row);
}

/** INVARIANT: locks the row, so that no campaign comes to name it meanwhile. */
async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<MessageTemplate> {
  const template = await find(tx, organizationId, id, true);
  if (template === undefined) throw new StoreError('not_found', `there is no message template \`${id}\``);
  return template;
}

function changeOf(action: string, entityId: string) {
  return { action: `message-template.${action}`, entity: 'message-template', entityId };
}
