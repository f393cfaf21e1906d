import { sql, type RawBuilder } from 'kysely';
import type { SealEdge, SealedKind, SealForm } from './ports.ts';

/** Where the records of a kind stand, and the function that gives the texts that their hashes cover. */
export function tableOf(kind: SealedKind): { readonly table: string; readonly fields: string } {
  switch (kind) {
    case 'decision':
      return { table: 'decisions', fields: 'decision_fields' };
    case 'attempt':
      return { table: 'attempts', fields: 'attempt_fields' };
    case 'attempt-event':
      return { table: 'attempt_events', fields: 'attempt_event_fields' };
  }
}

/** The hash of a record `r` that stands in a batch of such a form. */
export function leafOfKind(kind: SealedKind, form: SealForm): RawBuilder<Buffer> {
  const { fields } = tableOf(kind);
  return sql<Buffer>`${sql.raw(form === 1 ? 'record_hash' : 'record_leaf')}(${sql.raw(fields)}(r))`;
}

/** The key of a record `r`: unique in its kind, and ordered byte by byte. */
export function keyOfKind(kind: SealedKind): RawBuilder<string> {
  return kind === 'attempt-event'
    ? sql<string>`(r.attempt_id::text || '/' || lpad(r.sequence::text, 10, '0')) collate "C"`
    : sql<string>`r.id::text collate "C"`;
}

/** Before every record, whatever its instant says. */
export const BEGINNING: SealEdge = { at: '0', key: '' };

/** An instant of our age: seconds since 1970 UTC with up to six decimals. */
const INSTANT = /^-?\d{1,11}(\.\d{1,6})?$/;

/** Whether the instant of an edge is one; the database's functions fail at what is none. */
export function isReadable({ at }: SealEdge): boolean {
  return INSTANT.test(at);
}

/** Whether a record `r` comes after an edge. The instant stands alone too, so that an index by it serves. */
export function afterEdge(kind: SealedKind, { at, key }: SealEdge): RawBuilder<boolean> {
  if (key === '') return sql<boolean>`true`;
  return sql<boolean>`r.recorded_at >= to_timestamp_exact(${at}) and (r.recorded_at, ${keyOfKind(kind)}) > (to_timestamp_exact(${at}), ${key})`;
}

/** Whether a record `r` comes no later than an edge. */
export function upToEdge(kind: SealedKind, { at, key }: SealEdge): RawBuilder<boolean> {
  return sql<boolean>`r.recorded_at <= to_timestamp_exact(${at}) and (r.recorded_at, ${keyOfKind(kind)}) <= (to_timestamp_exact(${at}), ${key})`;
}
