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
