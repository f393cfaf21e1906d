import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DamagedChunkError,
  numberSetBuilder,
  union,
  type Instant,
  type NumberSet,
  type OrganizationId,
  type SuppressionListId,
} from '@tact/engine';
import { piecesOf, type NumberSetReference, type Store } from '../src/index.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  ALL_ATTEMPTS,
  client,
  decisionOf,
  device,
  listFields,
  loadOne,
  NO_LIST,
  NOBODY,
  queryOf,
} from './samples.ts';

let testStore: TestStore;
let store: Store;
let other: Store;
beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
  other = await testStore.another();
});
afterAll(() => testStore.close());

const LISTED = 12_125_550_100;
const FREE = 12_125_550_199;

function setOf(...numbers: readonly number[]): NumberSet {
  const builder = numberSetBuilder();
  for (const number of numbers) builder.add(number);
  return builder.build();
}

async function newList(own: OrganizationId, given = {}): Promise<SuppressionListId> {
  return (await store.suppression.create(own, listFields('Numbers', given), TEST_ACTOR)).id;
}

/** A version that is loaded and not in force. */
async function loaded(
  own: OrganizationId,
  listId: SuppressionListId,
  set: NumberSet,
): Promise<NumberSetReference> {
  const { id } = await store.numberSets.begin(own, listId, { importId: null, dataAt: null }, TEST_ACTOR);
  const reference = { listId, versionId: id };
  await store.numberSets.write(own, reference, [...piecesOf(set.chunks())]);
  return reference;
}

async function inForce(
  own: OrganizationId,
  listId: SuppressionListId,
  set: NumberSet,
): Promise<NumberSetReference> {
  const reference = await loaded(own, listId, set);
  await store.numberSets.putInForce(own, reference, TEST_ACTOR);
  return reference;
}

/** The versions that a device's entries name, as a node would decide by them. */
async function entriesOf(
  node: Store,
  own: OrganizationId,
  listId: SuppressionListId,
  number: number,
): Promise<readonly string[]> {
  const { facts } = await ask(node, own, listId, number);
  return facts.entries.map(({ entryId }) => entryId);
}

function ask(node: Store, own: OrganizationId, listId: SuppressionListId, number: number) {
  const query = queryOf('ann', {
    contact: { by: 'inline', clientId: client('ann') },
    deviceKey: device(`+${number}`),
  });
  return loadOne(node, own, query, { suppressionListIds: [listId] });
}

/** Numbers in many pieces: ten chunks of 8 KB, one number far away. */
function largeSet(): NumberSet {
  const builder = numberSetBuilder();
  for (let at = 0; at < 200_000; at++) builder.add(12_120_000_000 + at * 7);
  builder.add(999_999_999_999_999);
  return builder.build();
}

describe('a version', () => {
  test('is loaded in pieces, put in force, and read again as it was', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    const set = largeSet();
    const pieces = [...piecesOf(set.chunks())];
    expect(pieces.length).toBeGreaterThan(3);
    const { id } = await store.numberSets.begin(own, listId, { importId: NOBODY, dataAt: null }, TEST_ACTOR);
    const reference = { listId, versionId: id };
    // In any order, some twice, as after a crash.
    for (const piece of [...pieces.toReversed(), ...pieces.slice(1, 3)])
      await store.numberSets.write(own, reference, [piece]);
    expect(await store.numberSets.written(own, reference)).toEqual(
      pieces.map(({ fromKey, endKey, numbers, chunks, words }) => ({
        fromKey,
        endKey,
        numbers,
        chunks,
        words,
      })),
    );
    expect(await entriesOf(store, own, listId, 12_120_000_007)).toEqual([]);
    const version = await store.numberSets.putInForce(own, reference, TEST_ACTOR);
    expect(version).toMatchObject({
      id,
      state: 'in force',
      numbers: 200_001,
      importId: NOBODY,
      replaces: null,
    });

    const again = await other.numberSets.load(own, reference, { shared: true });
    expect(again.buffer).toBeInstanceOf(SharedArrayBuffer);
    const bytes = (one: NumberSet) => [...one.chunks()].map((chunk) => [chunk.key, ...chunk.bytes]);
    expect(bytes(again)).toEqual(bytes(set));
    const chunks = [...set.chunks()];
    const wanted = [chunks[1]?.key ?? 0, 5, chunks.at(-1)?.key ?? 0];
    expect((await store.numberSets.chunks(own, reference, wanted)).map(({ key }) => key)).toEqual([
      wanted[0],
      wanted[2],
    ]);
  });

  test('of no numbers is one piece, and lists nobody', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    const reference = await inForce(own, listId, setOf());
    expect((await store.numberSets.load(own, reference)).size).toBe(0);
    expect(await entriesOf(store, own, listId, LISTED)).toEqual([]);
  });

  test('is refused where a piece is missing, in the middle or at the end', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    const pieces = [...piecesOf(largeSet().chunks())];
    for (const missing of [0, 1, pieces.length - 1]) {
      const { id } = await store.numberSets.begin(own, listId, { importId: null, dataAt: null }, TEST_ACTOR);
      const reference = { listId, versionId: id };
      await store.numberSets.write(own, reference, pieces.toSpliced(missing, 1));
      await expect(store.numberSets.putInForce(own, reference, TEST_ACTOR)).rejects.toMatchObject({
        code: 'version_conflict',
      });
    }
  });

  test('does not change once it is in force, and is not put in force over another than it was begun on', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    const [first, second] = [await loaded(own, listId, setOf(1)), await loaded(own, listId, setOf(2))];
    await store.numberSets.putInForce(own, first, TEST_ACTOR);
    const conflict = { code: 'version_conflict' };
    await expect(store.numberSets.putInForce(own, second, TEST_ACTOR)).rejects.toMatchObject(conflict);
    await expect(store.numberSets.putInForce(own, first, TEST_ACTOR)).rejects.toMatchObject(conflict);
    await expect(store.numberSets.write(own, first, [...piecesOf([])])).rejects.toMatchObject(conflict);
    await expect(store.numberSets.rollBack(own, second, 'wrong', TEST_ACTOR)).rejects.toMatchObject(conflict);
    await expect(store.numberSets.delete(own, first, TEST_ACTOR)).rejects.toMatchObject({
      code: 'still_used',
    });
  });

  test('belongs to a list of devices', async () => {
    const own = await testStore.newOrganization();
    const clients = await newList(own, { type: 'client' });
    for (const listId of [clients, NO_LIST, 'x' as SuppressionListId])
      await expect(
        store.numberSets.begin(own, listId, { importId: null, dataAt: null }, TEST_ACTOR),
      ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('gives a registry list its date, and takes it back', async () => {
    const own = await testStore.newOrganization();
    const registry = { ageMsMax: 1000, versionAt: null, coverage: ['+1'] };
    const listId = await newList(own, { registry });
    const dataAt = Date.UTC(2026, 0, 2) as Instant;
    const { id } = await store.numberSets.begin(own, listId, { importId: null, dataAt }, TEST_ACTOR);
    const reference = { listId, versionId: id };
    await store.numberSets.write(own, reference, [...piecesOf([])]);
    const before = (await ask(store, own, listId, LISTED)).epochs;
    await store.numberSets.putInForce(own, reference, TEST_ACTOR);
    expect((await store.suppression.get(own, listId))?.registry?.versionAt).toBe(dataAt);
    const after = (await ask(store, own, listId, LISTED)).epochs;
    expect(after.rulesetEpoch).toBeGreaterThan(before.rulesetEpoch);
    await store.numberSets.rollBack(own, reference, 'a wrong file', TEST_ACTOR);
    expect((await store.suppression.get(own, listId))?.registry?.versionAt).toBeNull();
  });
});

describe('the date of a registry list', () => {
  const registry = { ageMsMax: 1_000, versionAt: 5_000 as Instant, coverage: ['+1'] };
  const dateOf = async (own: OrganizationId, listId: SuppressionListId) =>
    (await store.suppression.get(own, listId))?.registry?.versionAt;

  test('stays where numbers of no stated instant are put in force, and is not known where they are taken back', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own, { registry });
    const first = await inForce(own, listId, setOf(LISTED));
    expect(await dateOf(own, listId)).toBe(5_000);
    const dated = await store.numberSets.begin(
      own,
      listId,
      { importId: null, dataAt: 9_000 as Instant },
      TEST_ACTOR,
    );
    const second = { listId, versionId: dated.id };
    await store.numberSets.write(own, second, [...piecesOf(setOf(FREE).chunks())]);
    await store.numberSets.putInForce(own, second, TEST_ACTOR);
    expect(await dateOf(own, listId)).toBe(9_000);
    await store.numberSets.rollBack(own, second, 'x', TEST_ACTOR);
    expect(await dateOf(own, listId)).toBeNull();
    expect(await store.numberSets.versions(own, listId)).toMatchObject([
      {},
      { id: first.versionId, state: 'in force' },
    ]);
    expect(await store.suppression.registries(own)).toEqual([
      { id: listId, versionAt: null, ageMsMax: 1_000 },
    ]);
  });
});

describe('a list that keeps each entry for some days only', () => {
  test('gets no numbers of a set, which have no day; and one that has numbers gets no retention', async () => {
    const own = await testStore.newOrganization();
    const kept = await newList(own);
    const version = await loaded(own, kept, setOf(LISTED));
    const { version: before } = (await store.suppression.get(own, kept)) ?? { version: 0 };
    await store.suppression.update(own, kept, before, { retentionDays: 30 }, TEST_ACTOR);
    await expect(store.numberSets.putInForce(own, version, TEST_ACTOR)).rejects.toMatchObject({
      code: 'retention_with_numbers',
    });
    await inForce(own, kept, setOf());
    const other = (await store.suppression.create(own, listFields('With numbers'), TEST_ACTOR)).id;
    await inForce(own, other, setOf(LISTED));
    await expect(
      store.suppression.update(own, other, 1, { retentionDays: 30 }, TEST_ACTOR),
    ).rejects.toMatchObject({
      code: 'retention_with_numbers',
    });
    expect(await entriesOf(store, own, other, LISTED)).toHaveLength(1);
  });
});

describe('deciding', () => {
  test('a number of the version in force is an entry that names the version; on every node, by load and by survey', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    const { versionId } = await inForce(own, listId, setOf(LISTED));
    for (const node of [store, other]) {
      expect((await ask(node, own, listId, LISTED)).facts.entries).toEqual([
        { listId, entryId: versionId, from: null, until: null },
      ]);
      expect(await entriesOf(node, own, listId, FREE)).toEqual([]);
      expect(await entriesOf(node, own, NO_LIST, LISTED)).toEqual([]);
      const queries = [LISTED, FREE, LISTED].map((number) =>
        queryOf('x', { deviceKey: device(`+${number}`) }),
      );
      const scope = { ...ALL_ATTEMPTS, suppressionListIds: [listId] };
      const { facts } = await node.decisions.survey(own, queries, scope);
      expect(facts.map(({ entries }) => entries.map(({ entryId }) => entryId))).toEqual([
        [versionId],
        [],
        [versionId],
      ]);
    }
  });

  test('beside single entries, and for the device that is chosen', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    const { versionId } = await inForce(own, listId, setOf(LISTED));
    const entry = { value: `+${LISTED}`, from: null, until: null, reason: null };
    const [single] = await store.suppression.addEntries(own, listId, [entry], TEST_ACTOR);
    await store.contacts.create(
      own,
      {
        clientId: client('bob'), name: null, zone: null, country: null, region: null, postalCode: null, language: null, attributes: {},
        devices: [
          { position: 1, key: device('bob@example.com'), type: 'other' },
          { position: 2, key: device(`+${LISTED}`), type: 'mobile' },
        ],
      },
      TEST_ACTOR,
    ); // prettier-ignore
    const scope = { suppressionListIds: [listId] };
    const phone = await loadOne(store, own, queryOf('bob'), scope);
    expect(phone.facts.entries.map(({ entryId }) => entryId).toSorted()).toEqual(
      [single?.id, versionId].toSorted(),
    );
    const mail = await loadOne(store, own, queryOf('bob', { prefers: 'email' }), scope);
    expect(mail.facts.entries).toEqual([]);
  });

  test('what one node has put in force, rolled back or replaced, another obeys in its next decision', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    let before = setOf();
    for (let round = 0; round < 10; round++) {
      const number = LISTED + round * 70_000;
      expect(await entriesOf(other, own, listId, number)).toEqual([]);
      before = union(before, setOf(number));
      const { versionId } = await inForce(own, listId, before);
      expect(await entriesOf(other, own, listId, number)).toEqual([versionId]);
    }
    const [last, previous] = await other.numberSets.versions(own, listId);
    const reference = { listId, versionId: last?.id ?? '' };
    await store.numberSets.rollBack(own, reference, 'a wrong file', TEST_ACTOR);
    expect(await entriesOf(other, own, listId, LISTED + 9 * 70_000)).toEqual([]);
    expect(await entriesOf(other, own, listId, LISTED)).toEqual([previous?.id]);
    expect((await store.numberSets.versions(own, listId)).map(({ state }) => state)).toEqual([
      'rolled back',
      'in force',
      ...Array.from({ length: 8 }, () => 'replaced'),
    ]);
    await store.numberSets.delete(own, reference, TEST_ACTOR);
    await expect(store.numberSets.load(own, reference)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a reservation that was decided before is refused after', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    const reference = await loaded(own, listId, setOf(LISTED));
    const { epochs, facts } = await ask(other, own, listId, LISTED);
    expect(facts.entries).toEqual([]);
    await store.numberSets.putInForce(own, reference, TEST_ACTOR);
    const decision = decisionOf('ann', `+${LISTED}`, facts.guards);
    expect(await other.decisions.commit(own, epochs, [decision])).toBe('epochs moved');
    expect(await entriesOf(other, own, listId, LISTED)).toEqual([reference.versionId]);
  });

  test('decisions that race with a switch: none is committed on older numbers once it is acknowledged', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    for (let round = 0; round < 25; round++) {
      const number = LISTED + round;
      const reference = await loaded(own, listId, setOf(number));
      const change = store.numberSets.putInForce(own, reference, TEST_ACTOR);
      const acknowledgements: true[] = [];
      void change.then(() => acknowledgements.push(true));
      const isAcknowledged = () => acknowledgements.length > 0;
      const node = round % 2 === 0 ? other : store;
      while (!isAcknowledged()) {
        const { epochs, facts } = await ask(node, own, listId, number);
        const isOld = facts.entries.length === 0;
        const isAfter = isAcknowledged();
        const decision = decisionOf(`r-${round}`, `+${number}`, isOld ? facts.guards : null);
        const result = await node.decisions.commit(own, epochs, [decision]);
        if (isAfter && isOld) expect(result).toBe('epochs moved');
      }
      await change;
      expect(await entriesOf(node, own, listId, number)).toEqual([reference.versionId]);
    }
  });

  test('numbers that are damaged or lost are an error, never silence', async () => {
    const own = await testStore.newOrganization();
    const damages = [
      `update number_set_pieces set bytes = set_byte(bytes, octet_length(bytes) - 1, 7)`,
      `update number_set_pieces set bytes = ''`,
      `update number_set_pieces set bytes = substr(bytes, 1, 8)`,
      `delete from number_set_pieces`,
      `update number_set_pieces set end_key = end_key - 1`,
    ];
    for (const [index, damage] of damages.entries()) {
      const listId = await newList(own, { name: `Damaged ${index}` });
      const { versionId } = await inForce(own, listId, setOf(LISTED));
      await testStore.query(`${damage} where version_id = $1`, [versionId]);
      for (const number of [LISTED, FREE]) await expect(ask(store, own, listId, number)).rejects.toThrow();
    }
    const listId = await newList(own, { name: 'One of many' });
    const reference = await inForce(own, listId, largeSet());
    await testStore.query(
      `delete from number_set_pieces where version_id = $1 and from_key = (select max(from_key) from number_set_pieces where version_id = $1)`,
      [reference.versionId],
    );
    await expect(ask(store, own, listId, LISTED)).rejects.toThrow(DamagedChunkError);
  });

  test('many numbers of a large set, with every piece', async () => {
    const own = await testStore.newOrganization();
    const listId = await newList(own);
    const set = largeSet();
    await inForce(own, listId, set);
    const numbers = Array.from({ length: 5_000 }, (_, index) => 12_120_000_000 + index * 311);
    const queries = numbers.map((number) => queryOf('x', { deviceKey: device(`+${number}`) }));
    const scope = { ...ALL_ATTEMPTS, suppressionListIds: [listId] };
    const { facts } = await other.decisions.survey(own, queries, scope);
    expect(facts.map(({ entries }) => entries.length)).toEqual(
      numbers.map((number) => Number(set.has(number))),
    );
  });

  test('another organization sees nothing of it', async () => {
    const [own, foreign] = [await testStore.newOrganization(), await testStore.newOrganization()];
    const listId = await newList(own);
    const reference = await inForce(own, listId, setOf(LISTED));
    expect(await entriesOf(store, own, listId, LISTED)).toHaveLength(1);
    expect(await entriesOf(store, foreign, listId, LISTED)).toEqual([]);
    expect(await store.numberSets.versions(foreign, listId)).toEqual([]);
    await expect(store.numberSets.load(foreign, reference)).rejects.toMatchObject({ code: 'not_found' });
    await expect(store.numberSets.rollBack(foreign, reference, 'x', TEST_ACTOR)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('who put what in force and who rolled it back stands in the audit log', async () => {
  const own = await testStore.newOrganization();
  const listId = await newList(own);
  const reference = await inForce(own, listId, setOf(LISTED));
  await store.numberSets.rollBack(own, reference, 'a wrong file', TEST_ACTOR);
  const rows = await testStore.query<{ action: string; reason: string | null }>(
    `select action, reason from audit_log where organization_id = $1 and entity_id = $2 and action like 'number-set.%' order by id`,
    [own, listId],
  );
  expect(rows).toEqual([
    { action: 'number-set.begin', reason: null },
    { action: 'number-set.put-in-force', reason: null },
    { action: 'number-set.roll-back', reason: 'a wrong file' },
  ]);
});
