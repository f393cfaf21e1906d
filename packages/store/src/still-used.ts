import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Tx } from './database.ts';
import { StoreError } from './errors.ts';

/** Something that names what is to be deleted, in words for people. */
export interface User {
  readonly kind: string;
  readonly name: string;
}

/** How many users a refusal names; of more it says how many. */
const NAMED_MAX = 5;

/** Refuses to delete what something else names: `still_used`, with the names. */
export function assertUnused(what: string, users: readonly User[]): void {
  if (users.length === 0) return;
  const named = users.slice(0, NAMED_MAX).map(({ kind, name }) => `the ${kind} \`${name}\``);
  const rest = users.length - named.length;
  const more = rest === 0 ? '' : ` and ${rest} more`;
  throw new StoreError(
    'still_used',
    `${what} is used by ${named.join(', ')}${more}; take it out there first`,
  );
}

/** What campaign objects pick, and the column of their picks that names it. */
const PICKS = { lists: 'list_id', validations: 'validation_id' } as const;

/**
 * Refuses to delete what a campaign group, template or dialing profile has picked (`still_used`): it would vanish there, and what it keeps from being
 * contacted could be. INVARIANT: its row is locked, so nothing comes to pick it meanwhile.
 */
export async function assertUnpicked(
  tx: Tx,
  organizationId: OrganizationId,
  { what, picks, id }: { readonly what: string; readonly picks: keyof typeof PICKS; readonly id: string },
): Promise<void> {
  const usersAmong = (kind: string) => {
    const object = kind.replaceAll(' ', '_');
    return sql`
      select ${kind}::text as kind, o.name
      from ${sql.table(`${object}_${picks}`)} p join ${sql.table(`${object}s`)} o on o.organization_id = p.organization_id and o.id = p.${sql.ref(`${object}_id`)}
      where p.organization_id = ${organizationId} and p.${sql.ref(PICKS[picks])} = ${id}`;
  };
  const { rows } = await sql<User>`
    ${usersAmong('campaign group')} union all ${usersAmong('campaign template')} union all ${usersAmong('dialing profile')}
    order by kind, name`.execute(tx);
  assertUnused(what, rows);
}
