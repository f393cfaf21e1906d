import type { AccountChangeJson, NewAccountJson } from '@tact/api';
import type { AccountId } from '@tact/engine';
import type { Account } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { onVersion } from './version-conflict.ts';

/** Creates an account of a contact. An amount without a currency is in the organization's. */
export async function createAccount(parts: Parts, caller: Caller, json: NewAccountJson): Promise<Account> {
  const { store } = parts;
  const { organizationId, actor } = caller;
  await assertContact(parts, caller, json.contactId);
  const amount = json.amount ?? null;
  const currency =
    json.currency ?? (amount === null ? null : (await store.organizations.get(organizationId)).currency);
  const { contactId, reference, status = 'new' } = json;
  return store.accounts.create(organizationId, { contactId, reference, status, amount, currency }, actor);
}

/** Changes the named fields of an account. A change of status holds on every node from the return on (S33). */
export async function updateAccount(
  parts: Parts,
  caller: Caller,
  id: AccountId,
  { version, ...change }: AccountChangeJson,
): Promise<Account> {
  const { organizationId, actor } = caller;
  if (change.contactId !== undefined) await assertContact(parts, caller, change.contactId);
  return onVersion(
    () => parts.store.accounts.update(organizationId, id, version, change, actor),
    () => parts.store.accounts.get(organizationId, id),
  );
}

async function assertContact({ store }: Parts, { organizationId }: Caller, contactId: string): Promise<void> {
  if ((await store.contacts.get(organizationId, contactId)) !== undefined) return;
  throw new CommandError(
    'contact_unknown',
    `there is no contact with the id \`${contactId}\`; create it first`,
    {
      path: '/contactId',
    },
  );
}
