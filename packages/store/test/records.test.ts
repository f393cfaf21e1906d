import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Store } from '../src/ports.ts';
import { timeOfUuidV7, uuidV7 } from '../src/uuid-v7.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  addContact,
  client,
  contactFields,
  decisionOf,
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

const page = { limit: 50, cursor: null };

describe('the key of a repeated request', () => {
  const claim = (hash = 'h1', principal = 'p1', organization = own) =>
    store.idempotency.claim(organization, principal, 'k1', hash);
  const age = (seconds: number) =>
    testStore.query(
      `update idempotency_keys set claimed_at = claimed_at - make_interval(secs => $1) where organization_id = $2`,
      [seconds, own],
    );

  test("is new, then running, then finished with the first one's answer", async () => {
    expect(await claim()).toEqual({ state: 'new' });
    expect(await claim()).toEqual({ state: 'running' });
    await store.idempotency.finish(own, 'p1', 'k1', 201, '{"a": 1}\n');
    const kept = { state: 'finished', httpStatus: 201, body: '{"a": 1}\n', isCurrent: true };
    expect(await claim()).toMatchObject(kept);
    await age(90);
    const { ageMs } = { ageMs: 0, ...(await claim()) };
    expect(Math.round(ageMs / 10_000)).toBe(9);
  });

  test('is `different` for another request, running or finished', async () => {
    await claim();
    expect(await claim('h2')).toEqual({ state: 'different' });
    await store.idempotency.finish(own, 'p1', 'k1', 200, '');
    expect(await claim('h2')).toEqual({ state: 'different' });
    expect(await claim()).toMatchObject({ state: 'finished', httpStatus: 200, body: '' });
  });

  test('says whether anything has changed since its claim, the last one where it was claimed again', async () => {
    const isCurrent = async () => ({ isCurrent: undefined, ...(await claim()) }).isCurrent;
    const change = () => store.optOuts.create(own, optOutFields('ann'), NOON, TEST_ACTOR);
    await claim();
    await change();
    await age(61);
    expect(await claim()).toEqual({ state: 'new' });
    await store.idempotency.finish(own, 'p1', 'k1', 200, 'x');
    expect(await isCurrent()).toBe(true);
    await change();
    expect(await isCurrent()).toBe(false);
  });

  test("is another principal's and another organization's own", async () => {
    await claim();
    expect(await claim('h1', 'p2')).toEqual({ state: 'new' });
    expect(await claim('h1', 'p1', await testStore.newOrganization())).toEqual({ state: 'new' });
  });

  test('is free again where the request was abandoned, not where it was finished', async () => {
    await claim();
    await store.idempotency.abandon(own, 'p1', 'k1');
    expect(await claim('h2')).toEqual({ state: 'new' });
    await store.idempotency.finish(own, 'p1', 'k1', 200, 'x');
    await store.idempotency.abandon(own, 'p1', 'k1');
    expect(await claim('h2')).toMatchObject({ state: 'finished' });
  });

  test('is free again a minute after a request that died, for the same request only', async () => {
    await claim();
    await age(50);
    expect(await claim()).toEqual({ state: 'running' });
    await age(11);
    expect(await claim('h2')).toEqual({ state: 'different' });
    expect(await claim()).toEqual({ state: 'new' });
    expect(await claim()).toEqual({ state: 'running' });
  });

  test('stays finished until it is removed, after so many days, and is new then', async () => {
    const other = await testStore.newOrganization();
    await claim('h1', 'p1', other);
    await testStore.query(
      `update idempotency_keys set claimed_at = claimed_at - interval '1 year' where organization_id = $1`,
      [other],
    );
    await claim();
    await store.idempotency.finish(own, 'p1', 'k1', 200, 'x');
    await claim('h1', 'p2');
    await age(7 * 86_400 - 60);
    await claim('h1', 'p3');
    expect(await store.idempotency.removeSome(own, 7)).toBe(0);
    expect(await claim()).toMatchObject({ state: 'finished' });
    await age(61);
    // One that never finished goes as well; one that is young stays, and another organization's too.
    expect(await store.idempotency.removeSome(own, 7)).toBe(2);
    expect(await store.idempotency.removeSome(own, 7)).toBe(0);
    expect(await claim('h2')).toEqual({ state: 'new' });
    expect(await claim('h2', 'p3')).toEqual({ state: 'different' });
    expect(await claim('h2', 'p1', other)).toEqual({ state: 'different' });
  });

  test('of 32 requests at once one is new', async () => {
    const claims = await Promise.all(Array.from({ length: 32 }, () => claim()));
    expect(claims.filter(({ state }) => state === 'new')).toHaveLength(1);
    expect(new Set(claims.map(({ state }) => state))).toEqual(new Set(['new', 'running']));
  });
});

describe('a key of a program', () => {
  const create = (keyHash: string, given = {}) =>
    store.access.createApiKey(
      own,
      { name: 'dialer', role: 'operator', scopes: null, prefix: 'tk_12', expiresAt: null, keyHash, ...given },
      TEST_ACTOR,
    );

  test('is found by its hash, with whom it speaks for', async () => {
    const key = await create(`hash-${own}`, { scopes: ['decide', 'report'], expiresAt: noonPlus(1) });
    const { id, name } = key;
    expect(await store.access.findApiKey(`hash-${own}`)).toEqual({
      key,
      principal: {
        kind: 'api-key',
        id,
        name,
        organizationId: own,
        role: 'operator',
        scopes: ['decide', 'report'],
      },
      rulesetEpoch: expect.any(Number) as number,
    });
    expect(key).toMatchObject({ prefix: 'tk_12', expiresAt: noonPlus(1), revokedAt: null, lastUsedAt: null });
  });

  test('is found when it is revoked, and says so; revoking it again is refused', async () => {
    const { id } = await create(`hash-${own}`);
    const revoked = await store.access.revokeApiKey(own, id, TEST_ACTOR);
    expect(revoked.revokedAt).not.toBeNull();
    expect((await store.access.findApiKey(`hash-${own}`))?.key).toEqual(revoked);
    await expect(store.access.revokeApiKey(own, id, TEST_ACTOR)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('no hash, no key: an empty one finds nothing', async () => {
    await create('');
    expect(await store.access.findApiKey('')).toBeUndefined();
    expect(await store.access.findApiKey('other')).toBeUndefined();
  });

  test('shows no hash where it is listed', async () => {
    await create('hash-to-hide');
    expect(JSON.stringify(await store.access.listApiKeys(own, page))).not.toContain('hash-to-hide');
  });

  test('a user shows no hash either', async () => {
    const user = { email: 'ann@example.com', role: 'administrator', passwordHash: 'hash-to-hide' } as const;
    expect(await store.users.createUser(own, user, TEST_ACTOR)).toMatchObject({
      email: user.email,
      role: user.role,
    });
    expect(JSON.stringify(await store.users.listUsers(own, page))).not.toContain('hash-to-hide');
  });
});

describe('decisions', () => {
  test('are kept byte for byte, found by id, and listed by client and answer', async () => {
    const { epochs, facts } = await loadOne(
      store,
      own,
      queryOf('ann', { deviceKey: device('+12125550100') }),
    );
    const record = '{"b":1,  "a":"é\\n" }';
    const allowed = decisionOf('ann', '+12125550100', facts.guards, { record, at: noonPlus(2) });
    const blocked = decisionOf('bob', '+12125550101', null, { record, at: noonPlus(1), code: 'x' });
    expect(await store.decisions.commit(own, epochs, [allowed, blocked])).toEqual(['committed', 'committed']);
    const { id, at, ruleset } = allowed;
    const kept = {
      id,
      at,
      clientId: 'ann',
      channel: 'call',
      campaignGroupId: null,
      decision: 'allowed',
      code: null,
      ruleset,
      record,
    };
    expect(await store.decisions.get(own, id)).toEqual(kept);
    const list = async (clientId: string | null, decision: 'allowed' | 'blocked' | null) => {
      const filter = { clientId: clientId === null ? null : client(clientId), decision };
      return (await store.decisions.list(own, page, filter)).items.map((one) => one.id);
    };
    expect(await list(null, null)).toEqual([allowed.id, blocked.id]);
    expect(await list('ann', null)).toEqual([allowed.id]);
    expect(await list(null, 'blocked')).toEqual([blocked.id]);
    expect(await list('ann', 'blocked')).toEqual([]);
  });

  test('a reservation on guards that moved is not written, nor is its decision; what stands beside it is', async () => {
    const query = queryOf('ann', { deviceKey: device('+12125550100') });
    const { epochs, facts } = await loadOne(store, own, query);
    await reserve(store, own, 'ann', '+12125550100');
    const moved = decisionOf('ann', '+12125550100', facts.guards);
    const blocked = decisionOf('ann', '+12125550100', null);
    const other = decisionOf('bob', '+12125550101', { client: 0, device: 0 });
    expect(await store.decisions.commit(own, epochs, [moved, blocked, other])).toEqual([
      'moved',
      'committed',
      'committed',
    ]);
    expect(await store.decisions.get(own, moved.id)).toBeUndefined();
    expect(await store.attempts.list(own, page, { clientId: client('ann') })).toMatchObject({ items: [{}] });
  });

  const stale: readonly [name: string, by: { ruleset: number; suppression: number }][] = [
    ['an older ruleset epoch', { ruleset: -1, suppression: 0 }],
    ['an older suppression epoch', { ruleset: 0, suppression: -1 }],
    ['an epoch of the future', { ruleset: 1, suppression: 0 }],
  ];
  test.each(stale)('%s: nothing of the batch is written, blocked ones neither', async (_, by) => {
    const { epochs } = await loadOne(store, own, queryOf('ann'));
    const decision = decisionOf('ann', '+12125550100', null);
    const moved = {
      rulesetEpoch: epochs.rulesetEpoch + by.ruleset,
      suppressionEpoch: epochs.suppressionEpoch + by.suppression,
    };
    expect(await store.decisions.commit(own, moved, [decision])).toBe('epochs moved');
    expect(await store.decisions.get(own, decision.id)).toBeUndefined();
  });

  test('none at all is none', async () => {
    const { epochs } = await loadOne(store, own, queryOf('ann'));
    expect(await store.decisions.commit(own, epochs, [])).toEqual([]);
  });
});

describe('contacts', () => {
  test('an import says what it did, and leaves what is the same alone', async () => {
    const [ann, bob] = [contactFields('ann', '+12125550100'), contactFields('bob')];
    const first = await store.contacts.upsertMany(own, [ann, bob], TEST_ACTOR);
    const changed = { ...ann, attributes: { ...ann.attributes, tier: 'silver' } };
    const second = await store.contacts.upsertMany(own, [changed, bob, contactFields('carl')], TEST_ACTOR);
    expect([first, second]).toEqual([
      { created: 2, updated: 0, unchanged: 0 },
      { created: 1, updated: 1, unchanged: 1 },
    ]);
    const stored = await store.contacts.getByClientId(own, client('ann'));
    expect(stored).toMatchObject({ ...changed, version: 2 });
    expect(await store.contacts.getByClientId(own, client('bob'))).toMatchObject({ version: 1 });
    expect(await store.contacts.count(own)).toBe(3);
  });

  test('are searched by the start of the client id as it is written, or by a whole device', async () => {
    for (const [i, id] of ['a%b', 'a_b', 'axb', 'a\\b', 'B'].entries())
      await addContact(store, own, id, `+121255501${i}0`, `person${i}@example.com`);
    const found = async (search: string) =>
      (await store.contacts.list(own, page, search)).items.map(({ clientId }) => clientId);
    expect(await found('a')).toEqual(['a%b', 'a\\b', 'a_b', 'axb']);
    expect(await found('a%')).toEqual(['a%b']);
    expect(await found('a_')).toEqual(['a_b']);
    expect(await found('a\\')).toEqual(['a\\b']);
    expect(await found('b')).toEqual([]);
    expect(await found('+12125550120')).toEqual(['axb']);
    expect(await found('+1212555012')).toEqual([]);
    expect(await found('PERSON4@example.com')).toEqual(['B']);
    expect(await found('')).toHaveLength(5);
  });

  test('say which devices any of them has', async () => {
    await addContact(store, own, 'ann', '+12125550100', 'ann@example.com');
    await addContact(store, own, '+12125550102', '+12125550100');
    const keys = ['+12125550100', 'ann@example.com', '+12125550102', '+12125550100'].map(device);
    expect(await store.contacts.devicesKnown(own, keys)).toEqual(
      new Set(['+12125550100', 'ann@example.com']),
    );
    expect(await store.contacts.devicesKnown(own, [])).toEqual(new Set());
  });

  test('come in batches, each once', async () => {
    const ids = Array.from({ length: 7 }, (_, i) => `c${i}`);
    await store.contacts.upsertMany(
      own,
      ids.map((id) => contactFields(id, '+12125550100')),
      TEST_ACTOR,
    );
    const batches: string[][] = [];
    for await (const batch of store.contacts.stream(own, 3))
      batches.push(batch.map(({ clientId }) => clientId));
    expect(batches).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
  });
});

describe('organizations', () => {
  test('are all listed for jobs, and each keeps its settings', async () => {
    expect(await store.organizations.listIds()).toContain(own);
    const before = await store.organizations.get(own);
    const limits = { attemptsPerDayMax: 3, attemptsPerWeekMax: 7, intervalHoursMin: 2 };
    const rules = { ...before.rules, zone: 'Europe/Paris', zoneFallback: 'organization', limits } as const;
    const after = await store.organizations.update(own, 1, { rules, defaultCountry: 'FR' }, TEST_ACTOR);
    expect(after).toEqual({ ...before, rules, defaultCountry: 'FR', version: 2 });
    expect(await store.organizations.get(own)).toEqual(after);
  });

  test('the database says what time it has', async () => {
    const { databaseNow } = await store.ping(5_000);
    expect(Math.abs(databaseNow - Date.now())).toBeLessThan(60_000);
  });
});

describe('ids', () => {
  test.each([0, 1, NOON, 2 ** 48 - 1])('carry the instant %i, and are all different', (at) => {
    const ids = Array.from({ length: 1200 }, () => uuidV7(at as Instant));
    expect(new Set(ids).size).toBe(1200);
    expect(new Set(ids.map(timeOfUuidV7))).toEqual(new Set([at]));
  });

  test.each(['', 'x', '019cb8b8-1e00-483f-84d0-5d366d75a8e4', '019cb8b8-1e00-783f-c4d0-5d366d75a8e4'])(
    '`%s` carries none',
    (text) => {
      expect(timeOfUuidV7(text)).toBeUndefined();
    },
  );
});
