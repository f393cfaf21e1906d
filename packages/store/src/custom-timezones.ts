import { sql, type Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type {
  Actor,
  CustomTimezoneFields,
  CustomTimezoneInForce,
  CustomTimezonePort,
  ImportedCustomTimezones,
  StoredCustomTimezone,
} from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** The organization's own map of zones. */
export function customTimezonePort(database: Database): CustomTimezonePort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw brokenConstraint(error) === 'custom_timezones_by_prefix'
        ? new StoreError('prefix_taken', 'these digits have a time zone already; change that line', error)
        : error;
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('custom_timezones')
          .selectAll()
          .where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('prefix', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('prefix')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, lineOf, ({ prefix }) => [prefix]);
      }),
    create: (organizationId, line, actor, linesMax) =>
      inside(organizationId, async (tx) => {
        const row = await tx
          .insertInto('custom_timezones')
          .values({
            organization_id: organizationId,
            id: uuidV7(Date.now() as Instant),
            ...columnsOf(line),
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        await assertRoom(tx, organizationId, linesMax);
        return saved(tx, organizationId, actor, 'create', undefined, lineOf(row));
      }),
    update: (organizationId, id, version, line, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id);
        assertVersion('custom timezone', before.version, version);
        const row = await tx
          .updateTable('custom_timezones')
          .set({ ...columnsOf(line), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return saved(tx, organizationId, actor, 'update', before, lineOf(row));
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id);
        await tx
          .deleteFrom('custom_timezones')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, { ...changeOf('delete', id), before });
        await raiseEpoch(tx, organizationId, 'ruleset');
      }),
    importMany: (organizationId, lines, actor, linesMax) =>
      inside(organizationId, (tx) => importMany(tx, organizationId, lines, actor, linesMax)),
  };
}

/** The whole map, as deciding needs it. */
export async function customTimezonesInForce(
  tx: Tx,
  organizationId: OrganizationId,
): Promise<readonly CustomTimezoneInForce[]> {
  return tx
    .selectFrom('custom_timezones')
    .select(['prefix', 'zone'])
    .where('organization_id', '=', organizationId)
    .orderBy('prefix')
    .execute();
}

async function importMany(
  tx: Tx,
  organizationId: OrganizationId,
  lines: readonly CustomTimezoneFields[],
  actor: Actor,
  linesMax: number,
): Promise<ImportedCustomTimezones> {
  // In one order, so that two imports at one moment wait for each other and do not deadlock.
  const columns = lines.map(columnsOf).toSorted((one, other) => (one.prefix < other.prefix ? -1 : 1));
  let created = 0;
  let updated = 0;
  for (let from = 0; from < columns.length; from += CHUNK_LINES) {
    const written = await upsert(tx, organizationId, columns.slice(from, from + CHUNK_LINES));
    const added = written.filter((row) => row.is_new).length;
    created += added;
    updated += written.length - added;
  }
  const after = { created, updated, unchanged: lines.length - created - updated };
  if (lines.length === 0) return after;
  await assertRoom(tx, organizationId, linesMax);
  await audit(tx, organizationId, actor, { ...changeOf('import', organizationId), after });
  if (created + updated > 0) await raiseEpoch(tx, organizationId, 'ruleset');
  return after;
}

/** Lines of one statement, so that the largest map that is taken stays far below the time that a statement may take. */
const CHUNK_LINES = 10_000;

/** Writes lines; gives one row for each that is new or was changed. */
async function upsert(
  tx: Tx,
  organizationId: OrganizationId,
  columns: readonly ReturnType<typeof columnsOf>[],
): Promise<readonly { readonly is_new: boolean }[]> {
  const at = Date.now() as Instant;
  const { rows } = await sql<{ is_new: boolean }>`
    insert into custom_timezones (organization_id, id, country_code, area_code, exchange, prefix, zone)
    select ${organizationId}, * from unnest(${columns.map(() => uuidV7(at))}::uuid[],
      ${columns.map((one) => one.country_code)}::text[], ${columns.map((one) => one.area_code)}::text[],
      ${columns.map((one) => one.exchange)}::text[], ${columns.map((one) => one.prefix)}::text[],
      ${columns.map((one) => one.zone)}::text[])
    on conflict (organization_id, prefix) do update
      set country_code = excluded.country_code, area_code = excluded.area_code, exchange = excluded.exchange,
        zone = excluded.zone, version = custom_timezones.version + 1, updated_at = now()
      where (custom_timezones.zone, custom_timezones.country_code, custom_timezones.area_code)
        is distinct from (excluded.zone, excluded.country_code, excluded.area_code)
    returning version = 1 as is_new`.execute(tx);
  return rows;
}

/** Two changes at one moment may both pass; then the map is refused when it is used, and nothing is allowed. */
async function assertRoom(tx: Tx, organizationId: OrganizationId, linesMax: number): Promise<void> {
  const { count } = await tx
    .selectFrom('custom_timezones')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow();
  if (count <= linesMax) return;
  const sentence = `the map would have ${count} lines, and at most ${linesMax} are taken; use shorter digits`;
  throw new StoreError('map_full', sentence);
}

async function saved(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  action: string,
  before: StoredCustomTimezone | undefined,
  after: StoredCustomTimezone,
): Promise<StoredCustomTimezone> {
  await audit(tx, organizationId, actor, { ...changeOf(action, after.id), before, after });
  await raiseEpoch(tx, organizationId, 'ruleset');
  return after;
}

function changeOf(action: string, entityId: string) {
  return { action: `custom-timezone.${action}`, entity: 'custom-timezone', entityId };
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<StoredCustomTimezone | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('custom_timezones')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : lineOf(row);
}

/** The line, locked until the transaction ends. */
async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<StoredCustomTimezone> {
  const line = await find(tx, organizationId, id, true);
  if (line === undefined) throw new StoreError('not_found', `there is no custom timezone \`${id}\``);
  return line;
}

function lineOf(row: Selectable<Tables['custom_timezones']>): StoredCustomTimezone {
  return {
    id: row.id,
    countryCode: row.country_code,
    areaCode: row.area_code,
    exchange: row.exchange,
    prefix: row.prefix,
    zone: row.zone,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

function columnsOf({ countryCode, areaCode, exchange, zone }: CustomTimezoneFields) {
  return {
    country_code: countryCode,
    area_code: areaCode,
    exchange,
    prefix: `${countryCode}${areaCode}${exchange ?? ''}`,
    zone,
  };
}
