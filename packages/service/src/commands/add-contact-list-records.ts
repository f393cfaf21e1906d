import type { ContactListRecordsAddedJson, NewContactListRecordJson } from '@tact/api';
import type { AccountId, ClientId } from '@tact/engine';
import type { RecordAdded } from '@tact/store';
import type { Caller, Parts } from './context.ts';

const SENTENCES: Readonly<Record<Exclude<RecordAdded, 'added' | 'unchanged'>, string>> = {
  contact_unknown: 'there is no such contact; import it first, or check its id',
  account_unknown: 'there is no such account; check the id',
  account_of_another_contact: "the account is another contact's; name one of this contact",
};

/** Adds contacts to a list, row by row: what cannot be added is told, and stops nothing else. */
export async function addContactListRecords(
  { store }: Parts,
  { organizationId, actor }: Caller,
  listId: string,
  rows: readonly NewContactListRecordJson[],
): Promise<ContactListRecordsAddedJson> {
  const isOne = ({ clientId, contactId }: NewContactListRecordJson) =>
    (clientId === undefined) !== (contactId === undefined);
  const usable = rows.filter(isOne);
  const results = await store.contactLists.addRecords(
    organizationId,
    listId,
    usable.map(({ clientId, contactId, accountId }) => ({
      clientId: (clientId ?? null) as ClientId | null,
      contactId: contactId ?? null,
      accountId: (accountId ?? null) as AccountId | null,
    })),
    actor,
  );
  const resultOf = new Map(usable.map((row, index) => [row, results[index]]));
  const problems = rows.flatMap((row, index) => {
    const result = resultOf.get(row);
    const path = `/records/${index}`;
    if (result === undefined)
      return [
        {
          path,
          code: 'validation_failed',
          sentence: 'name the contact by `clientId` or by `contactId`, one of them',
        },
      ];
    if (result === 'added' || result === 'unchanged') return [];
    return [{ path, code: result, sentence: SENTENCES[result] }];
  });
  const count = (wanted: RecordAdded) => results.filter((result) => result === wanted).length;
  return { added: count('added'), unchanged: count('unchanged'), problems };
}
