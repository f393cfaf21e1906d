import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { OptOut, OptOutFields, Store } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  addContact,
  client,
  contactFields,
  device,
  loadOne,
  NOON,
  noonPlus,
  optOutFields,
  queryOf,
  reserve,
} from './samples.ts';

let testStore: TestStore;
let store: Store;
let own: OrganizationId;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
});

const [FIRST, SECOND, MAIL] = ['+12125550101', '+12125550102', 'ann@example.com'];

/** How a question about a client and a device finds itself opted out. */
async function optedOut(clientId: string, deviceKey: string): Promise<readonly string[]> {
  const { facts } = await loadOne(store, own, queryOf(clientId, { deviceKey: device(deviceKey) }));
  return facts.optOuts.map(({ by }) => by);
}
const optOut = (clientId: string, given: Partial<OptOutFields> = {}): Promise<OptOut> =>
  store.optOuts.create(own, optOutFields(clientId, given), NOON, TEST_ACTOR);
const replaceDevices = async (clientId: string, ...keys: readonly string[]) => {
  const contact = await store.contacts.getByClientId(own, client(clientId));
  if (contact === undefined) throw new Error(`there is no ${clientId}`);
  await store.contacts.replace(
    own,
    contact.id,
    contact.version,
    contactFields(clientId, ...keys),
    TEST_ACTOR,
  );
};

describe('an opt-out of Ann, who has two devices (S21)', () => {
  interface Row {
    readonly name: string;
    readonly given?: Partial<OptOutFields>;
    /** What happens afterwards. */
    readonly then?: (made: OptOut) => Promise<unknown>;
    /** Who is asked for on which device, and how each finds itself opted out. */
    readonly asked: readonly (readonly [clientId: string, deviceKey: string, by: readonly string[]])[];
  }
  const rows: readonly Row[] = [
    { name: 'blocks every device at her, also one that she does not have',
      asked: [['ann', FIRST, ['client']], ['ann', MAIL, ['client']], ['ann', '+19995550100', ['client']]] },
    { name: 'blocks her devices at another contact, and none else there',
      asked: [['bob', FIRST, ['device']], ['bob', MAIL, ['device']], ['bob', SECOND, []]] },
    { name: 'says nothing of others on their devices', asked: [['bob', '+13125550100', []]] },
    { name: 'blocks a device that she gets later, by an edit',
      then: () => replaceDevices('ann', FIRST, MAIL, SECOND), asked: [['bob', SECOND, ['device']]] },
    { name: 'blocks a device that she gets later, by an import',
      then: () => store.contacts.upsertMany(own, [contactFields('ann', SECOND)], TEST_ACTOR),
      asked: [['bob', SECOND, ['device']]] },
    { name: 'keeps blocking a device that was taken away from her',
      then: () => replaceDevices('ann', MAIL), asked: [['bob', FIRST, ['device']], ['bob', MAIL, ['device']]] },
    { name: 'keeps blocking her devices when she is deleted',
      then: async () => {
        const ann = await store.contacts.getByClientId(own, client('ann'));
        await store.contacts.delete(own, ann?.id ?? '', TEST_ACTOR);
      },
      asked: [['bob', FIRST, ['device']], ['ann', FIRST, ['client']]] },
    { name: 'contact only: blocks her on every device, and nobody else', given: { contactOnly: true },
      asked: [['ann', FIRST, ['client']], ['bob', FIRST, []]] },
    { name: 'contact only: a device that she gets later is free elsewhere', given: { contactOnly: true },
      then: () => replaceDevices('ann', SECOND), asked: [['ann', SECOND, ['client']], ['bob', SECOND, []]] },
    { name: 'lifted: frees what it alone had blocked (S25)',
      then: ({ id }) => store.optOuts.lift(own, id, 'form', noonPlus(1), TEST_ACTOR),
      asked: [['ann', FIRST, []], ['bob', FIRST, []]] },
    { name: 'lifted: what another one blocks stays blocked (S25)',
      then: async ({ id }) => {
        await optOut('carl');
        await store.optOuts.lift(own, id, 'form', noonPlus(1), TEST_ACTOR);
      },
      asked: [['ann', FIRST, ['device']], ['bob', FIRST, ['device']], ['carl', FIRST, ['client']], ['bob', MAIL, []]] },
    { name: 'lifted: a device that she gets afterwards is free',
      then: async ({ id }) => {
        await store.optOuts.lift(own, id, 'form', noonPlus(1), TEST_ACTOR);
        await replaceDevices('ann', SECOND);
      },
      asked: [['ann', SECOND, []], ['bob', SECOND, []]] },
    { name: 'made twice: both are told', then: () => optOut('ann'),
      asked: [['ann', FIRST, ['client', 'client']], ['bob', FIRST, ['device', 'device']]] },
  ]; // prettier-ignore
  test.each(rows)('$name', async ({ given, then, asked }) => {
    await addContact(store, own, 'ann', FIRST, MAIL);
    await addContact(store, own, 'carl', FIRST);
    await addContact(store, own, 'bob', FIRST, SECOND);
    const made = await optOut('ann', given);
    await then?.(made);
    for (const [clientId, deviceKey, by] of asked)
      expect([clientId, deviceKey, await optedOut(clientId, deviceKey)]).toEqual([clientId, deviceKey, by]);
  });

  test('covers the devices of a contact that is created after it', async () => {
    await optOut('late');
    expect(await optedOut('other', FIRST)).toEqual([]);
    await addContact(store, own, 'late', FIRST);
    expect(await optedOut('other', FIRST)).toEqual(['device']);
  });

  test('of a client that is described in its requests covers the devices that it was attempted on', async () => {
    await reserve(store, own, 'described', FIRST);
    await optOut('described');
    expect(await optedOut('other', FIRST)).toEqual(['device']);
    expect(await optedOut('other', SECOND)).toEqual([]);
  });

  test('of a stored contact leaves a device alone that it had before, and somebody else has now', async () => {
    await addContact(store, own, 'ann', FIRST);
    await reserve(store, own, 'ann', FIRST);
    await replaceDevices('ann', SECOND);
    await optOut('ann');
    expect(await optedOut('bob', FIRST)).toEqual([]);
  });

  test('of two contacts with one device: both lifted, it is free', async () => {
    await addContact(store, own, 'ann', FIRST);
    await addContact(store, own, 'bob', FIRST);
    const both = [await optOut('ann'), await optOut('bob')];
    expect((await optedOut('carl', FIRST)).length).toBe(2);
    for (const { id } of both) await store.optOuts.lift(own, id, 'form', noonPlus(1), TEST_ACTOR);
    expect(await optedOut('carl', FIRST)).toEqual([]);
  });
});

describe('an opt-out as it is kept', () => {
  const spans: readonly [name: string, given: Partial<OptOutFields>, expected: Partial<OptOut>][] = [
    ['from now on', {}, { from: { instant: NOON }, until: null, channels: 'any' }],
    ['an instant to an instant', { from: { instant: noonPlus(1) }, until: { instant: noonPlus(2) } },
      { from: { instant: noonPlus(1) }, until: { instant: noonPlus(2) } }],
    ['a day to a day', { from: { date: '2026-03-04' }, until: { date: '2026-12-31' } },
      { from: { date: '2026-03-04' }, until: { date: '2026-12-31' } }],
    ['narrowed to channels', { channels: ['sms', 'email'] }, { channels: ['sms', 'email'] }],
  ]; // prettier-ignore
  test.each(spans)('%s', async (_, given, expected) => {
    const made = await optOut('ann', given);
    const fields = { clientId: 'ann', contactOnly: false, reason: 'asked us to stop', source: 'call' };
    const kept = { ...fields, ...expected, createdAt: NOON, createdBy: TEST_ACTOR.id, liftedAt: null };
    expect(made).toMatchObject(kept);
    expect(await store.optOuts.get(own, made.id)).toEqual({ ...made, liftedByName: null });
  });

  test('lifted, it stays with who, when and why', async () => {
    const { id } = await optOut('ann');
    const lifted = await store.optOuts.lift(own, id, 'signed a form', noonPlus(5), TEST_ACTOR);
    expect(lifted).toMatchObject({
      liftedAt: noonPlus(5),
      liftedBy: TEST_ACTOR.id,
      liftReason: 'signed a form',
    });
    expect(await store.optOuts.get(own, id)).toEqual({ ...lifted, liftedByName: TEST_ACTOR.name });
  });

  test('is listed by client and by whether it is in force', async () => {
    const [ann, bob] = [await optOut('ann'), await optOut('bob')];
    const lifted = await store.optOuts.lift(own, bob.id, 'form', noonPlus(1), TEST_ACTOR);
    const list = async (clientId: string | null, active: boolean | null) => {
      const filter = { clientId: clientId === null ? null : client(clientId), active };
      return (await store.optOuts.list(own, { limit: 9, cursor: null }, filter)).items;
    };
    expect(await list('ann', null)).toEqual([{ ...ann, liftedByName: null }]);
    expect(await list(null, true)).toEqual([{ ...ann, liftedByName: null }]);
    expect(await list(null, false)).toEqual([{ ...lifted, liftedByName: TEST_ACTOR.name }]);
    expect(await list('ann', false)).toEqual([]);
    expect(await list(null, null)).toHaveLength(2);
  });
});
