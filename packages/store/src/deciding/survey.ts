import { sql } from 'kysely';
import type {
  AccountId,
  AccountStatus,
  AttributeValue,
  ClientId,
  DeviceKey,
  DeviceType,
  OrganizationId,
} from '@tact/engine';
import { instantValue, type Database, type Tx } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Device, FactsQuery, FactsScope, Survey, SurveyedContact, SurveyedFacts } from '../ports.ts';
import {
  attemptOf,
  entryOf,
  optOutOf,
  uuidOrNull,
  type AttemptColumns,
  type EntryColumns,
  type OptOutColumns,
} from './row-arrays.ts';

/** Queries in one survey: one set of a whole list. Its facts must fit in memory. */
const QUERIES_MAX = 10_000;

/**
 * Loads all that many questions are decided by, in one snapshot: contacts, history, opt-outs and entries each by one statement for the whole
 * set, joined here. PostgreSQL looks a sorted set up in one pass over an index, or scans where the set is most of a table.
 */
export async function surveyFacts(
  database: Database,
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
  scope: FactsScope,
): Promise<Survey> {
  if (queries.length > QUERIES_MAX)
    throw new RangeError(`at most ${QUERIES_MAX} queries are surveyed at once`);
  return database.inOrganization(
    organizationId,
    async (tx) => {
      const epochs = await readEpochs(tx, organizationId);
      const contacts = await readContacts(tx, organizationId, queries);
      const subjects = queries.map((query) => subjectOf(query, contacts));
      const facts = subjects.map(newFacts);
      const byClient = new Index(subjects, ({ clientId }) => clientId);
      const byDevice = new Index(subjects, ({ deviceKey }) => deviceKey);
      await addAccounts(tx, organizationId, subjects, facts);
      await addAttempts(tx, organizationId, scope, {
        facts,
        byClient,
        byDevice,
        byAccount: new Index(subjects, ({ accountId }) => accountId),
      });
      await addOptOuts(tx, organizationId, { facts, byClient, byDevice });
      await addEntries(tx, organizationId, scope, { facts, byClient, byDevice });
      return { ...epochs, facts };
    },
    { snapshot: true },
  );
}

/** Whom one query is about, once its contact is found. */
interface Subject {
  readonly contact: SurveyedContact | undefined;
  readonly clientId: ClientId | null;
  readonly deviceKey: DeviceKey | null;
  readonly accountId: string | null;
}

/** Facts that are still being filled. */
type Filling = { -readonly [Key in keyof SurveyedFacts]: SurveyedFacts[Key] } & {
  attempts: SurveyedFacts['attempts'][number][];
  optOuts: SurveyedFacts['optOuts'][number][];
  entries: SurveyedFacts['entries'][number][];
};

interface Indexed {
  readonly facts: readonly Filling[];
  readonly byClient: Index;
  readonly byDevice: Index;
}

async function readEpochs(tx: Tx, organizationId: OrganizationId): Promise<Omit<Survey, 'facts'>> {
  const row = await tx
    .selectFrom('organization_epochs')
    .select(['ruleset_epoch as rulesetEpoch', 'suppression_epoch as suppressionEpoch'])
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  if (row === undefined) throw new StoreError('not_found', 'there is no such organization');
  return row;
}

interface ContactRow {
  readonly id: string;
  readonly client_id: string;
  readonly name: string | null;
  readonly zone: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postal_code: string | null;
  readonly language: string | null;
  readonly attributes: string;
  /** A line a device: position, type, key. Null: none. */
  readonly devices: string | null;
}

interface Contacts {
  readonly byId: ReadonlyMap<string, SurveyedContact>;
  readonly byClientId: ReadonlyMap<string, SurveyedContact>;
}

async function readContacts(
  tx: Tx,
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
): Promise<Contacts> {
  const clientIds = queries.flatMap(({ contact }) => (contact.by === 'clientId' ? [contact.clientId] : []));
  const ids = queries.flatMap(({ contact }) => (contact.by === 'id' ? (uuidOrNull(contact.id) ?? []) : []));
  const rows = [
    ...(clientIds.length === 0
      ? []
      : await selectContacts(tx, organizationId, sql`c.client_id = any (${clientIds}::text[])`)),
    ...(ids.length === 0 ? [] : await selectContacts(tx, organizationId, sql`c.id = any (${ids}::uuid[])`)),
  ];
  const contacts = rows.map(contactOf);
  return {
    byId: new Map(contacts.map((contact) => [contact.id, contact])),
    byClientId: new Map(contacts.map((contact) => [contact.clientId, contact])),
  };
}

async function selectContacts(
  tx: Tx,
  organizationId: OrganizationId,
  condition: ReturnType<typeof sql>,
): Promise<readonly ContactRow[]> {
  const { rows } = await sql<ContactRow>`
    select c.id, c.client_id, c.name, c.zone, c.country, c.region, c.postal_code, c.language, c.attributes::text,
      (select string_agg(d.position || ' ' || d.device_type || ' ' || d.device_key, E'\n' order by d.position)
        from devices d where d.organization_id = ${organizationId} and d.contact_id = c.id) as devices
    from contacts c
    where c.organization_id = ${organizationId} and ${condition}`.execute(tx);
  return rows;
}

function contactOf(row: ContactRow): SurveyedContact {
  return {
    id: row.id,
    clientId: row.client_id as ClientId,
    name: row.name,
    zone: row.zone,
    country: row.country,
    region: row.region,
    postalCode: row.postal_code,
    language: row.language,
    // Most rules read no attribute: the text is parsed where one does.
    get attributes() {
      return JSON.parse(row.attributes) as Record<string, AttributeValue>;
    },
    devices: row.devices === null ? [] : row.devices.split('\n').map(deviceOf),
  };
}

function deviceOf(line: string): Device {
  const type = line.indexOf(' ');
  const key = line.indexOf(' ', type + 1);
  return {
    position: Number(line.slice(0, type)),
    key: line.slice(key + 1) as DeviceKey,
    type: line.slice(type + 1, key) as DeviceType,
  };
}

/** The same choice of the device as `load_facts` makes. */
function subjectOf(query: FactsQuery, contacts: Contacts): Subject {
  const { contact: named, devicePosition, prefers } = query;
  const contact =
    named.by === 'inline'
      ? undefined
      : named.by === 'id'
        ? contacts.byId.get(named.id.toLowerCase())
        : contacts.byClientId.get(named.clientId);
  const device = contact?.devices.find(({ position, key }) =>
    devicePosition === null ? key.startsWith('+') === (prefers === 'phone') : position === devicePosition,
  );
  return {
    contact,
    clientId: contact?.clientId ?? (named.by === 'id' ? null : named.clientId),
    deviceKey: query.deviceKey ?? device?.key ?? null,
    accountId: uuidOrNull(query.accountId)?.toLowerCase() ?? null,
  };
}

function newFacts({ contact, deviceKey }: Subject): Filling {
  return { contact, deviceKey, account: undefined, attempts: [], optOuts: [], entries: [] };
}

/** Queries by a key: a chain of places for each, so that a set of thousands costs no list apiece. */
class Index {
  readonly #last = new Map<string, number>();
  readonly #before: Int32Array;

  constructor(subjects: readonly Subject[], keyOf: (subject: Subject) => string | null) {
    this.#before = new Int32Array(subjects.length).fill(-1);
    for (const [place, subject] of subjects.entries()) {
      const key = keyOf(subject);
      if (key === null) continue;
      this.#before[place] = this.#last.get(key) ?? -1;
      this.#last.set(key, place);
    }
  }

  keys(): string[] {
    return [...this.#last.keys()];
  }

  /** The places of the queries that the key belongs to; none for null. */
  placesOf(key: string | null): readonly number[] {
    const places: number[] = [];
    const last = key === null ? undefined : this.#last.get(key);
    for (let place = last ?? -1; place >= 0; place = this.#before[place] ?? -1) places.push(place);
    return places;
  }
}

async function addAccounts(
  tx: Tx,
  organizationId: OrganizationId,
  subjects: readonly Subject[],
  facts: readonly Filling[],
): Promise<void> {
  const wanted = subjects.flatMap(({ accountId }) => accountId ?? []);
  if (wanted.length === 0) return;
  const { rows } = await sql<{ id: string; client_id: string; status: string }>`
    select a.id, c.client_id, a.status
    from accounts a
    join contacts c on c.organization_id = ${organizationId} and c.id = a.contact_id
    where a.organization_id = ${organizationId} and a.id = any (${wanted}::uuid[])`.execute(tx);
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const [place, { accountId }] of subjects.entries()) {
    const row = accountId === null ? undefined : found.get(accountId);
    const filling = facts[place];
    if (row === undefined || filling === undefined) continue;
    filling.account = {
      id: row.id as AccountId,
      clientId: row.client_id as ClientId,
      status: row.status as AccountStatus,
    };
  }
}

async function addAttempts(
  tx: Tx,
  organizationId: OrganizationId,
  scope: FactsScope,
  { facts, byClient, byDevice, byAccount }: Indexed & { readonly byAccount: Index },
): Promise<void> {
  if (scope.since === null) return;
  const conditions = [
    ...(scope.byClient ? [sql`a.client_id = any (${byClient.keys()}::text[])`] : []),
    ...(scope.byDevice ? [sql`a.device_key = any (${byDevice.keys()}::text[])`] : []),
    ...(scope.byAccount ? [sql`a.account_id = any (${byAccount.keys()}::uuid[])`] : []),
  ];
  if (conditions.length === 0) return;
  const until = scope.until === null ? sql`` : sql`and a.at <= ${instantValue(scope.until)}`;
  const { rows } = await sql<{ columns: AttemptColumns }>`
    select json_build_array(a.id, milliseconds(a.at), a.client_id, a.device_key, a.account_id, a.campaign_group_id, a.channel,
      a.direction, a.state, milliseconds(a.expires_at), a.call_result, a.disposition, a.country, a.regions, a.area_code,
      a.postal_code) as columns
    from attempts a
    where a.organization_id = ${organizationId} and a.at >= ${instantValue(scope.since)} ${until} and a.state <> 'released'
      and (${sql.join(conditions, sql` or `)})
    order by a.at, a.id`.execute(tx);
  for (const { columns } of rows) {
    const attempt = attemptOf(columns);
    const places = new Set([
      ...(scope.byClient ? byClient.placesOf(attempt.clientId) : []),
      ...(scope.byDevice ? byDevice.placesOf(attempt.deviceKey) : []),
      ...(scope.byAccount ? byAccount.placesOf(attempt.accountId) : []),
    ]);
    for (const place of places) facts[place]?.attempts.push(attempt);
  }
}

async function addOptOuts(
  tx: Tx,
  organizationId: OrganizationId,
  { facts, byClient, byDevice }: Indexed,
): Promise<void> {
  const { rows } = await sql<{ client_id: string; device_key: string | null; columns: OptOutColumns }>`
    select o.client_id, x.device_key,
      json_build_array(o.id, x.way, o.channels, milliseconds(o.from_at), o.from_date, milliseconds(o.until_at), o.until_date) as columns
    from (
      select y.id, 'client' as way, null as device_key from opt_outs y
      where y.organization_id = ${organizationId} and y.client_id = any (${byClient.keys()}::text[]) and y.lifted_at is null
      union all
      select z.opt_out_id, 'device', z.device_key from opt_out_devices z
      where z.organization_id = ${organizationId} and z.device_key = any (${byDevice.keys()}::text[])
    ) as x
    join opt_outs o on o.organization_id = ${organizationId} and o.id = x.id and o.lifted_at is null
    order by o.id`.execute(tx);
  for (const { client_id: clientId, device_key: deviceKey, columns } of rows) {
    const optOut = optOutOf(columns);
    const own = byClient.placesOf(clientId);
    // A contact's own opt-out is told once, as the contact's, not again as its device's.
    const places =
      deviceKey === null ? own : byDevice.placesOf(deviceKey).filter((place) => !own.includes(place));
    for (const place of places) facts[place]?.optOuts.push(optOut);
  }
}

async function addEntries(
  tx: Tx,
  organizationId: OrganizationId,
  { suppressionListIds }: FactsScope,
  { facts, byClient, byDevice }: Indexed,
): Promise<void> {
  if (suppressionListIds.length === 0) return;
  const { rows } = await sql<{ value: string; type: string; columns: EntryColumns }>`
    select e.value, l.type,
      json_build_array(e.list_id, e.id, milliseconds(e.from_at), e.from_date, milliseconds(e.until_at), e.until_date) as columns
    from suppression_entries e
    join suppression_lists l on l.organization_id = ${organizationId} and l.id = e.list_id
    where e.organization_id = ${organizationId} and e.list_id = any (${[...suppressionListIds]}::uuid[])
      and e.value = any (${[...new Set([...byDevice.keys(), ...byClient.keys()])]}::text[])
    order by e.list_id, e.id`.execute(tx);
  for (const { value, type, columns } of rows) {
    const entry = entryOf(columns);
    for (const place of (type === 'device' ? byDevice : byClient).placesOf(value))
      facts[place]?.entries.push(entry);
  }
}
