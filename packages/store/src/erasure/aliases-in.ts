import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Tx } from '../database.ts';
import { textArray } from '../deciding/binary-arrays.ts';
import { findAliases, type Aliases, type Asked } from './aliases.ts';
import type { Namers } from './erased-names.ts';

/** The erased names of clients and devices (ADR 0018), as the transaction sees them; empty where nobody was erased. */
export async function aliasesIn(
  tx: Tx,
  namers: Namers,
  organizationId: OrganizationId,
  asked: Partial<Asked>,
): Promise<Aliases> {
  const { clients = [], devices = [] } = asked;
  const { rows } = await sql<{
    sealed: Buffer | null;
  }>`select erasure_key(${organizationId}) as sealed`.execute(tx);
  return findAliases(namers, organizationId, rows[0]?.sealed ?? null, { clients, devices }, async (names) => {
    const known = await sql<{ names: string[] }>`
      select erased_among(${organizationId}, ${textArray(names)}::text[]) as names`.execute(tx);
    return known.rows[0]?.names ?? [];
  });
}
