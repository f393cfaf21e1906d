/**
 * `npm run schema:dump` writes `packages/store/schema.dump.sql`: the schema that the migrations make, read back from a fresh database's
 * catalogs, so that a review sees what a migration really changes. `--check` compares instead, and fails with the first difference.
 */
import { readFile, writeFile } from 'node:fs/promises';
import pg from 'pg';
import { migrate } from '@tact/store';
import { startOwnDatabase } from '../simulations/own-database.ts';

const DUMP = new URL('../packages/store/schema.dump.sql', import.meta.url);

/** Each query gives lines of the dump in their order. Partitions other than the default ones come and go with time and are left out. */
const QUERIES: readonly (readonly [title: string, query: string])[] = [
  [
    'tables and columns',
    `select format('%s.%s %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attcollation <> t.typcollation then ' collate ' || quote_ident(l.collname) else '' end,
        case when a.attnotnull then ' not null' else '' end,
        coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      left join pg_collation l on l.oid = a.attcollation
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = 'tact'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      order by c.relname, a.attnum`,
  ],
  [
    'partitions',
    `select format('%s by %s', c.relname, pg_get_partkeydef(c.oid)) as line from pg_class c
      where c.relnamespace = 'tact'::regnamespace and c.relkind = 'p' order by 1`,
  ],
  [
    'constraints',
    `select format('%s %s: %s', c.relname, o.conname, pg_get_constraintdef(o.oid)) as line
      from pg_constraint o join pg_class c on c.oid = o.conrelid
      where c.relnamespace = 'tact'::regnamespace and not c.relispartition and o.contype <> 'n' order by 1`,
  ],
  [
    'indexes',
    `select pg_get_indexdef(i.indexrelid) as line from pg_index i join pg_class c on c.oid = i.indrelid
      where c.relnamespace = 'tact'::regnamespace and not c.relispartition order by 1`,
  ],
  [
    'row-level security',
    `select format('%s enabled %s, forced %s', c.relname, c.relrowsecurity, c.relforcerowsecurity) as line from pg_class c
      where c.relnamespace = 'tact'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  ],
  [
    'rights on rows',
    `select format('%s %s for %s: %s%s', tablename, policyname, lower(cmd), qual, ' with check ' || with_check) as line from pg_policies where schemaname = 'tact' order by 1`,
  ],
  [
    'rights on tables',
    `select format('%s: %s', table_name, string_agg(lower(privilege_type), ', ' order by privilege_type)) as line
      from information_schema.table_privileges where table_schema = 'tact' and grantee = 'tact_app' group by table_name order by 1`,
  ],
  [
    'rights on columns alone',
    `select format('%s: %s of %s', p.table_name, lower(p.privilege_type), string_agg(p.column_name, ', ' order by p.column_name)) as line
      from information_schema.column_privileges p
      where p.table_schema = 'tact' and p.grantee = 'tact_app' and not exists (
        select from information_schema.table_privileges t where t.table_schema = 'tact' and t.grantee = 'tact_app'
          and t.table_name = p.table_name and t.privilege_type = p.privilege_type)
      group by p.table_name, p.privilege_type order by 1`,
  ],
  [
    'functions',
    `select pg_get_functiondef(p.oid) || ';' as line from pg_proc p where p.pronamespace = 'tact'::regnamespace order by p.proname`,
  ],
  [
    'rights on functions and the schema',
    `select format('%s: %s', what, string_agg(who || ' ' || lower(privilege_type), ', ' order by who, privilege_type)) as line
      from (
        select p.proname as what, case grantee when 0 then 'everybody' else grantee::regrole::text end as who, privilege_type
          from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) where p.pronamespace = 'tact'::regnamespace
            and grantee <> p.proowner
        union all
        select 'schema', case grantee when 0 then 'everybody' else grantee::regrole::text end, privilege_type
          from pg_namespace n, aclexplode(n.nspacl) where n.nspname = 'tact' and grantee <> n.nspowner
      ) as rights
      group by what order by what <> 'schema', what`,
  ],
  [
    'comments',
    `select format('%s: %s', c.relname, obj_description(c.oid, 'pg_class')) as line from pg_class c
      where c.relnamespace = 'tact'::regnamespace and not c.relispartition and obj_description(c.oid, 'pg_class') is not null
      union all
      select format('%s(): %s', p.proname, obj_description(p.oid, 'pg_proc')) from pg_proc p
      where p.pronamespace = 'tact'::regnamespace and obj_description(p.oid, 'pg_proc') is not null order by 1`,
  ],
];

/** The schema of a fresh database, as text. */
async function dumpSchema(): Promise<string> {
  const database = await startOwnDatabase();
  try {
    await migrate(database.connectionString);
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    try {
      const parts = [
        '-- Written by `npm run schema:dump` from a freshly migrated database. Not run by anything: the migrations in sql/ are.\n',
      ];
      for (const [title, query] of QUERIES) {
        const { rows } = await client.query<{ line: string }>(query);
        parts.push(`\n-- ${title}\n`, ...rows.map(({ line }) => `${line.trimEnd()}\n`));
      }
      return parts.join('');
    } finally {
      await client.end();
    }
  } finally {
    await database.remove();
  }
}

const dump = await dumpSchema();
if (process.argv.includes('--check')) {
  const before = await readFile(DUMP, 'utf8').catch(() => '');
  const lines = dump.split('\n');
  const old = before.split('\n');
  const different = lines.findIndex((line, i) => line !== old[i]);
  if (before !== dump) {
    const at = different < 0 ? lines.length : different;
    process.stderr.write(
      `packages/store/schema.dump.sql differs at line ${at + 1}; run \`npm run schema:dump\`\n  is:     ${old[at] ?? ''}\n  should: ${lines[at] ?? ''}\n`,
    );
    process.exitCode = 1;
  }
} else await writeFile(DUMP, dump);
