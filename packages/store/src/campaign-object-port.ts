import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { pickRule, unpickRule, withPicks, writePicks, type PickTables } from './campaign-picks.ts';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type {
  Actor,
  CampaignObjectFields,
  CampaignObjectKind,
  CampaignObjectPort,
  StoredCampaignObject,
} from './ports.ts';
import { assertUnused } from './still-used.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { raiseValidations } from './validations-epoch.ts';
import { assertVersion } from './versions.ts';

/** What tells one kind of campaign objects from the others: its tables, its own columns, whether it decides. */
export interface ObjectKind<Fields extends CampaignObjectFields> {
  readonly entity: CampaignObjectKind;
  readonly words: string;
  readonly table: string;
  readonly picks: PickTables;
  /** Whether requests are decided by it, so that its changes raise the ruleset epoch (G2). */
  readonly decides: boolean;
  /** The column of campaign groups that names it, where one does. */
  readonly namedBy?: string;
  /** Its columns besides the name. Of an object to be created, what is left out is null. */
  readonly columnsOf: (fields: Partial<Fields>) => Readonly<Record<string, string | null>>;
  readonly fieldsOf: (row: ObjectRow) => Omit<Fields, keyof CampaignObjectFields>;
}

/** A row of an object's table, whose columns depend on the kind. */
export type ObjectRow = Readonly<Record<string, unknown>>;

type Stored<Fields, Id> = Fields & StoredCampaignObject & { readonly id: Id };

/** The port of one kind. All kinds are read and changed alike. */
export function campaignObjectPort<
  Id extends string,
  Fields extends CampaignObjectFields,
  New extends CampaignObjectFields & Partial<Fields>,
>(
  database: Database,
  kind: ObjectKind<Fields>,
): CampaignObjectPort<Id, New, Partial<Fields>, Stored<Fields, Id>> {
  type Inside = Transaction<Fields>;
  const inside = <T>(organizationId: OrganizationId, work: (inside: Inside) => Promise<T>) =>
    database
      .inOrganization(organizationId, (tx) => work({ tx, organizationId, kind }))
      .catch((error: unknown) => {
        throw refusalOf(error, kind);
      });
  return {
    get: (organizationId, id) => inside(organizationId, (at) => find<Id, Fields>(at, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (at) => {
        const after = page.cursor === null ? null : String(keyOf(page.cursor, ['text'])[0]);
        const { rows } = await sql<ObjectRow>`
          select * from ${sql.table(kind.table)}
          where organization_id = ${organizationId} and (${after}::text is null or name > ${after})
          order by name limit ${page.limit + 1}`.execute(at.tx);
        const stored = await storedOf<Id, Fields>(at, rows);
        return pageOf(
          stored,
          page,
          (one) => one,
          ({ name }) => [name],
        );
      }),
    create: (organizationId, given, actor) =>
      inside(organizationId, async (at) => {
        const id = uuidV7(Date.now() as Instant) as Id;
        await insert(at, id, given);
        await writePicks(at.tx, organizationId, kind.picks, id, given);
        const after = await mustFind<Id, Fields>(at, id);
        await writeAudit(at, actor, 'create', id, { after });
        return after;
      }),
    update: (organizationId, id, version, change, actor) =>
      inside(organizationId, async (at) => {
        if (kind.decides) await raiseValidations(at.tx, organizationId);
        const before = await mustFind<Id, Fields>(at, id, true);
        assertVersion(kind.words, before.version, version);
        const next = { ...before, ...change };
        await writePicks(at.tx, organizationId, kind.picks, id, next);
        return changed(at, actor, 'update', before, next);
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (at) => {
        const before = await mustFind<Id, Fields>(at, id, true);
        await assertUnnamed(at, id);
        await sql`delete from ${sql.table(kind.table)}
          where organization_id = ${organizationId} and id = ${id}`.execute(at.tx);
        await writeAudit(at, actor, 'delete', id, { before });
        if (kind.decides) await raiseEpoch(at.tx, organizationId, 'ruleset');
      }),
    pickRule: (organizationId, id, ruleId, actor) =>
      inside(organizationId, async (at) => {
        const before = await mustFind<Id, Fields>(at, id, true);
        const isNew = await pickRule(at.tx, organizationId, kind.picks, id, ruleId);
        return isNew ? changed(at, actor, 'pick-rule', before, before) : before;
      }),
    unpickRule: (organizationId, id, ruleId, actor) =>
      inside(organizationId, async (at) => {
        const before = await mustFind<Id, Fields>(at, id, true);
        if (!(await unpickRule(at.tx, organizationId, kind.picks, id, ruleId)))
          throw new StoreError('not_found', `the ${kind.words} has not picked the rule \`${ruleId}\``);
        return changed(at, actor, 'unpick-rule', before, before);
      }),
  };
}

/** Where work on an object is done. */
interface Transaction<Fields extends CampaignObjectFields> {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly kind: ObjectKind<Fields>;
}

async function insert<Fields extends CampaignObjectFields>(
  { tx, organizationId, kind }: Transaction<Fields>,
  id: string,
  fields: CampaignObjectFields & Partial<Fields>,
): Promise<void> {
  const columns = { organization_id: organizationId, id, name: fields.name, ...kind.columnsOf(fields) };
  await sql`insert into ${sql.table(kind.table)} (${sql.join(Object.keys(columns).map((name) => sql.ref(name)))})
    values (${sql.join(Object.values(columns))})`.execute(tx);
}

/** The end of every change of an object: its row with a new version, the audit entry, the epoch. */
async function changed<Id extends string, Fields extends CampaignObjectFields>(
  at: Transaction<Fields>,
  actor: Actor,
  action: string,
  before: Stored<Fields, Id>,
  next: Fields,
): Promise<Stored<Fields, Id>> {
  const { tx, organizationId, kind } = at;
  const columns = { name: next.name, ...kind.columnsOf(next) };
  const sets = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  await sql`update ${sql.table(kind.table)} set ${sql.join(sets)}, version = version + 1, updated_at = now()
    where organization_id = ${organizationId} and id = ${before.id}`.execute(tx);
  const after = await mustFind<Id, Fields>(at, before.id);
  await writeAudit(at, actor, action, before.id, { before, after });
  if (kind.decides) await raiseEpoch(tx, organizationId, 'ruleset');
  return after;
}

async function writeAudit<Fields extends CampaignObjectFields>(
  { tx, organizationId, kind }: Transaction<Fields>,
  actor: Actor,
  action: string,
  id: string,
  states: { readonly before?: unknown; readonly after?: unknown },
): Promise<void> {
  const { entity } = kind;
  await audit(tx, organizationId, actor, { action: `${entity}.${action}`, entity, entityId: id, ...states });
}

/** INVARIANT: the object's row is locked, so no group comes to name it meanwhile. */
async function assertUnnamed<Fields extends CampaignObjectFields>(
  { tx, organizationId, kind }: Transaction<Fields>,
  id: string,
): Promise<void> {
  if (kind.namedBy === undefined) return;
  const { rows } = await sql<{ name: string }>`select name from campaign_groups
    where organization_id = ${organizationId} and ${sql.ref(kind.namedBy)} = ${id} order by name`.execute(tx);
  assertUnused(
    `the ${kind.words}`,
    rows.map(({ name }) => ({ kind: 'campaign group', name })),
  );
}

async function find<Id extends string, Fields extends CampaignObjectFields>(
  at: Transaction<Fields>,
  id: Id,
  lock = false,
): Promise<Stored<Fields, Id> | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<ObjectRow>`select * from ${sql.table(at.kind.table)}
    where organization_id = ${at.organizationId} and id = ${id} ${lock ? sql`for update` : sql``}`.execute(
    at.tx,
  );
  return (await storedOf<Id, Fields>(at, rows))[0];
}

async function mustFind<Id extends string, Fields extends CampaignObjectFields>(
  at: Transaction<Fields>,
  id: Id,
  lock = false,
): Promise<Stored<Fields, Id>> {
  const object = await find<Id, Fields>(at, id, lock);
  if (object === undefined) throw new StoreError('not_found', `there is no ${at.kind.words} \`${id}\``);
  return object;
}

async function storedOf<Id extends string, Fields extends CampaignObjectFields>(
  { tx, organizationId, kind }: Transaction<Fields>,
  rows: readonly ObjectRow[],
): Promise<Stored<Fields, Id>[]> {
  const picked = await withPicks(
    tx,
    organizationId,
    kind.picks,
    rows.map(({ id }) => String(id)),
  );
  return rows.map((row) => {
    const stored = {
      id: row['id'] as Id,
      name: row['name'] as string,
      ...kind.fieldsOf(row),
      ...picked(String(row['id'])),
      version: row['version'] as number,
      createdAt: row['created_at'] as Instant,
      updatedAt: row['updated_at'] as Instant,
    };
    // The kind's own fields and those of all kinds are together what `Fields` is; the compiler cannot add them up.
    return stored as unknown as Stored<Fields, Id>;
  });
}

function refusalOf<Fields extends CampaignObjectFields>(error: unknown, kind: ObjectKind<Fields>): unknown {
  const broken = brokenConstraint(error);
  if (broken === `${kind.table}_by_name`)
    return new StoreError('name_taken', `there is a ${kind.words} with this name already`, error);
  if (broken?.startsWith('campaigns_organization_id') === true)
    return new StoreError(
      'still_used',
      `the ${kind.words} is used by a campaign; take it out there first`,
      error,
    );
  if (broken === 'campaign_groups_dialing_profile_fkey')
    return new StoreError('not_found', 'there is no such dialing profile', error);
  if (
    broken?.startsWith(kind.picks.rules) === true ||
    broken?.startsWith(kind.picks.lists) === true ||
    broken?.startsWith(kind.picks.validations) === true
  )
    return new StoreError(
      'not_found',
      `a rule, list or validation that the ${kind.words} picks does not exist`,
      error,
    );
  return error;
}
