import { mkdtemp } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { migrate } from '../src/migrate.ts';
import { openStore } from '../src/store.ts';
import { freshDatabase, makeOrganization, openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { connectionStringOf, removeDataDirectory, startEmbeddedProcess } from './embedded-process.ts';
import { refuses } from './refusals.ts';
import { addContact, contactFields, decisionOf, loadOne, NOON, optOutFields, queryOf } from './samples.ts';

describe('a database that is not there', () => {
  const addresses: readonly [name: string, address: string][] = [
    ['nobody listens', 'postgres://x:y@127.0.0.1:1/tact'],
    ['no such host', 'postgres://x:y@nowhere.invalid/tact'],
  ];
  test.each(addresses)('%s: opening is refused', async (_, connectionString) => {
    await refuses(openStore({ connectionString }), 'database_unavailable');
  });

  test('a wrong password is said as it is, not as a fault that passes', async () => {
    const { connectionString, drop } = await freshDatabase();
    try {
      const address = new URL(connectionString);
      address.password = 'wrong';
      address.username = 'nobody_of_this_name';
      await expect(openStore({ connectionString: address.href })).rejects.toThrow(/nobody_of_this_name/);
    } finally {
      await drop();
    }
  });
});

/** An address that stays while the server behind it moves to another port. */
async function openGate() {
  let port = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    /** Leads to the server of this connection string from now on; gives the one that stays. */
    openTo(connectionString: string): string {
      const address = new URL(connectionString);
      port = Number(address.port);
      address.port = String((server.address() as AddressInfo).port);
      return address.href;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

describe('a server that is stopped under the store', () => {
  test('every call says `database_unavailable`; after its restart everything works, and nothing acknowledged is lost', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'tact-fault-'));
    const gate = await openGate();
    let owner = await startEmbeddedProcess(dataDirectory);
    try {
      const connectionString = gate.openTo(connectionStringOf(owner));
      await migrate(connectionString);
      const store = await openStore({ connectionString, poolSize: 3 });
      try {
        const own = await makeOrganization(store);
        await addContact(store, own, 'ann', '+12125550100');
        await store.optOuts.create(own, optOutFields('ann'), NOON, TEST_ACTOR);
        const { epochs, facts } = await loadOne(store, own, queryOf('ann'));
        await owner.stop();
        const calls = [
          () => store.ping(1_000),
          () => store.contacts.count(own),
          () => loadOne(store, own, queryOf('ann')),
          () =>
            store.decisions.survey(own, [queryOf('ann')], {
              since: null,
              until: null,
              byClient: true,
              byDevice: true,
              byAccount: true,
              suppressionListIds: [],
              attributes: true,
            }),
          () => store.decisions.commit(own, epochs, [decisionOf('ann', '+12125550100', facts.guards)]),
          () => store.optOuts.create(own, optOutFields('bob'), NOON, TEST_ACTOR),
          () => store.rules.rulesInForce(own, null),
        ];
        for (const call of calls) await refuses(call(), 'database_unavailable');

        owner = await startEmbeddedProcess(dataDirectory);
        gate.openTo(connectionStringOf(owner));
        expect((await loadOne(store, own, queryOf('ann'))).facts.optOuts).toHaveLength(1);
        const committed = await store.decisions.commit(own, epochs, [
          decisionOf('ann', '+12125550100', facts.guards),
        ]);
        expect(committed).toEqual(['committed']);
      } finally {
        await store.close();
      }
    } finally {
      await gate.close();
      await owner.stop();
      await removeDataDirectory(dataDirectory);
    }
  });
});

describe('on a running server', () => {
  let testStore: TestStore;
  let own: OrganizationId;
  beforeAll(async () => {
    testStore = await openTestStore();
    own = await testStore.newOrganization();
  });
  afterAll(() => testStore.close());

  /** A connection of the owner's that holds something until it is let go. */
  async function holding(statement: string, work: () => Promise<void>): Promise<void> {
    const holder = new pg.Client({
      connectionString: testStore.connectionString,
      options: '-c search_path=tact',
    });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query(statement);
      await work();
    } finally {
      await holder.end();
    }
  }

  test('connections that are ended by the administrator: the call under way says so, the next one works', async () => {
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'tact test'`;
    await testStore.store.contacts.count(own);
    await testStore.query(kill);
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => testStore.store.contacts.count(own)),
    );
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'database_unavailable' });
    expect(await testStore.store.contacts.count(own)).toBe(0);
  });

  // These wait for as long as a lock may be waited for: all at once, each on a table of its own.
  test.concurrent(
    'a table that somebody holds: the wait ends in `database_unavailable`, and nothing was written',
    async () => {
      await holding('lock table contacts in access exclusive mode', async () => {
        await refuses(
          testStore.store.contacts.create(own, contactFields('held'), TEST_ACTOR),
          'database_unavailable',
        );
      });
      expect(await testStore.store.contacts.count(own)).toBe(0);
    },
  );

  test.concurrent(
    "an organization's lock that somebody holds: a commit waits, fails, and has not written",
    async () => {
      const { epochs, facts } = await loadOne(
        testStore.store,
        own,
        queryOf('x', { contact: { by: 'inline', clientId: 'x' as never } }),
      );
      const decision = decisionOf('x', '+1', facts.guards);
      await holding(`select pg_advisory_xact_lock(organization_lock_key('${own}'))`, async () => {
        await refuses(testStore.store.decisions.commit(own, epochs, [decision]), 'database_unavailable');
      });
      expect(await testStore.store.decisions.get(own, decision.id)).toBeUndefined();
      expect(await testStore.store.decisions.commit(own, epochs, [decision])).toEqual(['committed']);
    },
  );

  test.each(['repeatable read', 'serializable'])(
    'a commit under `%s` is refused: its snapshot is older than its lock',
    async (level) => {
      const definition = await testStore.query<{ arguments: string }>(
        `select string_agg(format('null::%s', t::regtype), ', ') as arguments from pg_proc p, unnest(p.proargtypes) as t where p.proname = 'commit_decisions' and p.pronamespace = 'tact'::regnamespace`,
      );
      const call = `begin isolation level ${level}; select commit_decisions(${definition[0]?.arguments})`;
      await expect(testStore.query(call)).rejects.toThrow(/at read committed, not at/);
    },
  );

  test.concurrent('a pool that is exhausted says so instead of waiting for ever', async () => {
    const small = await testStore.another(1);
    await holding('lock table users in access exclusive mode', async () => {
      const list = () => small.users.listUsers(own, { limit: 1, cursor: null });
      const calls = Promise.allSettled([list(), list()]);
      await expect.poll(() => small.poolFigures().ordinary).toEqual({ total: 1, idle: 0, waiting: 1 });
      for (const call of await calls)
        expect(call).toMatchObject({ status: 'rejected', reason: { code: 'database_unavailable' } });
    });
  });
});
