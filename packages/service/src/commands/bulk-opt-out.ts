import { setImmediate as nextTurn } from 'node:timers/promises';
import { shortJson, type BulkOptOutJson } from '@tact/api';
import type { CountryCode, DeviceKey } from '@tact/engine';
import { parseNumber } from '@tact/places';
import type { BulkOptOut, BulkOptOutResult } from '@tact/store';
import type { Caller, Parts } from './context.ts';
import { momentOf } from './moment.ts';
import { readCountry } from './read-values.ts';
import { assertRoomForRequired } from './ruleset-room.ts';

/** What came of a bulk opt-out. */
export interface BulkOptOutDone extends BulkOptOutResult {
  readonly received: number;
  /** Numbers that were given before, in whatever form. */
  readonly repeated: number;
  /** Different numbers that a contact has. */
  readonly matched: number;
  /** Those of no contact that were on the organization's own list before. */
  readonly alreadyStored: number;
  readonly invalid: readonly InvalidPhone[];
}

/** A phone that is no number. `index` counts from 0; `value` is as it was given, cut to 64 characters. */
export interface InvalidPhone {
  readonly index: number;
  readonly value: string;
  readonly sentence: string;
}

/** Numbers that are read before somebody else gets a turn: some milliseconds. */
const NUMBERS_PER_TURN = 5_000;
const VALUE_LENGTH_MAX = 64;
/** Numbers of one transaction. It keeps writers of contacts waiting, so that a hundred thousand are several. */
const NUMBERS_PER_TRANSACTION = 20_000;

/**
 * Opts out whoever has one of the numbers (S24); what is no number is told of and stops nothing. From the return on no node allows
 * anything against it (S23). `ruleset_full` where the organization's own list would have to be made and there is no room for it.
 */
export async function bulkOptOut(
  parts: Pick<Parts, 'store' | 'clock'>,
  caller: Caller,
  { phones, reason, store_unmatched: storeUnmatched = true, default_country: country }: BulkOptOutJson,
  source = 'bulk',
): Promise<BulkOptOutDone> {
  const { store } = parts;
  const { organizationId, actor } = caller;
  const { defaultCountry } = await store.organizations.get(organizationId);
  const { numbers, invalid } = await readPhones(
    phones,
    country === undefined ? (defaultCountry as CountryCode) : readCountry(country, '/default_country'),
  );
  if (storeUnmatched && (await store.suppression.ownListId(organizationId)) === null)
    await assertRoomForRequired(parts, caller);
  const bulkCaller = { organizationId, actor: { ...actor, source: 'bulk' as const } };
  const result = await inTransactions(parts, bulkCaller, { numbers, reason, source, storeUnmatched });
  const { unmatched, stored } = result;
  return {
    ...result,
    received: phones.length,
    repeated: phones.length - invalid.length - numbers.length,
    matched: numbers.length - unmatched.length,
    alreadyStored: storeUnmatched ? unmatched.length - stored : 0,
    invalid,
  };
}

/**
 * Opts out part by part. A fault in between leaves the parts before it opted out, and the same request again does the rest. A contact with
 * numbers in several parts gets an opt-out for each, and is told of once.
 */
async function inTransactions(
  parts: Pick<Parts, 'store' | 'clock'>,
  { organizationId, actor }: Caller,
  { numbers, ...rest }: BulkOptOut,
): Promise<BulkOptOutResult> {
  const contacts = new Map<string, BulkOptOutResult['contacts'][number]>();
  const unmatched: DeviceKey[] = [];
  let stored = 0;
  let listId: BulkOptOutResult['listId'] = null;
  for (let from = 0; from < numbers.length; from += NUMBERS_PER_TRANSACTION) {
    const part = { ...rest, numbers: numbers.slice(from, from + NUMBERS_PER_TRANSACTION) };
    const now = await momentOf(parts, organizationId);
    const done = await parts.store.optOuts.bulk(organizationId, part, now, actor);
    for (const contact of done.contacts)
      if ((contacts.get(contact.contactId)?.optOutId ?? null) === null)
        contacts.set(contact.contactId, contact);
    for (const number of done.unmatched) unmatched.push(number);
    stored += done.stored;
    listId ??= done.listId;
  }
  return { contacts: [...contacts.values()], unmatched, stored, listId };
}

/** The different numbers, in their order, and what is none. */
async function readPhones(
  phones: readonly unknown[],
  defaultCountry: CountryCode,
): Promise<{ readonly numbers: readonly DeviceKey[]; readonly invalid: readonly InvalidPhone[] }> {
  const numbers = new Set<DeviceKey>();
  const invalid: InvalidPhone[] = [];
  for (const [index, phone] of phones.entries()) {
    if (index > 0 && index % NUMBERS_PER_TURN === 0) await nextTurn();
    const read =
      typeof phone === 'string'
        ? parseNumber(phone, defaultCountry)
        : { ok: false as const, sentence: 'this is no text; write the number in quotes' };
    if (read.ok) numbers.add(read.key);
    else invalid.push({ index, value: shown(phone), sentence: read.sentence });
  }
  return { numbers: [...numbers], invalid };
}

function shown(phone: unknown): string {
  return typeof phone === 'string' ? phone.slice(0, VALUE_LENGTH_MAX) : shortJson(phone, VALUE_LENGTH_MAX);
}
