import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Tx } from './database.ts';
import { textArray, uuidArray } from './deciding/binary-arrays.ts';
import type { Actor } from './ports.ts';
import { uuidV7 } from './uuid-v7.ts';

/** What an audit entry says, besides who and when. */
export interface Change {
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | null;
}

/** An entry that waits for the end of its transaction. */
interface Pending extends Change {
  readonly organizationId: OrganizationId;
  readonly actor: Actor;
}

/** Changes in one statement: what some tens of megabytes hold. */
const CHANGES_MAX = 20_000;

/** Entries that wait, by their transaction. */
const pending = new WeakMap<Tx, Pending[]>();

/**
 * Says in a transaction what it changes. The entry is written at its end, before the locks that others wait for: the head of the chain is
 * locked after all rows, so that no two transactions deadlock (ADR 0014). The states are taken as they are now.
 */
export function audit(tx: Tx, organizationId: OrganizationId, actor: Actor, change: Change): Promise<void> {
  return auditMany(tx, organizationId, actor, [change]);
}

/** The same for many changes of one actor, in their order. */
export function auditMany(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  changes: readonly Change[],
): Promise<void> {
  const entries = pending.get(tx) ?? [];
  for (const change of changes) entries.push({ ...change, organizationId, actor });
  pending.set(tx, entries);
  return Promise.resolve();
}

/**
 * Writes the entries that wait, in their order, onto the chain. Called before the organization's lock and the guards are taken, and again at
 * the end for transactions that take neither.
 */
export async function writeAudit(tx: Tx): Promise<void> {
  const entries = pending.get(tx) ?? [];
  pending.delete(tx);
  const [first] = entries;
  if (first === undefined) return;
  const { organizationId } = first;
  if (entries.some((entry) => entry.organizationId !== organizationId))
    throw new Error('a transaction changes one organization');
  for (let from = 0; from < entries.length; from += CHANGES_MAX)
    await append(tx, organizationId, entries.slice(from, from + CHANGES_MAX));
}

async function append(tx: Tx, organizationId: OrganizationId, entries: readonly Pending[]): Promise<void> {
  const texts = (of: (entry: Pending) => string | null) => textArray(entries.map(of));
  const now = Date.now() as Instant;
  await sql`
    select append_audit(${organizationId}, ${uuidArray(entries.map(() => uuidV7(now)))}::uuid[],
      ${texts(({ actor }) => JSON.stringify(actor))}::text[]::jsonb[], ${texts(({ action }) => action)}::text[],
      ${texts(({ entity }) => entity)}::text[], ${texts(({ entityId }) => entityId)}::text[],
      ${texts(({ before }) => jsonOrNull(before))}::text[]::jsonb[], ${texts(({ after }) => jsonOrNull(after))}::text[]::jsonb[],
      ${texts(({ reason }) => reason ?? null)}::text[])`.execute(tx);
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
