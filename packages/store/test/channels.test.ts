import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { ChannelConfigurationFields, Store } from '../src/ports.ts';
import { channelFields } from './channel-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { refuses } from './refusals.ts';

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

const page = { limit: 50, cursor: null };
const create = (name: string, given: Partial<ChannelConfigurationFields> = {}) =>
  store.channels.create(own, randomUUID(), channelFields(name, given), TEST_ACTOR);

describe('channel configurations', () => {
  test('are read back as they were saved, and listed by name', async () => {
    const made = await create('b');
    await create('a', { kind: 'webhook', sealedSecrets: null, secretNames: [] });
    expect(await store.channels.get(own, made.id)).toEqual(made);
    expect(made).toMatchObject(channelFields('b'));
    expect((await store.channels.list(own, page)).items.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('one of a channel is in use', async () => {
    const sms = await create('sms', { enabled: true });
    await create('mail', { channel: 'email', enabled: true });
    await refuses(create('another', { enabled: true }), 'channel_in_use');
    expect((await store.channels.inUse(own, 'sms'))?.id).toBe(sms.id);
    await store.channels.update(own, sms.id, 1, { enabled: false }, TEST_ACTOR);
    expect(await store.channels.inUse(own, 'sms')).toBeUndefined();
  });

  test('a change names its version, and keeps what it does not name', async () => {
    const { id } = await create('sms');
    const changed = await store.channels.update(own, id, 1, { name: 'text' }, TEST_ACTOR);
    expect(changed).toMatchObject({ ...channelFields('text'), version: 2 });
    await refuses(store.channels.update(own, id, 1, { name: 'x' }, TEST_ACTOR), 'version_conflict');
    await create('x');
    await refuses(store.channels.update(own, id, 2, { name: 'x' }, TEST_ACTOR), 'name_taken');
    await store.channels.delete(own, id, TEST_ACTOR);
    await refuses(store.channels.delete(own, id, TEST_ACTOR), 'not_found');
  });

  test('the audit log tells that secrets changed, and never what they are', async () => {
    const { id } = await create('sms', { sealedSecrets: 'sealed one' });
    await store.channels.update(own, id, 1, { sealedSecrets: 'sealed two' }, TEST_ACTOR);
    await store.channels.update(own, id, 2, { name: 'text' }, TEST_ACTOR);
    await store.channels.delete(own, id, TEST_ACTOR);
    const { items } = await store.audit.list(own, page, { entity: 'channel', entityId: id });
    expect(
      items.map(({ action, after }) => [
        action,
        (after as Record<string, unknown> | null)?.['secretsChanged'],
      ]),
    ).toEqual([
      ['channel.delete', undefined],
      ['channel.update', false],
      ['channel.update', true],
      ['channel.create', true],
    ]);
    expect(JSON.stringify(items)).not.toContain('sealed');
  });
});
