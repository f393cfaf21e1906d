import { formatInstant } from '@tact/engine';
import type { AuditEntry } from '@tact/store';
import type { RowFormat } from './report-files.ts';
import { safeCsvField } from '../csv-field.ts';

/** The columns of the audit log as CSV, in their order. They are part of the interface: new ones join at the end. */
const COLUMNS = [
  'number',
  'id',
  'atUtc',
  'actorKind',
  'actorId',
  'actorName',
  'source',
  'requestId',
  'action',
  'entity',
  'entityId',
  'before',
  'after',
  'reason',
] as const;

/** An entry as the API shows it. */
export function entryJson({ id, number, at, actor, ...entry }: AuditEntry) {
  const { kind, name, requestId, source } = actor;
  const { action, entity, entityId, before, after, reason } = entry;
  return {
    id,
    number,
    at: formatInstant(at),
    actor: { kind, id: actor.id, name, requestId, source },
    action,
    entity,
    entityId,
    before: before ?? null,
    after: after ?? null,
    reason,
  };
}

/** Entries as texts to be written one after the other. `header`: whether the file begins here. */
export async function* auditTexts(
  parts: AsyncIterable<readonly AuditEntry[]>,
  format: RowFormat,
  header: boolean,
): AsyncGenerator<string> {
  if (header && format === 'csv') yield `${COLUMNS.join(',')}\r\n`;
  const line = format === 'csv' ? csvLine : jsonLine;
  for await (const entries of parts) {
    let text = '';
    for (const entry of entries) text += line(entry);
    yield text;
  }
}

function csvLine({ id, number, at, actor, ...entry }: AuditEntry): string {
  const cells: Readonly<Record<(typeof COLUMNS)[number], string>> = {
    number: String(number),
    id,
    atUtc: formatInstant(at),
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    source: actor.source,
    requestId: actor.requestId,
    action: entry.action,
    entity: entry.entity,
    entityId: entry.entityId,
    before: jsonText(entry.before),
    after: jsonText(entry.after),
    reason: entry.reason ?? '',
  };
  return `${COLUMNS.map((column) => safeCsvField(cells[column])).join(',')}\r\n`;
}

function jsonLine(entry: AuditEntry): string {
  return `${JSON.stringify(entryJson(entry))}\n`;
}

function jsonText(state: unknown): string {
  return state === null || state === undefined ? '' : JSON.stringify(state);
}
