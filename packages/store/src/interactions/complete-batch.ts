import type { Instant, OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';
import { ASKED_ALLOWED, ASKED_BLOCKED, NOT_ASKED } from '../ports/interaction-batch.ts';
import { uuidAt } from '../history/read-columns.ts';
import { uuidBytes } from '../uuid-v7.ts';
import { ID_BYTES, NONE, UNKNOWN_ZONES, type BatchUnderWay } from './batch-under-way.ts';
import { createByteCache, type ByteCache } from './byte-cache.ts';
import { createContactCache, type ContactCache } from './contact-cache.ts';
import {
  lookUpAccounts,
  lookUpAgents,
  lookUpAsked,
  lookUpContacts,
  lookUpCounts,
  lookUpDecisions,
} from './look-up.ts';
import { lookingUp } from './read-interactions.ts';

/** What batches are completed from. Caches that are full are exchanged for new ones; a batch keeps those that it was begun with. */
export interface Known {
  readonly database: Database;
  readonly organizationId: OrganizationId;
  readonly details: boolean;
  contacts: ContactCache;
  accounts: ByteCache;
  readonly contactBytesMax: number;
  readonly accountBytesMax: number;
}

/** What the stream could not tell of a batch. */
export interface Missing {
  readonly isCounted: boolean;
  readonly isAskedKnown: boolean;
}

/** Looks up what the stream could not tell. */
export async function completeBatch(
  batch: BatchUnderWay,
  known: Known,
  missing: Missing,
): Promise<BatchUnderWay> {
  const found: Promise<void>[] = [];
  const contacts = fillContacts(batch, known);
  const accounts = fillAccounts(batch, known);
  if (contacts !== null) found.push(contacts);
  if (accounts !== null) found.push(accounts);
  if (indexesOf(batch, (i) => batch.zones[i] === UNKNOWN_ZONES).length > 0)
    found.push(fillDecisions(batch, known));
  if (!missing.isAskedKnown) found.push(fillAsked(batch, known));
  if (!batch.isMerged && known.details) found.push(fillAgents(batch, known));
  if (!missing.isCounted) found.push(fillCounts(batch, known));
  if (found.length > 0) await Promise.all(found);
  return batch;
}

/** Null: all are known. */
function fillContacts(batch: BatchUnderWay, known: Known): Promise<void> | null {
  if (known.contacts.isFull) known.contacts = createContactCache(known.contactBytesMax);
  const cache = known.contacts;
  batch.contacts = cache;
  const unknown: number[] = [];
  for (let i = 0; i < batch.length; i++) if (!fillContact(batch, cache, i)) unknown.push(i);
  if (unknown.length === 0) return null;
  return lookUpUnknown(batch, known, unknown);
}

async function lookUpUnknown(batch: BatchUnderWay, known: Known, unknown: readonly number[]): Promise<void> {
  const { organizationId, database } = known;
  const cache = batch.contacts;
  if (cache === undefined) return;
  const clients = [...new Set(unknown.map((i) => clientOf(batch, i)))];
  const found = await lookingUp(
    database,
    organizationId,
  )((tx) => lookUpContacts({ tx, organizationId }, clients));
  for (const client of clients) cache.put(Buffer.from(client), found.get(client) ?? null);
  for (const i of unknown) fillContact(batch, cache, i);
}

/** Whether the cache knows the contact. */
function fillContact(batch: BatchUnderWay, cache: ContactCache, i: number): boolean {
  const { bytes } = batch;
  const number = cache.find(bytes, batch.clientsFrom[i] ?? 0, batch.clientsTo[i] ?? 0);
  batch.clients[i] = number;
  if (number < 0) return false;
  batch.addresses[i] = cache.addressOf(number);
  batch.deviceTypes[i] = cache.typeOf(number, bytes, batch.devicesFrom[i] ?? 0, batch.devicesTo[i] ?? 0);
  return true;
}

/** Null: all are known. */
function fillAccounts(batch: BatchUnderWay, known: Known): Promise<void> | null {
  if (known.accounts.isFull) known.accounts = createByteCache(known.accountBytesMax);
  const cache = known.accounts;
  batch.accountCache = cache;
  const unknown: number[] = [];
  for (let i = 0; i < batch.length; i++) if (!fillAccount(batch, cache, i)) unknown.push(i);
  if (unknown.length === 0) return null;
  return (async () => {
    const { organizationId, database } = known;
    const ids = [...new Set(unknown.map((i) => uuidAt(batch.bytes, batch.accountIds[i] ?? 0)))];
    const found = await lookingUp(
      database,
      organizationId,
    )((tx) => lookUpAccounts({ tx, organizationId }, ids));
    for (const id of ids) cache.put(uuidBytes(id), found.get(id) ?? null);
    for (const i of unknown) fillAccount(batch, cache, i);
  })();
}

function fillAccount(batch: BatchUnderWay, cache: ByteCache, i: number): boolean {
  const id = batch.accountIds[i] ?? NONE;
  batch.accounts[i] = id < 0 ? NONE : cache.find(batch.bytes, id, id + ID_BYTES);
  return id < 0 || (batch.accounts[i] ?? NONE) >= 0;
}

async function fillDecisions(batch: BatchUnderWay, known: Known): Promise<void> {
  const lost = indexesOf(batch, (i) => batch.zones[i] === UNKNOWN_ZONES);
  const idOf = (i: number) => uuidAt(batch.bytes, batch.decisionIds[i] ?? 0);
  const found = await lookingUp(
    known.database,
    known.organizationId,
  )((tx) => lookUpDecisions({ tx, ...spanOf(batch, known) }, lost.map(idOf)));
  for (const i of lost) {
    const zones = found.get(idOf(i))?.zones;
    batch.zones[i] = zones === undefined ? NONE : (batch.lists?.zones.put(zones) ?? NONE);
  }
}

async function fillAsked(batch: BatchUnderWay, known: Known): Promise<void> {
  const undecided = indexesOf(
    batch,
    (i) =>
      (batch.decisionIds[i] ?? NONE) < 0 && batch.shapeList[batch.shapes[i] ?? 0]?.direction === 'outbound',
  );
  const askedBefore = await lookingUp(
    known.database,
    known.organizationId,
  )((tx) =>
    lookUpAsked({ tx, ...spanOf(batch, known) }, [...new Set(undecided.map((i) => clientOf(batch, i)))]),
  );
  for (const i of undecided) {
    const told = askedBefore(batch.interactionAt(i));
    batch.asked[i] = told === null ? NOT_ASKED : told.allowed ? ASKED_ALLOWED : ASKED_BLOCKED;
    if (told !== null) batch.askedIds.set(uuidBytes(told.id), i * ID_BYTES);
  }
}

async function fillAgents(batch: BatchUnderWay, known: Known): Promise<void> {
  const decided = indexesOf(batch, (i) => (batch.decisionIds[i] ?? NONE) >= 0);
  const idOf = (i: number) => uuidAt(batch.bytes, batch.ids[i] ?? 0);
  const agents = await lookingUp(
    known.database,
    known.organizationId,
  )((tx) => lookUpAgents({ tx, ...spanOf(batch, known) }, decided.map(idOf)));
  for (const i of decided) {
    const agent = agents.get(idOf(i)) ?? null;
    batch.agents[i] = agent === null ? NONE : (batch.lists?.agents.put(agent) ?? NONE);
  }
}

async function fillCounts(batch: BatchUnderWay, known: Known): Promise<void> {
  const all = indexesOf(batch, () => true);
  const counts = await lookingUp(
    known.database,
    known.organizationId,
  )((tx) => lookUpCounts({ tx, ...spanOf(batch, known) }, [...new Set(all.map((i) => clientOf(batch, i)))]));
  for (const i of all) {
    const { day, week } = counts(clientOf(batch, i), (batch.instants[i] ?? 0) as Instant);
    batch.attemptsOfDay[i] = day;
    batch.attemptsOfWeek[i] = week;
  }
}

function indexesOf(batch: BatchUnderWay, isMeant: (i: number) => boolean): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < batch.length; i++) if (isMeant(i)) found.push(i);
  return found;
}

function clientOf({ bytes, clientsFrom, clientsTo }: BatchUnderWay, i: number): string {
  return bytes.toString('utf8', clientsFrom[i], clientsTo[i]);
}

function spanOf(batch: BatchUnderWay, { organizationId }: Known) {
  const [from, to] = [batch.instants[0] ?? 0, batch.instants[batch.length - 1] ?? 0];
  return { organizationId, from: from as Instant, to: to as Instant };
}
