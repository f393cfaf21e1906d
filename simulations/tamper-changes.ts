import type pg from 'pg';
import type { Random } from '@tact/service/without-http';

/** A change that was made past the application. */
export interface Change {
  readonly kind: 'field' | 'unreadable' | 'dropped' | 'swapped' | 'added' | 'chain rewritten' | 'end cut off';
  /** What was done, for who looks for a change that was not found. */
  readonly told: string;
}

type Attempted = Change | undefined;

/** Makes one random change. What the tables' own checks refuse, and what changes nothing, is tried otherwise. */
export async function changeAtRandom(
  owner: pg.Client,
  organizationId: string,
  random: Random,
): Promise<Change> {
  for (let trial = 0; trial < 1_000; trial++) {
    const make = random.pick(KINDS);
    await owner.query('begin');
    try {
      const change = await make(owner, random, organizationId);
      if (change !== undefined) {
        await owner.query('commit');
        return change;
      }
    } catch (error) {
      // Refused by a check of the table: such a change cannot be made.
      if (
        !(error instanceof Error) ||
        !/constraint|violates|invalid|partition|out of range/.test(error.message)
      )
        throw error;
    }
    await owner.query('rollback');
  }
  throw new Error('no change could be made');
}

/** The columns of each table, with how a value of the column's type is made another one. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  audit_log: ['seq', 'hash', 'id', 'at', 'actor', 'action', 'entity', 'entity_id', 'before', 'after', 'reason', 'salt'],
  audit_heads: ['seq', 'hash'],
  decisions: ['id', 'at', 'client_id', 'device_key', 'channel', 'account_id', 'campaign_group_id', 'allowed', 'code', 'ruleset', 'record', 'recorded_at', 'salt'],
  attempts: [
    'id', 'at', 'client_id', 'device_key', 'device_position', 'account_id', 'campaign_group_id', 'channel', 'direction', 'state', 'expires_at',
    'call_result', 'disposition', 'finished_at', 'decision_id', 'origin', 'country', 'regions', 'area_code', 'postal_code', 'recorded_at', 'salt',
  ],
  attempt_events: ['attempt_id', 'at', 'sequence', 'kind', 'call_result', 'disposition', 'actor', 'recorded_at'],
  seals: ['seq', 'kind', 'form', 'from_at', 'from_key', 'to_at', 'to_key', 'rows', 'root', 'marks', 'hash'],
  checkpoints: ['seq', 'body', 'signature', 'public_key'],
  erased_records: ['kind', 'key', 'hash', 'statement', 'place', 'places', 'path'],
}; // prettier-ignore

/** Another value than the one that is there, by the name of its type. */
const OTHERWISE: Readonly<Record<string, string>> = {
  text: `case when x.col = 'reserved' then 'finished' when x.col = 'finished' then 'released' when x.col = 'released' then 'finished'
    when x.col = 'import' then 'reservation' when x.col = 'reservation' then 'import' when x.col = 'imported' then 'finished'
    when x.col = 'attempt' then 'decision' when x.col = 'decision' then 'attempt' else coalesce(x.col, '') || '0' end`,
  uuid: 'gen_random_uuid()',
  bigint: 'x.col + 1',
  integer: 'x.col + 1',
  // The form of a seal is 1 or 2.
  smallint: 'case x.col when 2 then 1 else coalesce(x.col, 0) + 1 end',
  boolean: 'not x.col',
  jsonb: `'{"forged": true}'`,
  bytea: `set_byte(x.col, 0, 255 - get_byte(x.col, 0))`,
  'text[]': `x.col || array['XX']`,
  'timestamp with time zone': `coalesce(x.col, now()) + interval '1 second'`,
};

async function changeField(owner: pg.Client, random: Random): Promise<Attempted> {
  const table = random.pick(Object.keys(COLUMNS));
  const column = random.pick(COLUMNS[table] ?? []);
  const { rows: types } = await owner.query<{ type: string }>(
    'select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attname = $2',
    [table, column],
  );
  const value = OTHERWISE[types[0]?.type ?? '']?.replaceAll('x.col', column);
  if (value === undefined) throw new Error(`the type of ${table}.${column} is not known`);
  const row = await rowOf(owner, table, random);
  if (row === undefined) return undefined;
  const before = await textOf(owner, table);
  await owner.query(`update ${table} set ${column} = ${value} where ${row}`);
  return (await textOf(owner, table)) === before
    ? undefined
    : { kind: 'field', told: `${table}.${column} where ${row}` };
}

/** What a verifier that takes values for what they should be fails at, instead of finding them. */
const UNREADABLE: readonly (readonly [table: string, set: string, where: string])[] = [
  ['attempt_events', `actor = 'null'`, 'true'],
  ['attempt_events', `actor = '[]'`, 'true'],
  ['audit_log', `after = 'null'`, `entity = 'erased-records'`],
  ['audit_log', `after = '{"statement": 1}'`, `entity = 'erased-records'`],
  ['audit_log', `action = 'person.erase-records', entity = 'erased-records', after = 'null'`, 'true'],
  ['audit_log', `action = 'retention.remove', entity = 'sealed-records', after = 'null'`, 'true'],
  [
    'audit_log',
    `action = 'retention.remove', entity = 'sealed-records', after = '{"kind": "decision", "throughSeal": 1, "to": null}'`,
    'true',
  ],
  ['audit_log', `at = 'infinity'`, 'true'],
  ['seals', `to_at = 'x'`, 'true'],
  ['seals', `from_at = 'x'`, 'true'],
  ['seals', `to_at = '99999999999999999999'`, 'true'],
  ['checkpoints', `body = 'x'`, 'true'],
  ['checkpoints', `public_key = 'x'`, 'true'],
  ['erased_records', `path = array[null]::text[]`, 'true'],
  ['decisions', `recorded_at = 'infinity'`, 'true'],
];

async function makeUnreadable(owner: pg.Client, random: Random): Promise<Attempted> {
  const [table, set, where] = random.pick(UNREADABLE);
  const row = await rowOf(owner, table, random);
  if (row === undefined) return undefined;
  const { rowCount } = await owner.query(`update ${table} set ${set} where ${row} and ${where}`);
  return rowCount === 0 ? undefined : { kind: 'unreadable', told: `${table} set ${set} where ${row}` };
}

async function dropRow(owner: pg.Client, random: Random): Promise<Attempted> {
  const table = random.pick(Object.keys(COLUMNS));
  const row = await rowOf(owner, table, random);
  if (row === undefined) return undefined;
  await owner.query(`delete from ${table} where ${row}`);
  return { kind: 'dropped', told: `${table} where ${row}` };
}

/** Everything but the keys of two rows changes places. */
async function swapRows(owner: pg.Client, random: Random): Promise<Attempted> {
  const [table, columns] = random.pick([
    ['audit_log', 'id, at, actor, action, entity, entity_id, before, after, reason'],
    ['audit_log', 'hash'],
    ['decisions', 'client_id, device_key, record'],
    ['attempts', 'client_id, device_key, call_result'],
    ['attempt_events', 'call_result, actor'],
    ['seals', 'root'],
    ['checkpoints', 'body, signature'],
  ] as const);
  const [one, other] = [await rowOf(owner, table, random), await rowOf(owner, table, random)];
  if (one === undefined || other === undefined || one === other) return undefined;
  const before = await textOf(owner, table);
  // In one statement, so that both see the rows as they were; a key that is unique meanwhile is refused, and tried otherwise.
  await owner.query(`create temp table swapped on commit drop as select 1 as place, ${columns} from ${table} where ${one}
    union all select 2, ${columns} from ${table} where ${other}`);
  for (const [row, place] of [
    [one, 2],
    [other, 1],
  ] as const)
    await owner.query(
      `update ${table} set (${columns}) = (select ${columns} from swapped where place = ${place}) where ${row}`,
    );
  return (await textOf(owner, table)) === before
    ? undefined
    : { kind: 'swapped', told: `${table} (${columns}) ${one}, ${other}` };
}

/** A copy of a row under another key, with its time: something that never was, put among what was. */
async function addRow(owner: pg.Client, random: Random): Promise<Attempted> {
  const [table, key, value] = random.pick([
    ['audit_log', ['id', 'seq'], ['gen_random_uuid()', '(select max(seq) + 1 from audit_log)']],
    ['decisions', ['id'], ['gen_random_uuid()']],
    ['attempts', ['id'], ['gen_random_uuid()']],
    ['attempt_events', ['sequence'], ['sequence + 7']],
    ['seals', ['seq'], ['(select max(seq) + 1 from seals)']],
    ['checkpoints', ['seq'], ['(select max(seq) + 1 from checkpoints)']],
  ] as const);
  const row = await rowOf(owner, table, random);
  if (row === undefined) return undefined;
  const others = ['organization_id', ...(COLUMNS[table] ?? [])].filter(
    (column) => !(key as readonly string[]).includes(column),
  );
  await owner.query(
    `insert into ${table} (${[...key, ...others].join(', ')}) select ${[...value, ...others].join(', ')} from ${table} where ${row}`,
  );
  return { kind: 'added', told: `${table} like ${row}` };
}

/** An entry is changed, and every hash from there on is made anew, the head too: only a signature shows it. */
async function rewriteChain(owner: pg.Client, random: Random, organizationId: string): Promise<Attempted> {
  const { rows } = await owner.query<{ seq: string; last: string }>(
    'select seq, max(seq) over () as last from audit_log where organization_id = $1 order by seq',
    [organizationId],
  );
  const from = random.pick(rows);
  await owner.query(
    `update audit_log set reason = coalesce(reason, '') || 'forged' where organization_id = $1 and seq = $2`,
    [organizationId, from.seq],
  );
  for (let seq = Number(from.seq); seq <= Number(from.last); seq++)
    await owner.query(
      `update audit_log a set hash = encode(sha256(convert_to(array_to_json(
         coalesce((select b.hash from audit_log b where b.organization_id = a.organization_id and b.seq = a.seq - 1), audit_genesis(a.organization_id))
         || audit_fields(seq, id, at, actor, action, entity, entity_id, before, after, reason, salt))::text, 'UTF8')), 'hex')
       where organization_id = $1 and seq = $2`,
      [organizationId, seq],
    );
  await owner.query(
    `update audit_heads h set hash = (select a.hash from audit_log a where a.organization_id = h.organization_id order by seq desc limit 1)`,
  );
  return { kind: 'chain rewritten', told: `from entry ${from.seq}` };
}

/** The newest entries go, and the head says so: only a signature shows it. */
async function cutEnd(owner: pg.Client, random: Random, organizationId: string): Promise<Attempted> {
  const entries = random.between(1, 6);
  await owner.query(
    'delete from audit_log where organization_id = $1 and seq > (select seq from audit_heads where organization_id = $1) - $2::int',
    [organizationId, entries],
  );
  await owner.query(
    `update audit_heads h set (seq, hash) = (select a.seq, a.hash from audit_log a where a.organization_id = h.organization_id order by seq desc limit 1)`,
  );
  return { kind: 'end cut off', told: `${entries} entries` };
}

const KINDS: readonly ((owner: pg.Client, random: Random, organizationId: string) => Promise<Attempted>)[] = [
  changeField,
  changeField,
  changeField,
  makeUnreadable,
  dropRow,
  swapRows,
  addRow,
  rewriteChain,
  cutEnd,
];

/** A random row, named by where it lies. */
async function rowOf(owner: pg.Client, table: string, random: Random): Promise<string | undefined> {
  const { rows } = await owner.query<{ place: string }>(
    `select format('(tableoid, ctid) = (%s, %L::tid)', tableoid, ctid) as place from ${table} order by tableoid, ctid`,
  );
  return rows.length === 0 ? undefined : random.pick(rows).place;
}

/** The whole table, so that a change that changes nothing is seen. */
async function textOf(owner: pg.Client, table: string): Promise<string> {
  const { rows } = await owner.query<{ text: string | null }>(
    `select md5(string_agg(x::text, ',' order by x::text)) as text from ${table} x`,
  );
  return rows[0]?.text ?? '';
}
