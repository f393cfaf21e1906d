import type { Selectable } from 'kysely';
import type { Instant, OrganizationId, RuleId } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { ContactDatePort, StoredContactDate } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** Days without contact. */
export function contactDatePort(database: Database): ContactDatePort {
  return {
    get: (organizationId, id) =>
      database.inOrganization(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      database.inOrganization(organizationId, async (tx) => {
        let query = selectDates(tx, organizationId);
        if (page.cursor !== null) {
          const [date, label] = keyOf(page.cursor, ['date', 'text']).map(String);
          query = query.where((where) =>
            where(where.refTuple('date', 'label'), '>', where.tuple(date ?? '', label ?? '')),
          );
        }
        const rows = await query.limit(page.limit + 1).execute();
        return pageOf(rows, page, contactDateOf, ({ date, label }) => [date, label]);
      }),
    create: (organizationId, { label, date }, actor) => {
      const create = database.inOrganization(organizationId, async (tx) => {
        const id = uuidV7(Date.now() as Instant);
        const row = await tx
          .insertInto('contact_dates')
          .values({ organization_id: organizationId, id, label, date, created_by: actor.id })
          .returningAll()
          .executeTakeFirstOrThrow();
        const created = contactDateOf(row);
        await audit(tx, organizationId, actor, {
          action: 'contact-date.create',
          entity: 'contact-date',
          entityId: id,
          after: created,
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
        return created;
      });
      return create.catch((error: unknown) => {
        throw brokenConstraint(error) === 'contact_dates_by_date'
          ? new StoreError('name_taken', 'this day has a contact date with this label already', error)
          : error;
      });
    },
    delete: (organizationId, id, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        const row = await tx
          .deleteFrom('contact_dates')
          .where('organization_id', '=', organizationId)
          .where('id', '=', isUuid(id) ? id : NO_ID)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) throw new StoreError('not_found', `there is no contact date \`${id}\``);
        await audit(tx, organizationId, actor, {
          action: 'contact-date.delete',
          entity: 'contact-date',
          entityId: id,
          before: contactDateOf(row),
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
      }),
  };
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** All contact dates of an organization, those that are past too: a decision may be about a past instant. */
export async function contactDatesInForce(
  tx: Tx,
  organizationId: OrganizationId,
): Promise<readonly StoredContactDate[]> {
  return (await selectDates(tx, organizationId).execute()).map(contactDateOf);
}

function selectDates(tx: Tx, organizationId: OrganizationId) {
  return tx
    .selectFrom('contact_dates')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('date')
    .orderBy('label');
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: RuleId,
): Promise<StoredContactDate | undefined> {
  const row = await tx
    .selectFrom('contact_dates')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', isUuid(id) ? id : NO_ID)
    .executeTakeFirst();
  return row === undefined ? undefined : contactDateOf(row);
}

function contactDateOf(row: Selectable<Tables['contact_dates']>): StoredContactDate {
  return {
    id: row.id as RuleId,
    label: row.label,
    date: row.date,
    createdAt: row.created_at as Instant,
    createdBy: row.created_by,
  };
}
