import { afterAll, beforeAll, expect, test } from 'vitest';
import { numberSetBuilder, type SuppressionListId } from '@tact/engine';
import { piecesOf } from '@tact/store';
import { TEST_ACTOR } from '@tact/store/testing';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** Looking for one entry of a suppression list, also among imported numbers. */
let running: RunningService;
let own: TestOrganization;
let devices = '';
let clients = '';

beforeAll(async () => {
  running = await startRunningService();
  own = await running.newOrganization();
  devices = await listOf('device', ['+12125550123', '+442079460958', 'ada@example.com', '@example.org']);
  clients = await listOf('client', ['A-1', 'A-10', 'A-2', 'B-1', 'a-1']);
});
afterAll(() => running.stop());

async function listOf(type: 'device' | 'client', values: readonly string[]): Promise<string> {
  const body = { name: `${type}: ${values.join(' ')}`, type, required: false };
  const { id } = await own.client.suppressionLists.create({ body });
  await own.client.suppressionLists.addEntries({
    params: { id },
    body: { entries: values.map((value) => ({ value })) },
  });
  return id;
}

const search = (id: string, text: string, page: { readonly limit?: number; readonly cursor?: string } = {}) =>
  own.client.suppressionLists.searchEntries({ params: { id }, body: { search: text, ...page } });
const valuesOf = async (id: string, text: string): Promise<readonly string[]> =>
  (await search(id, text)).items.map(({ value }) => value);

test.each([
  ['as it is stored', '+12125550123', ['+12125550123']],
  ['as people write it', ' (212) 555-0123 ', ['+12125550123']],
  ['with the calling code of another country', '+44 20 7946 0958', ['+442079460958']],
  ['that is not on it', '+1 212 555 0124', []],
])('a number is found %s', async (_, text, found) => {
  expect(await valuesOf(devices, text)).toEqual(found);
});

test.each([
  ['an address', 'ADA@Example.com', ['ada@example.com']],
  ['an address by its domain', 'somebody@example.org', ['@example.org']],
  ['a domain', '@Example.org', ['@example.org']],
  ['an address of another domain', 'ada@example.net', []],
])('%s is found in any writing', async (_, text, found) => {
  expect(await valuesOf(devices, text)).toEqual(found);
});

test.each([
  ['A-1', ['A-1', 'A-10']],
  ['A', ['A-1', 'A-10', 'A-2']],
  ['-1', []],
  ['%', []],
])('client ids that begin with %s are found', async (text, found) => {
  expect(await valuesOf(clients, text)).toEqual(found);
});

test('what was found comes page by page, each entry once', async () => {
  const first = await search(clients, 'A', { limit: 2 });
  expect(first.items.map(({ value }) => value)).toEqual(['A-1', 'A-10']);
  const second = await search(clients, 'A', { limit: 2, cursor: first.next ?? '' });
  expect([second.items.map(({ value }) => value), second.next]).toEqual([['A-2'], null]);
  await expect(search(clients, 'A', { cursor: 'x' })).rejects.toMatchObject({ code: 'cursor_invalid' });
});

test('what is no number and no address is refused, beside its field', async () => {
  await expect(search(devices, '212 55')).rejects.toMatchObject({
    code: 'number_invalid',
    problem: { path: '/search' },
  });
});

test('a number of an imported set is told with its import, exactly, and only while it is in force', async () => {
  const id = await listOf('device', ['+12125550123']);
  const listId = id as SuppressionListId;
  const { numberSets } = running.store;
  expect((await search(id, '+12125550177')).imported).toBeNull();
  const builder = numberSetBuilder();
  for (const number of [12_125_550_177, 442_079_460_958]) builder.add(number);
  const { id: versionId } = await numberSets.begin(
    own.id,
    listId,
    { importId: null, dataAt: null },
    TEST_ACTOR,
  );
  const reference = { listId, versionId };
  await numberSets.write(own.id, reference, [...piecesOf(builder.chunks())]);
  expect((await search(id, '+12125550177')).imported).toBeNull();
  await numberSets.putInForce(own.id, reference, TEST_ACTOR);
  expect(await search(id, '212-555-0177')).toMatchObject({
    items: [],
    imported: { value: '+12125550177', importId: null, inForceAt: expect.any(String) as string },
  });
  expect((await search(id, '+12125550178')).imported).toBeNull();
  expect(await search(id, '+12125550123')).toMatchObject({
    items: [{ value: '+12125550123' }],
    imported: null,
  });
  expect((await search(id, 'ada@example.com')).imported).toBeNull();
  await numberSets.rollBack(own.id, reference, 'wrong file', TEST_ACTOR);
  expect((await search(id, '+12125550177')).imported).toBeNull();
});

test('an entry of an erased person is found by the number, under the name that stands for it', async () => {
  const id = await listOf('device', ['+12125550188']);
  await own.client.erasures.create({ body: { device: '+12125550188', reason: 'asked for it' } });
  await expect
    .poll(async () => (await search(id, '+1 212 555 0188')).items.map(({ value }) => value.slice(0, 7)), {
      timeout: 20_000,
    })
    .toEqual(['erased:']);
});

test('lists of others are not there', async () => {
  const other = await running.newOrganization();
  const asked = { params: { id: devices }, body: { search: '+12125550123' } };
  await expect(other.client.suppressionLists.searchEntries(asked)).rejects.toMatchObject({
    code: 'not_found',
  });
});
