import { sql } from 'kysely';
import { textArray } from '../deciding/binary-arrays.ts';
import { fixRecords, type Erasing } from './fix-records.ts';
import { redact, withoutDevice } from './redact.ts';
import { needlesOf, type Subject } from './subject.ts';

/** Entries that one transaction looks through. */
const ENTRIES_MAX = 2_000;
/** Entries about the person that one transaction erases. */
const CHANGED_MAX = 500;

/** What entries about rules say is what was law at an instant; it names nobody, and reports are judged by it. */
const RULES: readonly string[] = [
  'rule',
  'contact-date',
  'custom-timezone',
  'organization',
  'retention',
  'sealed-records',
  'erased-records',
];

interface Entry {
  readonly seq: number;
  readonly hash: string;
  readonly entity_id: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
}

/**
 * Takes the person out of the audit log's next entries after a number. Who did what, when, stays; what named the person goes. The chain goes
 * on over the hash of what each entry was. Gives how many were changed, and up to which number it looked; null: to the end.
 */
export async function eraseAuditEntries(
  erasing: Erasing,
  subject: Subject,
  after: number,
): Promise<{ readonly erased: number; readonly lookedUpTo: number | null }> {
  const { tx, organizationId } = erasing;
  const { rows: last } = await sql<{ seq: number }>`
    select seq from audit_log where organization_id = ${organizationId} and seq > ${after} order by seq offset ${ENTRIES_MAX - 1} limit 1`.execute(
    tx,
  );
  const upTo = last[0]?.seq ?? null;
  const { rows } = await sql<Entry>`
    select seq, hash, entity_id, before, after, reason from audit_log
    where organization_id = ${organizationId} and seq > ${after} and (${upTo}::bigint is null or seq <= ${upTo}::bigint)
      and entity <> all (${textArray(RULES)}::text[])
      and (entity_id = any (${textArray(subject.entityIds)}::text[]) or exists (
        select from unnest(${textArray(needlesOf(subject))}::text[]) as n (needle)
        where strpos(concat_ws(' ', entity_id, before::text, after::text, reason), n.needle) > 0))
    order by seq limit ${CHANGED_MAX}`.execute(tx);
  const changed = rows.flatMap((entry) => {
    const left = withoutPerson(entry, subject);
    return left === undefined ? [] : [left];
  });
  await write(erasing, changed);
  const stopped = rows.length < CHANGED_MAX ? upTo : (rows.at(-1)?.seq ?? upTo);
  return { erased: changed.length, lookedUpTo: stopped };
}

/** What is left of an entry; undefined where it names the person nowhere. */
function withoutPerson(entry: Entry, subject: Subject): Entry | undefined {
  const isAbout = subject.entityIds.includes(entry.entity_id);
  const isNamed =
    entry.entity_id === subject.clientId || subject.deviceKeys.some((key) => key === entry.entity_id);
  const left: Entry = {
    ...entry,
    entity_id: isNamed ? 'erased' : entry.entity_id,
    before: isAbout ? null : redact(entry.before, subject),
    after: isAbout ? null : redact(entry.after, subject),
    reason:
      entry.reason === null
        ? null
        : isAbout
          ? 'erased'
          : subject.deviceKeys.reduce((text, key) => withoutDevice(text, key), entry.reason),
  };
  return JSON.stringify(left) === JSON.stringify(entry) ? undefined : left;
}

async function write(erasing: Erasing, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const { tx, organizationId } = erasing;
  const texts = (of: (entry: Entry) => string | null) => textArray(entries.map(of));
  const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  const { rows } = await sql<{ seq: number; left: string }>`
    update audit_log l set entity_id = e.entity_id, before = e.before, after = e.after, reason = e.reason, salt = null
    from unnest(${texts(({ seq }) => String(seq))}::text[]::bigint[], ${texts(({ entity_id: id }) => id)}::text[],
      ${texts(({ before }) => json(before))}::text[]::jsonb[], ${texts(({ after }) => json(after))}::text[]::jsonb[],
      ${texts(({ reason }) => reason)}::text[]) as e (seq, entity_id, before, after, reason)
    where l.organization_id = ${organizationId} and l.seq = e.seq
    returning l.seq, encode(record_hash(audit_fields(l.seq, l.id, l.at, l.actor, l.action, l.entity, l.entity_id, l.before, l.after,
      l.reason, l.salt)), 'hex') as left`.execute(tx);
  const left = new Map(rows.map((row) => [row.seq, row.left]));
  await fixRecords(
    erasing,
    'audit-entry',
    entries.map(({ seq, hash }) => ({ key: String(seq), hash, left: left.get(seq) ?? '' })),
  );
}
