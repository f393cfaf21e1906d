import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ClientId, OrganizationId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { contactFields } from './samples.ts';

let testStore: TestStore;
let own: OrganizationId;
beforeAll(async () => {
  testStore = await openTestStore();
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
});

const debt = (
  clientId: string,
  reference: string,
  amount: string | null = null,
  currency: string | null = null,
) => ({
  clientId: clientId as ClientId,
  reference,
  amount,
  currency,
});
const upsert = (...debts: readonly ReturnType<typeof debt>[]) =>
  testStore.store.accounts.upsertMany(own, debts, TEST_ACTOR);

test('debts of a list are made once, brought up to date, and keep what the list does not state', async () => {
  const { accounts, contacts } = testStore.store;
  for (const clientId of ['ann', 'bob']) await contacts.create(own, contactFields(clientId), TEST_ACTOR);
  const [first, second, unknown] = await upsert(
    debt('ann', 'R-1', '12.50', 'USD'),
    debt('bob', 'R-1'),
    debt('cy', 'R-1'),
  );
  expect(unknown).toBeNull();
  if (first == null || second == null) throw new Error('the debts were not made');
  expect(await accounts.get(own, first)).toMatchObject({
    reference: 'R-1',
    status: 'new',
    amount: '12.5000',
    version: 1,
  });

  const { version } = (await accounts.get(own, first)) ?? { version: 0 };
  await accounts.update(own, first, version, { status: 'paused' }, TEST_ACTOR);
  expect(await upsert(debt('ann', 'R-1'), debt('ann', 'R-2', '1'))).toEqual([first, expect.any(String)]);
  expect(await accounts.get(own, first)).toMatchObject({
    status: 'paused',
    amount: '12.5000',
    currency: 'USD',
    version: 2,
  });
  await upsert(debt('ann', 'R-1', '99'));
  expect(await accounts.get(own, first)).toMatchObject({
    status: 'paused',
    amount: '99.0000',
    currency: 'USD',
    version: 3,
  });
});

test('two lists with the same debts at once make each once', async () => {
  const { accounts, contacts } = testStore.store;
  const clientIds = Array.from({ length: 20 }, (_, serial) => `c-${serial}`);
  for (const clientId of clientIds) await contacts.create(own, contactFields(clientId), TEST_ACTOR);
  const list = clientIds.map((clientId) => debt(clientId, 'R', '1'));
  const ids = await Promise.all([upsert(...list), upsert(...list.toReversed())]);
  expect(ids[0]).toEqual(ids[1].toReversed());
  const { items } = await accounts.list(own, { limit: 200, cursor: null }, null);
  expect(items).toHaveLength(20);
});
