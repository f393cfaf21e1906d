import { sql, type Selectable, type Updateable } from 'kysely';
import type { CallResult, Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, PreDialValidation, PreDialValidationFields, PreDialValidationPort } from './ports.ts';
import { assertUnpicked } from './still-used.ts';
import { isUuid } from './uuid-v7.ts';
import { raiseValidations } from './validations-epoch.ts';
import { assertVersion } from './versions.ts';

/** Pre-dial validations. */
export function preDialValidationPort(database: Database): PreDialValidationPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    getMany: (organizationId, ids) =>
      inside(organizationId, async (tx) => {
        const rows = await tx
          .selectFrom('pre_dial_validations')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where(sql<boolean>`id = any (${ids.filter(isUuid)}::uuid[])`)
          .execute();
        return rows.map(validationOf);
      }),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('pre_dial_validations')
          .selectAll()
          .where('organization_id', '=', organizationId);
        if (page.cursor !== null)
          query = query.where('priority', '>', Number(keyOf(page.cursor, ['integer'])[0]));
        const rows = await query
          .orderBy('priority')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, validationOf, ({ priority }) => [priority]);
      }),
    count: (organizationId) =>
      inside(organizationId, async (tx) => {
        const { count } = await tx
          .selectFrom('pre_dial_validations')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('organization_id', '=', organizationId)
          .executeTakeFirstOrThrow();
        return count;
      }),
    create: (organizationId, id, fields, actor) =>
      inside(organizationId, async (tx) => {
        await raiseValidations(tx, organizationId);
        const row = await tx
          .insertInto('pre_dial_validations')
          .values({ organization_id: organizationId, id, ...allColumnsOf(fields) })
          .returningAll()
          .executeTakeFirstOrThrow();
        const after = validationOf(row);
        await auditChange(tx, organizationId, actor, 'create', { after });
        return after;
      }),
    update: (organizationId, id, version, change, actor) =>
      inside(organizationId, async (tx) => {
        await raiseValidations(tx, organizationId);
        const before = await mustFind(tx, organizationId, id);
        assertVersion('pre-dial validation', before.version, version);
        const row = await tx
          .updateTable('pre_dial_validations')
          .set({ ...columnsOf(change), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        const after = validationOf(row);
        await auditChange(tx, organizationId, actor, 'update', { before, after });
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        await raiseValidations(tx, organizationId);
        const before = await mustFind(tx, organizationId, id);
        await assertUnpicked(tx, organizationId, {
          what: 'the pre-dial validation',
          picks: 'validations',
          id,
        });
        await tx
          .deleteFrom('pre_dial_validations')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await auditChange(tx, organizationId, actor, 'delete', { before });
      }),
  };
}

/** Tells of the change without the headers. INVARIANT: `sealedHeaders` never comes into the audit log, which nobody can take it out of. */
async function auditChange(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  action: 'create' | 'update' | 'delete',
  { before, after }: { readonly before?: PreDialValidation; readonly after?: PreDialValidation },
): Promise<void> {
  const shown = (one: PreDialValidation) => ({ ...one, sealedHeaders: undefined });
  const headersChanged = before?.sealedHeaders !== after?.sealedHeaders;
  await audit(tx, organizationId, actor, {
    action: `pre-dial-validation.${action}`,
    entity: 'pre-dial-validation',
    entityId: (after ?? before)?.id ?? '',
    ...(before === undefined ? {} : { before: shown(before) }),
    ...(after === undefined ? {} : { after: { ...shown(after), headersChanged } }),
  });
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<PreDialValidation | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('pre_dial_validations')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : validationOf(row);
}

/** The validation, locked until the transaction ends. */
async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<PreDialValidation> {
  const found = await find(tx, organizationId, id, true);
  if (found === undefined) throw new StoreError('not_found', `there is no pre-dial validation \`${id}\``);
  return found;
}

function allColumnsOf(fields: PreDialValidationFields) {
  return {
    name: fields.name,
    required: fields.required,
    priority: fields.priority,
    url: fields.url,
    timeout_ms: fields.timeoutMs,
    connections_max: fields.connectionsMax,
    call_result: fields.callResult,
    disposition_code: fields.dispositionCode,
    sealed_headers: fields.sealedHeaders,
    header_names: [...fields.headerNames],
  };
}

function columnsOf(change: Partial<PreDialValidationFields>): Updateable<Tables['pre_dial_validations']> {
  const { name, required, priority, url, timeoutMs, connectionsMax } = change;
  const { callResult, dispositionCode, sealedHeaders, headerNames } = change;
  return {
    ...(name === undefined ? {} : { name }),
    ...(required === undefined ? {} : { required }),
    ...(priority === undefined ? {} : { priority }),
    ...(url === undefined ? {} : { url }),
    ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }),
    ...(connectionsMax === undefined ? {} : { connections_max: connectionsMax }),
    ...(callResult === undefined ? {} : { call_result: callResult }),
    ...(dispositionCode === undefined ? {} : { disposition_code: dispositionCode }),
    ...(sealedHeaders === undefined ? {} : { sealed_headers: sealedHeaders }),
    ...(headerNames === undefined ? {} : { header_names: [...headerNames] }),
  };
}

/** A validation as its row holds it. */
export function validationOf(row: Selectable<Tables['pre_dial_validations']>): PreDialValidation {
  return {
    id: row.id,
    name: row.name,
    required: row.required,
    priority: row.priority,
    url: row.url,
    timeoutMs: row.timeout_ms,
    connectionsMax: row.connections_max,
    callResult: row.call_result as CallResult,
    dispositionCode: row.disposition_code,
    sealedHeaders: row.sealed_headers,
    headerNames: row.header_names,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

function refusalOf(error: unknown): unknown {
  switch (brokenConstraint(error)) {
    case 'pre_dial_validations_by_name':
      return new StoreError('name_taken', 'there is a pre-dial validation with this name already', error);
    case 'pre_dial_validations_by_priority':
      return new StoreError(
        'priority_taken',
        'there is a pre-dial validation with this priority already',
        error,
      );
    default:
      return error;
  }
}
