import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ClientId, Instant } from '@tact/engine';
import { ensurePartitions, isMigrated, mayMigrate, migrate, openStore, type Store } from '@tact/store';
import { makeOrganization, runAsOwner, TEST_ACTOR, TEST_ERASURE_KEYS, testServer } from '@tact/store/testing';
import { carryOutErasure } from '../src/erasure/carry-out-erasure.ts';
import { removeBeyondRetention } from '../src/keep-retention.ts';
import { sealWaiting } from '../src/keep-sealed.ts';

/**
 * The roles of docs/operating/compose.yaml: the tables' owner is no superuser, and everything that only an owner does works all the same. Roles
 * belong to a whole server, so those of the test have names of their own.
 */
const mark = randomBytes(6).toString('hex');
const [owner, service, replica, name] = ['owner', 'service', 'replica', 'plain'].map(
  (one) => `tact_test_${one}_${mark}`,
) as [string, string, string, string];
let superuser: string;
const addressAs = (role: string) => {
  const address = new URL(superuser);
  [address.username, address.password, address.pathname] = [role, `of ${role}`, name];
  return address.href;
};
const stores: Store[] = [];

/** What the compose file's script lets psql run, with other names and without the role that every database of the server shares. */
async function rolesOfCompose(): Promise<readonly string[]> {
  const file = new URL('../../../docs/operating/compose.yaml', import.meta.url);
  const { configs } = parse(await readFile(file, 'utf8'), { merge: true }) as {
    readonly configs: Readonly<Record<string, { readonly content: string }>>;
  };
  const [, script = ''] = /<<'SQL'\n(.*?)^SQL$/ms.exec(configs['roles']?.content ?? '') ?? [];
  return script
    .replaceAll('create role tact_app nologin;\n', '')
    .replace(/create database tact /, `create database ${name} `)
    .replaceAll(/\btact_(owner|service|replica)\b/g, `tact_test_$1_${mark}`)
    .replaceAll(/:'(owner|service|replica)'/g, (_, role: string) =>
      pg.escapeLiteral(`of tact_test_${role}_${mark}`),
    )
    .split('\n')
    .filter((line) => line !== '');
}

beforeAll(async () => {
  superuser = (await testServer()).connectionString;
  for (const statement of await rolesOfCompose()) await runAsOwner(superuser, statement);
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await runAsOwner(superuser, `drop database if exists ${name} with (force)`);
  for (const role of [service, replica, owner]) await runAsOwner(superuser, `drop role if exists ${role}`);
});

async function opened(role: string): Promise<Store> {
  const store = await openStore({
    connectionString: addressAs(role),
    poolSize: 2,
    erasureKeys: TEST_ERASURE_KEYS,
  });
  stores.push(store);
  return store;
}

test('none of the roles passes row-level security or makes roles, and only one may change the tables', async () => {
  const rows = await runAsOwner(
    superuser,
    `select rolname as name, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as may from pg_roles where rolname like 'tact\\_test\\_%\\_${mark}'`,
  );
  expect(rows.toSorted((a, b) => String(a['name']).localeCompare(String(b['name'])))).toEqual(
    [owner, replica, service].map((role) => ({ name: role, may: false })),
  );
  expect([await mayMigrate(addressAs(owner)), await mayMigrate(addressAs(service))]).toEqual([true, false]);
});

test('the owner makes the schema and its partitions, the service works on it, the caretaker erases and removes', async () => {
  await migrate(addressAs(owner));
  expect(await ensurePartitions(addressAs(owner), Date.now())).toMatchObject({ waiting: [] });
  expect(await isMigrated(addressAs(service))).toBe(true);
  const [store, caretaker] = [await opened(service), await opened(owner)];
  const own = await makeOrganization(store);
  const page = { limit: 9, cursor: null };
  const optOut = {
    channels: 'any',
    contactOnly: false,
    reason: 'asked',
    source: 'call',
    from: null,
    until: null,
  } as const;
  for (const clientId of ['ann', 'bob'] as ClientId[])
    await store.optOuts.create(own, { clientId, ...optOut }, Date.now() as Instant, TEST_ACTOR);
  const place = addressAs(owner);
  await runAsOwner(
    place,
    `select set_config('tact.organization', '${own}', false);
     insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record, salt)
       values ('${own}', gen_random_uuid(), now(), 'ann', '+12125550101', 'call', false, 'sha256:x', '{}', gen_random_uuid());
     update opt_outs set created_at = now() - interval '9 years', lifted_at = now() - interval '6 years' where client_id = 'bob'`,
  );
  expect(await sealWaiting(store, own, 0)).toBe(1);

  const runner = randomUUID();
  await store.erasures.create(own, { clientId: 'ann' as ClientId }, 'asked', TEST_ACTOR);
  const taken = await caretaker.erasures.take(own, runner, 60_000);
  if (taken === undefined) throw new Error('the erasure was not there to be taken');
  const { signal } = new AbortController();
  const erased = await carryOutErasure({ caretaker, organizationId: own, runner, signal }, taken);
  expect(erased).toMatchObject({ state: 'finished', error: null });
  expect((await store.decisions.list(own, page, { clientId: null, decision: null })).items).toHaveLength(1);
  expect(
    (await store.decisions.list(own, page, { clientId: 'ann' as ClientId, decision: null })).items,
  ).toEqual([]);

  expect(await removeBeyondRetention(caretaker, () => Date.now() as Instant, signal)).toMatchObject({
    optOuts: 1,
  });
});
