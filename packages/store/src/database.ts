import { Kysely, PostgresDialect, sql, type PostgresPool, type RawBuilder, type Transaction } from 'kysely';
import pg from 'pg';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Tables } from './database-types.ts';
import { copyOut, type CopyOutOptions } from './copy-out.ts';
import { faultOf } from './errors.ts';
import { writeAudit } from './write-audit.ts';
import type { PoolFigures } from './ports.ts';

/** A transaction that sees one organization. */
export type Tx = Transaction<Tables>;

/** What a policy of row-level security knows besides the organization: a secret's hash, an address that signs in, a job. */
type Setting =
  'tact.key_hash' | 'tact.session_hash' | 'tact.sign_in_address' | 'tact.invitation_hash' | 'tact.job';

/** The database as the application sees it: always as `tact_app`, always inside one organization. */
export interface Database {
  /** Runs work in one transaction that sees one organization; a fault rolls it back and throws. */
  inOrganization<T>(
    organizationId: OrganizationId,
    work: (tx: Tx) => Promise<T>,
    options?: { readonly snapshot?: boolean },
  ): Promise<T>;
  /** Runs work that belongs to no organization yet, with one setting that a policy knows (authentication, jobs). */
  withSetting<T>(name: Setting, value: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One hot statement: a named, prepared call that names its organization itself. */
  call<Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]>;
  /**
   * Runs a query that may take minutes by a binary COPY, on a connection of its own, and gives its rows block by block. The query reads one
   * index in its order, and is never sorted or scanned. Values stand in it as literals.
   */
  copyOut<Block>(organizationId: OrganizationId, copy: CopyOfQuery<Block>): AsyncGenerator<Block>;
  /**
   * Reads for as long as it takes, all of it as it is when it begins, on a connection of its own. What retention would drop is kept meanwhile,
   * and waits for it.
   */
  readInSnapshot<Part>(
    organizationId: OrganizationId,
    read: (tx: Tx) => AsyncGenerator<Part>,
  ): AsyncGenerator<Part>;
  /** Answers with the database's clock, within the time. */
  ping(timeoutMs: number): Promise<number>;
  poolFigures(): PoolFigures;
  /** May be called twice. */
  close(): Promise<void>;
}

/** A query whose rows are copied. */
export type CopyOfQuery<Block> = Pick<CopyOutOptions<Block>, 'take' | 'rest' | 'lastsMsMax'> & {
  readonly query: string;
};

/** Where the database is, and how many connections to it. */
export interface DatabaseOptions {
  readonly connectionString: string;
  readonly applicationName?: string;
  /** Connections for hot statements; as many again for the rest. 8 to 16 are best on two cores. */
  readonly poolSize?: number;
}

/** How long a connection may take to come, and a statement to run, milliseconds. Beyond it the request fails; it is never allowed. */
const CONNECT_MS_MAX = 5_000;
const STATEMENT_MS_MAX = 30_000;
const LOCK_MS_MAX = 10_000;
/** How long a hot statement, and a whole transaction, may take, milliseconds: a server that is cut off ends nothing itself. */
const SILENCE_MS_MAX = STATEMENT_MS_MAX + 5_000;
const TRANSACTION_MS_MAX = 60_000;

/** Opens the pools. No connection is made before the first use. */
export function openDatabase({
  connectionString,
  applicationName = 'tact',
  poolSize = 10,
}: DatabaseOptions): Database {
  const ordinary = openPool(connectionString, applicationName, poolSize, []);
  // The hot statements were planned for empty tables once and would go on scanning them: they may not scan, and keep one plan.
  const hot = openPool(connectionString, applicationName, poolSize, [
    'enable_seqscan=off',
    'enable_bitmapscan=off',
    'enable_hashjoin=off',
    'enable_mergejoin=off',
    'plan_cache_mode=force_generic_plan',
  ]);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: impatient(ordinary) }) });

  async function transact<T>(
    setting: string,
    value: string,
    snapshot: boolean,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    try {
      const transaction = kysely
        .transaction()
        .setIsolationLevel(snapshot ? 'repeatable read' : 'read committed');
      return await transaction.execute(async (tx) => {
        await sql`select set_config(${setting}, ${value}, true)`.execute(tx);
        const result = await work(tx);
        await writeAudit(tx);
        return result;
      });
    } catch (error) {
      throw faultOf(error);
    }
  }

  let closing: Promise<void> | undefined;
  async function closePools(): Promise<void> {
    await Promise.all([kysely.destroy(), hot.end()]);
    // Kysely leaves alone a pool that it has not used itself.
    if (!ordinary.ending) await ordinary.end();
  }

  return {
    inOrganization: (organizationId, work, options) =>
      transact('tact.organization', organizationId, options?.snapshot ?? false, work),
    withSetting: (name, value, work) => transact(name, value, false, work),
    async call<Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) {
      try {
        const statement = { name, text, values: [...values], query_timeout: SILENCE_MS_MAX };
        const { rows } = await hot.query<Row>(statement);
        return rows;
      } catch (error) {
        throw faultOf(error);
      }
    },
    copyOut: (organizationId, copy) =>
      copyInOrganization({ connectionString, applicationName }, organizationId, copy),
    readInSnapshot: (organizationId, read) =>
      readInSnapshot(openPool(connectionString, applicationName, 1, [], null), organizationId, read),
    async ping(timeoutMs) {
      try {
        const query = {
          text: 'select round(extract(epoch from clock_timestamp()) * 1000)::bigint as now',
          query_timeout: timeoutMs,
        };
        const { rows } = await ordinary.query<{ now: number }>(query);
        return rows[0]?.now ?? Number.NaN;
      } catch (error) {
        throw faultOf(error);
      }
    },
    poolFigures: () => ({ ordinary: figuresOf(ordinary), hot: figuresOf(hot) }),
    close: () => (closing ??= closePools()),
  };
}

async function* copyInOrganization<Block>(
  {
    connectionString,
    applicationName,
  }: { readonly connectionString: string; readonly applicationName: string },
  organizationId: OrganizationId,
  { query, ...copy }: CopyOfQuery<Block>,
): AsyncGenerator<Block> {
  const client = new pg.Client({
    connectionString: withSettings(connectionString, [...SETTINGS, ...IN_ORDER]),
    application_name: applicationName,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    lock_timeout: LOCK_MS_MAX,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    await client.query(`select set_config('tact.organization', $1, true)`, [organizationId]);
    yield* copyOut({ client, text: `copy (${query}) to stdout (format binary)`, ...copy });
  } catch (error) {
    throw faultOf(error);
  } finally {
    // Where nobody took the rest it is cut already.
    void client.end().catch(() => undefined);
  }
}

async function* readInSnapshot<Part>(
  pool: pg.Pool,
  organizationId: OrganizationId,
  read: (tx: Tx) => AsyncGenerator<Part>,
): AsyncGenerator<Part> {
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const transaction = kysely
      .startTransaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only');
    const tx = await transaction.execute();
    try {
      await sql`select set_config('tact.organization', ${organizationId}, true)`.execute(tx);
      yield* read(tx);
    } finally {
      // Nothing was written; and where the connection is lost, so is the transaction.
      await tx
        .rollback()
        .execute()
        .catch(() => undefined);
    }
  } catch (error) {
    throw faultOf(error);
  } finally {
    await kysely.destroy();
  }
}

/** For a COPY: rows come by an index in its order, so that the first come at once and nothing is kept to be sorted. */
const IN_ORDER = ['enable_seqscan=off', 'enable_bitmapscan=off', 'enable_sort=off', 'statement_timeout=0'];

function figuresOf({ totalCount, idleCount, waitingCount }: pg.Pool): PoolFigures['hot'] {
  return { total: totalCount, idle: idleCount, waiting: waitingCount };
}

/** The pool, with connections that are cut where a transaction does not end in time: what runs on them fails, and they are not used again. */
function impatient(pool: pg.Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect();
      const release = client.release.bind(client);
      const cut = setTimeout(() => void client.end(), TRANSACTION_MS_MAX);
      client.release = (error) => {
        clearTimeout(cut);
        release(error);
      };
      return client;
    },
    end: () => pool.end(),
    options: pool.options,
  };
}

/**
 * What every connection works by, whatever the database or the role has as a default. INVARIANT: as `tact_app`, which row-level security
 * binds (G7); what is acknowledged is on disk (G3); each statement sees what was committed before it (ADR 0004).
 */
const SETTINGS = [
  'role=tact_app',
  'search_path=tact',
  'synchronous_commit=on',
  String.raw`default_transaction_isolation=read\ committed`,
  'timezone=UTC',
  'jit=off',
];

/** The address with settings for the session, after any of its own: of two for one thing the later holds. */
function withSettings(connectionString: string, settings: readonly string[]): string {
  const address = new URL(connectionString);
  const own = address.searchParams.get('options');
  const ours = settings.map((setting) => `-c ${setting}`);
  address.searchParams.set('options', [...(own === null ? [] : [own]), ...ours].join(' '));
  return address.href;
}

/** `idleMsMax`: how long a transaction may do nothing; null: as long as whoever takes what it reads. */
function openPool(
  connectionString: string,
  applicationName: string,
  max: number,
  settings: readonly string[],
  idleMsMax: number | null = STATEMENT_MS_MAX,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withSettings(connectionString, [...SETTINGS, ...settings]),
    application_name: applicationName,
    max,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    lock_timeout: LOCK_MS_MAX,
    ...(idleMsMax === null ? {} : { idle_in_transaction_session_timeout: idleMsMax }),
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks while idle is replaced by the pool; the next query finds out whether the server is there. One that breaks
  // between two statements of a transaction says so by its next statement; without a listener it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Instants as milliseconds, big integers as numbers (ours fit), days as text. */
function parserOf(
  oid: Parameters<typeof pg.types.getTypeParser>[0],
  format?: 'text' | 'binary',
): (text: string) => unknown {
  if (format !== 'binary') {
    if (oid === pg.types.builtins.TIMESTAMPTZ)
      return (text) => Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace('+00', 'Z')}`);
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.DATE) return (text) => text;
  }
  return pg.types.getTypeParser(oid, 'text') as (text: string) => unknown;
}

/**
 * Keeps opt-outs (`exclusive`) and changes of contacts (`shared`) of an organization apart until the transaction ends, so that no device
 * slips between them (S21). The first statement of the transaction: the first lock in the order of locks (`sql/000006-…`).
 */
export async function lockContacts(
  tx: Tx,
  organizationId: OrganizationId,
  mode: 'shared' | 'exclusive',
): Promise<void> {
  await sql`select lock_contacts(${organizationId}, ${mode === 'exclusive'})`.execute(tx);
}

/** Says in the transaction that rules or suppressions changed. The last statement before its commit but for guards, so that the lock is held briefly. */
export async function raiseEpoch(
  tx: Tx,
  organizationId: OrganizationId,
  which: 'ruleset' | 'suppression',
): Promise<void> {
  await writeAudit(tx);
  await sql`select raise_epoch(${organizationId}, ${which})`.execute(tx);
}

/**
 * Says in the transaction that the counted history of these clients and devices moved. Its last statement: guards are the last locks, because
 * a commit of decisions waits for them while it holds the organization's.
 */
export async function raiseGuards(
  tx: Tx,
  organizationId: OrganizationId,
  of: readonly { readonly clientId: string; readonly deviceKey: string | null }[],
): Promise<void> {
  await writeAudit(tx);
  const keys = of.flatMap(({ clientId, deviceKey }) =>
    deviceKey === null ? [`c:${clientId}`] : [`c:${clientId}`, `d:${deviceKey}`],
  );
  await sql`select raise_guards(${organizationId}, ${keys})`.execute(tx);
}

/** An instant to compare a column with: columns read as milliseconds and are compared as what they are. */
export function instantValue(at: Instant): RawBuilder<number> {
  return sql<number>`${new Date(at)}::timestamptz`;
}

export { audit, auditMany, type Change } from './write-audit.ts';
/**
 * The organization, for a statement that looks up many keys of its rows. PostgreSQL plans without knowing its value: of an organization
 * that came after the last statistics it would expect no row at all, and read every one of them rather than look up the keys.
 */
export function organizationValue(organizationId: OrganizationId): RawBuilder<string> {
  return sql<string>`(select ${organizationId}::uuid)`;
}
