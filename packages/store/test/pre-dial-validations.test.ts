import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '../src/ports.ts';
import { groupFields, profileFields, templateFields } from './campaign-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { validationFields } from './pre-dial-samples.ts';
import { refuses } from './refusals.ts';

let testStore: TestStore;
let store: Store;
let own: OrganizationId;
const page = { limit: 200, cursor: null };

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
});

const create = (name: string, priority: number, given: Parameters<typeof validationFields>[2] = {}) =>
  store.preDialValidations.create(own, randomUUID(), validationFields(name, priority, given), TEST_ACTOR);
const epoch = async () => {
  const [row] = await testStore.query<{ epoch: number }>(
    'select validations_epoch::int as epoch from organizations where organization_id = $1',
    [own],
  );
  return row?.epoch ?? -1;
};

describe('a pre-dial validation', () => {
  test('is stored whole, changed by version, listed by priority, and deleted', async () => {
    const second = await create('b', 2, { required: true, dispositionCode: 'NO', callResult: 'Unknown' });
    const first = await create('c', 1);
    expect(second).toMatchObject({
      ...validationFields('b', 2),
      required: true,
      dispositionCode: 'NO',
      callResult: 'Unknown',
      version: 1,
    });
    const { preDialValidations } = store;
    expect(await preDialValidations.list(own, page)).toEqual({ items: [first, second], next: null });
    const { next } = await preDialValidations.list(own, { limit: 1, cursor: null });
    expect((await preDialValidations.list(own, { limit: 1, cursor: next })).items).toEqual([second]);
    expect(await preDialValidations.getMany(own, [second.id, randomUUID(), 'x'])).toEqual([second]);
    expect(await preDialValidations.count(own)).toBe(2);
    const changed = await preDialValidations.update(own, first.id, 1, { timeoutMs: 700 }, TEST_ACTOR);
    expect(changed).toMatchObject({ name: 'c', timeoutMs: 700, sealedHeaders: 'sealed', version: 2 });
    await refuses(preDialValidations.update(own, first.id, 1, { name: 'x' }, TEST_ACTOR), 'version_conflict');
    await preDialValidations.delete(own, first.id, TEST_ACTOR);
    expect(await preDialValidations.get(own, first.id)).toBeUndefined();
    await refuses(preDialValidations.delete(own, first.id, TEST_ACTOR), 'not_found');
  });

  test('has a name and a priority of its own', async () => {
    await create('a', 1);
    await refuses(create('a', 2), 'name_taken');
    await refuses(create('b', 1), 'priority_taken');
  });

  test('leaves its headers in no audit entry, and says that they changed', async () => {
    const { id } = await create('a', 1, { sealedHeaders: 'sealed one' });
    await store.preDialValidations.update(own, id, 1, { sealedHeaders: 'sealed two' }, TEST_ACTOR);
    await store.preDialValidations.update(own, id, 2, { timeoutMs: 200 }, TEST_ACTOR);
    await store.preDialValidations.delete(own, id, TEST_ACTOR);
    const { items } = await store.audit.list(own, page, { entity: 'pre-dial-validation' });
    expect(JSON.stringify(items)).not.toContain('sealed one');
    expect(JSON.stringify(items)).not.toContain('sealed two');
    expect(items.map(({ action, after }) => [action, (after as { headersChanged?: boolean } | null)?.headersChanged])).toEqual([
      ['pre-dial-validation.delete', undefined],
      ['pre-dial-validation.update', false],
      ['pre-dial-validation.update', true],
      ['pre-dial-validation.create', true],
    ]); // prettier-ignore
  });
});

describe('what has picked it', () => {
  test('shows it, gives it back, and keeps it from being deleted', async () => {
    const { id } = await create('a', 1);
    const preDialValidationIds = [id];
    const group = await store.campaignGroups.create(
      own,
      groupFields('group', { preDialValidationIds }),
      TEST_ACTOR,
    );
    const profile = await store.dialingProfiles.create(
      own,
      { ...profileFields('profile'), preDialValidationIds },
      TEST_ACTOR,
    );
    const template = await store.campaignTemplates.create(
      own,
      { ...templateFields('template'), preDialValidationIds },
      TEST_ACTOR,
    );
    for (const one of [group, profile, template]) expect(one).toMatchObject({ preDialValidationIds });
    // A change that says nothing of them leaves them.
    const renamed = await store.campaignGroups.update(own, group.id, 1, { name: 'g' }, TEST_ACTOR);
    expect(renamed).toMatchObject({ name: 'g', preDialValidationIds });
    const refusal = store.preDialValidations.delete(own, id, TEST_ACTOR);
    await expect(refusal).rejects.toThrow(
      'is used by the campaign group `g`, the campaign template `template`, the dialing profile `profile`',
    );
    const none = { preDialValidationIds: [] };
    await store.campaignGroups.update(own, group.id, 2, none, TEST_ACTOR);
    await store.dialingProfiles.update(own, profile.id, 1, none, TEST_ACTOR);
    await store.campaignTemplates.delete(own, template.id, TEST_ACTOR);
    await store.preDialValidations.delete(own, id, TEST_ACTOR);
  });

  test('picks nothing that is not there', async () => {
    const group = groupFields('group', { preDialValidationIds: [randomUUID()] });
    await refuses(store.campaignGroups.create(own, group, TEST_ACTOR), 'not_found');
  });
});

test('its code is in use, and is not deleted', async () => {
  const code = { code: 'NO', name: 'refused', description: null };
  const { id } = await store.dispositions.create(own, code, TEST_ACTOR);
  await create('a', 1, { dispositionCode: 'NO' });
  await refuses(store.dispositions.delete(own, id, TEST_ACTOR), 'still_used');
});

describe('the epoch of validations is raised', () => {
  test('by each change of one, of what picks it, and of whose profile a group has', async () => {
    const group = await store.campaignGroups.create(own, groupFields('group'), TEST_ACTOR);
    const profile = await store.dialingProfiles.create(own, profileFields('profile'), TEST_ACTOR);
    const before = await epoch();
    const { id } = await create('a', 1);
    await store.preDialValidations.update(own, id, 1, { required: true }, TEST_ACTOR);
    await store.dialingProfiles.update(own, profile.id, 1, { preDialValidationIds: [id] }, TEST_ACTOR);
    await store.campaignGroups.update(own, group.id, 1, { dialingProfileId: profile.id }, TEST_ACTOR);
    await store.dialingProfiles.update(own, profile.id, 2, { preDialValidationIds: [] }, TEST_ACTOR);
    await store.preDialValidations.delete(own, id, TEST_ACTOR);
    expect((await epoch()) - before).toBe(6);
  });

  test('by no change that failed', async () => {
    const before = await epoch();
    await create('a', 1);
    await refuses(create('a', 2), 'name_taken');
    expect((await epoch()) - before).toBe(1);
  });
});
