import type { OrganizationId } from '@tact/engine';
import type { Actor, RecordAdded, Store } from '@tact/store';
import type { ImportRow, Upserted } from './import-file.ts';

/** Where the good rows of a list go. */
export interface RowTarget {
  readonly store: Store;
  readonly organizationId: OrganizationId;
  readonly actor: Actor;
  /** The currency of amounts that name none. */
  readonly currency: string;
  /** The contact list that gets a record for each row; null: none does. */
  readonly contactListId: string | null;
}

/** What became of a batch, in the contact list too. */
export interface Written extends Upserted {
  readonly records: Readonly<Partial<Record<RecordAdded, number>>>;
}

/**
 * Writes one batch: contacts, their debts, and their records in the contact list. Each is a transaction of its own; a batch that was cut
 * short is made whole by importing it again, which changes nothing of what is there.
 */
export async function writeRows(
  { store, organizationId, actor, currency, contactListId }: RowTarget,
  rows: readonly ImportRow[],
): Promise<Written> {
  const upserted = await store.contacts.upsertMany(
    organizationId,
    rows.map(({ contact }) => contact),
    actor,
  );
  const accounts = rows.flatMap(({ contact: { clientId }, accounts: debts }) =>
    debts.map((debt) => {
      const ofAmount = debt.amount === null ? null : currency;
      return { clientId, ...debt, currency: debt.currency ?? ofAmount };
    }),
  );
  const ids = accounts.length === 0 ? [] : await store.accounts.upsertMany(organizationId, accounts, actor);
  // A contact's record is about the first of its debts.
  const accountIdOf = new Map(
    accounts.map(({ clientId }, index) => [clientId, ids[index] ?? null] as const).toReversed(),
  );
  const records: Partial<Record<RecordAdded, number>> = {};
  if (contactListId === null) return { ...upserted, records };
  const toAdd = rows.map(({ contact: { clientId } }) => ({
    contactId: null,
    clientId,
    accountId: accountIdOf.get(clientId) ?? null,
  }));
  for (const result of await store.contactLists.addRecords(organizationId, contactListId, toAdd, actor))
    records[result] = (records[result] ?? 0) + 1;
  return { ...upserted, records };
}

/** The id of the contact list of a name; it is made where there is none. */
export async function contactListNamed(
  { store, organizationId, actor }: Pick<RowTarget, 'store' | 'organizationId' | 'actor'>,
  name: string,
): Promise<string> {
  const { contactLists } = store;
  const found = await contactLists.findByName(organizationId, name);
  return (found ?? (await contactLists.create(organizationId, name, actor))).id;
}
