import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { CustomTimezoneFields, Store } from '../src/ports.ts';
import { timezoneFields } from './campaign-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { refuses } from './refusals.ts';
import { allPages, loadOne, NOBODY, queryOf } from './samples.ts';

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

const MANY = 1_000;
const create = (line: CustomTimezoneFields) => store.customTimezones.create(own, line, TEST_ACTOR, MANY);
const importMany = (lines: readonly CustomTimezoneFields[], linesMax = MANY) =>
  store.customTimezones.importMany(own, lines, TEST_ACTOR, linesMax);
const inForce = async () => (await store.rules.rulesInForce(own, null))?.customTimezones;
const epoch = async () => (await loadOne(store, own, queryOf('x'))).epochs.rulesetEpoch;

describe('a line of the map', () => {
  test('comes back as it was made, changes, and is gone when it is deleted', async () => {
    const line = await create(timezoneFields('1 212 555', 'America/New_York'));
    expect(line).toMatchObject({
      countryCode: '1',
      areaCode: '212',
      exchange: '555',
      prefix: '1212555',
      zone: 'America/New_York',
      version: 1,
    });
    expect(await store.customTimezones.get(own, line.id)).toEqual(line);
    const changed = await store.customTimezones.update(own, line.id, 1, timezoneFields('1 212'), TEST_ACTOR);
    expect(changed).toMatchObject({ prefix: '1212', exchange: null, zone: 'America/Chicago', version: 2 });
    await refuses(store.customTimezones.update(own, line.id, 1, timezoneFields('1 213'), TEST_ACTOR), 'version_conflict'); // prettier-ignore
    await store.customTimezones.delete(own, line.id, TEST_ACTOR);
    expect(await store.customTimezones.get(own, line.id)).toBeUndefined();
    for (const id of [line.id, NOBODY, 'no uuid']) {
      await refuses(store.customTimezones.delete(own, id, TEST_ACTOR), 'not_found');
      await refuses(
        store.customTimezones.update(own, id, 1, timezoneFields('1 213'), TEST_ACTOR),
        'not_found',
      );
    }
  });

  test('is refused for digits that are there, however they are cut into parts (S16)', async () => {
    await create(timezoneFields('1 212 5'));
    await refuses(create(timezoneFields('1 2125')), 'prefix_taken');
    await refuses(create(timezoneFields('12 125')), 'prefix_taken');
    const { id } = await create(timezoneFields('1 212'));
    await refuses(
      store.customTimezones.update(own, id, 1, timezoneFields('1 2125'), TEST_ACTOR),
      'prefix_taken',
    );
    const other = await testStore.newOrganization();
    await store.customTimezones.create(other, timezoneFields('1 2125'), TEST_ACTOR, MANY);
  });

  test('holds for every request, with a group and without, and nowhere else', async () => {
    await create(timezoneFields('44 20', 'Europe/London'));
    await create(timezoneFields('1 800'));
    expect(await inForce()).toEqual([
      { prefix: '1800', zone: 'America/Chicago' },
      { prefix: '4420', zone: 'Europe/London' },
    ]);
    const other = await testStore.newOrganization();
    expect((await store.rules.rulesInForce(other, null))?.customTimezones).toEqual([]);
  });

  test('is listed by its digits, page by page', async () => {
    for (const digits of ['44 20', '1 800', '1 800 5']) await create(timezoneFields(digits));
    const list = (page: { limit: number; cursor: string | null }) => store.customTimezones.list(own, page);
    expect((await allPages(list, 1)).map(({ prefix }) => prefix)).toEqual(['1800', '18005', '4420']);
    await refuses(list({ limit: 1, cursor: 'x' }), 'cursor_invalid');
  });
});

describe('an import', () => {
  test('adds what is new, changes what has another zone, and says so', async () => {
    await create(timezoneFields('1 212'));
    await create(timezoneFields('1 213'));
    const lines = [
      timezoneFields('1 212'),
      timezoneFields('1 213', 'America/Denver'),
      timezoneFields('1 214'),
    ];
    expect(await importMany(lines)).toEqual({ created: 1, updated: 1, unchanged: 1 });
    expect(await inForce()).toEqual([
      { prefix: '1212', zone: 'America/Chicago' },
      { prefix: '1213', zone: 'America/Denver' },
      { prefix: '1214', zone: 'America/Chicago' },
    ]);
    expect(await importMany([])).toEqual({ created: 0, updated: 0, unchanged: 0 });
  });

  test('of more than there is room for changes nothing; the same lines once more are no more', async () => {
    const lines = [timezoneFields('1 212'), timezoneFields('1 213')];
    await refuses(importMany(lines, 1), 'map_full');
    expect(await inForce()).toEqual([]);
    await importMany(lines, 2);
    expect(await importMany(lines, 2)).toEqual({ created: 0, updated: 0, unchanged: 2 });
    await refuses(store.customTimezones.create(own, timezoneFields('1 214'), TEST_ACTOR, 2), 'map_full');
  });

  test('leaves one audit entry with its figures', async () => {
    await importMany([timezoneFields('1 212'), timezoneFields('1 213')]);
    const { items } = await store.audit.list(own, { limit: 1, cursor: null }, { entity: 'custom-timezone', entityId: null }); // prettier-ignore
    expect(items).toMatchObject([{ action: 'custom-timezone.import', after: { created: 2, updated: 0 } }]);
  });
});

test('every change raises the ruleset epoch, because it changes decisions; an import that changes nothing does not', async () => {
  const raised = async (change: () => Promise<unknown>) => {
    const before = await epoch();
    await change();
    return (await epoch()) - before;
  };
  const { id } = await create(timezoneFields('1 212'));
  expect(await raised(() => create(timezoneFields('1 213')))).toBe(1);
  const update = () => store.customTimezones.update(own, id, 1, timezoneFields('1 215'), TEST_ACTOR);
  expect(await raised(update)).toBe(1);
  expect(await raised(() => store.customTimezones.delete(own, id, TEST_ACTOR))).toBe(1);
  expect(await raised(() => importMany([timezoneFields('1 300')]))).toBe(1);
  expect(await raised(() => importMany([timezoneFields('1 300')]))).toBe(0);
});
