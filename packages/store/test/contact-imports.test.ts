import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { ContactImportHold, ContactImportStep, Store, StoreErrorCode } from '../src/ports.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { addContactImport, CONTACT_FILE, contactImportFields, contactImportStep } from './import-samples.ts';
import { refuses } from './refusals.ts';
import { contactFields } from './samples.ts';

let testStore: TestStore;
let store: Store;
let own: OrganizationId;
const page = { limit: 200, cursor: null };

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
beforeEach(async () => {
  own = await testStore.newOrganization();
});
afterAll(() => testStore.close());

const LEASE_MS = 600_000;

/** An import that a runner has taken. */
async function taken(given: Parameters<typeof contactImportFields>[0] = {}): Promise<ContactImportHold> {
  const fileId = randomUUID();
  const { id } = await store.contactImports.create(
    own,
    contactImportFields({ fileId, ...given }),
    TEST_ACTOR,
  );
  const hold = { id, runner: randomUUID(), leaseMs: LEASE_MS };
  await store.contactImports.take(own, hold, [fileId]);
  return hold;
}

const rowsOf = (...clientIds: readonly string[]): ContactImportStep['rows'] =>
  clientIds.map((clientId, index) => ({ line: index + 2, contact: contactFields(clientId), account: null }));

const storeRows = (hold: ContactImportHold, ...clientIds: readonly string[]) =>
  store.contactImports.store(own, hold, contactImportStep({ rows: rowsOf(...clientIds) }), TEST_ACTOR);

describe('a runner', () => {
  test('takes only what has its file here, and one of an organization at a time', async () => {
    const [here, elsewhere] = [randomUUID(), randomUUID()];
    for (const fileId of [elsewhere, here, here])
      await store.contactImports.create(own, contactImportFields({ fileId }), TEST_ACTOR);
    const hold = { runner: randomUUID(), leaseMs: LEASE_MS };
    expect(await store.contactImports.take(own, hold, [])).toBeUndefined();
    const first = await store.contactImports.take(own, hold, [here]);
    expect(first).toMatchObject({ fileId: here, state: 'running' });
    expect(await store.contactImports.take(own, hold, [here, elsewhere])).toBeUndefined();
  });

  test('whose lease was taken over stores nothing more', async () => {
    const { id, runner } = await taken();
    await testStore.query(
      `update contact_imports set leased_until = now() - interval '1 second' where id = '${id}'`,
    );
    const { fileId } = (await store.contactImports.get(own, id)) ?? { fileId: '' };
    const other = { runner: randomUUID(), leaseMs: LEASE_MS };
    expect(await store.contactImports.take(own, other, [fileId])).toMatchObject({ id });
    const lost = { id, runner, leaseMs: LEASE_MS };
    await refuses(storeRows(lost, 'ann'), 'job_lost');
    await refuses(store.contactImports.renew(own, lost), 'job_lost');
    await refuses(store.contactImports.end(own, lost, { state: 'finished' }, TEST_ACTOR), 'job_lost');
    expect(await store.contacts.count(own)).toBe(0);
    expect(await store.contactImports.get(own, id)).toMatchObject({ good: 0, progress: null });
  });

  test('that is gone, or goes, after somebody asked for the end is followed by none: the import is stopped', async () => {
    const crashed = await taken();
    await storeRows(crashed, 'ann');
    expect(await store.contactImports.requestStop(own, crashed.id, TEST_ACTOR)).toMatchObject({
      isStopping: true,
    });
    await testStore.query(
      `update contact_imports set leased_until = now() - interval '1 second' where id = '${crashed.id}'`,
    );
    const { fileId } = (await store.contactImports.get(own, crashed.id)) ?? { fileId: '' };
    const next = await store.contactImports.create(own, contactImportFields(), TEST_ACTOR);
    const other = { runner: randomUUID(), leaseMs: LEASE_MS };
    const files = [fileId, CONTACT_FILE];
    expect(await store.contactImports.take(own, other, files)).toBeUndefined();
    const stopped = { state: 'stopped', isStopping: false, good: 1 };
    expect(await store.contactImports.get(own, crashed.id)).toMatchObject(stopped);

    expect(await store.contactImports.take(own, other, files)).toMatchObject({ id: next.id });
    await store.contactImports.requestStop(own, next.id, TEST_ACTOR);
    await store.contactImports.end(own, { ...other, id: next.id }, { state: 'queued' }, TEST_ACTOR);
    expect(await store.contactImports.get(own, next.id)).toMatchObject({ state: 'stopped' });
    expect((await store.contactImports.get(own, next.id))?.finishedAt).not.toBeNull();
    await store.contactImports.resume(own, crashed.id, TEST_ACTOR);
    expect(await store.contactImports.take(own, other, files)).toMatchObject({ id: crashed.id });
    await store.contactImports.end(own, { ...other, id: crashed.id }, { state: 'queued' }, TEST_ACTOR);
    expect(await store.contactImports.get(own, crashed.id)).toMatchObject({
      state: 'queued',
      finishedAt: null,
    });
  });
});

test('a step is stored whole or not at all', async () => {
  const { id: contactListId } = await store.contactLists.create(own, 'gone', TEST_ACTOR);
  const hold = await taken({ contactListId });
  await storeRows(hold, 'ann');
  await store.contactLists.delete(own, contactListId, TEST_ACTOR);
  await refuses(storeRows(hold, 'bob'), 'not_found');
  expect(await store.contactImports.get(own, hold.id)).toMatchObject({
    good: 1,
    created: 1,
    recordsAdded: 1,
  });
  expect(await store.contacts.count(own)).toBe(1);
});

test('what nobody needs any more is forgotten: contacts that were there at the end, and all of it after thirty days', async () => {
  await store.contacts.upsertMany(own, [contactFields('ann')], TEST_ACTOR);
  const hold = await taken();
  const badRows = [{ line: 9, column: 'x', value: 'x', code: 'x', sentence: 'x' }];
  const step = contactImportStep({ rows: rowsOf('ann', 'bob'), bad: 1, badRows, readWhole: true });
  await store.contactImports.store(own, hold, step, TEST_ACTOR);
  await store.contactImports.end(own, hold, { state: 'finished' }, TEST_ACTOR);
  const kept = async () => {
    const [row] = await testStore.query<object>(
      `select (select count(*)::int from contact_import_contacts where organization_id = '${own}') as contacts,
         (select count(*)::int from contact_import_rows where organization_id = '${own}') as rows`,
    );
    return row;
  };
  expect(await kept()).toEqual({ contacts: 2, rows: 1 });
  await store.contactImports.tidyUp(own, hold.id);
  await store.contactImports.purge(own);
  expect(await kept()).toEqual({ contacts: 1, rows: 1 });
  await testStore.query(
    `update contact_imports set created_at = now() - interval '31 days' where id = '${hold.id}'`,
  );
  await store.contactImports.purge(own);
  expect(await kept()).toEqual({ contacts: 0, rows: 0 });
  expect(await store.contactImports.get(own, hold.id)).toMatchObject({ good: 2, bad: 1, badKept: 0 });
  await refuses(store.contactImports.requestUndo(own, hold.id, 'x', TEST_ACTOR), 'status_conflict');
});

/** An import that is being taken back, and its runner. */
async function undoing(id: string): Promise<ContactImportHold> {
  await store.contactImports.requestUndo(own, id, 'the wrong file', TEST_ACTOR);
  const hold = { id, runner: randomUUID(), leaseMs: LEASE_MS };
  await store.contactImports.take(own, hold, []);
  return hold;
}

const finish = (hold: ContactImportHold) =>
  store.contactImports.end(own, hold, { state: 'finished' }, TEST_ACTOR);

test('a contact that is deleted while a step of taking back waits for it does not make the step the last one', async () => {
  const hold = await taken();
  await storeRows(hold, 'ann', 'bob', 'cy', 'di', 'eve');
  await finish(hold);
  const undo = await undoing(hold.id);
  const client = new pg.Client({ connectionString: testStore.connectionString });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`
      delete from tact.contacts where organization_id = '${own}' and id in
        (select contact_id from tact.contact_import_contacts where import_id = '${hold.id}' order by contact_id limit 1)`);
    const step = store.contactImports.undoStep(own, undo, 3, TEST_ACTOR);
    await expect.poll(waiting).toBeGreaterThan(0);
    await client.query('commit');
    expect(await step).toBe(false);
  } finally {
    await client.end();
  }
  expect(await store.contactImports.undoStep(own, undo, 3, TEST_ACTOR)).toBe(true);
  expect(await store.contacts.count(own)).toBe(0);
});

describe('taking back', () => {
  const fail = (hold: ContactImportHold) => {
    const error = { code: 'internal', sentence: 'x' };
    return store.contactImports.end(own, hold, { state: 'failed', error }, TEST_ACTOR);
  };

  test('is asked for again where it has failed, goes on from there, and is refused once it is done', async () => {
    const hold = await taken();
    await storeRows(hold, 'ann', 'bob', 'cy');
    await finish(hold);
    const first = await undoing(hold.id);
    expect(await store.contactImports.undoStep(own, first, 2, TEST_ACTOR)).toBe(false);
    await fail(first);
    const again = await undoing(hold.id);
    expect(await store.contactImports.undoStep(own, again, 2, TEST_ACTOR)).toBe(true);
    await finish(again);
    expect(await store.contactImports.get(own, hold.id)).toMatchObject({
      state: 'finished',
      undo: { removed: 3 },
    });
    await refuses(store.contactImports.requestUndo(own, hold.id, 'x', TEST_ACTOR), 'status_conflict');
  });

  test('that was stopped is not taken up beyond its days: nothing more would go, and it would say that all did', async () => {
    const hold = await taken();
    await storeRows(hold, 'ann', 'bob', 'cy');
    await finish(hold);
    const undo = await undoing(hold.id);
    await store.contactImports.end(own, undo, { state: 'stopped' }, TEST_ACTOR);
    await ageImport(hold.id);
    await refuses(store.contactImports.resume(own, hold.id, TEST_ACTOR), 'job_ended');
  });

  test('leaves what somebody has changed while the import was stopped, though a later line names it again', async () => {
    const hold = await taken();
    const account = { reference: 'L-1', amount: '1', currency: null };
    const rows = rowsOf('ann', 'bob').map((row) => ({ ...row, account }));
    const storeAll = () =>
      store.contactImports.store(own, hold, contactImportStep({ rows }), TEST_ACTOR);
    await storeAll();
    await testStore.query(`update contacts set version = 2, name = 'By hand' where organization_id = '${own}' and client_id = 'ann'`);
    await testStore.query(`
      update accounts set version = 2, status = 'paused' where organization_id = '${own}'
        and contact_id = (select id from contacts where organization_id = '${own}' and client_id = 'bob')`);
    await storeAll();
    await finish(hold);
    expect(await store.contactImports.undoStep(own, await undoing(hold.id), 9, TEST_ACTOR)).toBe(true);
    expect(await store.contactImports.get(own, hold.id)).toMatchObject({
      created: 2,
      updated: 0,
      unchanged: 0,
      undo: { removed: 0, used: 1, changed: 1 },
    });
  }); // prettier-ignore
});

describe('what an import adds to contacts that were there', () => {
  const account = (reference: string) => ({ reference, amount: '1', currency: null });
  /** An import into a list, of contacts each with an account, those before it first. */
  async function added(before: readonly string[], made: readonly string[]) {
    await store.contacts.upsertMany(own, before.map((clientId) => contactFields(clientId)), TEST_ACTOR); // prettier-ignore
    const { id: contactListId } = await store.contactLists.create(own, 'March', TEST_ACTOR);
    const hold = await taken({ contactListId });
    const rows = rowsOf(...before, ...made).map((row) => ({ ...row, account: account('L-1') }));
    await store.contactImports.store(own, hold, contactImportStep({ rows }), TEST_ACTOR);
    await finish(hold);
    await store.contactImports.tidyUp(own, hold.id);
    return { id: hold.id, contactListId };
  }
  const left = async () => {
    const [row] = await testStore.query<object>(
      `select (select count(*)::int from contacts where organization_id = '${own}') as contacts,
         (select count(*)::int from accounts where organization_id = '${own}') as accounts,
         (select count(*)::int from contact_list_records where organization_id = '${own}') as records,
         (select count(*)::int from contact_import_records where organization_id = '${own}') as remembered`,
    );
    return row;
  };

  test('goes step by step when it is taken back, and they stay', async () => {
    const { id } = await added(['ann', 'bob', 'cy', 'di', 'eve'], ['fay']);
    expect(await left()).toEqual({ contacts: 6, accounts: 6, records: 6, remembered: 6 });
    const hold = await undoing(id);
    const steps: boolean[] = [];
    while (steps.at(-1) !== true && steps.length < 20)
      steps.push(await store.contactImports.undoStep(own, hold, 2, TEST_ACTOR));
    expect(steps.length).toBeGreaterThan(3);
    expect(await left()).toEqual({ contacts: 5, accounts: 0, records: 0, remembered: 0 });
    expect((await store.contactImports.get(own, id))?.undo).toMatchObject({
      removed: 1,
      used: 0,
      changed: 0,
      records: 5,
      recordsKept: 0,
      accounts: 5,
      accountsKept: 0,
    });
  });

  test('stays where it was changed or used since, or belongs to a contact that stays', async () => {
    const { id } = await added(['ann', 'bob', 'cy'], ['fay']);
    await testStore.query(`
      update contact_list_records set status = 'held' where organization_id = '${own}'
        and contact_id = (select id from contacts where organization_id = '${own}' and client_id = 'ann')`);
    await testStore.query(`
      update accounts set version = 2, status = 'paused' where organization_id = '${own}'
        and contact_id = (select id from contacts where organization_id = '${own}' and client_id = 'bob')`);
    await testStore.query(
      `update contacts set version = 2 where organization_id = '${own}' and client_id = 'fay'`,
    );
    expect(await store.contactImports.undoStep(own, await undoing(id), 9, TEST_ACTOR)).toBe(true);
    // The account of a record that is held, too: the record is about it.
    expect((await store.contactImports.get(own, id))?.undo).toMatchObject({
      removed: 0,
      changed: 1,
      records: 2,
      recordsKept: 1,
      accounts: 1,
      accountsKept: 2,
    });
    expect(await left()).toEqual({ contacts: 4, accounts: 3, records: 2, remembered: 0 });
  });

  test('that stood in the list before the import stays there', async () => {
    const { contactListId } = await added([], ['ann']);
    const again = await taken({ contactListId });
    await storeRows(again, 'ann');
    await finish(again);
    expect(await store.contactImports.undoStep(own, await undoing(again.id), 9, TEST_ACTOR)).toBe(true);
    expect(await left()).toMatchObject({ contacts: 1, records: 1 });
  });

  test('a record is about the first debt of its contact, though its line came a step later', async () => {
    const { id: contactListId } = await store.contactLists.create(own, 'March', TEST_ACTOR);
    const hold = await taken({ contactListId });
    await storeRows(hold, 'ann', 'bob');
    const [ann, bob] = rowsOf('ann', 'bob').map((row) => ({ ...row, account: account('L-1') }));
    if (ann === undefined || bob === undefined) throw new Error('there are two rows');
    await testStore.query(`
      update contact_list_records set status = 'held' where organization_id = '${own}'
        and contact_id = (select id from contacts where organization_id = '${own}' and client_id = 'bob')`);
    for (const rows of [[ann, bob], [{ ...ann, account: account('L-2') }]])
      await store.contactImports.store(own, hold, contactImportStep({ rows }), TEST_ACTOR);
    const { items } = await store.contactLists.listRecords(own, contactListId, page);
    const { items: accounts } = await store.accounts.list(own, page, null);
    const about = items.map(({ clientId, accountId }) => [
      clientId,
      accounts.find(({ id }) => id === accountId)?.reference ?? null,
    ]);
    expect(about.toSorted()).toEqual([
      ['ann', 'L-1'],
      ['bob', null],
    ]);
  });
});

describe('an import that was stopped', () => {
  const lapsed = 'the file was kept for a week';

  test('is given up with its file, which the audit log tells; one that is taken up in that moment is not', async () => {
    const { id } = await store.contactImports.create(own, contactImportFields(), TEST_ACTOR);
    await store.contactImports.requestStop(own, id, TEST_ACTOR);
    await store.contactImports.resume(own, id, TEST_ACTOR);
    expect(await store.contactImports.lapse(own, id, lapsed)).toBe(false);
    expect(await store.contactImports.get(own, id)).toMatchObject({ state: 'queued' });
    await store.contactImports.requestStop(own, id, TEST_ACTOR);
    expect(await store.contactImports.lapse(own, id, lapsed)).toBe(true);
    const error = { code: 'file_invalid', sentence: lapsed };
    expect(await store.contactImports.get(own, id)).toMatchObject({ state: 'failed', error });
    const { items } = await store.audit.list(own, page, { entity: 'contact-import', entityId: id });
    expect(items[0]).toMatchObject({ action: 'contact-import.end', after: { error: 'file_invalid' } });
  });
});

test('an import whose runner is gone with its file waits for it, and holds no other one up', async () => {
  const gone = await taken();
  await testStore.query(
    `update contact_imports set leased_until = now() - interval '1 second' where id = '${gone.id}'`,
  );
  const next = await store.contactImports.create(own, contactImportFields(), TEST_ACTOR);
  const hold = { runner: randomUUID(), leaseMs: LEASE_MS };
  await store.contactImports.take(own, hold, [CONTACT_FILE]);
  expect(await store.contactImports.take(own, hold, [CONTACT_FILE])).toMatchObject({ id: next.id });
  expect(await store.contactImports.get(own, gone.id)).toMatchObject({ state: 'queued', isStopping: false });
  await finish({ ...hold, id: next.id });
  const { fileId } = (await store.contactImports.get(own, gone.id)) ?? { fileId: '' };
  expect(await store.contactImports.take(own, hold, [fileId])).toMatchObject({ id: gone.id });
});

test('cells that were not taken are forgotten after thirty days, though their import still waits for its file', async () => {
  const hold = await taken();
  const badRows = [{ line: 9, column: 'x', value: 'x', code: 'x', sentence: 'x' }];
  await store.contactImports.store(own, hold, contactImportStep({ bad: 1, badRows }), TEST_ACTOR);
  await store.contactImports.end(own, hold, { state: 'queued' }, TEST_ACTOR);
  await ageImport(hold.id);
  await store.contactImports.purge(own);
  expect((await store.contactImports.badRows(own, hold.id, page)).items).toEqual([]);
});

const ageImport = (id: string) =>
  testStore.query(`update contact_imports set created_at = now() - interval '31 days' where id = '${id}'`);

/** Statements of this database that wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await testStore.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}

describe('organization B, with the ids of A', () => {
  let id: string;
  let a: OrganizationId;
  beforeAll(async () => {
    a = await testStore.newOrganization();
    id = await addContactImport(store, a);
  });

  test('finds and takes nothing', async () => {
    const { contactImports } = store;
    expect(await contactImports.get(own, id)).toBeUndefined();
    expect(await contactImports.ofFile(own, CONTACT_FILE)).toBeUndefined();
    expect((await contactImports.list(own, page)).items).toEqual([]);
    const hold = { runner: randomUUID(), leaseMs: 1_000 };
    expect(await contactImports.take(own, hold, [CONTACT_FILE])).toBeUndefined();
    expect(await store.contacts.countKnown(own, [contactFields('cy').clientId])).toBe(0);
  });

  const changes: readonly [name: string, code: StoreErrorCode, change: () => Promise<unknown>][] = [
    ['badRows', 'not_found', () => store.contactImports.badRows(own, id, page)],
    ['requestStop', 'not_found', () => store.contactImports.requestStop(own, id, TEST_ACTOR)],
    ['resume', 'not_found', () => store.contactImports.resume(own, id, TEST_ACTOR)],
    ['requestUndo', 'not_found', () => store.contactImports.requestUndo(own, id, 'x', TEST_ACTOR)],
    ['store', 'job_lost', () => storeRows({ id, runner: randomUUID(), leaseMs: 1 }, 'ann')],
    ['undoStep', 'job_lost', () => store.contactImports.undoStep(own, { id, runner: randomUUID(), leaseMs: 1 }, 9, TEST_ACTOR)],
  ]; // prettier-ignore
  test.each(changes)('%s is refused, and A stays as it is', async (_, code, change) => {
    const before = await store.contactImports.get(a, id);
    await refuses(change(), code);
    expect(await store.contactImports.get(a, id)).toEqual(before);
  });

  test('lapsing, tidying up and purging move nothing of A', async () => {
    const before = await store.contactImports.get(a, id);
    await store.contactImports.lapse(own, id, 'x');
    await store.contactImports.tidyUp(own, id);
    await store.contactImports.purge(own);
    expect(await store.contactImports.get(a, id)).toEqual(before);
    expect((await store.contactImports.badRows(a, id, page)).items).toHaveLength(1);
  });

  test('no contact of A comes into a list of B', async () => {
    const { id: listOfA } = await store.contactLists.create(a, 'list', TEST_ACTOR);
    await refuses(
      store.contactImports.create(own, contactImportFields({ contactListId: listOfA }), TEST_ACTOR),
      'not_found',
    );
  });
});
