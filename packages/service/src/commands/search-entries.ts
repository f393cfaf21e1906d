import {
  chunkKeyOf,
  numberSetOf,
  phoneNumberOf,
  type OrganizationId,
  type SuppressionListId,
} from '@tact/engine';
import {
  StoreError,
  type EntrySearch,
  type NumberSetVersion,
  type Page,
  type PageRequest,
  type SuppressionEntry,
  type SuppressionListRow,
} from '@tact/store';
import type { Parts } from './context.ts';
import { readDeviceEntry } from './read-values.ts';

/** What a search in a list found. */
export interface FoundEntries extends Page<SuppressionEntry> {
  /** Of a number that is in the numbers which were imported into the list: the number, and the version that holds it. */
  readonly imported: { readonly value: string; readonly version: NumberSetVersion } | null;
}

/** How often is looked again where numbers were replaced and removed while they were being read. */
const LOOKS_MAX = 3;

/**
 * Entries of a list by a number or address in any written form, or by the beginning of a client id; and whether the number is in the numbers that were
 * imported. `number_invalid` where a list of devices is searched for what is neither.
 */
export async function searchEntries(
  { store }: Parts,
  organizationId: OrganizationId,
  {
    list: { id, type },
    page,
    text,
  }: { readonly list: SuppressionListRow; readonly page: PageRequest; readonly text: string },
): Promise<FoundEntries> {
  if (type === 'client') {
    const search = { type, values: [text], beginning: text };
    const found = await store.suppression.listEntries(organizationId, id, page, search);
    return { ...found, imported: null };
  }
  const { defaultCountry } = await store.organizations.get(organizationId);
  const key = readDeviceEntry(text, defaultCountry, '/search');
  const found = await store.suppression.listEntries(organizationId, id, page, devicesLike(key));
  return { ...found, imported: await importedOf({ store }, organizationId, id, key) };
}

/** An e-mail address is on the list by its domain, too. */
function devicesLike(key: string): EntrySearch {
  const at = key.lastIndexOf('@');
  return { type: 'device', values: at > 0 ? [key, key.slice(at)] : [key], beginning: null };
}

async function importedOf(
  { store }: Pick<Parts, 'store'>,
  organizationId: OrganizationId,
  listId: SuppressionListId,
  key: string,
): Promise<FoundEntries['imported']> {
  const number = phoneNumberOf(key);
  if (number === undefined) return null;
  for (let look = 1; ; look++) {
    const versions = await store.numberSets.versions(organizationId, listId);
    const version = versions.find(({ state }) => state === 'in force');
    if (version === undefined) return null;
    try {
      const reference = { listId, versionId: version.id };
      const chunks = await store.numberSets.chunks(organizationId, reference, [chunkKeyOf(number)]);
      return numberSetOf(chunks).has(number) ? { value: key, version } : null;
    } catch (error) {
      // Replaced and removed since it was named: the one in force now is asked.
      if (!(error instanceof StoreError) || error.code !== 'not_found' || look >= LOOKS_MAX) throw error;
    }
  }
}
