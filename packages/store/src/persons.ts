import { sql, type RawBuilder } from 'kysely';
import type { ClientId, OrganizationId } from '@tact/engine';
import type { Database, Tx } from './database.ts';
import type { PersonPart, PersonPort } from './ports.ts';

/** Rows of one part: decisions with their records are some megabytes. */
const PART_ROWS = 500;

/** Everything about one person. */
export function personPort(database: Database): PersonPort {
  return {
    async *parts(organizationId, clientId) {
      const inside = <T>(work: (tx: Tx) => Promise<T>) => database.inOrganization(organizationId, work);
      const person = await inside((tx) => findPerson(tx, organizationId, clientId));
      for (const { kind, from, order } of sourcesOf(person)) {
        for (let skipped = 0; ; skipped += PART_ROWS) {
          const rows = await inside((tx) => readRows(tx, from, order, skipped));
          if (rows.length > 0) yield { kind, rows };
          if (rows.length < PART_ROWS) break;
        }
      }
    },
  };
}

/** By what the rows of a person are found. */
interface Person {
  readonly organizationId: OrganizationId;
  readonly clientId: ClientId;
  readonly contactIds: readonly string[];
  readonly deviceKeys: readonly string[];
  /** Of the contact, its accounts and its opt-outs: what the audit log names. */
  readonly entityIds: readonly string[];
}

async function findPerson(tx: Tx, organizationId: OrganizationId, clientId: ClientId): Promise<Person> {
  const { rows } = await sql<{ contacts: string[]; devices: string[]; entities: string[] }>`
    with c as (select id from contacts where organization_id = ${organizationId} and client_id = ${clientId}),
      d as (select device_key from devices where organization_id = ${organizationId} and contact_id in (select id from c))
    select array(select id::text from c) as contacts, array(select distinct device_key from d) as devices,
      array(select id::text from c
        union all select id::text from accounts where organization_id = ${organizationId} and contact_id in (select id from c)
        union all select id::text from opt_outs where organization_id = ${organizationId} and client_id = ${clientId}) as entities`.execute(
    tx,
  );
  const { contacts = [], devices = [], entities = [] } = rows[0] ?? {};
  return { organizationId, clientId, contactIds: contacts, deviceKeys: devices, entityIds: entities };
}

interface Source {
  readonly kind: string;
  readonly from: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
}

function sourcesOf({
  organizationId,
  clientId,
  contactIds,
  deviceKeys,
  entityIds,
}: Person): readonly Source[] {
  const own = sql`organization_id = ${organizationId}`;
  const isOfContact = sql`${own} and contact_id = any (${[...contactIds]}::uuid[])`;
  const isOfClient = sql`${own} and client_id = ${clientId}`;
  const keys = [...deviceKeys];
  const byId = sql`id`;
  return [
    { kind: 'contact', from: sql`select * from contacts where ${isOfClient}`, order: byId },
    { kind: 'device', from: sql`select * from devices where ${isOfContact}`, order: sql`position` },
    { kind: 'account', from: sql`select * from accounts where ${isOfContact}`, order: byId },
    {
      kind: 'opt-out',
      from: sql`select o.*, array(select device_key from opt_out_devices v where v.organization_id = o.organization_id and v.opt_out_id = o.id) as devices
        from opt_outs o where ${isOfClient} or (${own} and id in (
          select opt_out_id from opt_out_devices where ${own} and device_key = any (${keys}::text[])))`,
      order: byId,
    },
    {
      kind: 'suppression-entry',
      from: sql`select e.*, (select name from suppression_lists l where l.organization_id = e.organization_id and l.id = e.list_id) as list
        from suppression_entries e where ${own} and value = any (${[clientId, ...keys]}::text[])`,
      order: byId,
    },
    {
      kind: 'device-stop',
      from: sql`select * from device_stops where ${own} and device_key = any (${keys}::text[])`,
      order: byId,
    },
    {
      kind: 'contact-list-record',
      from: sql`select * from contact_list_records where ${isOfContact}`,
      order: byId,
    },
    { kind: 'queue-item', from: sql`select * from queue_items where ${isOfContact}`, order: byId },
    { kind: 'decision', from: sql`select * from decisions where ${isOfClient}`, order: sql`at, id` },
    { kind: 'attempt', from: sql`select * from attempts where ${isOfClient}`, order: sql`at, id` },
    {
      kind: 'attempt-event',
      from: sql`select e.* from attempt_events e join attempts a on a.organization_id = e.organization_id and a.id = e.attempt_id and a.at = e.at
        where a.organization_id = ${organizationId} and a.client_id = ${clientId}`,
      order: sql`at, attempt_id, sequence`,
    },
    {
      kind: 'change',
      from: sql`select id, seq as number, at, actor, action, entity, entity_id, before, after, reason from audit_log
        where ${own} and entity in ('contact', 'account', 'opt-out') and entity_id = any (${[...entityIds]}::text[])`,
      order: sql`number`,
    },
  ];
}

async function readRows(
  tx: Tx,
  from: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  skipped: number,
): Promise<PersonPart['rows']> {
  const { rows } = await sql<{ row: Readonly<Record<string, unknown>> }>`
    select to_jsonb(x) - 'organization_id' as row from (${from} order by ${order} offset ${skipped} limit ${PART_ROWS}) as x`.execute(
    tx,
  );
  return rows.map(({ row }) => row);
}
