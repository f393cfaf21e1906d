/** For tests only, as `@tact/store/testing`: databases on the one PostgreSQL of a vitest run. */
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { NO_LIMITS, type OrganizationId, type OrganizationRules } from '@tact/engine';
import { openStore, type Actor, type ErasureKeyBox, type Store } from '../src/index.ts';
import type { TestServer } from './global-setup.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's server is to be asked for. */
    readonly tactTestServer: string;
  }
}

export { onClock } from './on-clock.ts';

/** A database of one test or test file. */
export interface TestDatabase {
  /** The owner's role. */
  readonly connectionString: string;
  /** Ends what is still connected, and takes the database away. */
  drop(): Promise<void>;
}

/** A store on a database of its own. */
export interface TestStore {
  /** The owner's role. */
  readonly connectionString: string;
  readonly store: Store;
  /** Another store on the same database, as another node would have it; closed with this one. */
  another(poolSize?: number): Promise<Store>;
  /** An organization that nobody else knows: tests on one database do not see each other. */
  newOrganization(): Promise<OrganizationId>;
  /** Runs SQL as the owner, past the store and past row-level security. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Closes every store, and drops the database. */
  close(): Promise<void>;
}

/** Who changes things in tests. */
export const TEST_ACTOR: Actor = {
  kind: 'user',
  id: 'u-1',
  name: 'Tess',
  requestId: 'r-1',
  source: 'individual',
};

/** Open at all hours, without limits. */
export const OPEN_RULES: OrganizationRules = {
  zone: 'America/New_York',
  zoneFallback: 'number',
  allowedHours: { everyDay: 'any' },
  limits: NO_LIMITS,
};

/** Keeps keys of erased names as they are: what seals them is the service's business. */
export const TEST_ERASURE_KEYS: ErasureKeyBox = {
  seal: (_organizationId, key) => Promise.resolve(key),
  open: (_organizationId, sealed) => Promise.resolve(sealed),
};

/** The server of this run, started where this is the first question for it. */
export async function testServer(): Promise<TestServer> {
  const response = await fetch(inject('tactTestServer'));
  if (!response.ok) throw new Error(`no PostgreSQL for the tests: ${await response.text()}`);
  return (await response.json()) as TestServer;
}

/** A new database with the schema and no rows; `empty` is without the schema. */
export async function freshDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const { connectionString, template } = await testServer();
  const name = `tact_test_${randomBytes(8).toString('hex')}`;
  await runAsOwner(
    connectionString,
    `create database ${name} template ${kind === 'migrated' ? template : 'template0'}`,
  );
  const address = new URL(connectionString);
  address.pathname = name;
  return {
    connectionString: address.href,
    drop: async () => {
      await runAsOwner(connectionString, `drop database if exists ${name} with (force)`);
    },
  };
}

/** A store on a new database. Close it in `afterAll`. */
export async function openTestStore(): Promise<TestStore> {
  const { connectionString, drop } = await freshDatabase();
  const stores: Store[] = [];
  const another = async (poolSize = 4) => {
    const store = await openStore({
      connectionString,
      applicationName: 'tact test',
      poolSize,
      erasureKeys: TEST_ERASURE_KEYS,
    });
    stores.push(store);
    return store;
  };
  const close = async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await drop();
  };
  try {
    const store = await another(8);
    return {
      connectionString,
      store,
      another,
      newOrganization: () => makeOrganization(store),
      query: (text, values) => runAsOwner(connectionString, text, values),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes an organization that is open at all hours. */
export async function makeOrganization(store: Store): Promise<OrganizationId> {
  const id = randomUUID() as OrganizationId;
  await store.organizations.create(
    { id, name: 'Test', locale: 'en', currency: 'USD', defaultCountry: 'US', rules: OPEN_RULES },
    TEST_ACTOR,
  );
  return id;
}

/** Runs SQL on a connection of its own, which ends with it. */
export async function runAsOwner<Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("set search_path = tact, public; set timezone = 'UTC'");
    const { rows } = await client.query<Row>(text, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}
