import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, runAsOwner, type TestDatabase } from './database.ts';

/** The schema must stay one that Citus can distribute by `organization_id` as it stands; and must explain itself. */
let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const names = async (text: string): Promise<readonly string[]> =>
  (await runAsOwner<{ name: string }>(database.connectionString, text)).map(({ name }) => name);

/** Tables and indexes that are one for the whole database, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  migrations: 'what this database has seen; a local table of the coordinator',
  migrations_pkey: 'the same',
  api_keys_by_hash: 'authentication does not know the organization yet; not unique, so Citus takes it',
  sessions_by_token: 'the same',
  users_by_address: 'the same',
  users_by_invitation: 'the same',
};

const OWN_TABLES = `pg_class c where c.relnamespace = 'tact'::regnamespace and c.relkind in ('r', 'p')`;
const FIRST_COLUMN = `(select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0])`;

const rules: readonly [name: string, offenders: string][] = [
  ['every table has organization_id', `select c.relname as name from ${OWN_TABLES}
     and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and a.attnotnull)`],
  ['every table has a primary key', `select c.relname as name from ${OWN_TABLES}
     and not exists (select from pg_constraint o where o.conrelid = c.oid and o.contype = 'p')`],
  ['every primary key, unique index and index begins with organization_id', `select x.relname as name
     from pg_index i join pg_class x on x.oid = i.indexrelid where x.relnamespace = 'tact'::regnamespace
     and ${FIRST_COLUMN} is distinct from 'organization_id'`],
  ['every foreign key begins with organization_id on both sides', `select o.conname as name from pg_constraint o
     where o.connamespace = 'tact'::regnamespace and o.contype = 'f' and exists (select from pg_attribute a
       where (a.attrelid, a.attnum) in ((o.conrelid, o.conkey[1]), (o.confrelid, o.confkey[1])) and a.attname <> 'organization_id')`],
  ['no trigger but those of foreign keys', `select t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'tact'::regnamespace and not t.tgisinternal`],
  ['no rule, no view, no sequence', `select c.relname as name from pg_class c where c.relnamespace = 'tact'::regnamespace
     and (c.relkind in ('v', 'm', 'S') or exists (select from pg_rewrite w where w.ev_class = c.oid))`],
  ['no function sets what outlives its transaction, or takes a lock that does', `select p.proname as name from pg_proc p
     where p.pronamespace = 'tact'::regnamespace and (p.prosrc ~* 'set_config[^;]*,\\s*false' or p.prosrc ~* '\\mset\\s+(session|role)'
       or p.prosrc ~* '\\mpg_(try_)?advisory_(lock|unlock)')`],
  ['every policy asks for a setting of ours, local to the transaction, and looks at no other table', `select p.tablename || '.' || p.policyname as name
     from pg_policies p where p.schemaname = 'tact'
     and (p.qual !~ 'current_setting\\(''tact\\.' or p.qual ~* '\\mfrom\\s+\\w')`],
  ['no foreign key changes the rows of another by more than its deletion', `select o.conname as name from pg_constraint o
     where o.connamespace = 'tact'::regnamespace and o.contype = 'f' and o.confupdtype <> 'a'`],
  ['every table has a comment', `select c.relname as name from ${OWN_TABLES} and obj_description(c.oid, 'pg_class') is null`],
  ['every index has a comment but those of primary keys and partitions', `select x.relname as name
     from pg_index i join pg_class x on x.oid = i.indexrelid where x.relnamespace = 'tact'::regnamespace and not i.indisprimary
     and not x.relispartition and obj_description(x.oid, 'pg_class') is null`],
  ['every function has a comment', `select p.proname as name from pg_proc p
     where p.pronamespace = 'tact'::regnamespace and obj_description(p.oid, 'pg_proc') is null`],
  ['row-level security is enabled and forced, with the policy of the own organization', `select c.relname as name from ${OWN_TABLES}
     and not c.relispartition and not (c.relrowsecurity and c.relforcerowsecurity and exists (
       select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_organization' and p.polcmd = '*'))`],
  ['no function runs with its owner\'s rights', `select p.proname as name from pg_proc p
     where p.pronamespace = 'tact'::regnamespace and p.prosecdef`],
  ['the application may do nothing with it unless it was granted to it alone', `select c.relname as name from ${OWN_TABLES}
     and exists (select from aclexplode(c.relacl) x where x.grantee = 0)`],
]; // prettier-ignore

describe('the shape of the schema, read from the catalogs', () => {
  test.each(rules)('%s', async (_, offenders) => {
    const found = await names(offenders);
    expect(found.filter((name) => EXCEPTIONS[name] === undefined)).toEqual([]);
  });

  test('every exception is still there', async () => {
    const all = await names(
      `select c.relname as name from pg_class c where c.relnamespace = 'tact'::regnamespace`,
    );
    expect(Object.keys(EXCEPTIONS).filter((name) => !all.includes(name))).toEqual([]);
  });

  test('columns that are compared byte by byte are so wherever they are kept', async () => {
    const found = await names(
      `select distinct c.relname || '.' || a.attname as name from ${OWN_TABLES.replace(' where', ' join pg_attribute a on a.attrelid = c.oid join pg_collation l on l.oid = a.attcollation where')}
       and a.attname in ('client_id', 'device_key') and l.collname <> 'C'`,
    );
    expect(found).toEqual([]);
  });
});
