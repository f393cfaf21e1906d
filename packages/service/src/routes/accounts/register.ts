import { endpoints, type OptedOutJson } from '@tact/api';
import { formatInstant, type AccountId, type OrganizationId } from '@tact/engine';
import type { Account, Page } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { createAccount, updateAccount } from '../../commands/save-account.ts';
import { answer, type Router } from '../../http/router.ts';
import { optedOutOf } from '../opted-out.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of accounts. */
export function registerAccounts({ route }: Router, parts: Parts): void {
  const { accounts } = endpoints;
  const { store } = parts;
  const jsonOf = async ({ organizationId }: Caller, account: Account) =>
    accountJson(account, await contactsOf(parts, organizationId, [account]));
  const pageOf = async ({ organizationId }: Caller, page: Page<Account>) => {
    const contacts = await contactsOf(parts, organizationId, page.items);
    return pageJson(page, (account) => accountJson(account, contacts));
  };
  route(accounts.create, async ({ body, caller }) =>
    answer(201, await jsonOf(caller, await createAccount(parts, caller, body))),
  );
  route(accounts.list, async ({ query, caller }) => {
    const page = await store.accounts.list(
      caller.organizationId,
      pageRequest(query),
      query.contactId ?? null,
    );
    return answer(200, await pageOf(caller, page));
  });
  route(accounts.search, async ({ body: { search, ...page }, caller }) => {
    const found = await store.accounts.search(caller.organizationId, pageRequest(page), search.trim());
    return answer(200, await pageOf(caller, found));
  });
  route(accounts.get, async ({ params, caller }) => {
    const account = await store.accounts.get(caller.organizationId, params.id as AccountId);
    return answer(200, await jsonOf(caller, found(account, 'account')));
  });
  route(accounts.update, async ({ params, body, caller }) =>
    answer(200, await jsonOf(caller, await updateAccount(parts, caller, params.id as AccountId, body))),
  );
  route(accounts.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.accounts.delete(organizationId, params.id as AccountId, actor);
    return answer(204, null);
  });
}

/** What is told of the contacts of some accounts, one look for all of them. */
interface ContactsTold {
  readonly clientIds: ReadonlyMap<string, string>;
  readonly optedOut: (contactId: string) => OptedOutJson;
}

async function contactsOf(
  parts: Parts,
  organizationId: OrganizationId,
  accounts: readonly Account[],
): Promise<ContactsTold> {
  const contactIds = [...new Set(accounts.map(({ contactId }) => contactId))];
  const [clientIds, optedOut] = await Promise.all([
    parts.store.contacts.clientIdsOf(organizationId, contactIds),
    optedOutOf(parts, organizationId, contactIds),
  ]);
  return { clientIds, optedOut };
}

function accountJson(account: Account, { clientIds, optedOut }: ContactsTold) {
  const { id, contactId, reference, status, amount, currency, version } = account;
  const { createdAt, updatedAt } = account;
  return {
    id,
    contactId,
    clientId: clientIds.get(contactId) ?? null,
    reference,
    status,
    amount: amount === null ? null : amountText(amount),
    currency,
    optedOut: optedOut(contactId),
    version,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}

/** Cents always, more decimals only where there are any. */
function amountText(amount: string): string {
  const [whole = '0', decimals = ''] = amount.split('.');
  return `${whole}.${decimals.replace(/0+$/, '').padEnd(2, '0')}`;
}
