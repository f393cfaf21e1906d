import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '../src/ports.ts';
import { treatmentFields } from './campaign-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { refuses } from './refusals.ts';
import { allPages, loadOne, NOBODY, NOON, queryOf, ruleFields } from './samples.ts';

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

const code = (text: string) =>
  store.dispositions.create(own, { code: text, name: `Name of ${text}`, description: null }, TEST_ACTOR);
const treatment = (name: string, given = {}) =>
  store.treatments.create(own, treatmentFields(name, given), TEST_ACTOR);

describe('a disposition', () => {
  test('comes back as it was made; its name and description change, its code does not', async () => {
    const made = await code('LATE');
    expect(made).toMatchObject({ code: 'LATE', name: 'Name of LATE', description: null, version: 1 });
    const changed = await store.dispositions.update(own, made.id, 1, { description: 'why' }, TEST_ACTOR);
    expect(changed).toMatchObject({ code: 'LATE', name: 'Name of LATE', description: 'why', version: 2 });
    expect(await store.dispositions.get(own, made.id)).toEqual(changed);
    await refuses(store.dispositions.update(own, made.id, 1, { name: 'x' }, TEST_ACTOR), 'version_conflict');
    await refuses(code('LATE'), 'name_taken');
    for (const id of [NOBODY, 'no uuid']) {
      await refuses(store.dispositions.update(own, id, 1, {}, TEST_ACTOR), 'not_found');
      await refuses(store.dispositions.delete(own, id, TEST_ACTOR), 'not_found');
    }
  });

  test('is asked for only where the organization has any', async () => {
    const unknown = (codes: readonly string[]) => store.dispositions.unknownCodes(own, codes);
    expect(await unknown(['A', 'B'])).toEqual([]);
    await code('A');
    expect(await unknown(['B', 'A', 'C', 'B'])).toEqual(['B', 'C']);
    expect(await unknown([])).toEqual([]);
    const other = await testStore.newOrganization();
    expect(await store.dispositions.unknownCodes(other, ['B'])).toEqual([]);
  });

  const users: readonly [name: string, use: () => Promise<unknown>, said: string][] = [
    ['that a rule stamps', () => store.rules.create(own, 'attempt', ruleFields('r', 1, { dispositionCode: 'A' }), TEST_ACTOR), 'the rule `r`'],
    ['that a rule counts attempts by', () => store.rules.create(own, 'attempt', ruleFields('c', 1, { conditions: { countBy: { dispositions: ['B', 'A'] } } }), TEST_ACTOR), 'the rule `c`'],
    ['that leads to a treatment', () => treatment('t', { dispositionCodes: ['A'] }), 'the treatment `t`'],
  ]; // prettier-ignore
  test.each(users)('%s is not deleted', async (_, use, said) => {
    const { id } = await code('A');
    await use();
    await refuses(store.dispositions.delete(own, id, TEST_ACTOR), 'still_used');
    await expect(store.dispositions.delete(own, id, TEST_ACTOR)).rejects.toThrow(said);
  });

  test('that nobody names is deleted, and others are listed by code', async () => {
    for (const one of ['B', 'a', 'C']) await code(one);
    const { id } = await code('gone');
    await store.rules.create(own, 'attempt', ruleFields('r', 1, { dispositionCode: 'B' }), TEST_ACTOR);
    await store.dispositions.delete(own, id, TEST_ACTOR);
    const listed = await allPages((page) => store.dispositions.list(own, page), 1);
    expect(listed.map((one) => one.code)).toEqual(['B', 'C', 'a']);
  });
});

describe('a treatment', () => {
  test('comes back with everything, and changes as a whole', async () => {
    const fields = {
      callResults: ['Busy', 'No Answer'],
      dispositionCodes: ['LATE'],
      action: 'retry-in',
      retriesMax: 3,
      intervalMinutes: 30,
      incrementMinutes: 5,
      nextAction: 'next-in-chain',
    };
    const made = await treatment('t', fields);
    expect(made).toMatchObject({ name: 't', ...fields, at: null, version: 1 });
    const next = treatmentFields('u', { callResults: ['Silence'], action: 'retry-at', at: NOON });
    const changed = await store.treatments.update(own, made.id, 1, next, TEST_ACTOR);
    expect(changed).toMatchObject({ ...next, version: 2 });
    expect(await store.treatments.get(own, made.id)).toEqual(changed);
    await refuses(store.treatments.update(own, made.id, 1, next, TEST_ACTOR), 'version_conflict');
    await store.treatments.delete(own, made.id, TEST_ACTOR);
    for (const id of [made.id, 'no uuid'])
      await refuses(store.treatments.delete(own, id, TEST_ACTOR), 'not_found');
    // What led to it is free again.
    await treatment('v', { callResults: ['Silence'] });
  });

  test('shares no trigger and no name with another', async () => {
    await treatment('t', { callResults: ['Busy'], dispositionCodes: ['LATE'] });
    await refuses(treatment('t', { callResults: ['Silence'] }), 'name_taken');
    await refuses(treatment('u', { callResults: ['Busy'] }), 'trigger_taken');
    await refuses(treatment('u', { dispositionCodes: ['LATE'] }), 'trigger_taken');
    // A code may be spelled like a call result.
    await treatment('w', { dispositionCodes: ['Busy'] });
    const other = await testStore.newOrganization();
    await store.treatments.create(other, treatmentFields('t', { callResults: ['Busy'] }), TEST_ACTOR);
  });

  test('stands among what is in force by what leads to it, and is listed by name', async () => {
    await treatment('b', { callResults: ['Busy'] });
    await treatment('a', { dispositionCodes: ['LATE'] });
    const { treatments } = (await store.rules.rulesInForce(own, null)) ?? { treatments: [] };
    expect(treatments.map((one) => [one.name, one.callResults, one.dispositionCodes]).toSorted()).toEqual([
      ['a', [], ['LATE']],
      ['b', ['Busy'], []],
    ]);
    const listed = await allPages((page) => store.treatments.list(own, page), 1);
    expect(listed.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('raises the ruleset epoch, out of which answers name it, and leaves audit entries', async () => {
    const epoch = async () => (await loadOne(store, own, queryOf('x'))).epochs.rulesetEpoch;
    const before = await epoch();
    const { id } = await treatment('t', { callResults: ['Busy'] });
    await store.treatments.update(own, id, 1, treatmentFields('u', { callResults: ['Busy'] }), TEST_ACTOR);
    await store.treatments.delete(own, id, TEST_ACTOR);
    expect((await epoch()) - before).toBe(3);
    const { items } = await store.audit.list(own, { limit: 9, cursor: null }, { entity: 'treatment', entityId: id }); // prettier-ignore
    expect(items.map(({ action }) => action)).toEqual([
      'treatment.delete',
      'treatment.update',
      'treatment.create',
    ]);
  });
});
