import { sql, type Selectable } from 'kysely';
import type { CallResult, Instant, OrganizationId } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, Treatment, TreatmentAction, TreatmentFields, TreatmentPort } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Treatments, with what leads to them. */
export function treatmentPort(database: Database): TreatmentPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('treatments').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('name', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('name')
          .limit(page.limit + 1)
          .execute();
        const treatments = await withTriggers(tx, organizationId, rows);
        return pageOf(
          treatments,
          page,
          (one) => one,
          ({ name }) => [name],
        );
      }),
    all: (organizationId) => inside(organizationId, (tx) => treatmentsInForce(tx, organizationId)),
    create: (organizationId, treatment, actor) =>
      inside(organizationId, async (tx) => {
        const id = uuidV7(Date.now() as Instant);
        await tx
          .insertInto('treatments')
          .values({ organization_id: organizationId, id, ...columnsOf(treatment) })
          .execute();
        await writeTriggers(tx, organizationId, id, treatment);
        return saved(tx, organizationId, actor, 'create', id, undefined);
      }),
    update: (organizationId, id, version, treatment, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        assertVersion('treatment', before.version, version);
        await tx
          .updateTable('treatments')
          .set({ ...columnsOf(treatment), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await writeTriggers(tx, organizationId, id, treatment);
        return saved(tx, organizationId, actor, 'update', id, before);
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        await tx
          .deleteFrom('treatments')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, { ...changeOf('delete', id), before });
        await raiseEpoch(tx, organizationId, 'ruleset');
      }),
  };
}

/** All treatments. */
export async function treatmentsInForce(
  tx: Tx,
  organizationId: OrganizationId,
): Promise<readonly Treatment[]> {
  const rows = await tx
    .selectFrom('treatments')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .execute();
  return withTriggers(tx, organizationId, rows);
}

async function writeTriggers(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  { callResults, dispositionCodes }: TreatmentFields,
): Promise<void> {
  await tx
    .deleteFrom('treatment_triggers')
    .where('organization_id', '=', organizationId)
    .where('treatment_id', '=', id)
    .execute();
  const triggers = [
    ...callResults.map((value) => ({ kind: 'call-result', value })),
    ...dispositionCodes.map((value) => ({ kind: 'disposition', value })),
  ];
  if (triggers.length === 0) return;
  const rows = triggers.map((trigger) => ({ organization_id: organizationId, treatment_id: id, ...trigger }));
  await tx.insertInto('treatment_triggers').values(rows).execute();
}

/** The end of every change: the audit entry, and the epoch, because answers name treatments out of what is kept with rules. */
async function saved(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  action: string,
  id: string,
  before: Treatment | undefined,
): Promise<Treatment> {
  const after = await mustFind(tx, organizationId, id);
  await audit(tx, organizationId, actor, { ...changeOf(action, id), before, after });
  await raiseEpoch(tx, organizationId, 'ruleset');
  return after;
}

function changeOf(action: string, entityId: string) {
  return { action: `treatment.${action}`, entity: 'treatment', entityId };
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<Treatment | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('treatments')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  return (await withTriggers(tx, organizationId, await query.execute()))[0];
}

async function mustFind(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<Treatment> {
  const treatment = await find(tx, organizationId, id, lock);
  if (treatment === undefined) throw new StoreError('not_found', `there is no treatment \`${id}\``);
  return treatment;
}

async function withTriggers(
  tx: Tx,
  organizationId: OrganizationId,
  rows: readonly Selectable<Tables['treatments']>[],
): Promise<Treatment[]> {
  const triggers = await tx
    .selectFrom('treatment_triggers')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(sql<boolean>`treatment_id = any (${rows.map(({ id }) => id)}::uuid[])`)
    .orderBy('value')
    .execute();
  const of = (id: string, kind: string) =>
    triggers.filter((one) => one.treatment_id === id && one.kind === kind).map(({ value }) => value);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    callResults: of(row.id, 'call-result') as CallResult[],
    dispositionCodes: of(row.id, 'disposition'),
    action: row.action as TreatmentAction,
    retriesMax: row.retries_max,
    intervalMinutes: row.interval_minutes,
    incrementMinutes: row.increment_minutes,
    at: row.at as Instant | null,
    assignee: row.assignee,
    nextAction: row.next_action as Treatment['nextAction'],
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  }));
}

function columnsOf(treatment: TreatmentFields) {
  return {
    name: treatment.name,
    action: treatment.action,
    retries_max: treatment.retriesMax,
    interval_minutes: treatment.intervalMinutes,
    increment_minutes: treatment.incrementMinutes,
    at: treatment.at === null ? null : new Date(treatment.at),
    assignee: treatment.assignee,
    next_action: treatment.nextAction,
  };
}

function refusalOf(error: unknown): unknown {
  switch (brokenConstraint(error)) {
    case 'treatments_by_name':
      return new StoreError('name_taken', 'there is a treatment with this name already', error);
    case 'treatment_triggers_pkey':
      return new StoreError(
        'trigger_taken',
        'one of these call results or codes leads to another treatment already',
        error,
      );
    default:
      return error;
  }
}
