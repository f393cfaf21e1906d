import { sql } from 'kysely';
import {
  byCodePoints,
  isPhoneKey,
  type AccountId,
  type AccountStatus,
  type ClientId,
  type DeviceKey,
  type DeviceType,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import { instantValue, organizationValue, type Tx } from '../database.ts';
import { StoreError } from '../errors.ts';
import { Found, Index } from './by-place.ts';
import { domainKeyOf } from './domain-key.ts';
import { textArray, uuidArray } from './binary-arrays.ts';
import { aliasesIn } from '../erasure/aliases-in.ts';
import { calledAsNow, type Aliases } from '../erasure/aliases.ts';
import type { LoadingParts } from './load.ts';
import { numberSetsInForce } from './listed-numbers.ts';
import type {
  Device,
  FactsQuery,
  FactsScope,
  StoredAttempt,
  Survey,
  SurveyedContact,
  SurveyedFacts,
} from '../ports.ts';
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
  { database, listedNumbers, namers }: LoadingParts,
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
  scope: FactsScope,
): Promise<Survey> {
  if (queries.length > QUERIES_MAX)
    throw new RangeError(`at most ${QUERIES_MAX} queries are surveyed at once`);
  const { byDevice, inForce, ...survey } = await database.inOrganization(
    organizationId,
    async (tx) => {
      const epochs = await readEpochs(tx, organizationId);
      const contacts = await readContacts(tx, organizationId, queries, scope.attributes);
      const subjects = queries.map((query) => subjectOf(query, contacts));
      const asked = await askedAbout({ tx, organizationId, namers }, subjects);
      const accounts = await readAccounts(tx, organizationId, subjects);
      const attempts = await readAttempts(asked, scope, subjects);
      const optOuts = await readOptOuts(asked);
      const entries = await readEntries(asked, scope);
      const facts = subjects.map(({ contact, deviceKey, accountId }, place): SurveyedFacts => ({
        contact,
        deviceKey,
        account: accountId === null ? undefined : accounts.get(accountId),
        attempts: attempts.of(place),
        optOuts: optOuts.of(place),
        entries: entries.of(place),
      }));
      const inForce = await numberSetsInForce(tx, organizationId, scope.suppressionListIds);
      return { ...epochs, facts, inForce, byDevice: asked.byDevice };
    },
    { snapshot: true },
  );
  const listed = new Found<SurveyedFacts['entries'][number]>();
  // After the snapshot: a version never changes, so it does not matter when its numbers are read.
  for (const { deviceKey, entry } of await listedNumbers.find(organizationId, inForce, byDevice.keys()))
    listed.add(byDevice.placesOf(deviceKey), entry);
  if (listed.isEmpty()) return survey;
  const withListed = (facts: SurveyedFacts, place: number): SurveyedFacts => ({
    ...facts,
    entries: [...facts.entries, ...listed.of(place)].sort(
      (one, other) => byCodePoints(one.listId, other.listId) || byCodePoints(one.entryId, other.entryId),
    ),
  });
  return { ...survey, facts: survey.facts.map(withListed) };
}

/** Whom one query is about, once its contact is found. */
interface Subject {
  readonly contact: SurveyedContact | undefined;
  readonly clientId: ClientId | null;
  readonly deviceKey: DeviceKey | null;
  readonly accountId: string | null;
}

/** The queries by whom they are about, inside the transaction that reads. */
interface Asked {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly aliases: Aliases;
  readonly byClient: Index;
  readonly byDevice: Index;
  readonly byDomain: Index;
}

async function askedAbout(
  { tx, organizationId, namers }: Pick<Asked, 'tx' | 'organizationId'> & Pick<LoadingParts, 'namers'>,
  subjects: readonly Subject[],
): Promise<Asked> {
  const aliases = await aliasesIn(tx, namers, organizationId, {
    clients: subjects.flatMap(({ clientId }) => clientId ?? []),
    devices: subjects.flatMap(({ deviceKey }) => deviceKey ?? []),
  });
  const clientIds = subjects.map(({ clientId }) => clientId);
  const deviceKeys = subjects.map(({ deviceKey }) => deviceKey);
  return {
    tx,
    organizationId,
    aliases,
    byClient: new Index(clientIds, aliases.clients),
    byDevice: new Index(deviceKeys, aliases.devices),
    byDomain: new Index(deviceKeys.map(domainKeyOf)),
  };
}

async function readEpochs(tx: Tx, organizationId: OrganizationId): Promise<Omit<Survey, 'facts'>> {
  const row = await tx
    .selectFrom('organization_epochs')
    .select([
      'ruleset_epoch as rulesetEpoch',
      'suppression_epoch as suppressionEpoch',
      sql<Instant>`milliseconds(clock_timestamp())`.as('databaseNow'),
    ])
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  if (row === undefined) throw new StoreError('not_found', 'there is no such organization');
  return row;
}

interface ContactRow {
  /** Null: not looked up by it. */
  readonly id: string | null;
  readonly client_id: string;
  readonly zone: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postal_code: string | null;
  /** Null: not asked for. */
  readonly attributes: string | null;
  /** A line a device: position, type, key. Null: none. */
  readonly devices: string | null;
}

interface Contacts {
  readonly byId: ReadonlyMap<string | null, SurveyedContact>;
  readonly byClientId: ReadonlyMap<string, SurveyedContact>;
}

async function readContacts(
  tx: Tx,
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
  withAttributes: boolean,
): Promise<Contacts> {
  const organization = organizationValue(organizationId);
  const clientIds = queries.flatMap(({ contact }) => (contact.by === 'clientId' ? [contact.clientId] : []));
  const ids = queries.flatMap(({ contact }) => (contact.by === 'id' ? (uuidOrNull(contact.id) ?? []) : []));
  const attributes = withAttributes ? sql`c.attributes::text` : sql`null`;
  const select = async (
    id: ReturnType<typeof sql>,
    condition: ReturnType<typeof sql>,
  ): Promise<readonly ContactRow[]> => {
    const { rows } = await sql<ContactRow>`
      select ${id} as id, c.client_id, c.zone, c.country, c.region, c.postal_code, ${attributes} as attributes,
        (select string_agg(d.position || ' ' || d.device_type || ' ' || d.device_key, E'\n' order by d.position)
          from devices d where d.organization_id = ${organization} and d.contact_id = c.id) as devices
      from contacts c
      where c.organization_id = ${organization} and ${condition}`.execute(tx);
    return rows;
  };
  const byClientId =
    clientIds.length === 0
      ? []
      : await select(sql`null`, sql`c.client_id = any (${textArray(clientIds)}::text[])`);
  const byId = ids.length === 0 ? [] : await select(sql`c.id`, sql`c.id = any (${uuidArray(ids)}::uuid[])`);
  return {
    byId: new Map(byId.map((row) => [row.id, contactOf(row)])),
    byClientId: new Map(byClientId.map((row) => [row.client_id, contactOf(row)])),
  };
}

function contactOf(row: ContactRow): SurveyedContact {
  return {
    clientId: row.client_id as ClientId,
    zone: row.zone,
    country: row.country,
    region: row.region,
    postalCode: row.postal_code,
    attributes:
      row.attributes === null ? NO_ATTRIBUTES : (JSON.parse(row.attributes) as SurveyedContact['attributes']),
    devices: row.devices === null ? NONE : row.devices.split('\n').map(deviceOf),
  };
}

const NO_ATTRIBUTES: SurveyedContact['attributes'] = Object.freeze({});

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
    devicePosition === null ? isPhoneKey(key) === (prefers === 'phone') : position === devicePosition,
  );
  return {
    contact,
    clientId: contact?.clientId ?? (named.by === 'id' ? null : named.clientId),
    deviceKey: query.deviceKey ?? device?.key ?? null,
    accountId: uuidOrNull(query.accountId)?.toLowerCase() ?? null,
  };
}

const NONE: readonly never[] = Object.freeze([]);

async function readAccounts(
  tx: Tx,
  organizationId: OrganizationId,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<string, NonNullable<SurveyedFacts['account']>>> {
  const wanted = subjects.flatMap(({ accountId }) => accountId ?? []);
  if (wanted.length === 0) return new Map();
  const organization = organizationValue(organizationId);
  const { rows } = await sql<{ id: string; client_id: string; status: string }>`
    select a.id, c.client_id, a.status
    from accounts a
    join contacts c on c.organization_id = ${organization} and c.id = a.contact_id
    where a.organization_id = ${organization} and a.id = any (${uuidArray(wanted)}::uuid[])`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.id,
      { id: row.id as AccountId, clientId: row.client_id as ClientId, status: row.status as AccountStatus },
    ]),
  );
}

async function readAttempts(
  { tx, organizationId, byClient, byDevice, aliases }: Asked,
  scope: FactsScope,
  subjects: readonly Subject[],
): Promise<Found<StoredAttempt>> {
  const found = new Found<StoredAttempt>();
  const organization = organizationValue(organizationId);
  const byAccount = new Index(subjects.map(({ accountId }) => accountId));
  const conditions = [
    ...(scope.byClient ? [sql`a.client_id = any (${textArray(byClient.keys())}::text[])`] : []),
    ...(scope.byDevice ? [sql`a.device_key = any (${textArray(byDevice.keys())}::text[])`] : []),
    ...(scope.byAccount ? [sql`a.account_id = any (${uuidArray(byAccount.keys())}::uuid[])`] : []),
  ];
  if (scope.since === null || conditions.length === 0) return found;
  const until = scope.until === null ? sql`` : sql`and a.at <= ${instantValue(scope.until)}`;
  const { rows } = await sql<{ columns: AttemptColumns }>`
    select json_build_array(a.id, milliseconds(a.at), a.client_id, a.device_key, a.account_id, a.campaign_group_id, a.channel,
      a.direction, a.state, milliseconds(a.expires_at), a.call_result, a.disposition, a.country, a.regions, a.area_code,
      a.postal_code) as columns
    from attempts a
    where a.organization_id = ${organization} and a.at >= ${instantValue(scope.since)} ${until} and a.state <> 'released'
      and (${sql.join(conditions, sql` or `)})
    order by a.at, a.id`.execute(tx);
  for (const { columns } of rows) {
    const attempt = attemptOf(columns);
    const places = new Set([
      ...(scope.byClient ? byClient.placesOf(attempt.clientId) : []),
      ...(scope.byDevice ? byDevice.placesOf(attempt.deviceKey) : []),
      ...(scope.byAccount ? byAccount.placesOf(attempt.accountId) : []),
    ]);
    found.add(places, calledAsNow(attempt, aliases));
  }
  return found;
}

async function readOptOuts({
  tx,
  organizationId,
  byClient,
  byDevice,
}: Asked): Promise<Found<SurveyedFacts['optOuts'][number]>> {
  const organization = organizationValue(organizationId);
  const found = new Found<SurveyedFacts['optOuts'][number]>();
  const { rows } = await sql<{ client_id: string; device_key: string | null; columns: OptOutColumns }>`
    select o.client_id, x.device_key,
      json_build_array(o.id, x.way, o.channels, milliseconds(o.from_at), o.from_date, milliseconds(o.until_at), o.until_date) as columns
    from (
      select y.id, 'client' as way, null as device_key from opt_outs y
      where y.organization_id = ${organization} and y.client_id = any (${textArray(byClient.keys())}::text[]) and y.lifted_at is null
      union all
      select z.opt_out_id, 'device', z.device_key from opt_out_devices z
      where z.organization_id = ${organization} and z.device_key = any (${textArray(byDevice.keys())}::text[])
    ) as x
    join opt_outs o on o.organization_id = ${organization} and o.id = x.id and o.lifted_at is null
    order by o.id`.execute(tx);
  for (const { client_id: clientId, device_key: deviceKey, columns } of rows) {
    const own = byClient.placesOf(clientId);
    // A contact's own opt-out is told once, as the contact's, not again as its device's.
    const places =
      deviceKey === null ? own : byDevice.placesOf(deviceKey).filter((place) => !own.includes(place));
    found.add(places, optOutOf(columns));
  }
  return found;
}

async function readEntries(
  { tx, organizationId, byClient, byDevice, byDomain }: Asked,
  { suppressionListIds }: FactsScope,
): Promise<Found<SurveyedFacts['entries'][number]>> {
  const found = new Found<SurveyedFacts['entries'][number]>();
  if (suppressionListIds.length === 0) return found;
  const organization = organizationValue(organizationId);
  const { rows } = await sql<{ value: string; type: string; columns: EntryColumns }>`
    select e.value, l.type,
      json_build_array(e.list_id, e.id, milliseconds(e.from_at), e.from_date, milliseconds(x.ends_at),
        case when x.ends_at is null then e.until_date end) as columns
    from suppression_entries e
    join suppression_lists l on l.organization_id = ${organization} and l.id = e.list_id
    cross join lateral (select entry_ends_at(e.until_at, e.until_date, e.created_at, l.retention_days) as ends_at) as x
    where e.organization_id = ${organization} and e.list_id = any (${uuidArray(suppressionListIds)}::uuid[])
      and e.value = any (${textArray([...byDevice.keys(), ...byDomain.keys(), ...byClient.keys()])}::text[])
      and entry_counts(${organizationId}, e.list_id, e.import_id, e.removed_by)
    order by e.list_id, e.id`.execute(tx);
  for (const { value, type, columns } of rows) {
    const places =
      type === 'client'
        ? byClient.placesOf(value)
        : (value.startsWith('@') ? byDomain : byDevice).placesOf(value);
    found.add(places, entryOf(columns));
  }
  return found;
}
