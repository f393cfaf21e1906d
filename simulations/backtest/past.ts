import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import {
  compileRuleset,
  DAY_MS,
  decide,
  decisionJson,
  HOUR_MS,
  type AccountId,
  type CampaignGroupId,
  type ClientId,
  type ContactRequest,
  type DeviceKey,
  type EntryFact,
  type Facts,
  type Instant,
  type RulesetSource,
  type SuppressionListId,
} from '@tact/engine';
import { placesVersions, zoneTable } from '@tact/places';
import { recordText, type Random } from '@tact/service/without-http';
import { uuidV7, type HistoryRow } from '@tact/store';
import { attemptFact, placeOfDevice, placeOfStored } from '../../packages/service/src/deciding/resolve.ts';

/** One thing that happened in a made past, with all that it is judged by. */
export interface PastEvent {
  readonly id: string;
  readonly of: 'attempt' | 'blocked-question';
  readonly request: ContactRequest;
  readonly facts: Facts;
  /** The rules of its instant. */
  readonly rules: RulesetSource;
}

/** What a past is made from. */
export interface PastPlan {
  readonly events: number;
  readonly from: Instant;
  readonly days: number;
  readonly rulesAt: (at: Instant) => RulesetSource;
  readonly listId: SuppressionListId;
  readonly random: Random;
}

const NUMBERS = ['+12125550', '+13105550', '+13125550', '+13055550', '+18085550', '+14165550'];
const RESULTS = ['Answer', 'No Answer', 'Busy', 'Answering Machine', null] as const;
/** Events for each contact: enough that counting rules block. */
const EVENTS_PER_CONTACT = 40;
/** Every so many contacts share a number with another one, and are on a list. */
const SHARES_EVERY = 5;
const LISTED_EVERY = 11;

interface Person {
  readonly clientId: ClientId;
  readonly devices: readonly DeviceKey[];
  readonly zone: string | null;
  readonly region: string | null;
  readonly entry: EntryFact | null;
  readonly listedDevice: DeviceKey | null;
}

/** Makes a past and writes it into a database by the owner's connection. What is judged of it is given back, in the order of time. */
export async function makePast(
  owner: pg.Client,
  organizationId: string,
  plan: PastPlan,
): Promise<readonly PastEvent[]> {
  const people = makePeople(plan);
  await writePeople(owner, organizationId, people, plan.listId);
  const instants = Array.from({ length: plan.events }, () =>
    Math.floor(plan.from + plan.random.next() * plan.days * DAY_MS),
  ).sort((one, other) => one - other);
  const rows: HistoryRow[] = [];
  const events: PastEvent[] = [];
  const written: unknown[] = [];
  for (const at of instants) {
    const made = makeEvent(at as Instant, people, rows, plan);
    if (made.row !== null) rows.push(made.row);
    if (made.event !== null) events.push(made.event);
    written.push(...made.written);
  }
  await writeEvents(owner, organizationId, written);
  return events;
}

function makePeople({ events, random, from, listId, days }: PastPlan): readonly Person[] {
  const count = Math.max(3, Math.round(events / EVENTS_PER_CONTACT));
  const numberOf = (n: number) =>
    `${NUMBERS[n % NUMBERS.length] ?? ''}${String(100 + Math.floor(n / NUMBERS.length)).padStart(3, '0')}` as DeviceKey;
  return Array.from({ length: count }, (_, n): Person => {
    const own = numberOf(n);
    const other = n % SHARES_EVERY === 0 && n > 0 ? numberOf(n - 1) : numberOf(count + n);
    const isListed = n % LISTED_EVERY === 0;
    const since = from + random.between(0, days * DAY_MS);
    return {
      clientId: `C-${n}${n % 7 === 0 ? 'é' : ''}` as ClientId,
      devices: [own, other],
      zone: n % 3 === 0 ? 'America/Chicago' : null,
      region: n % 4 === 0 ? 'US-NY' : null,
      listedDevice: isListed ? own : null,
      entry: isListed
        ? {
            listId,
            entryId: randomUUID() as EntryFact['entryId'],
            from: { instant: since as Instant },
            until: { instant: (since + 3 * DAY_MS) as Instant },
          }
        : null,
    };
  });
}

interface MadeEvent {
  /** What later ones are counted by; null: nothing. */
  readonly row: HistoryRow | null;
  /** What is judged; null: an inbound contact, or one that was released. */
  readonly event: PastEvent | null;
  readonly written: readonly unknown[];
}

function makeEvent(
  at: Instant,
  people: readonly Person[],
  rows: readonly HistoryRow[],
  { random, rulesAt }: PastPlan,
): MadeEvent {
  const person = random.pick(people);
  const position = random.chance(0.6) ? 1 : 2;
  const deviceKey = person.devices[position - 1] as DeviceKey;
  const channel = random.chance(0.8) ? 'call' : 'sms';
  const isInbound = random.chance(0.05);
  const { place, type } = placeOfDevice({ position, key: deviceKey, type: 'unknown' }, undefined);
  const row: HistoryRow = {
    id: uuidV7(at) as HistoryRow['id'],
    at,
    clientId: person.clientId,
    deviceKey,
    devicePosition: position,
    accountId: null as AccountId | null,
    campaignGroupId: null as CampaignGroupId | null,
    channel,
    direction: isInbound ? 'inbound' : 'outbound',
    state: random.chance(0.9) ? 'finished' : 'reserved',
    expiresAt: (at + HOUR_MS) as Instant,
    callResult: random.pick(RESULTS),
    disposition: null,
    place: { country: place.country, regions: place.regions, areaCode: place.areaCode, postalCode: null },
    isDecided: false,
    record: null,
  };
  const own = row.state === 'reserved' ? { ...row, callResult: null } : row;
  if (isInbound) return { row: own, event: null, written: [own] };
  const { request, facts } = questionOf(own, person, people, rows, { place, type });
  const rules = rulesAt(at);
  const decision = decide(request, compileRuleset(rules, zoneTable()), facts);
  const isAllowed = decision.decision === 'allowed';
  const event = { id: own.id, request, facts, rules };
  const dice = random.next();
  if (!isAllowed && dice < 0.5) {
    const record = recordText({ request, facts, decision: decisionJson(decision) });
    return {
      row: null,
      event: { ...event, of: 'blocked-question' },
      written: [{ ...own, record, ruleset: decision.ruleset }],
    };
  }
  // A third of what was allowed came from elsewhere all the same, and all that was blocked and made nevertheless.
  const made = { ...own, isDecided: isAllowed && dice < 0.66 };
  return { row: made, event: { ...event, of: 'attempt' }, written: [made] };
}

function questionOf(
  row: HistoryRow,
  person: Person,
  people: readonly Person[],
  rows: readonly HistoryRow[],
  { place, type }: ReturnType<typeof placeOfDevice>,
): Pick<PastEvent, 'request' | 'facts'> {
  const { clientId, deviceKey, at, channel, devicePosition } = row;
  const counted = rows.filter((one) => one.clientId === clientId || one.deviceKey === deviceKey);
  const entries = people.flatMap(({ listedDevice, entry }) =>
    listedDevice === deviceKey && entry !== null ? [entry] : [],
  );
  return {
    request: {
      channel,
      clientId,
      device: { position: devicePosition, type },
      accountId: null,
      campaignGroupId: null,
    },
    facts: {
      at,
      numbersVersion: placesVersions().numbers,
      contact: placeOfStored(addressOf(person)),
      device: place,
      otherDevices: person.devices
        .filter((key) => key !== deviceKey)
        .map((key) => placeOfDevice({ position: 1, key, type: 'unknown' }, undefined).place),
      attempts: counted.map((one) =>
        attemptFact(one, { accountId: null, campaignGroupId: null }, clientId, deviceKey, at),
      ),
      optOuts: [],
      entries,
      registries: [],
      account: null,
      fields: {},
    },
  };
}

function addressOf({ zone, region }: Person) {
  return { zone, country: region === null ? null : 'US', region, postalCode: null };
}

async function writePeople(
  owner: pg.Client,
  organizationId: string,
  people: readonly Person[],
  listId: string,
): Promise<void> {
  for (const person of people) {
    const id = randomUUID();
    const { country, region, zone } = addressOf(person);
    await owner.query(
      `insert into contacts (organization_id, id, client_id, zone, country, region) values ($1, $2, $3, $4, $5, $6)`,
      [organizationId, id, person.clientId, zone, country, region],
    );
    for (const [index, key] of person.devices.entries())
      await owner.query(
        `insert into devices (organization_id, contact_id, position, device_key, device_type) values ($1, $2, $3, $4, 'unknown')`,
        [organizationId, id, index + 1, key],
      );
    const { entry, listedDevice } = person;
    if (entry === null || entry.from === null || entry.until === null) continue;
    if (!('instant' in entry.from) || !('instant' in entry.until)) continue;
    await owner.query(
      `insert into suppression_entries (organization_id, list_id, id, value, from_at, until_at) values ($1, $2, $3, $4, $5, $6)`,
      [
        organizationId,
        listId,
        entry.entryId,
        listedDevice,
        new Date(entry.from.instant),
        new Date(entry.until.instant),
      ],
    );
  }
}

async function writeEvents(
  owner: pg.Client,
  organizationId: string,
  written: readonly unknown[],
): Promise<void> {
  const text = JSON.stringify(written);
  const fields = `id uuid, at bigint, "clientId" text, "deviceKey" text, "devicePosition" int, channel text, direction text, state text,
    "expiresAt" bigint, "callResult" text, "isDecided" boolean, record text, ruleset text, place json`;
  const rows = `from json_to_recordset($2::json) as r (${fields})`;
  await owner.query(
    `insert into attempts (organization_id, id, at, client_id, device_key, device_position, channel, direction, state, expires_at, call_result,
        decision_id, origin, country, regions, area_code)
      select $1, id, to_timestamp(at / 1000.0), "clientId", "deviceKey", "devicePosition", channel, direction, state, to_timestamp("expiresAt" / 1000.0),
        "callResult", case when "isDecided" then id end, 'import', place ->> 'country',
        array(select json_array_elements_text(place -> 'regions')), place ->> 'areaCode' ${rows} where record is null`,
    [organizationId, text],
  );
  await owner.query(
    `insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record)
      select $1, id, to_timestamp(at / 1000.0), "clientId", "deviceKey", channel, false, ruleset, record ${rows} where record is not null`,
    [organizationId, text],
  );
}
